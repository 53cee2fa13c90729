"""Lowering of decision tables, one rule for every hit policy.

Take each undetermined row as hit and as not hit: if all ways give the same result it is known, else unknown. The
functions here write that rule out for each hit policy as a chain of ifs over the rows' tests, which is exact for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Literal

from luoshu.dmn.tables import HitPolicy, Table
from luoshu.feel import tree
from luoshu.feel.tree import Node
from luoshu.policy.lower import FALSE, NULL, TRUE, Lowered, Lowering, guarded
from luoshu.policy.lower_ranks import by_rank
from luoshu.policy.lower_rows import Row, lower_rows, negation
from luoshu.policy.lower_rules import lower_long_table
from luoshu.policy.reasons import (
    NONE,
    Failed,
    Reason,
    both,
    choose,
    either,
    is_known,
    is_null,
    union,
)
from luoshu.policy.scope import Scope
from luoshu.problems import Text

ZERO, ONE = tree.Number(Decimal(0)), tree.Number(Decimal(1))


def lower_table(
    name: str, table: Table, output: int, lowering: Lowering, scope: Scope, *, in_one_piece: bool = True
) -> Lowered:
    """The value of one output column of a table, by its hit policy; a long one may stay in one piece."""
    no_hit = Failed(Text(f"表“{name}”没有命中的行", f"no row of table '{name}' hits"))
    long = lower_long_table(name, table, output, lowering, scope, no_hit) if in_one_piece else None
    if long is not None:
        return long
    rows = lower_rows(table, output, lowering, scope)
    match table.hit_policy:
        case HitPolicy.FIRST:
            return _first(rows, no_hit)
        case HitPolicy.PRIORITY:
            return _first(by_rank(name, table, rows, output, lowering, scope), no_hit)
        case HitPolicy.COLLECT_MAX:
            return _extreme(rows, "max", no_hit)
        case HitPolicy.COLLECT_MIN:
            return _extreme(rows, "min", no_hit)
        case HitPolicy.UNIQUE:
            return _unique(rows, name, no_hit)
        case HitPolicy.ANY:
            return _any(rows, name, no_hit)
        case HitPolicy.COLLECT_SUM:
            return _sum(rows)
        case HitPolicy.COLLECT_COUNT:
            return _counted(rows)
        case HitPolicy.OUTPUT_ORDER:
            return _listed(by_rank(name, table, rows, output, lowering, scope))
        case _:
            return _listed(rows)


# --- policies that pick one row ---------------------------------------------------------------------------------------


def _first(rows: Sequence[Row], no_hit: Reason) -> Lowered:
    """F: the first certain hit, unless an undetermined row before it has another output."""
    merged = _merged(rows)
    literals = [row.literal for row in merged]
    if None not in literals and all(one != other for one, other in combinations(literals, 2)):
        return _chain(merged, no_hit)
    branches: list[tuple[Node, Node]] = []
    before: list[Row] = []
    for row in rows:
        clash = either(*(both(other.undetermined, _differs(other, row)) for other in before if other.test.nullable))
        branches.append((row.test.value, guarded(clash, row.output.value)))
        before.append(row)
    return Lowered(tree.Cases(tuple(branches), NULL), _chain_reasons(rows, no_hit))


def _best(rows: Sequence[Row], rank: Callable[[Row], Decimal | int], no_hit: Reason) -> Lowered:
    """C> or C< over literals: the first row in order of rank."""
    return _chain(_merged(sorted(rows, key=rank)), no_hit)


def _extreme(rows: Sequence[Row], function: str, no_hit: Reason) -> Lowered:
    """C> and C<: known when a certain row is at least as far as every undetermined one."""
    numbers = {row.number: row.literal for row in rows if isinstance(row.literal, Decimal)}
    if len(numbers) == len(rows):
        sign = -1 if function == "max" else 1
        return _best(rows, lambda row: sign * numbers[row.number], no_hit)
    hits = tree.ListLiteral(tuple(tree.If(row.test.value, row.output.value, NULL) for row in rows))
    best = tree.Call(tree.Name(function), (tree.Filter(hits, is_known(tree.Name("item"))),))
    within: Literal["<=", ">="] = "<=" if function == "max" else ">="
    clashes = [
        both(row.undetermined, tree.If(tree.Comparison(within, row.output.value, best), FALSE, TRUE))
        for row in rows
        if row.test.nullable
    ]
    lost = [both(row.test.value, is_null(row.output.value)) for row in rows if row.output.nullable]
    reasons = union(
        *(choose(row.test.value, row.output.reasons, row.test.reasons) for row in rows),
        choose(_no_row(rows), no_hit),
    )
    value = guarded(either(*(_yes(condition) for condition in [*lost, *clashes])), best)
    return Lowered(value, choose(is_null(value), reasons))


def _yes(condition: Node) -> Node:
    """The condition with null counted as no."""
    return tree.If(condition, TRUE, FALSE)


def _chain(rows: Sequence[Row], no_hit: Reason) -> Lowered:
    """The first row that hits, in this order; null at the first undetermined one. Outputs differ between the rows."""
    branches: list[tuple[Node, Node]] = []
    for row in rows:
        branches.append((row.test.value, row.output.value))
        if row.test.nullable:
            branches.append((row.undetermined, NULL))
    return Lowered(_cases(branches), _chain_reasons(rows, no_hit))


def _cases(branches: Sequence[tuple[Node, Node]]) -> Node:
    if branches and branches[-1][0] == TRUE:
        rest, last = branches[:-1], branches[-1][1]
        return tree.Cases(tuple(rest), last) if rest else last
    return tree.Cases(tuple(branches), NULL)


def _chain_reasons(rows: Sequence[Row], no_hit: Reason) -> Reason:
    """What left rows undetermined before the first certain hit, then that of its output, or that nothing hit."""
    if not rows:
        return no_hit
    head, rest = rows[0], rows[1:]
    if head.test.value == TRUE:
        return head.output.reasons
    return choose(head.test.value, head.output.reasons, union(head.test.reasons, _chain_reasons(rest, no_hit)))


def _merged(rows: Sequence[Row]) -> list[Row]:
    """Neighbours with the same literal output as one row: Kleene's `or` of their tests."""
    merged: list[Row] = []
    for row in rows:
        last = merged[-1] if merged else None
        if (
            last is not None
            and row.literal is not None
            and last.literal == row.literal
            and type(last.literal) is type(row.literal)
        ):
            value = either(last.test.value, row.test.value)
            reasons = union(last.test.reasons, row.test.reasons)
            test = Lowered(value, NONE if reasons == NONE or value == TRUE else choose(is_null(value), reasons))
            merged[-1] = Row(last.number, test, last.output, last.literal)
        else:
            merged.append(row)
    return merged


