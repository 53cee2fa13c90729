"""Units in expressions: yuan are not added to heads, nor compared with them; like by like is a pure number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from luoshu.facts.vocabulary import Kind, Vocabulary
from luoshu.feel import tree
from luoshu.feel import types as feel
from luoshu.feel.check import infer
from luoshu.feel.scope import Names
from luoshu.feel.tree import NOWHERE, Node, Span
from luoshu.policy.checks.free_names import item_fields, item_of
from luoshu.policy.model import Decision
from luoshu.policy.names import DecisionName, FactName, Meaning, ParameterName
from luoshu.policy.source import Findings
from luoshu.policy.units import PURE, Unit, fit, product, quotient, read_unit
from luoshu.problems import Problem, Text

# Functions whose result has the unit that their arguments share.
_SAME_UNIT = {"sum", "min", "max", "mean", "median", "mode", "concatenate", "append", "union", "flatten", "sort"}
# Functions whose result has the unit of their first argument.
_FIRST_UNIT = {
    "abs",
    "floor",
    "ceiling",
    "decimal",
    "round up",
    "round down",
    "round half up",
    "round half down",
    "sublist",
    "reverse",
    "distinct values",
    "remove",
    "modulo",
}


class UnitChecker:
    """The units of the names in one policy; decisions are added in the order in which they use each other."""

    def __init__(
        self, meanings: Mapping[str, Meaning], vocabulary: Vocabulary, names: Names, findings: Findings
    ) -> None:
        self.meanings = meanings
        self.vocabulary = vocabulary
        self.names = names
        self.findings = findings
        self.decisions: dict[str, Unit | None] = {}
        self.checking: Decision | None = None

    def add(self, decision: Decision) -> None:
        """Checks the decision, and keeps the unit of its value for those that use it."""
        scope = _Scope(self, self.names, {})
        self.checking = decision
        if decision.formula is not None:
            self.decisions[decision.name] = scope.unit(decision.formula)
        elif decision.table is not None:
            table = decision.table
            if decision.output == 0:  # the inputs of a table are looked at once, however many outputs it has
                for at, column in enumerate(table.inputs):
                    inner = scope.inside({"?": scope.unit(column.expression)})
                    for rule in table.rules:
                        inner.unit(rule.tests[at])
            self.decisions[decision.name] = scope.common([rule.outputs[decision.output] for rule in table.rules])

    def of_name(self, name: str) -> Unit | None:
        if name in self.decisions:
            return self.decisions[name]
        match self.meanings.get(name):
            case FactName(fact):
                return self.of_fact(fact.unit, fact.kind)
            case ParameterName(_, rows):
                return read_unit(rows[0].unit)
            case DecisionName() | _:
                return None

    def of_fact(self, unit: str, kind: Kind) -> Unit | None:
        return PURE if kind is Kind.RATE else read_unit(unit)

    def of_field(self, owner: feel.Type, name: str) -> Unit | None:
        """The unit of a field of an item, or of each item of a list."""
        item = item_of(owner)
        record = self.vocabulary.records.get(item.label) if isinstance(item, feel.ContextType) else None
        fact = record.facts.get(name) if record else None
        return self.of_fact(fact.unit, fact.kind) if fact else None


class _Scope:
    """Units inside an expression, where variables and the fields of items hide outer names."""

    def __init__(self, checker: UnitChecker, names: Names, inner: Mapping[str, Unit | None]) -> None:
        self.checker = checker
        self.names = names
        self.inner = inner

    def inside(self, inner: Mapping[str, Unit | None], types: Mapping[str, feel.Type] | None = None) -> _Scope:
        return _Scope(self.checker, self.names.child(types or {}), {**self.inner, **inner})

    def unit(self, node: Node) -> Unit | None:
        """The unit of an expression, or None where it is not known; what does not fit is reported."""
        rule = _RULES.get(type(node))
        if rule is not None:
            return rule(self, node)
        for child in tree.children(node):
            self.unit(child)
        return None

    def common(self, nodes: Iterable[Node]) -> Unit | None:
        """The unit that all of the expressions share."""
        found: Unit | None = None
        for node in nodes:
            unit = self.unit(node)
            if not fit(found, unit):
                self.report(node.span, found, unit)
            found = found or unit
        return found

    def report(self, span: Span, left: Unit | None, right: Unit | None) -> None:
        text = Text(
            f"单位不同，不能相加减或比较：{left} 与 {right}",
            f"units differ and cannot be added or compared: {left} and {right}",
        )
        decision = self.checker.checking
        if span == NOWHERE and decision is not None:  # an instrument has put its formula together
            self.checker.findings.add(Problem("unit", text, decision.place))
        else:
            self.checker.findings.error("unit", span, text)

    # --- rules --------------------------------------------------------------------------------------------------------

    def name(self, node: tree.Name) -> Unit | None:
        return self.inner[node.name] if node.name in self.inner else self.checker.of_name(node.name)

    def path(self, node: tree.Path) -> Unit | None:
        self.unit(node.base)
        return self.checker.of_field(infer(node.base, self.names)[0], node.name)

    def filter(self, node: tree.Filter) -> Unit | None:
        base = self.unit(node.base)
        fields = item_fields(node.base, self.names)
        owner = infer(node.base, self.names)[0]
        units = {name: self.checker.of_field(owner, name) for name in fields}
        self.inside({**units, "item": base}, fields).unit(node.condition)
        return base

    def arithmetic(self, node: tree.Arithmetic) -> Unit | None:
        if node.op in "+-":
            return self.alike(node)
        left, right = self.unit(node.left), self.unit(node.right)
        if node.op == "*":
            return product(left, right)
        if node.op == "/":
            return quotient(left, right)
        return PURE if left == PURE else None

    def alike(self, node: tree.Arithmetic | tree.Comparison) -> Unit | None:
        left, right = self.unit(node.left), self.unit(node.right)
        if not fit(left, right):
            self.report(node.span, left, right)
        return left or right

    def comparison(self, node: tree.Comparison) -> Unit | None:
        self.alike(node)
        return None

    def between(self, node: tree.Between) -> Unit | None:
        self.common([node.value, node.low, node.high])
        return None

    def membership(self, node: tree.In) -> Unit | None:
        inner = self.inside({"?": self.unit(node.value)})
        for test in node.tests:
            inner.unit(test)
        return None

    def test(self, node: tree.UnaryTest) -> Unit | None:
        given, end = self.inner.get("?"), self.unit(node.end)
        if not fit(given, end):
            self.report(node.span, given, end)
        return None

    def range(self, node: tree.Range) -> Unit | None:
        return self.common([end for end in (node.low, node.high) if end is not None])

    def list_literal(self, node: tree.ListLiteral) -> Unit | None:
        return self.common(node.items)

    def conditional(self, node: tree.If) -> Unit | None:
        self.unit(node.condition)
        return self.common([node.then, node.otherwise])

    def same(self, node: tree.Negate | tree.Assumed) -> Unit | None:
        return self.unit(node.operand if isinstance(node, tree.Negate) else node.value)

    def call(self, node: tree.Call) -> Unit | None:
        function = node.function.name if isinstance(node.function, tree.Name) else ""
        if function in _SAME_UNIT:
            return self.common(node.args)
        units = [self.unit(arg) for arg in node.args]
        if function == "prior" or function in _FIRST_UNIT:
            return units[0] if units else None
        return None

    def iteration(self, node: tree.For | tree.Quantified) -> Unit | None:
        scope = self
        for iterator in node.iterators:
            unit = scope.common([part for part in (iterator.domain, iterator.end) if part is not None])
            type_ = item_of(infer(iterator.domain, scope.names)[0])
            scope = scope.inside({iterator.name: unit}, {iterator.name: type_})
        inner = scope.unit(node.body if isinstance(node, tree.For) else node.condition)
        return inner if isinstance(node, tree.For) else None


_RULES: Mapping[type[Node], Callable[..., Unit | None]] = {
    tree.Name: _Scope.name,
    tree.Path: _Scope.path,
    tree.Filter: _Scope.filter,
    tree.Arithmetic: _Scope.arithmetic,
    tree.Comparison: _Scope.comparison,
    tree.Between: _Scope.between,
    tree.In: _Scope.membership,
    tree.UnaryTest: _Scope.test,
    tree.Range: _Scope.range,
    tree.ListLiteral: _Scope.list_literal,
    tree.If: _Scope.conditional,
    tree.Negate: _Scope.same,
    tree.Assumed: _Scope.same,
    tree.Call: _Scope.call,
    tree.For: _Scope.iteration,
    tree.Quantified: _Scope.iteration,
}
