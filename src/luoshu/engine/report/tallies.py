"""How many entities got which answer, and what is missing where there is none: counted by DuckDB from a run's files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import duckdb

from luoshu.engine.database import identifier, text
from luoshu.feel.types import BOOLEAN
from luoshu.policy.model import Policy


@dataclass(frozen=True, slots=True)
class Tally:
    """The answers to one decision. `unknown` are for want of a fact, `failed` are null for another cause."""

    yes: int = 0
    no: int = 0
    value: int = 0
    unknown: int = 0
    failed: int = 0

    @property
    def total(self) -> int:
        return self.yes + self.no + self.value + self.unknown + self.failed


@dataclass(frozen=True, slots=True)
class MissingFact:
    """A missing fact. By decision: how many entities' answers it leaves open, and of these where nothing else does."""

    name: str
    open: Mapping[str, int] = field(default_factory=dict)
    alone: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failure:
    decision: str
    cause: str  # in English, as in unknown.parquet
    entities: int


@dataclass(frozen=True, slots=True)
class BenefitTally:
    """`amount` is the sum in yuan; `without_amount` counts those of relief in kind, or whose amount cannot be told."""

    entities: int = 0
    amount: Decimal | None = None
    without_amount: int = 0


def tallies(connection: duckdb.DuckDBPyConnection, policy: Policy, decisions: Path, unknown: Path) -> dict[str, Tally]:
    """The answers to each decision, in document order."""
    columns = ["count(*)"]
    for name, decision in policy.decisions.items():
        column = identifier(name)
        yes_or_no = decision.type == BOOLEAN
        columns += [f"count({column})", f"coalesce(count_if({column}), 0)" if yes_or_no else "0"]
    row = connection.execute(f"SELECT {', '.join(columns)} FROM read_parquet({text(decisions)})").fetchone()
    assert row is not None  # an aggregate without groups has one row
    failed = _failed(connection, unknown)
    total = row[0]
    found = {}
    for number, (name, decision) in enumerate(policy.decisions.items()):
        known, yes = row[1 + 2 * number], row[2 + 2 * number]
        no = known - yes if decision.type == BOOLEAN else 0
        without = failed.get(name, 0)
        found[name] = Tally(yes, no, known - yes - no, total - known - without, without)
    return found


def _failed(connection: duckdb.DuckDBPyConnection, unknown: Path) -> dict[str, int]:
    """The entities for which a decision has no result though no fact is missing: they may have several causes."""
    key = identifier(_key(connection, unknown))
    entities = f"SELECT DISTINCT decision, {key} FROM read_parquet({text(unknown)}) WHERE fact = ''"
    return dict(connection.execute(f"SELECT decision, count(*) FROM ({entities}) GROUP BY decision").fetchall())


def missing_facts(connection: duckdb.DuckDBPyConnection, unknown: Path, headlines: Sequence[str]) -> list[MissingFact]:
    """The missing facts, first those that leave most answers to the headlines open.

    `open` counts for every decision, `alone` for the headlines only.
    """
    file = f"read_parquet({text(unknown)})"
    opened: dict[str, dict[str, int]] = defaultdict(dict)
    query = (
        f"SELECT fact, decision, count(*) FROM {file} WHERE fact <> '' GROUP BY fact, decision ORDER BY fact, decision"
    )
    for fact, decision, count in connection.execute(query).fetchall():
        opened[fact][decision] = count
    alone: dict[str, dict[str, int]] = defaultdict(dict)
    if headlines:
        entity = identifier(_key(connection, unknown))
        single = (
            f"SELECT decision, any_value(fact) AS fact FROM {file} WHERE fact <> '' AND decision IN "
            f"({', '.join(map(text, headlines))}) GROUP BY decision, {entity} HAVING count(*) = 1"
        )
        query = f"SELECT fact, decision, count(*) FROM ({single}) GROUP BY fact, decision"
        for fact, decision, count in connection.execute(query).fetchall():
            alone[fact][decision] = count
    found = [MissingFact(fact, by_decision, alone[fact]) for fact, by_decision in opened.items()]
    weight = {fact.name: (sum(fact.open.get(name, 0) for name in headlines), sum(fact.open.values())) for fact in found}
    return sorted(found, key=lambda fact: (*(-part for part in weight[fact.name]), fact.name))


def failures(connection: duckdb.DuckDBPyConnection, unknown: Path) -> list[Failure]:
    """Operations without a result, by decision and cause, the most frequent first."""
    query = (
        f"SELECT decision, cause, count(*) FROM read_parquet({text(unknown)}) WHERE fact = '' "
        "GROUP BY decision, cause ORDER BY count(*) DESC, decision, cause"
    )
    return [Failure(*row) for row in connection.execute(query).fetchall()]


def benefit_tallies(connection: duckdb.DuckDBPyConnection, benefits: Path) -> dict[str, BenefitTally]:
    counted = "SELECT benefit, count(*), sum(amount), count_if(amount IS NULL)"
    query = f"{counted} FROM read_parquet({text(benefits)}) GROUP BY benefit"
    return {row[0]: BenefitTally(*row[1:]) for row in connection.execute(query).fetchall()}


def _key(connection: duckdb.DuckDBPyConnection, unknown: Path) -> str:
    """The name of the identifier: the first column."""
    name: str = connection.execute(f"SELECT * FROM read_parquet({text(unknown)}) LIMIT 0").description[0][0]
    return name