def _differs(one: Row, other: Row) -> Node:
    """Whether two rows' outputs are not the same known value."""
    if one.literal is not None and other.literal is not None:
        return tree.Boolean(one.literal != other.literal)
    same = tree.Comparison("=", one.output.value, other.output.value)
    known = both(*(is_known(row.output.value) for row in (one, other) if row.output.nullable))
    return negation(both(known, same) if known == TRUE else tree.If(known, same, FALSE))


def _contradicts(one: Row, other: Row) -> Node:
    """Whether two rows' outputs are both known and not the same: one that is missing may yet agree."""
    known = both(*(is_known(row.output.value) for row in (one, other) if row.output.nullable))
    return both(known, _differs(one, other))


def _no_row(rows: Sequence[Row]) -> Node:
    """Whether every row is certain not to hit."""
    return negation(either(*(row.test.value for row in rows))) if rows else TRUE


def _unique(rows: Sequence[Row], name: str, no_hit: Reason) -> Lowered:
    """U: one certain hit is the result, whatever is undetermined (ways with two hits are left out); two fail."""
    hits = _count(rows)
    several = tree.Comparison(">", hits, ONE)
    twice = Failed(Text(f"唯一命中表“{name}”命中多行", f"several rows of the unique table '{name}' hit"))
    found = _cases([(row.test.value, row.output.value) for row in rows])
    reasons: Reason = union(*(row.test.reasons for row in rows), no_hit)
    for row in reversed(rows):
        reasons = row.output.reasons if row.test.value == TRUE else choose(row.test.value, row.output.reasons, reasons)
    if len(rows) < 2:
        return Lowered(found, reasons)
    return Lowered(tree.If(several, NULL, found), choose(several, twice, reasons))


