"""The ways to share a budget that does not suffice: in order, pro rata, by points. Amounts are paid to the fen.

Each gives a row a payment (in order), or a row an entity and benefit, with what is paid of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import duckdb

from luoshu.engine.budget.payments import PAYMENTS
from luoshu.engine.database import text
from luoshu.problems import Text

_STEPS = 60  # of a queue that is drawn


class Way(Enum):
    """How a budget is shared."""

    IN_ORDER = Text("按先后", "in order")
    PRO_RATA = Text("按比例", "pro rata")
    BY_POINTS = Text("按积分", "by points")


@dataclass(frozen=True, slots=True)
class Shared:
    """What comes of one way. `full`, `part` and `nothing` count entities; `share` is the part of its amount that each
    gets, pro rata; in order, the budget runs out on `day` at the entity `at`, whose place is `place`; by points, those
    with `points` are the last to get anything. `unplaced` entities have no place or points, and come last. `queue` is
    what is due to the first so many payments, in order, at most _STEPS times."""

    way: Way
    paid: Decimal
    full: int
    part: int
    nothing: int
    share: Decimal | None = None
    day: date | None = None
    at: str = ""
    place: Any = None
    points: Any = None
    unplaced: int = 0
    queue: tuple[tuple[int, Decimal], ...] = ()


def share(connection: duckdb.DuckDBPyConnection, fund: str, budget: Decimal, way: Way) -> Shared:
    """Shares a budget (in yuan) among the payments of a fund; the table `shared` then holds, for each entity and
    benefit, `due` and `paid` in fen."""
    _QUERIES[way](connection, fund, fen(budget))
    paid, due, full, part, nothing, unplaced = _one(
        connection,
        "SELECT sum(paid), sum(due), count_if(paid = due AND due > 0), count_if(paid > 0 AND paid < due), "
        "count_if(paid = 0 AND due > 0), count_if(unplaced) FROM (SELECT sum(paid) AS paid, sum(due) AS due, "
        "bool_or(unplaced) AS unplaced FROM shared GROUP BY policy, id)",
    )
    result = Shared(way, yuan(paid), full, part, nothing, unplaced=unplaced)
    match way:
        case Way.IN_ORDER:
            day, at, place = _one(
                connection, "SELECT day, id, place FROM in_order WHERE paid < amount ORDER BY row LIMIT 1"
            )
            return replace(result, day=day, at=at, place=place, queue=_queue(connection))
        case Way.PRO_RATA:
            return replace(result, share=budget / yuan(due))
        case Way.BY_POINTS:
            (points,) = _one(connection, "SELECT min(points) FROM shared WHERE paid > 0")
            return replace(result, points=points)


def _queue(connection: duckdb.DuckDBPyConnection) -> tuple[tuple[int, Decimal], ...]:
    """Down the queue in steps of as many payments."""
    steps = f"(row - 1) * {_STEPS} // (SELECT count(*) FROM in_order)"
    query = f"SELECT max(row), max(before + amount) FROM in_order GROUP BY {steps} ORDER BY 1"
    return tuple((row, yuan(due)) for row, due in connection.execute(query).fetchall())


def fen(amount: Decimal) -> int:
    """Whole fen of an amount in yuan; what is less is cut."""
    return int(amount * 100)


def yuan(amount: int) -> Decimal:
    return Decimal(amount).scaleb(-2)


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    row = connection.execute(query).fetchone()
    assert row is not None  # a budget that does not suffice leaves somebody short
    return row


def _in_order(connection: duckdb.DuckDBPyConnection, fund: str, budget: int) -> None:
    """Payments day by day, on a day by place, then by identifier."""
    order = "day, place NULLS LAST, policy, id, number"
    before = f"sum(amount) OVER (ORDER BY {order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE in_order AS SELECT *, greatest(0, least(amount, {budget} - before)) AS paid "
        f"FROM (SELECT *, row_number() OVER (ORDER BY {order}) AS row, coalesce({before}, 0) AS before "
        f"FROM {PAYMENTS} WHERE fund = {text(fund)})"
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE shared AS SELECT policy, id, number, sum(amount) AS due, sum(paid) AS paid, "
        "bool_or(place IS NULL) AS unplaced FROM in_order GROUP BY policy, id, number"
    )


def _pro_rata(connection: duckdb.DuckDBPyConnection, fund: str, budget: int) -> None:
    """The same part of each amount, cut to the fen."""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE shared AS SELECT policy, id, number, due, "
        f"due * {budget} // sum(due) OVER () AS paid, false AS unplaced FROM ({_dues(fund)})"
    )


def _by_points(connection: duckdb.DuckDBPyConnection, fund: str, budget: int) -> None:
    """The highest first; those of equal points at the end of the budget share what is left, pro rata."""
    before = "sum(together) OVER (ORDER BY points DESC NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE shared AS SELECT policy, id, number, due, d.points, "
        f"d.points IS NULL AS unplaced, CASE WHEN before + together <= {budget} THEN due "
        f"WHEN before >= {budget} THEN 0 ELSE due * ({budget} - before) // together END AS paid "
        f"FROM ({_dues(fund)}) d JOIN (SELECT points, together, coalesce({before}, 0) AS before FROM "
        f"(SELECT points, sum(due) AS together FROM ({_dues(fund)}) GROUP BY points)) g "
        f"ON g.points IS NOT DISTINCT FROM d.points"
    )


def _dues(fund: str) -> str:
    return (
        f"SELECT policy, id, number, sum(amount) AS due, any_value(points) AS points FROM {PAYMENTS} "
        f"WHERE fund = {text(fund)} GROUP BY policy, id, number"
    )


_QUERIES = {Way.IN_ORDER: _in_order, Way.PRO_RATA: _pro_rata, Way.BY_POINTS: _by_points}
