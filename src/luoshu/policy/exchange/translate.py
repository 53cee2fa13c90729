"""Expressions of a DMN model in the names of a policy: functions put in their places, boxes opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from luoshu.dmn import model
from luoshu.dmn.model import Decision, InputData, Knowledge
from luoshu.dmn.program import Unit
from luoshu.feel import tree, types
from luoshu.feel.cells import parse_tests
from luoshu.feel.check import infer
from luoshu.feel.lexing import FeelSyntaxError
from luoshu.feel.parser import fields_of, item_type, parse
from luoshu.feel.scope import Names
from luoshu.feel.tree import Node
from luoshu.policy.exchange.drafts import LeftOutError
from luoshu.policy.exchange.intake import Intake, legal

Env = Mapping[str, Node]  # what local names stand for


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expression stands: in which element of the model, with which names, and what local ones stand for.

    `inside` are the names that the policy's expression binds around it, `calls` the functions that are being put in.
    """

    unit: Unit
    names: Names
    line: int = 0
    env: Env = field(default_factory=dict)
    inside: frozenset[str] = frozenset()
    calls: tuple[str, ...] = ()

    def binding(self, name: str, type_: types.Type, to: str) -> Place:
        return replace(
            self,
            names=self.names.child({name: type_}),
            env={**self.env, name: tree.Name(to)},
            inside=self.inside | {to},
        )


# A table, or a context with a result, inside an expression: the name of the decision that is made of it.
Helper = Callable[[model.Expression, Place, str], str]


