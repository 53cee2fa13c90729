"""Expressions of a DMN model in the names of a policy: functions put in their places, boxes opened."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from luoshu.dmn import model
from luoshu.dmn.model import Decision, InputData, Knowledge, Service
from luoshu.dmn.program import Unit
from luoshu.feel import tree, types
from luoshu.feel.arithmetic import EXACT
from luoshu.feel.cells import parse_tests
from luoshu.feel.check import infer
from luoshu.feel.interpreter import evaluate
from luoshu.feel.lexing import FeelSyntaxError
from luoshu.feel.moments import CLOCKS, DATE
from luoshu.feel.parser import fields_of, item_type, parse
from luoshu.feel.text import to_text
from luoshu.feel.tree import Node
from luoshu.policy.exchange.calls import Calls, coerced
from luoshu.policy.exchange.drafts import LeftOutError
from luoshu.policy.exchange.intake import ITEM, Intake, legal
from luoshu.policy.exchange.places import Local, Place, steps_of
from luoshu.policy.lower import literal
from luoshu.policy.lower_rows import constant, is_literal

_WORD = re.compile(r"[^<>,:\s]+")

# A table, or a context with a result, inside an expression: the name of the decision that is made of it.
Helper = Callable[[model.Expression, Place, str], str]


@dataclass
class Translator:
    """Translates expressions; `decision` gives the name of a decision's draft, `outputs` those of its outputs."""

    intake: Intake
    decision: Callable[[Unit, Decision], str]
    outputs: Callable[[Unit, Decision], Mapping[str, str]]
    helper: Helper

    @property
    def calls(self) -> Calls:
        return Calls(self)

    # --- boxes --------------------------------------------------------------------------------------------------------

    def boxed(self, each: model.Expression, at: Place) -> Node:
        """A boxed expression as one of FEEL."""
        at = replace(at, line=each.line or at.line)
        node = self._opened(each, at)
        if each.type_ref is None or isinstance(each, model.DecisionTable):
            return node
        declared = at.unit.known_types.declared(each.type_ref)
        return coerced(node, self._type(replace(each, type_ref=None), at), declared, each.type_ref, at)

    def _opened(self, each: model.Expression, at: Place) -> Node:
        match each:
            case model.Literal(text=text, language=language):
                self._check_language(language or at.unit.source.language, at)
                return self.feel(text, at)
            case model.List(items=items):
                return tree.ListLiteral(tuple(self.boxed(item, at) for item in items))
            case model.Relation(columns=columns, rows=rows):
                return tree.ListLiteral(tuple(self._row(columns, row, at) for row in rows))
            case model.Conditional(condition=condition, then=then, otherwise=otherwise):
                return tree.If(self.boxed(condition, at), self.boxed(then, at), self.boxed(otherwise, at))
            case model.Filter(base=base, match=match):
                filtered, inner = self._filtered(self.boxed(base, at), self._type(base, at), at)
                return filtered(self.boxed(match, inner))
            case model.For(name=name, domain=domain, body=body):
                made, inner, own = self._loop(name, domain, at)
                return tree.For((tree.Iteration(own, made),), self.boxed(body, inner))
            case model.Quantified(kind=kind, name=name, domain=domain, condition=condition):
                made, inner, own = self._loop(name, domain, at)
                test = self.boxed(condition, inner)
                return tree.Quantified("some" if kind == "some" else "every", (tree.Iteration(own, made),), test)
            case model.Invocation():
                return self._invoked(each, at)
            case model.Context(entries=entries) if all(variable is not None for variable, _ in entries):
                return self._context(each, at)
            case model.Context() | model.DecisionTable():
                return tree.Name(self.helped(each, at, ""))
        raise LeftOutError("函数不能是决策的值", "a function cannot be the value of a decision", at.line)

    @staticmethod
    def _check_language(language: str | None, at: Place) -> None:
        if language is not None and "feel" not in language.lower():
            raise LeftOutError(
                f"表达式语言 {language} 不是 FEEL", f"the expression language {language} is not FEEL", at.line
            )

    def _row(self, columns: Sequence[model.Variable], row: Sequence[model.Expression], at: Place) -> Node:
        cells = (self.boxed(cell, at) for cell in row)
        return tree.ContextLiteral(tuple((column.name, cell) for column, cell in zip(columns, cells, strict=True)))

    def _context(self, each: model.Context, at: Place) -> Node:
        """A context: what an entry says of those before it is put in its place."""
        entries = []
        for variable, expression in each.entries:
            assert variable is not None
            at, made = self._entry(variable, expression, at)
            if made is not None:
                entries.append((variable.name, made))
        return tree.ContextLiteral(tuple(entries))

    def _entry(self, variable: model.Variable, expression: model.Expression, at: Place) -> tuple[Place, Node | None]:
        """The place after an entry of a context, and its value; a function is put in where it is called."""
        if isinstance(expression, model.Function):
            return self.holding(variable, expression, at), None
        made, type_ = self.entered(variable, expression, at, self.boxed(expression, at))
        return at.knowing(variable.name, type_, made), made

    def holding(self, variable: model.Variable, function: model.Function, at: Place) -> Place:
        """The place after an entry that holds a function."""
        names = at.names.child({variable.name: self._type(function, at)})
        return replace(at, names=names, functions={**at.functions, variable.name: Local(function, at)})

    def entered(
        self, variable: model.Variable, expression: model.Expression, at: Place, node: Node
    ) -> tuple[Node, types.Type]:
        """The value of an entry of a context, and its type: what is declared, or else what can be told of it."""
        declared, type_ = at.unit.known_types.declared(variable.type_ref), self._type(expression, at)
        node = coerced(node, type_, declared, variable.name, at)
        return node, type_ if declared.type == types.ANY else declared.type

    def _loop(self, name: str, domain: model.Expression, at: Place) -> tuple[Node, Place, str]:
        return self._over(name, self.boxed(domain, at), item_type(self._type(domain, at)), at)

    def _over(self, name: str, domain: Node, type_: types.Type, at: Place) -> tuple[Node, Place, str]:
        """What a loop goes over, the place inside, and its variable's name; a list of values has items with a field."""
        own = self._fresh(name, at)
        listed = self._plain(domain)
        said = None if listed is None else tree.Path(tree.Name(own), ITEM)
        return domain if listed is None else listed, at.binding(name, type_, own, said), own

    def _plain(self, node: Node) -> Node | None:
        """The list of which an expression gives the values, if it is one of values."""
        if not isinstance(node, tree.Path) or node.name != ITEM:
            return None
        base = node.base
        while isinstance(base, tree.Filter):
            base = base.base
        return node.base if isinstance(base, tree.Name) and base.name in self.intake.plain else None

    def _filtered(self, base: Node, type_: types.Type, at: Place) -> tuple[Callable[[Node], Node], Place]:
        """What is made of a filter's condition, and the place of that."""
        listed = self._plain(base)
        if listed is None:
            return (lambda condition: tree.Filter(base, condition)), self._in_items(at, item_type(type_))
        inner = at.binding("item", item_type(type_), ITEM)
        return (lambda condition: tree.Path(tree.Filter(listed, condition), ITEM)), inner

    def _type(self, each: model.Expression, at: Place) -> types.Type:
        return at.unit.compiler.make(each, at.names)[1]

    def helped(self, each: model.Expression, at: Place, name: str) -> str:
        """A decision of its own for what has no place in a formula; it must not speak of what is bound around it."""
        if at.inside:
            raise LeftOutError(
                "循环里的决策表没有对应的写法", "a decision table inside a loop: policies have no form for it", at.line
            )
        return self.helper(each, at, name)

    # --- functions ----------------------------------------------------------------------------------------------------

    def _invoked(self, each: model.Invocation, at: Place) -> Node:
        names = [variable.name for variable, _ in each.arguments]
        given = [
            (tree.Null(), types.NULL) if argument is None else (self.boxed(argument, at), self._type(argument, at))
            for _, argument in each.arguments
        ]
        if isinstance(each.function, model.Literal):
            text = each.function.text
            node = self._parsed(lambda: parse(text, at.names), at)
            callee = self.calls.callee(steps_of(node), at)
            if callee is not None:
                return self.calls.put_in(callee, given, names, at)
            if isinstance(node, tree.Name) and node.name not in at.names:
                return tree.Call(node, tuple(value for value, _ in given), tuple(names))
        raise LeftOutError("这个函数不能在政策里调用", "a policy cannot call this function", at.line)

    def _call(self, node: tree.Call, at: Place) -> Node:
        steps = steps_of(node.function)
        callee = self.calls.callee(steps, at)
        values = [self.node(arg, at) for arg in node.args]
        if callee is not None:
            given = [(value, infer(arg, at.names)[0]) for value, arg in zip(values, node.args, strict=True)]
            return self.calls.put_in(callee, given, node.names, at)
        if len(steps) != 1 or steps[0] in at.env or at.found(steps) is not None:
            name = ".".join(steps) or "…"
            raise LeftOutError(f"政策里不能调用“{name}”", f"a policy cannot call '{name}'", at.line)
        return replace(node, args=tuple(values))

    # --- texts --------------------------------------------------------------------------------------------------------

    def feel(self, text: str, at: Place) -> Node:
        node = self._parsed(lambda: parse(text, at.names), at)
        for part in tree.walk(node):
            _check_known(part, at)
        return self.node(_settled(node), at)

    def tests(self, text: str, at: Place, of: types.Type) -> Node:
        """A cell; in it `?` is the input."""
        inner = at.binding("?", of, "?")
        return self.node(self._parsed(lambda: parse_tests(text, inner.names), at), inner)

    @staticmethod
    def _parsed(read: Callable[[], Node], at: Place) -> Node:
        try:
            return read()
        except FeelSyntaxError as error:
            raise LeftOutError(error.text.zh, error.text.en, at.line) from None

    # --- trees --------------------------------------------------------------------------------------------------------

    def node(self, node: Node, at: Place) -> Node:
        match node:
            case tree.Name(name):
                return self._name(name, at)
            case tree.Path():
                return self._path(node, at)
            case tree.Filter(base, condition):
                made, inner = self._filtered(self.node(base, at), infer(base, at.names)[0], at)
                return made(self.node(condition, inner))
            case tree.For(iterators, body):
                found, inner = self._iterations(iterators, at)
                return tree.For(found, self.node(body, inner))
            case tree.Quantified(kind, iterators, condition):
                found, inner = self._iterations(iterators, at)
                return tree.Quantified(kind, found, self.node(condition, inner))
            case tree.Call():
                return self._call(node, at)
            case tree.InstanceOf(_, type_) if set(_WORD.findall(type_)) & set(at.unit.known_types.items):
                raise LeftOutError(
                    f"政策里没有模型自己的类型（{type_}）",
                    f"policies do not have the model's own types ({type_})",
                    at.line,
                )
            case tree.FunctionLiteral():
                raise LeftOutError("政策里不能写函数", "a policy has no functions of its own", at.line)
        return tree.rebuild(node, lambda part: self.node(part, at))

    def _name(self, name: str, at: Place) -> Node:
        if name in at.env:
            return at.env[name]
        found = at.found((name,))
        if found is None:
            raise LeftOutError(f"政策里没有“{name}”", f"a policy has no '{name}'", at.line)
        return self._element(found[0], found[1], at)

    def _element(self, unit: Unit, element: model.Element, at: Place) -> Node:
        if isinstance(element, Knowledge | Service):
            raise LeftOutError(f"“{element.name}”只能在调用时使用", f"'{element.name}' can only be called", at.line)
        if at.given is not None:
            return self.calls.within(unit, element, at)
        if isinstance(element, Decision):
            return self._free(tree.Name(self.decision(unit, element)), at)
        if element.name in self.intake.left_out:
            raise LeftOutError(
                f"输入“{element.name}”没有导入", f"the input '{element.name}' was not brought over", at.line
            )
        path = (unit.source.namespace, element.name)
        if path in self.intake.paths:
            return self._free(self.intake.paths[path], at)
        raise LeftOutError(
            f"“{element.name}”是一个结构，政策里只能用它的各项",
            f"'{element.name}' is a structure: a policy can speak of its fields only",
            at.line,
        )

    @staticmethod
    def _free(node: Node, at: Place) -> Node:
        """A global name, where nothing around it has the same."""
        names = {part.name for part in tree.walk(node) if isinstance(part, tree.Name)}
        if names & at.inside:
            name = ", ".join(sorted(names & at.inside))
            raise LeftOutError(f"“{name}”在这里另有所指", f"'{name}' means something else here", at.line)
        return node

    def _path(self, node: tree.Path, at: Place) -> Node:
        found = at.found(steps_of(node))
        if found is not None:
            unit, element, rest = found
            if not rest:
                return self._element(unit, element, at)
            path = (unit.source.namespace, element.name, *rest)
            if isinstance(element, InputData) and at.given is None and path in self.intake.paths:
                return self._free(self.intake.paths[path], at)
            if isinstance(element, Decision) and at.given is None and len(rest) == 1:
                self.decision(unit, element)
                if rest[0] in self.outputs(unit, element):
                    return self._free(tree.Name(self.outputs(unit, element)[rest[0]]), at)
        base = self.node(node.base, at)
        if isinstance(base, tree.ContextLiteral) and node.name in dict(base.entries):
            return dict(base.entries)[node.name]
        type_ = infer(node.base, at.names)[0]
        return tree.Path(base, legal(node.name) if fields_of(type_) else node.name)

    def _iterations(self, iterators: Sequence[tree.Iteration], at: Place) -> tuple[tuple[tree.Iteration, ...], Place]:
        found = []
        for each in iterators:
            end = None if each.end is None else self.node(each.end, at)
            type_ = types.NUMBER if each.end is not None else item_type(infer(each.domain, at.names)[0])
            domain, at, own = self._over(each.name, self.node(each.domain, at), type_, at)
            found.append(tree.Iteration(own, domain, end))
        return tuple(found), at

    @staticmethod
    def _fresh(name: str, at: Place) -> str:
        """A variable's name, other than those that what is put in here may speak of."""
        own = legal(name) if name != "item" else name
        taken = at.put
        while own in taken:
            own += "2"
        return own

    @staticmethod
    def _in_items(at: Place, item: types.Type) -> Place:
        """Inside a filter: `item`, and the fields of an item."""
        fields = {name: legal(name) for name in fields_of(item)}
        if hidden := at.put & set(fields.values()):
            name = ", ".join(sorted(hidden))
            raise LeftOutError(f"“{name}”在筛选里另有所指", f"'{name}' means something else in a filter", at.line)
        at = at.binding("item", item, "item")
        for name, type_ in fields_of(item).items():
            at = at.binding(name, type_, fields[name])
        return at


def _check_known(part: Node, at: Place) -> None:
    """A moment that is written out must be one that policies know: from the year 1 on, to the microsecond."""
    if not isinstance(part, tree.AtLiteral | tree.Call) or not is_literal(part):
        return
    value = evaluate(part, {})
    if isinstance(value, (*DATE, *CLOCKS)) and evaluate(part, {}, arithmetic=EXACT) is None:
        told = to_text(value)
        raise LeftOutError(f"政策里没有 {told} 这样的时刻", f"policies know no moment such as {told}", at.line)


def _settled(node: Node) -> Node:
    """The expression with the value of what is made of constants where one of them is null: a policy takes that for
    something unknown, the standard for a value."""

    def change(part: Node) -> Node:
        if not isinstance(part, tree.Call | tree.Comparison | tree.InstanceOf):
            return part
        value = constant(part) if any(isinstance(inner, tree.Null) for inner in tree.walk(part)) else None
        return literal(value) if isinstance(value, str | bool | Decimal) else part

    return tree.transform(node, change)
