"""The rows of a policy's decision table as DMN decides them: with the guard rows that keep unknown unknown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, groupby

from luoshu.dmn.tables import HitPolicy, Rule, Table
from luoshu.feel import tree
from luoshu.feel.interpreter import evaluate
from luoshu.feel.printer import to_feel
from luoshu.feel.tree import Node
from luoshu.policy.exchange.patterns import (
    ANY,
    Cell,
    Column,
    InexpressibleError,
    Pattern,
    Test,
    covered,
    joined,
    undetermined,
)
from luoshu.policy.expressions import unmarked
from luoshu.policy.lower import Lowered, Lowering
from luoshu.policy.lower_ranks import by_rank
from luoshu.policy.lower_rows import constant, is_literal, lower_rows, null_as_its_input
from luoshu.policy.reasons import can_be_unknown, can_fail
from luoshu.policy.scope import Scope

MOST_GUARDS = 64


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the policy (`rule`) or a guard row (None), and what it gives."""

    pattern: Pattern
    rule: Rule | None = None
    output: Lowered | None = None


@dataclass(frozen=True)
class Reading:
    """A table with the inputs and one output of its rows lowered. `columns` say where its inputs stand in a pattern."""

    name: str
    table: Table
    output: int
    lowering: Lowering
    scope: Scope
    inputs: Sequence[Lowered]
    columns: Sequence[Column]
    width: int

    @classmethod
    def of(cls, name: str, table: Table, output: int, lowering: Lowering, scope: Scope) -> Reading:
        inputs = [lowering.lower(column.expression, scope) for column in table.inputs]
        columns, width = [], len(inputs)
        for at, given in enumerate(inputs):
            known = not can_be_unknown(given.reasons)
            flagged = not known and can_fail(given.reasons)
            columns.append(Column(at, width if flagged else None, known))
            width += flagged
        return cls(name, table, output, lowering, scope, inputs, columns, width)

    # --- rows ---------------------------------------------------------------------------------------------------------

    def lines(self) -> list[Line] | None:
        """The rules as they stand; None where a cell is no test of constants."""
        found = []
        for rule in self.table.rules:
            cells = [self._cell(test) for test in rule.tests]
            if None in cells:
                return None
            pattern = (*(cell for cell in cells if cell is not None), *[ANY] * (self.width - len(cells)))
            found.append(Line(pattern, rule, self.lowering.lower(rule.outputs[self.output], self.scope)))
        return found

    def _cell(self, written: Node) -> Cell | None:
        test = unmarked(written)
        if isinstance(test, tree.AnyTest):
            return ANY
        if not null_as_its_input(test, self.lowering, self.scope):
            return None
        plain = self.lowering.plain_test(test, self.scope)
        if not is_literal(tree.transform(plain, lambda part: tree.Null() if part == tree.Name("?") else part)):
            return None
        told = _test(plain)
        return None if told is None else Cell(told)

    def ordered(self, lines: Sequence[Line]) -> list[Line] | None:
        """The rows in the order in which the hit policy prefers them; None where that is no order of rows."""
        policy = self.table.hit_policy
        if policy in (HitPolicy.COLLECT_MAX, HitPolicy.COLLECT_MIN):
            figures = [_literal(line) for line in lines]
            numbers = [figure for figure in figures if isinstance(figure, Decimal)]
            if len(numbers) < len(lines):
                return None
            sign = -1 if policy is HitPolicy.COLLECT_MAX else 1
            return [line for _, line in sorted(zip(numbers, lines, strict=True), key=lambda each: sign * each[0])]
        if policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER):
            return self._ranked(lines)
        return list(lines)

    def _ranked(self, lines: Sequence[Line]) -> list[Line] | None:
        ranking = [at for at, column in enumerate(self.table.outputs) if column.allowed]
        given = [rule.outputs[at] for rule in self.table.rules for at in ranking]
        if any(constant(self.lowering.lower(node, self.scope).value) is None for node in given):
            return None
        rows = lower_rows(self.table, self.output, self.lowering, self.scope)
        by_number = {line.rule.number: line for line in lines if line.rule is not None}
        order = by_rank(self.name, self.table, rows, self.output, self.lowering, self.scope)
        return [by_number[row.number] for row in order]

    # --- guard rows ---------------------------------------------------------------------------------------------------

    def open(self, line: Line) -> Iterator[Pattern]:
        """What leaves a row undetermined."""
        return undetermined(line.pattern, self.columns)

    def guarded_first(self, lines: Sequence[Line]) -> list[Line] | None:
        """The rows of a FIRST table with guard rows; None where they cannot be exact, or would be too many."""
        if not any(next(self.open(line), None) for line in lines):
            return list(lines)
        outputs = [_literal(line) for line in lines]
        if None in outputs:
            return None
        groups = [list(group) for _, group in groupby(lines, key=lambda line: _key(_literal(line)))]
        distinct = all(_key(_literal(one[0])) != _key(_literal(other[0])) for one, other in combinations(groups, 2))
        try:
            found = _uncovered(self._after(groups) if distinct else self._before(groups))
        except InexpressibleError:
            return None
        return found if sum(line.rule is None for line in found) <= MOST_GUARDS else None

    def _after(self, groups: Sequence[Sequence[Line]]) -> Iterator[Line]:
        """After each group of rows with one output what leaves it open: no later row has that output."""
        for at, group in enumerate(groups):
            yield from group
            if at + 1 < len(groups):  # after the last one nothing hits, and null it is
                yield from (Line(pattern) for line in group for pattern in self.open(line))

    def _before(self, groups: Sequence[Sequence[Line]]) -> Iterator[Line]:
        """Before each group what leaves a row of another output open that stands above it, where the group hits."""
        above: list[Line] = []
        for group in groups:
            others = [line for line in above if _key(_literal(line)) != _key(_literal(group[0]))]
            for other in others:
                for pattern in self.open(other):
                    both = (joined(pattern, line.pattern) for line in group)
                    yield from (Line(each) for each in both if each is not None)
            yield from group
            above += group

    def guards(self, lines: Sequence[Line]) -> list[Pattern] | None:
        """What leaves any of the rows open, for tables that are never known then; None where that is too much."""
        found: list[Pattern] = []
        for line in lines:
            for pattern in self.open(line):
                if not covered(pattern, found):
                    found.append(pattern)
        return found if len(found) <= MOST_GUARDS else None


def _uncovered(lines: Iterator[Line]) -> list[Line]:
    """The lines without the guard rows that never decide, because a line above fits wherever they do."""
    found: list[Line] = []
    for line in lines:
        if line.rule is not None or not covered(line.pattern, [each.pattern for each in found]):
            found.append(line)
    return found


def _literal(line: Line) -> object:
    return None if line.output is None else constant(line.output.value)


def _key(literal: object) -> tuple[type, object]:
    """Literals as the lowering tells them apart: true is no 1."""
    return type(literal), literal


def _test(plain: Node) -> Test | None:
    """A test of constants in words that a null fails, and in words that it passes."""
    match plain:
        case tree.UnaryTest("!=", end):
            same = to_feel(tree.UnaryTest("=", end))
            return Test(f"not({same}, null)", f"not({same})")
        case tree.Tests(parts) if any(isinstance(part, tree.UnaryTest) and part.op == "!=" for part in parts):
            return None
        case tree.Tests(parts, True):
            inner = ", ".join(to_feel(part) for part in parts)
            passes = evaluate(plain, {"?": None}) is True
            return Test(f"not({inner}, null)", f"not({inner})") if passes else Test(f"not({inner})", None)
    text = to_feel(plain)
    return Test(text, f"{text}, null")