def _any(rows: Sequence[Row], name: str, no_hit: Reason) -> Lowered:
    """A: certain hits must agree, and every undetermined row with them."""
    branches, disagreements = [], []
    for index, row in enumerate(rows):
        others = [other for place, other in enumerate(rows) if place != index]
        clash = either(*(both(_possible(other), _differs(other, row)) for other in others))
        branches.append((row.test.value, guarded(clash, row.output.value)))
        disagreements += [
            both(row.test.value, other.test.value, _contradicts(other, row)) for other in rows[index + 1 :]
        ]
    quarrel = either(*(condition for condition in disagreements if condition != FALSE))
    disagree = Failed(Text(f"表“{name}”命中的行结果不一致", f"rows of table '{name}' that hit disagree"))
    reasons = union(
        *(choose(row.test.value, row.output.reasons, row.test.reasons) for row in rows), choose(_no_row(rows), no_hit)
    )
    value = _cases(branches)
    reasons = reasons if quarrel == FALSE else choose(quarrel, disagree, reasons)
    return Lowered(value, choose(is_null(value), reasons))


def _possible(row: Row) -> Node:
    """Whether a row hits or may hit."""
    return either(row.test.value, row.undetermined)


# --- policies that collect --------------------------------------------------------------------------------------------


def _count(rows: Sequence[Row]) -> Node:
    total: Node | None = None
    for row in rows:
        one = tree.If(row.test.value, ONE, ZERO)
        total = one if total is None else tree.Arithmetic("+", total, one)
    return total if total is not None else ZERO


def _sum(rows: Sequence[Row]) -> Lowered:
    """C+: known if every undetermined output is 0."""
    total: Node | None = None
    open_, reasons = [], []
    for row in rows:
        part = tree.If(row.test.value, row.output.value, ZERO)
        total = part if total is None else tree.Arithmetic("+", total, part)
        if row.test.nullable and row.literal != 0:
            harmless = FALSE if row.literal is not None else _yes(tree.Comparison("=", row.output.value, ZERO))
            open_.append(both(row.undetermined, negation(harmless)))
        reasons.append(choose(row.test.value, row.output.reasons, row.test.reasons if row.literal != 0 else NONE))
    value = guarded(either(*open_), total if total is not None else ZERO)
    reason = union(*reasons)
    return Lowered(value, NONE if reason == NONE else choose(is_null(value), reason))


def _listed(rows: Sequence[Row]) -> Lowered:
    """R, O and C: the outputs of the hits, in the order of the rows given; never known with an undetermined row."""
    parts = [tree.If(row.test.value, tree.ListLiteral((row.output.value,)), tree.ListLiteral(())) for row in rows]
    lost = [_yes(both(row.test.value, is_null(row.output.value))) for row in rows if row.output.nullable]
    value = guarded(
        either(*(row.undetermined for row in rows), *lost), tree.Call(tree.Name("concatenate"), tuple(parts))
    )
    reasons = union(*(choose(row.test.value, row.output.reasons, row.test.reasons) for row in rows))
    return Lowered(value, NONE if reasons == NONE else choose(is_null(value), reasons))


def _counted(rows: Sequence[Row]) -> Lowered:
    """C#: how many rows hit; never known with an undetermined row."""
    value = guarded(either(*(row.undetermined for row in rows)), _count(rows))
    return Lowered(value, union(*(row.test.reasons for row in rows)))
