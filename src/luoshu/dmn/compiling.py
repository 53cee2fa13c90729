"""A model's expressions made ready: texts parsed where their names are known, types resolved, boxes joined."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from luoshu.dmn import boxed, hits, model
from luoshu.dmn.boxed import Broken, Evaluable, Typed
from luoshu.dmn.declared import Types
from luoshu.feel import tree, types
from luoshu.feel.cells import parse_tests
from luoshu.feel.check import infer
from luoshu.feel.failure import EvaluationError
from luoshu.feel.interpreter import evaluate
from luoshu.feel.lexing import FeelSyntaxError
from luoshu.feel.parser import fields_of, item_type, parse
from luoshu.feel.scope import Names
from luoshu.feel.tree import Node
from luoshu.feel.types import Type
from luoshu.feel.values import Value

Report = Callable[[int, FeelSyntaxError], None]
Made = tuple[Evaluable, Type]


@dataclass(frozen=True)
class Compiler:
    """Makes expressions of one model. What cannot be read is reported, and always null."""

    types: Types
    report: Report
    language: str | None

    def make(self, expression: model.Expression, names: Names) -> Made:
        """The expression and the type that it has; a declared one before what could be inferred."""
        made, type_ = _RULES[type(expression)](self, expression, names)
        if expression.type_ref is None or isinstance(expression, model.Function):
            return made, type_
        return self.typed(made, type_, expression.type_ref, expression.line)

    def typed(self, made: Evaluable, type_: Type, ref: str | None, line: int) -> Made:
        declared = self.types.declared(ref)
        if declared.type == types.ANY and declared.is_plain:
            return made, type_
        return Typed(made, declared, line), declared.type

    def feel(self, text: str, line: int, names: Names) -> Made:
        try:
            node = parse(text, names)
        except FeelSyntaxError as error:
            self.report(line, error)
            return Broken(EvaluationError(error.text.zh, error.text.en), line), types.ANY
        return boxed.Literal(node, text, line), infer(node, names)[0]

    # --- by kind ------------------------------------------------------------------------------------------------------

    def literal(self, each: model.Literal, names: Names) -> Made:
        language = each.language or self.language
        if language is not None and not is_feel(language):
            failure = EvaluationError(f"不支持语言 {language}", f"the language {language} is not supported")
            return Broken(failure, each.line), types.ANY
        return self.feel(each.text, each.line, names)

    def context(self, each: model.Context, names: Names) -> Made:
        entries: list[tuple[str, Evaluable]] = []
        fields: dict[str, Type] = {}
        result: Made | None = None
        for variable, expression in each.entries:
            made, type_ = self.make(expression, names)
            if variable is None:
                result = made, type_
                continue
            if not isinstance(expression, model.Function):
                made, type_ = self.typed(made, type_, variable.type_ref, each.line)
            entries.append((variable.name, made))
            fields[variable.name] = type_
            names = names.child({variable.name: type_})
        done = boxed.Context(tuple(entries), None if result is None else result[0])
        return done, types.context(fields) if result is None else result[1]

    def list_(self, each: model.List, names: Names) -> Made:
        made = [self.make(item, names) for item in each.items]
        kinds = {type_ for _, type_ in made}
        return boxed.List(tuple(item for item, _ in made)), types.list_of(kinds.pop() if len(kinds) == 1 else types.ANY)

    def relation(self, each: model.Relation, names: Names) -> Made:
        rows = []
        fields: dict[str, Type] = {column.name: self.types.declared(column.type_ref).type for column in each.columns}
        for row in each.rows:
            cells = []
            for column, cell in zip(each.columns, row, strict=True):
                made, type_ = self.make(cell, names)
                cells.append(self.typed(made, type_, column.type_ref, cell.line)[0])
            rows.append(tuple(cells))
        return boxed.Relation(tuple(fields), tuple(rows)), types.list_of(types.context(fields))

    def invocation(self, each: model.Invocation, names: Names) -> Made:
        function, type_ = self.make(each.function, names)
        arguments = [
            (
                variable.name,
                boxed.Literal(tree.Null(), "null", each.line)
                if argument is None
                else self.typed(*self.make(argument, names), variable.type_ref, each.line)[0],
            )
            for variable, argument in each.arguments
        ]
        result = type_.result if isinstance(type_, types.FunctionType) else types.ANY
        return boxed.Invocation(function, tuple(arguments), each.line), result

    def function(self, each: model.Function, names: Names) -> Made:
        made = self.definition("function", each, names)
        return made, types.FunctionType(params=tuple(declared.type for _, declared in made.parameters))

    def definition(self, name: str, each: model.Function, names: Names, result: str | None = None) -> boxed.Definition:
        """A function by a name; `result` is the type declared for what it gives."""
        parameters = tuple((one.name, self.types.declared(one.type_ref)) for one in each.parameters)
        inner = names.child({one: declared.type for one, declared in parameters})
        body: Evaluable | None = None
        if each.body is not None and each.kind in boxed.CALLED:
            made, type_ = self.make(each.body, inner)
            body, _ = self.typed(made, type_, result, each.line)
        return boxed.Definition(name, parameters, body, each.kind, each.line)

    def conditional(self, each: model.Conditional, names: Names) -> Made:
        condition, _ = self.make(each.condition, names)
        then, one = self.make(each.then, names)
        otherwise, other = self.make(each.otherwise, names)
        return boxed.Conditional(condition, then, otherwise), one if one == other else types.ANY

    def filter(self, each: model.Filter, names: Names) -> Made:
        base, type_ = self.make(each.base, names)
        item = item_type(type_)
        match, _ = self.make(each.match, names.child({"item": item, **fields_of(item)}))
        return boxed.Filter(base, match, each.line), types.list_of(item)

    def for_(self, each: model.For, names: Names) -> Made:
        domain, type_ = self.make(each.domain, names)
        inner = names.child({each.name: item_type(type_), "partial": types.ListType()})
        body, result = self.make(each.body, inner)
        return boxed.For(each.name, domain, body, each.line), types.list_of(result)

    def quantified(self, each: model.Quantified, names: Names) -> Made:
        domain, type_ = self.make(each.domain, names)
        condition, _ = self.make(each.condition, names.child({each.name: item_type(type_)}))
        return boxed.Quantified(each.kind, each.name, domain, condition, each.line), types.BOOLEAN

    # --- tables -------------------------------------------------------------------------------------------------------

    def table(self, each: model.DecisionTable, names: Names) -> Made:
        columns, inner = [], []
        for input_ in each.inputs:
            value, type_ = self.feel(input_.expression.text, input_.expression.line, names)
            declared = self.types.declared(input_.type_ref)
            tested = names.child({"?": type_ if declared.type == types.ANY else declared.type})
            inner.append(tested)
            columns.append(hits.Column(value, declared, self.allowed(input_.values, tested), input_.expression.line))
        outputs = tuple(self.output(output, each, names) for output in each.outputs)
        rows = tuple(self.rule(rule, inner, names) for rule in each.rules)
        made = hits.Table(each.hit_policy, tuple(columns), outputs, rows, each.line)
        return made, _type_of_table(each, outputs)

    def output(self, each: model.Output, table: model.DecisionTable, names: Names) -> hits.Given:
        declared = self.types.declared(each.type_ref)
        default = None if each.default is None else self.feel(each.default.text, each.default.line, names)[0]
        allowed = self.allowed(each.values, names.child({"?": declared.type}))
        tests = declared.tests if allowed is None else (allowed,)
        return hits.Given(each.name, declared, _listed(tests), allowed, default, table.line)

    def rule(self, rule: model.Rule, columns: list[Names], names: Names) -> hits.Row:
        tests = tuple(self.test(feel, tested) for feel, tested in zip(rule.tests, columns, strict=True))
        return hits.Row(tests, tuple(self.feel(each.text, each.line, names)[0] for each in rule.outputs), rule.line)

    def test(self, feel: model.Feel, names: Names) -> Evaluable | None:
        try:
            node = parse_tests(feel.text, names)
        except FeelSyntaxError as error:
            self.report(feel.line, error)
            return Broken(EvaluationError(error.text.zh, error.text.en), feel.line)
        return None if isinstance(node, tree.AnyTest) else boxed.Literal(node, feel.text, feel.line)

    def allowed(self, feel: model.Feel | None, names: Names) -> Node | None:
        if feel is None:
            return None
        try:
            node = parse_tests(feel.text, names)
        except FeelSyntaxError as error:
            self.report(feel.line, error)
            return None
        return None if isinstance(node, tree.AnyTest) else node


def is_feel(language: str) -> bool:
    """Whether a URI (or a plain word) names FEEL; each version of the standard has its own."""
    return "feel" in language.lower()


def _listed(tests: tuple[Node, ...]) -> tuple[Value, ...]:
    """The values that tests list, in their order; of anything but a list of values none."""
    found: list[Value] = []
    for test in tests:
        for part in test.parts if isinstance(test, tree.Tests) else (test,):
            if isinstance(part, tree.UnaryTest) and part.op == "=":
                found.append(evaluate(part.end, {}))
    return tuple(found)


def _type_of_table(table: model.DecisionTable, outputs: tuple[hits.Given, ...]) -> Type:
    policy = table.hit_policy
    if len(outputs) == 1:
        one = outputs[0].declared.type
    else:
        one = types.context({each.name: each.declared.type for each in outputs})
    return types.list_of(one) if policy.is_list else types.NUMBER if policy.value == "C#" else one


_RULES: Mapping[type, Callable[..., Made]] = {
    model.Literal: Compiler.literal,
    model.Context: Compiler.context,
    model.List: Compiler.list_,
    model.Relation: Compiler.relation,
    model.Invocation: Compiler.invocation,
    model.Function: Compiler.function,
    model.Conditional: Compiler.conditional,
    model.Filter: Compiler.filter,
    model.For: Compiler.for_,
    model.Quantified: Compiler.quantified,
    model.DecisionTable: Compiler.table,
}
