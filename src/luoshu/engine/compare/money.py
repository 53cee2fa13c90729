"""Counts, slice by slice, what benefits cost before and after, who gains and who loses; and gives their rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from luoshu.engine.benefits import AMOUNT
from luoshu.engine.budget.payments import payments_a_year
from luoshu.engine.compare.answers import TOGETHER
from luoshu.engine.compare.result import Amounts, BenefitChange, Money, Share
from luoshu.engine.database import identifier, text
from luoshu.policy.model import Benefit, Policy

MOST = 10  # of the largest gains, and of the largest losses
MONEY = "money"  # the table of a slice: what each entity gets in all
BENEFIT_TEXTS = ("benefit", "fund")
_NOUGHT = f"CAST(0 AS {AMOUNT})"


@dataclass(frozen=True, slots=True)
class SideColumns:
    """The columns of one side: those of its decisions, and of the benefits for which entities share a cap what it
    leaves."""

    decisions: Mapping[str, str]
    capped: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Side:
    """A benefit on one side, in SQL: whether one is entitled, and to how much a year (0 where not; null: cannot be
    told)."""

    entitled: str
    amount: str

    @classmethod
    def of(cls, benefit: Benefit | None, columns: SideColumns, *, pays: bool) -> _Side:
        if benefit is None:
            return cls("false", _NOUGHT if pays else f"CAST(NULL AS {AMOUNT})")
        entitled = identifier(columns.decisions[benefit.who]) if benefit.who else "true"
        if not pays:
            return cls(entitled, f"CAST(NULL AS {AMOUNT})")
        given = benefit.payable or benefit.amount
        paid = f"CAST(ROUND({identifier(columns.decisions[given])}, 2) AS {AMOUNT})" if given else _NOUGHT
        paid = columns.capped.get(benefit.name, paid)
        times = payments_a_year(benefit)
        paid = f"CAST({times} * {paid} AS {AMOUNT})" if times > 1 else paid
        return cls(entitled, f"CASE WHEN {entitled} THEN {paid} WHEN NOT {entitled} THEN {_NOUGHT} END")


def benefit_changes(before: Policy, after: Policy) -> list[BenefitChange]:
    """The benefits of both, paired by name and fund: what another fund pays is no longer paid here, and newly there."""
    first = {(each.name, each.fund): each for each in before.benefits}
    second = {(each.name, each.fund): each for each in after.benefits}
    return [BenefitChange(*key, first.get(key), second.get(key)) for key in {**second, **first}]


class MoneyCounter:
    """The benefits on their way through the slices. `by` are the columns of groups, by fact."""

    def __init__(self, money: Money, before: SideColumns, after: SideColumns, by: Mapping[str, str], key: str) -> None:
        self.money, self.by, self.key = money, by, key
        self.sides = [
            (_Side.of(each.before, before, pays=each.pays), _Side.of(each.after, after, pays=each.pays))
            for each in money.benefits
        ]

    def count(self, connection: duckdb.DuckDBPyConnection) -> None:
        if not self.money.benefits:
            return
        for each, sides in zip(self.money.benefits, self.sides, strict=True):
            counted = f"{', '.join(_counted(each, *sides))} FROM {TOGETHER}"
            _add(connection, counted, each.amounts)
            self._add_groups(connection, counted, each.by)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {MONEY} AS {self._of_each()}")
        counted = f"{', '.join(_TOTALS)} FROM {MONEY}"
        _add(connection, counted, self.money.total)
        self._add_groups(connection, counted, self.money.by)
        self.money.gains = self._largest(connection, self.money.gains, 1)
        self.money.losses = self._largest(connection, self.money.losses, -1)

    def _add_groups(
        self, connection: duckdb.DuckDBPyConnection, counted: str, found: dict[str, dict[str | None, Amounts]]
    ) -> None:
        for fact, column in self.by.items():
            groups = found.setdefault(fact, {})
            for group, *values in connection.execute(f"SELECT {column}, {counted} GROUP BY {column}").fetchall():
                amounts = groups.setdefault(group, Amounts())
                amounts += Amounts(*values)

    def _of_each(self) -> str:
        """What each entity gets in all; `open` where a benefit that the rules do not decide alike cannot be told."""
        paying = [sides for each, sides in zip(self.money.benefits, self.sides, strict=True) if each.pays]
        before, after = (
            " + ".join([_NOUGHT, *(f"coalesce({sides[at].amount}, 0)" for sides in paying)]) for at in (0, 1)
        )
        some = [" OR ".join(["false", *(f"{sides[at].entitled}" for sides in self.sides)]) for at in (0, 1)]
        lacking = [" OR ".join(["false", *(f"{sides[at].amount} IS NULL" for sides in paying)]) for at in (0, 1)]
        told = [f"({one.amount}) IS NULL OR ({other.amount}) IS NULL" for one, other in paying if one != other]
        groups = "".join(f", {column}" for column in self.by.values())
        return (
            f"SELECT _key, {identifier(self.key)}{groups}, {before} AS before, {after} AS after, "
            f"coalesce({some[0]}, false) AS entitled_before, coalesce({some[1]}, false) AS entitled_after, "
            f"{lacking[0]} AS open_before, {lacking[1]} AS open_after, {' OR '.join(['false', *told])} AS open "
            f"FROM {TOGETHER}"
        )

    def _largest(self, connection: duckdb.DuckDBPyConnection, have: Sequence[Share], sign: int) -> list[Share]:
        key, difference = identifier(self.key), f"{sign} * (after - before)"
        query = f"SELECT {key}, before, after FROM {MONEY} WHERE NOT open AND {difference} > 0"
        rows = connection.execute(f"{query} ORDER BY {difference} DESC, _key LIMIT {MOST}").fetchall()
        return sorted([*have, *(Share(*row) for row in rows)], key=lambda share: -sign * share.difference)[:MOST]

    def rows(self) -> str:
        """The rows of `benefits.parquet`: for every entity the benefits to which it is, or may now be, entitled.

        Columns: the identifier, `benefit`, `before`, `after`, `difference` (yuan a year; null where it cannot be told,
        and of relief in kind), `fund`, `entitled_before`, `entitled_after`.
        """
        columns = "benefit, before, after, difference, fund, entitled_before, entitled_after"
        parts = list(self._parts())
        if not parts:
            empty = f"'' AS benefit, {_NOUGHT} AS before, {_NOUGHT} AS after, {_NOUGHT} AS difference, '' AS fund"
            empty += ", false AS entitled_before, false AS entitled_after"
            return f"SELECT {identifier(self.key)}, {empty} FROM {TOGETHER} WHERE false"
        return f"SELECT {identifier(self.key)}, {columns} FROM ({' UNION ALL '.join(parts)}) ORDER BY _key, number"

    def _parts(self) -> Iterator[str]:
        for number, (each, (before, after)) in enumerate(zip(self.money.benefits, self.sides, strict=True)):
            difference = f"CAST(({after.amount}) - ({before.amount}) AS {AMOUNT})"
            yield (
                f"SELECT {identifier(self.key)}, _key, {number} AS number, {text(each.name)} AS benefit, "
                f"{before.amount} AS before, {after.amount} AS after, {difference} AS difference, "
                f"{text(each.fund)} AS fund, {before.entitled} AS entitled_before, {after.entitled} AS entitled_after "
                f"FROM {TOGETHER} WHERE {before.entitled} OR {after.entitled} "
                f"OR {before.entitled} IS DISTINCT FROM {after.entitled}"
            )


def _add(connection: duckdb.DuckDBPyConnection, counted: str, to: Amounts) -> None:
    row = connection.execute(f"SELECT {counted}").fetchone()
    assert row is not None
    to += Amounts(*row)


# In the order of the fields of Amounts; where there is nobody a count is null.
_TOTALS = tuple(f"coalesce({each}, 0)" for each in (
    "count_if(entitled_before)", "count_if(entitled_after)", "sum(before)", "sum(after)", "count_if(open_before)",
    "count_if(open_after)", "count_if(NOT open AND after > before)", "count_if(NOT open AND after < before)",
    "count_if(open)",
))  # fmt: skip


def _counted(each: BenefitChange, before: _Side, after: _Side) -> list[str]:
    one, other = (before.amount, after.amount) if each.pays else (before.entitled, after.entitled)
    counted = (
        f"count_if({before.entitled})",
        f"count_if({after.entitled})",
        f"sum({before.amount})",
        f"sum({after.amount})",
        f"count_if(({one}) IS NULL)",
        f"count_if(({other}) IS NULL)",
        f"count_if(({other}) > ({one}))",
        f"count_if(({other}) < ({one}))",
        "NULL" if before == after else f"count_if(({one}) IS NULL OR ({other}) IS NULL)",
    )
    return [f"coalesce({each}, 0)" for each in counted]
