"""Functions and decision services of a model: policies have neither, and what they say is put in where it is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from luoshu.dmn import model
from luoshu.dmn.declared import ANY, Declared
from luoshu.dmn.model import Decision, Knowledge, Service
from luoshu.dmn.program import Unit
from luoshu.feel import tree, types
from luoshu.feel.tree import Node
from luoshu.policy.exchange.drafts import LeftOutError
from luoshu.policy.exchange.places import Local, Place, key_of

if TYPE_CHECKING:
    from luoshu.policy.exchange.translate import Translator

Callable_ = tuple[Unit, Knowledge | Service] | Local
Argument = tuple[Node, types.Type]  # an argument as it was translated, with its type in the model

_NOTHING: Argument = (tree.Null(), types.NULL)


@dataclass(frozen=True)
class Calls:
    """Puts in what is called; `translator` translates the bodies."""

    translator: Translator

    def callee(self, steps: tuple[str, ...], at: Place) -> Callable_ | None:
        """What a call names, if it is one of the model's own functions."""
        if len(steps) == 1 and steps[0] in at.functions:
            return at.functions[steps[0]]
        found = at.found(steps)
        if found is not None and isinstance(found[1], Knowledge | Service) and not found[2]:
            return found[0], found[1]
        return None

    def put_in(self, callee: Callable_, given: Sequence[Argument], names: Sequence[str], at: Place) -> Node:
        """The value of a call whose arguments are named, or stand in the order of the parameters."""
        if isinstance(callee, Local):
            inner = replace(callee.place, inside=at.inside, calls=at.calls, line=callee.function.line or at.line)
            return self._applied(callee.function, _named(given, names, _parameters(callee.function), at), inner, "")
        unit, element = callee
        if isinstance(element, Service):
            return self._served(unit, element, given, names, at)
        function = element.function
        if function is None or function.body is None or function.kind != "FEEL":
            kind = function.kind if function is not None else ""
            raise LeftOutError(
                f"知识模型“{element.name}”不是 FEEL 写的（{kind}）",
                f"the knowledge model '{element.name}' is not written in FEEL ({kind})",
                element.line,
            )
        inner = Place(unit, unit.names(element), element.line, {}, at.inside, self._into(unit, element, at), at.given)
        return self._applied(
            function, _named(given, names, _parameters(function), at), inner, element.name, _result(unit, element)
        )

    def _applied(
        self,
        function: model.Function,
        given: Mapping[str, Argument],
        at: Place,
        name: str,
        declared: Declared = ANY,
    ) -> Node:
        """A function's body with the arguments in the places of its parameters."""
        if function.body is None or function.kind != "FEEL":
            raise LeftOutError("政策只能调用 FEEL 写的函数", "policies call no functions but those of FEEL", at.line)
        for parameter in function.parameters:
            wanted = at.unit.known_types.declared(parameter.type_ref)
            node, type_ = given.get(parameter.name, _NOTHING)
            node = coerced(node, type_, wanted, parameter.name, at)
            at = at.knowing(parameter.name, type_ if wanted.type == types.ANY else wanted.type, node)
        if isinstance(function.body, model.DecisionTable | model.Context):
            return tree.Name(self.translator.helped(function.body, at, name))
        type_ = at.unit.compiler.make(function.body, at.names)[1]
        return coerced(self.translator.boxed(function.body, at), type_, declared, name, at)

    def _served(self, unit: Unit, service: Service, given: Sequence[Argument], names: Sequence[str], at: Place) -> Node:
        """What the decisions of a service give for what it is given; nothing else reaches them."""
        needs = unit.parameters(service)
        told = _named(given, names, [need.element.name for need in needs], at)
        values = {}
        for need in needs:
            node, type_ = told.get(need.element.name, _NOTHING)
            declared = need.unit.declared(need.element)
            values[key_of(need.unit, need.element)] = coerced(node, type_, declared, need.element.name, at)
        inner = replace(at, calls=self._into(unit, service, at), given=values)
        found = {
            need.element.name: self.within(need.unit, need.element, inner)
            for need in unit.outputs(service)
            if isinstance(need.element, Decision)
        }
        if len(found) == 1:
            return next(iter(found.values()))
        return tree.ContextLiteral(tuple(found.items()))

    def within(self, unit: Unit, element: model.Element, at: Place) -> Node:
        """The value of an element inside a service: what was given, or what its logic says of that."""
        assert at.given is not None
        key = key_of(unit, element)
        if key in at.given:
            return at.given[key]
        if not isinstance(element, Decision) or element.expression is None:
            return tree.Null()
        calls = self._into(unit, element, at)
        inner = Place(unit, unit.names(element), element.line, {}, at.inside, calls, at.given)
        return self.translator.boxed(element.expression, inner)

    @staticmethod
    def _into(unit: Unit, element: model.Element, at: Place) -> tuple[str, ...]:
        """The calls inside an element; one that comes back to itself cannot be put in."""
        key = key_of(unit, element)
        if key in at.calls:
            raise LeftOutError(f"“{element.name}”调用自己", f"'{element.name}' calls itself", at.line)
        return (*at.calls, key)


def coerced(node: Node, type_: types.Type, declared: Declared, name: str, at: Place) -> Node:
    """A value where a type is declared for it: a list of one stands for its item, and an item for a list of it.

    Raises:
        LeftOutError: where the model would have null, whatever it is given.
    """
    wanted = declared.type
    if isinstance(type_, types.FunctionType) or types.conforms(type_, wanted):
        return node
    if isinstance(wanted, types.ListType) and types.conforms(type_, wanted.item):
        return tree.ListLiteral((node,))
    if isinstance(node, tree.ListLiteral) and len(node.items) == 1 and isinstance(type_, types.ListType):
        return coerced(node.items[0], type_.item, declared, name, at)
    raise LeftOutError(
        f"“{name}”声明为 {wanted}，得到的却是 {type_}，模型的结果只能是 null",
        f"'{name}' is declared as {wanted} but gets a {type_}: the model can only give null",
        at.line,
    )


def _parameters(function: model.Function) -> list[str]:
    return [each.name for each in function.parameters]


def _result(unit: Unit, knowledge: Knowledge) -> Declared:
    """What a knowledge model gives: the type of its variable is that, or that of the whole function."""
    declared = unit.declared(knowledge)
    return ANY if isinstance(declared.type, types.FunctionType) else declared


def _named(
    given: Sequence[Argument], names: Sequence[str], parameters: Sequence[str], at: Place
) -> dict[str, Argument]:
    if len(given) > len(parameters) or not set(names) <= set(parameters):
        raise LeftOutError(
            f"这里的参数不是 {', '.join(parameters) or '（无）'}，模型的结果只能是 null",
            f"the arguments here are not {', '.join(parameters) or '(none)'}: the model can only give null",
            at.line,
        )
    return dict(zip(names or parameters, given, strict=False))
