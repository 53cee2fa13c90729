"""A decision table -> axes and boxes, as far as its cells are plain comparisons with constants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from luoshu.dmn.tables import Table
from luoshu.facts.vocabulary import Fact
from luoshu.feel import tree
from luoshu.feel import types as feel
from luoshu.feel.arithmetic import EXACT
from luoshu.feel.check import infer
from luoshu.feel.interpreter import evaluate
from luoshu.feel.scope import Names
from luoshu.feel.tree import Node
from luoshu.policy.checks.axes import Axis, Between, OrderedAxis, Point, SimpleTest, Test, ValueAxis, simple_points
from luoshu.policy.checks.boxes import Box
from luoshu.policy.checks.hull import HullFinder
from luoshu.policy.names import DecisionName, FactName, Meaning, ParameterName


@dataclass(frozen=True, slots=True)
class Cell:
    """The tests of a cell, any of which may hold (or none, when negated)."""

    tests: tuple[SimpleTest, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Space:
    """The inputs of a table that are not the same expression twice; a box a row, None where a cell is no plain test."""

    expressions: tuple[Node, ...]
    texts: tuple[str, ...]
    axes: tuple[Axis, ...]
    rows: tuple[Box | None, ...]

    @property
    def everything(self) -> Box:
        return tuple(axis.everything for axis in self.axes)


class SpaceMaker:
    """Makes the spaces of the tables of one policy."""

    def __init__(self, meanings: Mapping[str, Meaning], names: Names) -> None:
        self.meanings = meanings
        self.names = names
        self.hulls = HullFinder(meanings)
        self.constants = {
            name: evaluate(meaning.rows[0].value, {}, arithmetic=EXACT)
            for name, meaning in meanings.items()
            if isinstance(meaning, ParameterName) and len(meaning.rows) == 1
        }

    def space(self, table: Table) -> Space | None:
        """The table's space; None where an input is of no kind that can be cut up."""
        columns = {column.expression: column.text for column in table.inputs}
        cells = [[self._cell(test) for test in rule.tests] for rule in table.rules]
        axes: dict[Node, Axis] = {}
        for expression in columns:
            at = [at for at, column in enumerate(table.inputs) if column.expression == expression]
            tests = [test for row in cells for column in at if (cell := row[column]) for test in cell.tests]
            axis = self._axis(expression, tests)
            if axis is None or not axis.everything:
                return None
            axes[expression] = axis
        rows = tuple(_box(table, row, axes) for row in cells)
        return Space(tuple(columns), tuple(columns.values()), tuple(axes.values()), rows)

    def _cell(self, test: Node) -> Cell | None:
        """The plain tests of a cell; None where it says something else."""
        match test:
            case tree.AnyTest():
                return Cell((), negated=True)
            case tree.UnaryTest():
                tests = self._test(test)
                return Cell(tests) if tests is not None else None
            case tree.Tests(parts, negated):
                found = [self._test(part) for part in parts]
                if any(tests is None for tests in found):
                    return None
                return Cell(tuple(one for tests in found for one in tests or ()), negated)
        return None

    def _test(self, node: Node) -> tuple[SimpleTest, ...] | None:
        if not isinstance(node, tree.UnaryTest):
            return None
        end = _unmarked(node.end)
        if isinstance(end, tree.Range) and node.op == "=":
            return self._range(end)
        if isinstance(end, tree.ListLiteral) and node.op == "=":
            items = [self._constant(item) for item in end.items]
            return None if None in items else tuple(Test("=", item) for item in items if item is not None)
        value = self._constant(end)
        return None if value is None else (Test(node.op, value),)

    def _range(self, node: tree.Range) -> tuple[SimpleTest, ...] | None:
        low = self._constant(node.low) if node.low is not None else None
        high = self._constant(node.high) if node.high is not None else None
        if (low is None) != (node.low is None) or (high is None) != (node.high is None):
            return None
        return (
            Between(
                Test(">=" if node.low_closed else ">", low) if low is not None else None,
                Test("<=" if node.high_closed else "<", high) if high is not None else None,
            ),
        )

    def _constant(self, node: Node) -> Point | None:
        """The value of an expression without facts; None where it is not one point of an axis."""
        for part in tree.walk(node):
            if isinstance(part, tree.Name) and part.name not in self.constants and part.name in self.meanings:
                return None
            if isinstance(part, tree.Name) and part.name == "?":
                return None
        value = evaluate(node, self.constants, arithmetic=EXACT)
        if isinstance(value, Decimal):
            return Fraction(value)
        if isinstance(value, datetime) or not isinstance(value, Fraction | str | bool | date):
            return None
        return value

    def _axis(self, expression: Node, tests: list[SimpleTest]) -> Axis | None:
        points = simple_points(tests)
        type_ = infer(expression, self.names)[0]
        if type_ == feel.BOOLEAN:
            return ValueAxis((True, False), closed=True) if all(isinstance(p, bool) for p in points) else None
        if type_ == feel.STRING:
            values = self._values(expression)
            texts = tuple(dict.fromkeys([*values, *(p for p in points if not values)]))
            return ValueAxis(texts, closed=bool(values)) if all(isinstance(p, str) for p in points) else None
        wanted = {feel.NUMBER: Fraction, feel.DATE: date}.get(type_)
        if wanted is None or not all(isinstance(point, wanted) for point in points):
            return None
        hull = self.hulls.of(expression)
        if any(end is not None and not isinstance(end, wanted) for end in (hull.low, hull.high)):
            return None
        ordered = tuple(sorted(set(points)))
        return OrderedAxis(ordered, hull, whole=hull.whole or type_ == feel.DATE)  # type: ignore[arg-type]

    def _values(self, expression: Node) -> tuple[str, ...]:
        """The values that a text may take, where the vocabulary lists them, or a table gives no others."""
        match self.meanings.get(expression.name) if isinstance(expression, tree.Name) else None:
            case FactName(fact):
                return fact.values
            case DecisionName(_, decision) if decision.table is not None:
                given = [_unmarked(rule.outputs[decision.output]) for rule in decision.table.rules]
                texts = [value.value for value in given if isinstance(value, tree.String)]
                return tuple(dict.fromkeys(texts)) if len(texts) == len(given) else ()
        return ()

    def _fact(self, expression: Node) -> Fact | None:
        meaning = self.meanings.get(expression.name) if isinstance(expression, tree.Name) else None
        return meaning.fact if isinstance(meaning, FactName) else None

    def is_fact(self, expression: Node) -> bool:
        """Whether an input is a fact as it is, and so can take every value of its axis whatever the others take."""
        return self._fact(expression) is not None


def _box(table: Table, cells: list[Cell | None], axes: Mapping[Node, Axis]) -> Box | None:
    sets = {expression: axis.everything for expression, axis in axes.items()}
    for column, cell in zip(table.inputs, cells, strict=True):
        if cell is None:
            return None
        axis = axes[column.expression]
        hit = 0
        for test in cell.tests:
            hit |= axis.where(test)
        sets[column.expression] &= axis.everything & ~hit if cell.negated else hit
    return tuple(sets.values())


def _unmarked(node: Node) -> Node:
    while isinstance(node, tree.Assumed):
        node = node.value
    return node
