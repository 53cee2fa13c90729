"""Tables that put together what all their hits say (R, O, C and its sums), where a policy's table cannot do it alone:
with defaults, and with several outputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from luoshu.dmn.tables import HitPolicy
from luoshu.feel import tree
from luoshu.feel.tree import Node
from luoshu.policy.exchange.drafts import Piece, RowDraft, TableDraft
from luoshu.policy.exchange.rows import with_last
from luoshu.policy.lower_rows import constant

SUMS = {
    HitPolicy.COLLECT_SUM: "sum",
    HitPolicy.COLLECT_COUNT: "count",
    HitPolicy.COLLECT_MAX: "max",
    HitPolicy.COLLECT_MIN: "min",
}
_ZERO = tree.Number(Decimal(0))


def as_contexts(made: TableDraft, names: Sequence[str]) -> TableDraft:
    """The table with one output, which holds all of a row."""

    def whole(row: RowDraft) -> Piece:
        written = tree.ContextLiteral(tuple(zip(names, (each.written for each in row.outputs), strict=True)))
        plain = tree.ContextLiteral(tuple(zip(names, (each.plain for each in row.outputs), strict=True)))
        return Piece(written, plain)

    return replace(made, rows=tuple(replace(row, outputs=(whole(row),)) for row in made.rows))


def with_default(made: TableDraft, default: Node) -> TableDraft | None:
    """The table alone, where its own shape says what holds if nothing hits: a default that no output beats."""
    policy, value = made.hit_policy, constant(default)
    if policy in (HitPolicy.COLLECT_SUM, HitPolicy.COLLECT_COUNT):
        return made if value == 0 else None
    if policy not in (HitPolicy.COLLECT_MAX, HitPolicy.COLLECT_MIN) or not isinstance(value, Decimal):
        return None
    others = [constant(row.outputs[0].written) for row in made.rows]
    numbers = [each for each in others if isinstance(each, Decimal)]
    best = policy is HitPolicy.COLLECT_MAX
    if len(numbers) < len(others) or any(each < value if best else each > value for each in numbers):
        return None
    return with_last(made, [Piece(default, default)], policy)


def collected(made: TableDraft) -> TableDraft:
    """The table that only lists what another puts together."""
    return replace(made, hit_policy=HitPolicy.COLLECT if made.hit_policy in SUMS else made.hit_policy)


def otherwise(hits: str, policy: HitPolicy, default: Node) -> Node:
    """What a table with a default gives, by the name of the decision that lists its hits."""
    listed = tree.Name(hits)
    found: Node = tree.Call(tree.Name(SUMS[policy]), (listed,)) if policy in SUMS else listed
    return tree.If(tree.Comparison("=", tree.Call(tree.Name("count"), (listed,)), _ZERO), default, found)


def may_hit_nothing(made: TableDraft) -> bool:
    return not any(all(isinstance(test, tree.AnyTest) for test in row.tests) for row in made.rows)
