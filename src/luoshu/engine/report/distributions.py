"""How the values of a decision spread: bars of counts, over single values where there are few, else over even steps.

Where the steps lie is settled by at most 50,000 rows evenly spaced; the counts are of all rows. So neither the memory
needed nor the result depends on how many rows there are or how many threads count them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from pathlib import Path
from typing import Any

import duckdb

from luoshu.engine.database import identifier, text
from luoshu.feel import tree
from luoshu.feel.tree import Node
from luoshu.feel.types import NUMBER, STRING
from luoshu.policy.model import Decision, Policy

LOOKED_AT = 50_000
MOST_VALUES = 12  # of which each has its own bar
STEPS = 20
_PLACES = 6  # of a number in decisions.parquet

Bound = tuple[Decimal, bool]  # with it (<=) or without it (<)


@dataclass(frozen=True, slots=True)
class Bar:
    """Counted are the values from `low` (with it) up to `high` (without it), or `low` itself where they are equal.

    Without that side the end is None; where `between`, neither end is counted. A text's value stands in `word`, and
    "" is all other texts.
    """

    count: int
    low: Decimal | None = None
    high: Decimal | None = None
    word: str | None = None
    between: bool = False


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number with which a decision is compared: `>= 60`; `of_table` where a table's cell says so."""

    op: str
    value: Decimal
    of_table: bool


@dataclass(frozen=True, slots=True)
class Distribution:
    bars: tuple[Bar, ...]
    low: Decimal | None = None  # of all values
    high: Decimal | None = None
    middle: Decimal | None = None  # the median of the rows looked at
    thresholds: tuple[Threshold, ...] = ()

    @property
    def stepped(self) -> bool:
        return any(bar.low != bar.high for bar in self.bars)


def distributions(
    connection: duckdb.DuckDBPyConnection, policy: Policy, decisions: Path, rows: int
) -> dict[str, Distribution]:
    """Of every decision that is a number or a text and has at least two values."""
    wanted = [decision for decision in policy.decisions.values() if decision.type in (NUMBER, STRING)]
    if not wanted or not rows:
        return {}
    columns = ", ".join(identifier(decision.name) for decision in wanted)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE looked_at AS SELECT {columns} "
        f"FROM read_parquet({text(decisions)}, file_row_number = true) "
        f"WHERE file_row_number % {max(1, -(-rows // LOOKED_AT))} = 0"
    )
    seen = {decision.name: values for decision in wanted if len(values := _seen(connection, decision)) > 1}
    source = f"read_parquet({text(decisions)})"
    found = {}
    for name, values in seen.items():
        if policy.decisions[name].type == STRING:
            found[name] = _words(connection, source, identifier(name), values[:MOST_VALUES])
        else:
            plan = _plan(connection, name, values)
            found[name] = _counted(connection, source, name, plan).distribution(plan, thresholds(policy, name))
    connection.execute("DROP TABLE looked_at")
    return found


def _seen(connection: duckdb.DuckDBPyConnection, decision: Decision) -> list[Any]:
    """The most frequent values among the rows looked at, one more than have a bar each."""
    column = identifier(decision.name)
    query = (
        f"SELECT {column} FROM looked_at WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 "
        f"LIMIT {MOST_VALUES + 1}"
    )
    return [row[0] for row in connection.execute(query).fetchall()]


def _words(connection: duckdb.DuckDBPyConnection, source: str, column: str, words: Sequence[str]) -> Distribution:
    known = ", ".join(map(text, words))
    query = (
        f"SELECT CASE WHEN {column} IN ({known}) THEN {column} ELSE '' END, count({column}) FROM {source} GROUP BY 1"
    )
    counts = dict(connection.execute(query).fetchall())
    return Distribution(tuple(Bar(counts[word], word=word) for word in [*words, ""] if counts.get(word)))


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where a number's bars lie: at single `values`, or else in steps between `edges`."""

    middle: Decimal
    values: tuple[Decimal, ...] = ()
    edges: tuple[Decimal, ...] = ()

    def bounds(self) -> list[Bound]:
        """What parts the classes: each class but the last lies under its bound.

        Around a value: the numbers below it, itself, …; of steps: those below the first edge, then a class a step,
        of which the last holds its end.
        """
        if self.values:
            return [bound for value in self.values for bound in ((value, False), (value, True))]
        return [*((edge, False) for edge in self.edges[:-1]), (self.edges[-1], True)]


def _plan(connection: duckdb.DuckDBPyConnection, name: str, values: Sequence[Any]) -> _Plan:
    column = identifier(name)
    quantiles = connection.execute(
        f"SELECT unnest(quantile_disc({column}, [0.025, 0.5, 0.975])) FROM looked_at"
    ).fetchall()
    first, middle, last = (Decimal(row[0]) for row in quantiles)
    if len(values) <= MOST_VALUES:
        return _Plan(middle, values=tuple(sorted(map(Decimal, values))))
    whole = all(value == int(value) for value in values)
    return _Plan(middle, edges=tuple(_edges(first, last, whole=whole)))