@dataclass
class Translator:
    """Translates expressions; `decision` gives the name of a decision's draft, `outputs` those of its outputs."""

    intake: Intake
    decision: Callable[[Decision], str]
    outputs: Callable[[Decision], Mapping[str, str]]
    helper: Helper

    # --- boxes --------------------------------------------------------------------------------------------------------

    def boxed(self, each: model.Expression, at: Place) -> Node:
        """A boxed expression as one of FEEL."""
        at = replace(at, line=each.line or at.line)
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
                made = self.boxed(base, at)
                item = item_type(self._type(base, at))
                return tree.Filter(made, self.boxed(match, self._in_items(at, item)))
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
                return tree.Name(self._helped(each, at, ""))
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
        made = self.boxed(expression, at)
        type_ = at.unit.known_types.declared(variable.type_ref).type
        if type_ == types.ANY:
            type_ = self._type(expression, at)
        inner = replace(at, names=at.names.child({variable.name: type_}), env={**at.env, variable.name: made})
        return inner, made

    def _loop(self, name: str, domain: model.Expression, at: Place) -> tuple[Node, Place, str]:
        own = self._fresh(name, at)
        return self.boxed(domain, at), at.binding(name, item_type(self._type(domain, at)), own), own

    def _type(self, each: model.Expression, at: Place) -> types.Type:
        return at.unit.compiler.make(each, at.names)[1]

    def _helped(self, each: model.Expression, at: Place, name: str) -> str:
        """A decision of its own for what has no place in a formula; it must not speak of what is bound around it."""
        if at.inside:
            raise LeftOutError(
                "循环里的决策表没有对应的写法", "a decision table inside a loop: policies have no form for it", at.line
            )
        return self.helper(each, at, name)

    # --- functions ----------------------------------------------------------------------------------------------------

    def _invoked(self, each: model.Invocation, at: Place) -> Node:
        given = {
            variable.name: tree.Null() if argument is None else self.boxed(argument, at)
            for variable, argument in each.arguments
        }
        if isinstance(each.function, model.Literal):
            name = " ".join(each.function.text.split())
            found = self._knowledge(name, at)
            if found is not None:
                return self._put_in(*found, given, at)
            if name not in at.names:
                return tree.Call(self.feel(each.function.text, at), tuple(given.values()), tuple(given))
        raise LeftOutError("这个函数不能在政策里调用", "a policy cannot call this function", at.line)

    def _knowledge(self, name: str, at: Place) -> tuple[Unit, Knowledge] | None:
        for need in _needs(at):
            if need[0] == name and isinstance(need[2], Knowledge):
                return need[1], need[2]
        return None

    def _put_in(self, unit: Unit, knowledge: Knowledge, given: Mapping[str, Node], at: Place) -> Node:
        """A knowledge model's body with the arguments in the places of its parameters."""
        function = knowledge.function
        if function is None or function.body is None or function.kind != "FEEL":
            kind = function.kind if function is not None else ""
            raise LeftOutError(
                f"知识模型“{knowledge.name}”不是 FEEL 写的（{kind}）",
                f"the knowledge model '{knowledge.name}' is not written in FEEL ({kind})",
                knowledge.line,
            )
        if knowledge.name in at.calls:
            raise LeftOutError(
                f"知识模型“{knowledge.name}”调用自己", f"the knowledge model '{knowledge.name}' calls itself", at.line
            )
        parameters = {each.name: unit.known_types.declared(each.type_ref).type for each in function.parameters}
        inner = Place(
            unit,
            unit.names(knowledge).child(parameters),
            knowledge.line,
            {name: given.get(name, tree.Null()) for name in parameters},
            at.inside,
            (*at.calls, knowledge.name),
        )
        if isinstance(function.body, model.DecisionTable | model.Context):
            return tree.Name(self._helped(function.body, inner, knowledge.name))
        return self.boxed(function.body, inner)

    # --- texts --------------------------------------------------------------------------------------------------------

    def feel(self, text: str, at: Place) -> Node:
        return self.node(self._parsed(lambda: parse(text, at.names), at), at)

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
                inner = self._in_items(at, item_type(infer(base, at.names)[0]))
                return tree.Filter(self.node(base, at), self.node(condition, inner))
            case tree.For(iterators, body):
                found, inner = self._iterations(iterators, at)
                return tree.For(found, self.node(body, inner))
            case tree.Quantified(kind, iterators, condition):
                found, inner = self._iterations(iterators, at)
                return tree.Quantified(kind, found, self.node(condition, inner))
            case tree.Call(tree.Name(name), args, names):
                return self._call(node, name, args, names, at)
            case tree.FunctionLiteral():
                raise LeftOutError("政策里不能写函数", "a policy has no functions of its own", at.line)
        return tree.rebuild(node, lambda part: self.node(part, at))

    def _name(self, name: str, at: Place) -> Node:
        if name in at.env:
            return at.env[name]
        for known, _, element in _needs(at):
            if known == name:
                return self._element(element, at)
        raise LeftOutError(f"政策里没有“{name}”", f"a policy has no '{name}'", at.line)

    def _element(self, element: model.Element, at: Place) -> Node:
        if isinstance(element, InputData):
            if element.name in self.intake.left_out:
                raise LeftOutError(
                    f"输入“{element.name}”没有导入", f"the input '{element.name}' was not brought over", at.line
                )
            if (element.name,) in self.intake.paths:
                return self._free(self.intake.paths[(element.name,)], at)
            raise LeftOutError(
                f"“{element.name}”是一个结构，政策里只能用它的各项",
                f"'{element.name}' is a structure: a policy can speak of its fields only",
                at.line,
            )
        if isinstance(element, Decision):
            return self._free(tree.Name(self.decision(element)), at)
        raise LeftOutError(f"“{element.name}”只能在调用时使用", f"'{element.name}' can only be called", at.line)

    @staticmethod
    def _free(node: Node, at: Place) -> Node:
        """A global name, where nothing around it has the same."""
        names = {part.name for part in tree.walk(node) if isinstance(part, tree.Name)}
        if names & at.inside:
            name = ", ".join(sorted(names & at.inside))
            raise LeftOutError(f"“{name}”在这里另有所指", f"'{name}' means something else here", at.line)
        return node

    def _path(self, node: tree.Path, at: Place) -> Node:
        steps = _steps(node)
        if steps and steps[0] not in at.env:
            for known, _, element in _needs(at):
                if known == steps[0] and isinstance(element, InputData) and steps in self.intake.paths:
                    return self._free(self.intake.paths[steps], at)
                if known == steps[0] and isinstance(element, Decision) and len(steps) == 2:
                    self.decision(element)
                    if steps[1] in self.outputs(element):
                        return self._free(tree.Name(self.outputs(element)[steps[1]]), at)
        base = self.node(node.base, at)
        if isinstance(base, tree.ContextLiteral) and node.name in dict(base.entries):
            return dict(base.entries)[node.name]
        type_ = infer(node.base, at.names)[0]
        return tree.Path(base, legal(node.name) if fields_of(type_) else node.name)

    def _call(self, node: tree.Call, name: str, args: Sequence[Node], names: Sequence[str], at: Place) -> Node:
        found = None if name in at.env else self._knowledge(name, at)
        values = [self.node(arg, at) for arg in args]
        if found is None:
            if name in at.env or any(known == name for known, _, _ in _needs(at)):
                raise LeftOutError(f"政策里不能调用“{name}”", f"a policy cannot call '{name}'", at.line)
            return replace(node, args=tuple(values))
        function = found[1].function
        parameters = [each.name for each in function.parameters] if function is not None else []
        given = dict(zip(names or parameters, values, strict=False))
        return self._put_in(*found, given, at)

    def _iterations(self, iterators: Sequence[tree.Iteration], at: Place) -> tuple[tuple[tree.Iteration, ...], Place]:
        found = []
        for each in iterators:
            own = self._fresh(each.name, at)
            end = None if each.end is None else self.node(each.end, at)
            found.append(tree.Iteration(own, self.node(each.domain, at), end))
            type_ = types.NUMBER if each.end is not None else item_type(infer(each.domain, at.names)[0])
            at = at.binding(each.name, type_, own)
        return tuple(found), at

    @staticmethod
    def _fresh(name: str, at: Place) -> str:
        """A variable's name, other than those that what is put in here may speak of."""
        own = legal(name) if name != "item" else name
        taken = _put(at)
        while own in taken:
            own += "2"
        return own

    @staticmethod
    def _in_items(at: Place, item: types.Type) -> Place:
        """Inside a filter: `item`, and the fields of an item."""
        fields = {name: legal(name) for name in fields_of(item)}
        if hidden := _put(at) & set(fields.values()):
            name = ", ".join(sorted(hidden))
            raise LeftOutError(f"“{name}”在筛选里另有所指", f"'{name}' means something else in a filter", at.line)
        at = at.binding("item", item, "item")
        for name, type_ in fields_of(item).items():
            at = at.binding(name, type_, fields[name])
        return at


def _put(at: Place) -> set[str]:
    """The names in what local names stand for, but for those that stand for themselves."""
    nodes = [node for name, node in at.env.items() if node != tree.Name(legal(name))]
    return {part.name for node in nodes for part in tree.walk(node) if isinstance(part, tree.Name)}


def _needs(at: Place) -> Iterator[tuple[str, Unit, model.Element]]:
    """The elements that an expression can name. Every element of a model is known by its name: requirements say no
    more than which of them an expression uses."""
    for element in at.unit.source.elements:
        yield element.name, at.unit, element


def _steps(node: Node) -> tuple[str, ...]:
    """`a.b.c` as its names; nothing for any other path."""
    if isinstance(node, tree.Name):
        return (node.name,)
    if isinstance(node, tree.Path) and (before := _steps(node.base)):
        return (*before, node.name)
    return ()
