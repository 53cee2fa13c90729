"""How many entities got which answer, and what is missing where there is none: counted by DuckDB from a run's files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import duckdb

from luoshu.engine.database import identifier, text
from luoshu.engine.gaps import Gaps
from luoshu.feel.types import BOOLEAN
from luoshu.policy.model import Policy, RungState, rung_states


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
class RungTally:
    """Where everyone stands on a rung: who holds the title, holds it for not much longer, meets the conditions without
    it, lacks something, or does not hold the title of a rung without conditions; and of whom that cannot be told, or
    has no result."""

    held: int = 0
    expiring: int = 0
    meets: int = 0
    lacks: int = 0
    untitled: int = 0
    unknown: int = 0


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


def tally_columns(policy: Policy) -> list[str]:
    """What is counted in SQL: the rows, then of each decision the known ones and those that are yes (for `tallies`),
    then of each rung those in each state (for `rung_tallies`)."""
    columns = ["count(*)"]
    for name, decision in policy.decisions.items():
        column = identifier(name)
        columns += [f"count({column})", f"coalesce(count_if({column}), 0)" if decision.type == BOOLEAN else "0"]
    for name in rung_states(policy):
        columns += [f"coalesce(count_if({identifier(name)} = {text(state.value)}), 0)" for state in RungState]
    return columns


def tallies(policy: Policy, counted: Sequence[int], gaps: Gaps) -> dict[str, Tally]:
    """The answers to each decision, in document order, from the values of `tally_columns`."""
    total = counted[0]
    found = {}
    for number, (name, decision) in enumerate(policy.decisions.items()):
        known, yes = counted[1 + 2 * number], counted[2 + 2 * number]
        no = known - yes if decision.type == BOOLEAN else 0
        without = gaps.failed.get(name, 0)
        found[name] = Tally(yes, no, known - yes - no, total - known - without, without)
    return found


def rung_tallies(policy: Policy, counted: Sequence[int]) -> dict[str, RungTally]:
    """Where everyone stands on each rung, by the decision that says so, from the values of `tally_columns`."""
    found, start = {}, 1 + 2 * len(policy.decisions)
    for number, name in enumerate(rung_states(policy)):
        at = start + number * len(RungState)
        states = counted[at : at + len(RungState)]
        found[name] = RungTally(
            **{state.key: count for state, count in zip(RungState, states, strict=True)},
            unknown=counted[0] - sum(states),
        )
    return found


def missing_facts(gaps: Gaps, headlines: Sequence[str]) -> list[MissingFact]:
    """The missing facts, first those that leave most answers to the headlines open.

    `open` counts for every decision, `alone` for the headlines only.
    """
    opened: dict[str, dict[str, int]] = defaultdict(dict)
    alone: dict[str, dict[str, int]] = defaultdict(dict)
    for gap in gaps.rows:
        if gap.fact:
            opened[gap.fact][gap.decision] = gap.entities
            if gap.alone and gap.decision in headlines:
                alone[gap.fact][gap.decision] = gap.alone
    found = [MissingFact(fact, by_decision, alone[fact]) for fact, by_decision in opened.items()]
    weight = {fact.name: (sum(fact.open.get(name, 0) for name in headlines), sum(fact.open.values())) for fact in found}
    return sorted(found, key=lambda fact: (*(-part for part in weight[fact.name]), fact.name))


def failures(gaps: Gaps) -> list[Failure]:
    """Operations without a result, by decision and cause, the most frequent first."""
    found = [Failure(gap.decision, gap.cause, gap.entities) for gap in gaps.rows if not gap.fact]
    return sorted(found, key=lambda failure: (-failure.entities, failure.decision, failure.cause))


def benefit_tallies(connection: duckdb.DuckDBPyConnection, benefits: Path) -> dict[str, BenefitTally]:
    counted = "SELECT benefit, count(*), sum(amount), count_if(amount IS NULL)"
    query = f"{counted} FROM read_parquet({text(benefits)}) GROUP BY benefit"
    return {row[0]: BenefitTally(*row[1:]) for row in connection.execute(query).fetchall()}