@dataclass(frozen=True, slots=True)
class _Counted:
    """The least and the greatest number, and how many lie in each class of a plan."""

    low: Decimal
    high: Decimal
    counts: Mapping[int, int]

    def distribution(self, plan: _Plan, thresholds: Sequence[Threshold]) -> Distribution:
        bars = self._values(plan.values) if plan.values else self._steps(plan.edges)
        return Distribution(tuple(bars), self.low, self.high, plan.middle, tuple(thresholds))

    def _values(self, values: Sequence[Decimal]) -> Iterator[Bar]:
        """A bar a value; one that the rows looked at do not have is counted with those between which it lies."""
        for place, value in enumerate(values):
            if self.counts.get(2 * place):
                yield Bar(self.counts[2 * place], values[place - 1] if place else None, value, between=True)
            yield Bar(self.counts.get(2 * place + 1, 0), value, value)
        if self.counts.get(2 * len(values)):
            yield Bar(self.counts[2 * len(values)], values[-1], None, between=True)

    def _steps(self, edges: Sequence[Decimal]) -> Iterator[Bar]:
        """A bar a step, and one for what lies before the first edge and after the last."""
        if self.counts.get(0):
            yield Bar(self.counts[0], None, edges[0])
        for place in range(1, len(edges)):
            yield Bar(self.counts.get(place, 0), edges[place - 1], edges[place])
        if self.counts.get(len(edges)):
            yield Bar(self.counts[len(edges)], edges[-1], None, between=True)


def _counted(connection: duckdb.DuckDBPyConnection, source: str, name: str, plan: _Plan) -> _Counted:
    column = identifier(name)
    rows = connection.execute(
        f"SELECT {_class_of(column, plan.bounds())}, count(*), min({column}), max({column}) FROM {source} "
        f"WHERE {column} IS NOT NULL GROUP BY 1"
    ).fetchall()
    low, high = min(row[2] for row in rows), max(row[3] for row in rows)
    return _Counted(Decimal(low), Decimal(high), {row[0]: row[1] for row in rows})


def _class_of(column: str, bounds: Sequence[Bound], first: int = 0) -> str:
    """The place of the first bound that a number is under, or their number: by halves, as a number is looked up."""
    if not bounds:
        return str(first)
    middle = len(bounds) // 2
    value, closed = bounds[middle]
    below, above = (
        _class_of(column, bounds[:middle], first),
        _class_of(column, bounds[middle + 1 :], first + middle + 1),
    )
    return f"CASE WHEN {column} {'<=' if closed else '<'} {value:f} THEN {below} ELSE {above} END"


def _edges(first: Decimal, last: Decimal, *, whole: bool) -> Iterator[Decimal]:
    """At least two even edges at round numbers, that hold nearly all values."""
    step = _round_step((last - first) / STEPS, Decimal(1) if whole else Decimal(1).scaleb(-_PLACES))
    edge = (first / step).to_integral_value(ROUND_FLOOR) * step
    end = max((last / step).to_integral_value(ROUND_CEILING) * step, edge + step)
    while edge <= end:
        yield edge
        edge += step


def _round_step(least: Decimal, smallest: Decimal) -> Decimal:
    """The next of 1, 2, 5, 10, 20, … that is not less."""
    if least <= smallest:
        return smallest
    power = Decimal(1).scaleb(least.adjusted())
    factor = (least / power).to_integral_value(ROUND_CEILING)
    return power * next(size for size in (1, 2, 5, 10) if size >= factor)


def thresholds(policy: Policy, name: str) -> list[Threshold]:
    """The literal numbers with which formulas and tables of a policy compare one of its decisions, ascending."""
    found: dict[Threshold, None] = {}
    for decision in policy.decisions.values():
        if decision.formula is not None:
            for node in tree.walk(decision.formula):
                if (
                    isinstance(node, tree.Comparison)
                    and _is(node.left, name)
                    and (value := _literal(node.right)) is not None
                ):
                    found[Threshold(str(node.op), value, of_table=False)] = None
        if decision.table is not None:
            places = [place for place, column in enumerate(decision.table.inputs) if _is(column.expression, name)]
            for rule in decision.table.rules:
                for node in (part for place in places for part in tree.walk(rule.tests[place])):
                    if isinstance(node, tree.UnaryTest) and (value := _literal(node.end)) is not None:
                        found[Threshold(node.op, value, of_table=True)] = None
    return sorted(found, key=lambda threshold: (threshold.value, threshold.op, threshold.of_table))


def _is(node: Node, name: str) -> bool:
    return isinstance(_plain(node), tree.Name) and _plain(node) == tree.Name(name)


def _literal(node: Node) -> Decimal | None:
    plain = _plain(node)
    return plain.value if isinstance(plain, tree.Number) else None


def _plain(node: Node) -> Node:
    return node.value if isinstance(node, tree.Assumed) else node
