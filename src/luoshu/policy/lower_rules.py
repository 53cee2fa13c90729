"""Long decision tables in one piece: those whose cells compare with constants and whose outputs are constants.

The result, and the reasons why it is null, are the same as those of the chains of ifs in `lower_tables`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from luoshu.dmn.tables import HitPolicy, Table
from luoshu.feel import tree
from luoshu.feel.arithmetic import EXACT
from luoshu.feel.constant_tests import PieceReader
from luoshu.feel.interpreter import evaluate
from luoshu.feel.pieces import Point
from luoshu.feel.rules import Cell, Output, Policy, Rules
from luoshu.feel.tree import Node
from luoshu.policy.lower import FALSE, Lowered, Lowering
from luoshu.policy.lower_rows import is_literal, negation, only_missing
from luoshu.policy.reasons import NONE, Failed, Reason, both, can_fail, choose, is_null, union, unknown
from luoshu.policy.scope import Scope
from luoshu.problems import Text

LONG = 20  # rules: a shorter table is as fast as a chain, whose SQL is read more easily (docs/decisions/0010)

_POLICIES: dict[HitPolicy, Policy] = {
    HitPolicy.FIRST: "first", HitPolicy.PRIORITY: "first", HitPolicy.COLLECT_MAX: "first",
    HitPolicy.COLLECT_MIN: "first", HitPolicy.UNIQUE: "unique", HitPolicy.ANY: "any", HitPolicy.COLLECT_SUM: "sum",
    HitPolicy.COLLECT_COUNT: "count",
}  # fmt: skip


def lower_long_table(
    name: str, table: Table, output: int, lowering: Lowering, scope: Scope, no_hit: Reason
) -> Lowered | None:
    """The table in one piece; None where it is short, or says what only a chain can."""
    if len(table.rules) <= LONG or table.hit_policy not in _POLICIES:
        return None
    reader = _CellReader(lowering, scope)
    outputs = [_output(reader, rule.outputs[output]) for rule in table.rules]
    known = [value for value in outputs if value is not None]
    if len(known) < len(outputs) or len({type(value) for value in known}) > 1:
        return None
    ranks = _ranks(table, known, reader)
    if ranks is None or (_POLICIES[table.hit_policy] == "sum" and not isinstance(known[0], Decimal)):
        return None
    cells = reader.cells(table)
    if cells is None:
        return None
    order = sorted(range(len(known)), key=ranks.__getitem__)
    told = [known[at] for at in order]
    rules = Rules(_POLICIES[table.hit_policy], tuple(cells[at] for at in order), tuple(told), _places(told))
    return _lowered(name, rules, [lowering.lower(column.expression, scope) for column in table.inputs], no_hit)


def _output(reader: _CellReader, node: Node) -> Output | None:
    value = reader.constant(node)
    if not isinstance(value, Fraction):
        return value
    told = Decimal(value.numerator) / value.denominator
    return told if Fraction(told) == value else None


def _ranks(table: Table, outputs: Sequence[Output], reader: _CellReader) -> list[Any] | None:
    """What the rules are sorted by before the first is picked; None where that is no constant."""
    match table.hit_policy:
        case HitPolicy.COLLECT_MAX | HitPolicy.COLLECT_MIN as policy:
            if not all(isinstance(value, Decimal) for value in outputs):
                return None
            return [-value if policy is HitPolicy.COLLECT_MAX else value for value in outputs]  # type: ignore[operator]
        case HitPolicy.PRIORITY:
            return _priorities(table, reader)
    return [0] * len(outputs)


def _priorities(table: Table, reader: _CellReader) -> list[Any] | None:
    """The rank of each rule by all outputs with allowed values, from left to right."""
    ranked = {at: [reader.constant(value) for value in column.allowed] for at, column in enumerate(table.outputs)}
    ranks = []
    for rule in table.rules:
        given = [(allowed, reader.constant(rule.outputs[at])) for at, allowed in ranked.items() if allowed]
        if any(value is None or value not in allowed for allowed, value in given):
            return None
        ranks.append(tuple(allowed.index(value) for allowed, value in given))
    return ranks


def _places(outputs: Sequence[Output]) -> tuple[int, ...]:
    """The rules in order. Neighbours of one output share a place, where no other rule has that output: which of them
    hits is then no question (as in `lower_tables`)."""
    runs = [0]
    for before, value in pairwise(outputs):
        runs.append(runs[-1] + (value != before))
    return tuple(runs) if len(set(outputs)) == runs[-1] + 1 else tuple(range(len(outputs)))


def _lowered(name: str, rules: Rules, inputs: Sequence[Lowered], no_hit: Reason) -> Lowered:
    failed = tuple(_has_failed(part) for part in inputs)
    value = tree.RuleTable(rules, tuple(part.value for part in inputs), failed)
    missing = [
        choose(tree.RuleTable(rules, value.inputs, failed, "open", at), only_missing(part.reasons))
        for at, part in enumerate(inputs)
        if part.nullable and any(cells[at] is not None for cells in rules.cells)
    ]
    reasons = union(*missing, *([] if rules.policy in ("sum", "count") else [no_hit]))
    cause = _CONTRADICTIONS.get(rules.policy)
    if cause is not None:
        twice = tree.RuleTable(rules, value.inputs, failed, "contradicts")
        reasons = choose(twice, Failed(cause(name)), reasons)
    return Lowered(value, NONE if reasons == NONE else choose(is_null(value), reasons))


_CONTRADICTIONS: dict[Policy, Callable[[str], Text]] = {
    "unique": lambda name: Text(
        f"唯一命中表“{name}”命中多行", f"several rows of the unique table '{name}' hit"
    ),
    "any": lambda name: Text(f"表“{name}”命中的行结果不一致", f"rows of table '{name}' that hit disagree"),
}  # fmt: skip


def _has_failed(part: Lowered) -> Node:
    """Whether an input is null because an operation failed: every test but `-` is then false."""
    if not can_fail(part.reasons):
        return FALSE
    return both(is_null(part.value), negation(unknown(part.reasons)))


@dataclass(frozen=True)
class _CellReader:
    """Reads cells as sets of constants; gives None where one is something else."""

    lowering: Lowering
    scope: Scope

    def cells(self, table: Table) -> list[tuple[Cell, ...]] | None:
        reader = PieceReader(self.constant, lambda value: not isinstance(value, str | bool))
        found: list[tuple[Cell, ...]] = []
        kinds: list[set[type]] = [set() for _ in table.inputs]
        for rule in table.rules:
            cells: list[Cell] = []
            for test, kind in zip(rule.tests, kinds, strict=True):
                cell = None if isinstance(test, tree.AnyTest) else reader.test(test)
                if not cell and not isinstance(test, tree.AnyTest):
                    return None  # no set of constants, or an empty one, of which a chain cannot tell that it is
                kind |= {type(end) for piece in cell or () for end in (piece.low, piece.high) if end is not None}
                cells.append(cell)
            found.append(tuple(cells))
        tested = any(cell is not None for cells in found for cell in cells)
        return found if tested and all(len(kind) <= 1 for kind in kinds) else None

    def constant(self, node: Node) -> Point | None:
        """The value of an expression that speaks of no facts; None where it does, or is no point on a line."""
        lowered = self.lowering.lower(node, self.scope)
        if lowered.nullable or not is_literal(lowered.value):
            return None
        value = evaluate(lowered.value, {}, arithmetic=EXACT)
        if isinstance(value, Decimal):
            return Fraction(value)
        return value if isinstance(value, Fraction | str | bool) or type(value) is date else None
