"""Texts compared with something that has a closed list of values, and is never one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from luoshu.facts.vocabulary import Vocabulary
from luoshu.feel import tree
from luoshu.feel import types as feel
from luoshu.feel.check import infer
from luoshu.feel.scope import Names
from luoshu.feel.text import quoted
from luoshu.feel.tree import Node, Span
from luoshu.policy.checks.free_names import item_fields, item_of
from luoshu.policy.expressions import unmarked
from luoshu.policy.model import Decision
from luoshu.policy.names import DecisionName, FactName, Meaning
from luoshu.policy.source import Findings
from luoshu.problems import Text, suggest

Values = tuple[str, ...]  # empty where any text may be


class ListedValues:
    """Warns of such texts in the decisions of one policy."""

    def __init__(
        self, meanings: Mapping[str, Meaning], vocabulary: Vocabulary, names: Names, findings: Findings
    ) -> None:
        self.meanings, self.vocabulary, self.names, self.findings = meanings, vocabulary, names, findings
        self.told: set[Span] = set()

    def check(self, decision: Decision) -> None:
        scope = _Scope(self, self.names, {})
        if decision.formula is not None:
            scope.visit(decision.formula)
        if decision.table is not None:
            for at, column in enumerate(decision.table.inputs):
                scope.visit(column.expression)
                inner = scope.inside({"?": scope.values(column.expression)})
                for rule in decision.table.rules:
                    inner.visit(rule.tests[at])
            for rule in decision.table.rules:
                scope.visit(rule.outputs[decision.output])

    def of_name(self, name: str) -> Values:
        match self.meanings.get(name):
            case FactName(fact):
                return fact.values
            case DecisionName(_, decision) if decision.table is not None:
                allowed = map(unmarked, decision.table.outputs[decision.output].allowed)
                return tuple(value.value for value in allowed if isinstance(value, tree.String))
        return ()

    def of_field(self, owner: feel.Type, name: str) -> Values:
        item = item_of(owner)
        record = self.vocabulary.records.get(item.label) if isinstance(item, feel.ContextType) else None
        fact = record.facts.get(name) if record else None
        return fact.values if fact else ()

    def compare(self, values: Values, texts: Iterator[tree.String]) -> None:
        for text in texts:
            if values and text.value not in values and text.span not in self.told:
                self.told.add(text.span)
                self._warn(text, values)

    def _warn(self, text: tree.String, values: Values) -> None:
        listed = [quoted(value) for value in values]
        self.findings.warn(
            "not-listed",
            text.span,
            Text(
                f"只会是 {'、'.join(listed)}，不会是 {quoted(text.value)}",
                f"it is one of {', '.join(listed)}, and never {quoted(text.value)}",
            ),
            suggest(text.value, values),
        )


class _Scope:
    """Inside an expression, where variables and the fields of items hide outer names."""

    def __init__(self, checker: ListedValues, names: Names, inner: Mapping[str, Values]) -> None:
        self.checker, self.names, self.inner = checker, names, inner

    def inside(self, inner: Mapping[str, Values], types: Mapping[str, feel.Type] | None = None) -> _Scope:
        return _Scope(self.checker, self.names.child(types or {}), {**self.inner, **inner})

    def values(self, node: Node) -> Values:
        """The values that an expression, or each item of a list, is one of."""
        match unmarked(node):
            case tree.Name(name):
                return self.inner[name] if name in self.inner else self.checker.of_name(name)
            case tree.Path(base, name):
                return self.checker.of_field(infer(base, self.names)[0], name)
        return ()

    def visit(self, node: Node) -> None:
        match node:
            case tree.Comparison("=" | "!=", left, right):
                self._compared(left, right)
            case tree.In(value, tests):
                for test in tests:
                    if isinstance(test, tree.UnaryTest):
                        self._compared(value, test.end)
                self.inside({"?": ()})._children(node)
                return
            case tree.UnaryTest("=" | "!=", end) if "?" in self.inner:
                self.checker.compare(self.inner["?"], _texts(end))
            case tree.Call(tree.Name("list contains"), (listed, element)):
                self._compared(listed, element)
            case tree.Filter(base, condition):
                self.visit(base)
                fields, owner = item_fields(base, self.names), infer(base, self.names)[0]
                inner = {name: self.checker.of_field(owner, name) for name in fields}
                self.inside(inner, fields).visit(condition)
                return
            case tree.For(iterators, body) | tree.Quantified(_, iterators, body):
                self._iterated(iterators, body)
                return
        self._children(node)

    def _children(self, node: Node) -> None:
        for child in tree.children(node):
            self.visit(child)

    def _compared(self, left: Node, right: Node) -> None:
        for one, other in ((left, right), (right, left)):
            self.checker.compare(self.values(one), _texts(other))

    def _iterated(self, iterators: tuple[tree.Iteration, ...], body: Node) -> None:
        scope = self
        for iterator in iterators:
            scope.visit(iterator.domain)
            item, values = item_of(infer(iterator.domain, scope.names)[0]), scope.values(iterator.domain)
            scope = scope.inside({iterator.name: values}, {iterator.name: item})
        scope.visit(body)


def _texts(node: Node) -> Iterator[tree.String]:
    """A text written out, or those of a list written out."""
    match unmarked(node):
        case tree.String() as text:
            yield text
        case tree.ListLiteral(items):
            for item in items:
                yield from _texts(item)
