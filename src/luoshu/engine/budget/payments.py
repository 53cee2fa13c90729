"""The payments of one calendar year that benefits give rise to, from the files of a run.

A benefit with a rhythm (周期) is paid at the end of each month, quarter, half-year or year, up to its last day; a
one-off (一次性) once, on the run's date and in no other year, for it is due in that of the run; one that names no
rhythm once in the year that is looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from luoshu.engine.database import identifier, text
from luoshu.engine.run import Run
from luoshu.facts.snapshot import Snapshot
from luoshu.facts.vocabulary import Kind
from luoshu.policy.model import Benefit, Policy
from luoshu.problems import Problem, ProblemError, Text, suggest

PAYMENTS = "payments"
ONCE = "once"
_ENDS = {"month": range(1, 13), "quarter": (3, 6, 9, 12), "half-year": (6, 12), "year": (12,)}  # months
_LAST_DAY = {2: 28, 4: 30, 6: 30, 9: 30, 11: 30}


@dataclass(frozen=True, slots=True)
class Ranked:
    """The names of what orders entities, and of what gives them points; each a decision or a fact."""

    order: str | None = None
    points: str | None = None


def days_of_payment(benefit: Benefit, year: int, on: date) -> list[date]:
    """The days in a year on which a benefit is paid, as long as it lasts."""
    if benefit.rhythm in _ENDS:
        return [_end_of(year, month) for month in _ENDS[benefit.rhythm]]
    if on.year == year:
        return [on]
    return [] if benefit.rhythm == ONCE else [date(year, 12, 31)]


def payments_a_year(benefit: Benefit) -> int:
    """How many payments a full year has; as many in every year."""
    return len(_ENDS.get(str(benefit.rhythm), (1,)))


def is_paid_once(benefit: Benefit) -> bool:
    """Whether it has no rhythm, and so what was paid in earlier years matters."""
    return benefit.rhythm not in _ENDS


def _end_of(year: int, month: int) -> date:
    leap = month == 2 and (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
    return date(year, month, 29 if leap else _LAST_DAY.get(month, 31))


def add_payments(
    connection: duckdb.DuckDBPyConnection,
    run: Run,
    year: int,
    ranked: Ranked,
    charged: Collection[tuple[int, int]],
) -> None:
    """Makes the table `payments` of every benefit with an amount that is known, of those to be `charged`.

    Columns: `policy` (its place), `id`, `number` (the benefit's place), `benefit`, `fund`, `day`, `amount` (in fen,
    whole), `place` and `points` (null where one has none).

    Raises:
        ProblemError: a name is neither a decision nor a fact of any policy, or its values cannot be ordered together.
    """
    for name in (ranked.order, ranked.points):
        if name is not None:
            _check_name(run.policies, name)
    parts = [
        part for place, policy in enumerate(run.policies) for part in _parts(run, place, policy, year, ranked, charged)
    ]
    nothing = (
        "SELECT 0 AS policy, '' AS id, 0 AS number, '' AS benefit, '' AS fund, DATE '2000-01-01' AS day, "
        "CAST(0 AS HUGEINT) AS amount, NULL AS place, NULL AS points WHERE false"
    )
    try:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {PAYMENTS} AS {' UNION ALL '.join(parts or [nothing])}")
    except duckdb.BinderException:
        wrong = Text(
            "各政策里排序用的数据类型不同，不能放在一起排", "what orders entities is of different types in the policies"
        )
        raise ProblemError([Problem("budget", wrong)]) from None


def _check_name(policies: Iterable[Policy], name: str) -> None:
    known = [other for policy in policies for other in (*policy.decisions, *policy.entity.facts)]
    if name not in known:
        wrong = Text(f"没有名为“{name}”的决策或数据项", f"there is no decision or fact named '{name}'")
        raise ProblemError([Problem("budget", wrong, hint=suggest(name, known))])


def _parts(
    run: Run, place: int, policy: Policy, year: int, ranked: Ranked, charged: Collection[tuple[int, int]]
) -> Iterator[str]:
    folder, key = run.folder(policy), policy.entity.key
    assert key is not None
    order, points = (_column(run.snapshot, policy, name) for name in (ranked.order, ranked.points))
    for number, benefit in enumerate(policy.benefits):
        days = ", ".join(f"DATE '{day}'" for day in days_of_payment(benefit, year, run.on))
        if (place, number) not in charged or not days:
            continue
        lasts = "b.until IS NULL OR day <= b.until" if benefit.rhythm in _ENDS else "true"
        yield (
            f"SELECT {place} AS policy, b.{identifier(key.name)} AS id, {number} AS number, b.benefit, b.fund, day, "
            f"CAST(b.amount * 100 AS HUGEINT) AS amount, {order} AS place, {points} AS points "
            f"FROM read_parquet({text(folder / 'benefits.parquet')}) b "
            f"{_joined(folder, run.snapshot, policy)} CROSS JOIN (SELECT unnest([{days}]) AS day) "
            f"WHERE b.benefit = {text(benefit.name)} AND b.amount IS NOT NULL AND ({lasts})"
        )


def _joined(folder: Path, snapshot: Snapshot, policy: Policy) -> str:
    assert policy.entity.key is not None
    key = identifier(policy.entity.key.name)
    decisions, entities = folder / "decisions.parquet", snapshot.entity_path(policy.entity.name)
    return (
        f"JOIN read_parquet({text(decisions)}) d ON d.{key} = b.{key} "
        f"JOIN read_parquet({text(entities)}) e ON e.{key} = b.{key}"
    )


def _column(snapshot: Snapshot, policy: Policy, name: str | None) -> str:
    """SQL of a decision or of a fact as of the snapshot's date; NULL where the policy or the data has none."""
    if name is None:
        return "NULL"
    if name in policy.decisions:
        return f"d.{identifier(name)}"
    fact = policy.fact(name)
    column = snapshot.year_column(fact) if fact is not None and fact.kind is not Kind.LIST else None
    return f"e.{identifier(column)}" if column and snapshot.has_column(policy.entity.name, column) else "NULL"
