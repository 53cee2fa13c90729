"""How the values of a decision spread: bars of counts, over single values where there are few, else over even steps.

Where the steps lie is settled by at most 50,000 rows evenly spaced; the counts are of all rows. So neither the memory
needed nor the result depends on how many rows there are or how many threads count them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from pathlib import Path

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
    found = {}
    for decision in wanted:
        spread = _distribution(connection, policy, decision, decisions)
        if spread is not None:
            found[decision.name] = spread
    connection.execute("DROP TABLE looked_at")
    return found


def _distribution(
    connection: duckdb.DuckDBPyConnection, policy: Policy, decision: Decision, decisions: Path
) -> Distribution | None:
    column = identifier(decision.name)
    values = [
        row[0]
        for row in connection.execute(
            f"SELECT {column} FROM looked_at WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 "
            f"LIMIT {MOST_VALUES + 1}"
        ).fetchall()
    ]
    if len(values) < 2:
        return None
    source = f"read_parquet({text(decisions)})"
    if decision.type == STRING:
        return _words(connection, source, column, values[:MOST_VALUES])
    low, high = _one_row(connection, f"SELECT min({column}), max({column}) FROM {source}")
    first, middle, last = _one_row(
        connection, f"SELECT unnest(quantile_disc({column}, [0.025, 0.5, 0.975])) FROM looked_at", 3
    )
    if len(values) <= MOST_VALUES:
        bars = _values(connection, source, column, sorted(map(Decimal, values)))
    else:
        whole = all(value == int(value) for value in values)
        bars = _steps(connection, source, column, list(_edges(first, last, whole=whole)))
    return Distribution(tuple(bars), low, high, middle, tuple(thresholds(policy, decision.name)))


def _one_row(connection: duckdb.DuckDBPyConnection, query: str, rows: int = 1) -> Sequence[Decimal]:
    found = connection.execute(query).fetchall()
    cells = found[0] if rows == 1 else [row[0] for row in found]
    return [Decimal(cell) for cell in cells]


def _words(connection: duckdb.DuckDBPyConnection, source: str, column: str, words: Sequence[str]) -> Distribution:
    known = ", ".join(map(text, words))
    query = (
        f"SELECT CASE WHEN {column} IN ({known}) THEN {column} ELSE '' END, count({column}) FROM {source} GROUP BY 1"
    )
    counts = dict(connection.execute(query).fetchall())
    return Distribution(tuple(Bar(counts[word], word=word) for word in [*words, ""] if counts.get(word)))


def _values(connection: duckdb.DuckDBPyConnection, source: str, column: str, values: Sequence[Decimal]) -> list[Bar]:
    """A bar a value; a value that the rows looked at do not have is counted with the values between which it lies."""
    bounds = [(bound, closed) for value in values for bound, closed in ((value, False), (value, True))]
    counts = _counts(connection, source, column, bounds)
    bars = []
    for place, value in enumerate(values):
        before = values[place - 1] if place else None
        if counts.get(2 * place):
            bars.append(Bar(counts[2 * place], before, value, between=True))
        bars.append(Bar(counts.get(2 * place + 1, 0), value, value))
    if counts.get(2 * len(values)):
        bars.append(Bar(counts[2 * len(values)], values[-1], None, between=True))
    return bars


def _steps(connection: duckdb.DuckDBPyConnection, source: str, column: str, edges: Sequence[Decimal]) -> list[Bar]:
    """A bar a step (the last holds its end too), and one for what lies before the first edge and after the last."""
    counts = _counts(connection, source, column, [*((edge, False) for edge in edges[:-1]), (edges[-1], True)])
    inner = [Bar(counts.get(place, 0), edges[place - 1], edges[place]) for place in range(1, len(edges))]
    before, after = counts.get(0, 0), counts.get(len(edges), 0)
    return [
        *([Bar(before, None, edges[0])] if before else []),
        *inner,
        *([Bar(after, edges[-1], None, between=True)] if after else []),
    ]


def _counts(
    connection: duckdb.DuckDBPyConnection, source: str, column: str, bounds: Sequence[tuple[Decimal, bool]]
) -> dict[int, int]:
    """How many values lie below each bound (closed: or on it) and not below one before; and above all, last."""
    cases = " ".join(
        f"WHEN {column} {'<=' if closed else '<'} {bound:f} THEN {place}"
        for place, (bound, closed) in enumerate(bounds)
    )
    query = f"SELECT CASE {cases} ELSE {len(bounds)} END, count(*) FROM {source} WHERE {column} IS NOT NULL GROUP BY 1"
    return dict(connection.execute(query).fetchall())


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
