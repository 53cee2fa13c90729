"""Whom a change of a policy touches: both versions run over the same data as of the same day, and compared.

It touches those for whom a result is another: a decision that nothing else uses, who gets a benefit, what is due of it
a year. What a benefit would give to those who do not get it is no result.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from luoshu.engine.answers import BENEFITS, DECISIONS
from luoshu.engine.budget.payments import payments_a_year
from luoshu.engine.database import connect, identifier, text
from luoshu.engine.explain import final_steps
from luoshu.engine.run import Progress, open_data, run
from luoshu.engine.shared_caps import shared_caps
from luoshu.facts.mishaps import folder, writing
from luoshu.facts.snapshot import Snapshot
from luoshu.facts.validation import OnError
from luoshu.policy.difference.changes import Difference
from luoshu.policy.graph import Graph
from luoshu.policy.model import Policy, rung_states
from luoshu.problems import Problem, ProblemError, Text

FORMATS = {".csv": "FORMAT csv, HEADER", ".parquet": "FORMAT parquet, COMPRESSION zstd"}
COLUMNS = ("decision", "before", "after")  # of the list, after the identifier
_NUMBERS = ("DECIMAL", "BIGINT", "HUGEINT", "INTEGER", "DOUBLE")


@dataclass(frozen=True, slots=True)
class Turned:
    """How many entities have another result of a decision: `changed` counts those with a value before and after."""

    name: str
    no_to_yes: int = 0
    yes_to_no: int = 0
    changed: int = 0
    to_unknown: int = 0
    from_unknown: int = 0

    @property
    def total(self) -> int:
        return self.no_to_yes + self.yes_to_no + self.changed + self.to_unknown + self.from_unknown


@dataclass(frozen=True, slots=True)
class Paid:
    """A benefit before and after: how many are entitled, and the sum a year of the amounts that can be told."""

    name: str
    entities: tuple[int, int]
    amount: tuple[Decimal | None, Decimal | None]


@dataclass
class Touched:
    """`entities` of `total` have another result of what both policies have, and are listed in `file` with every
    decision that turned for them; `others` have no other result, but another answer to a decision on the way there."""

    on: date
    total: int
    entities: int
    others: int
    turned: list[Turned]
    paid: list[Paid]
    snapshot: Snapshot
    file: Path | None = None


def touched(
    found: Difference,
    data: Path,
    *,
    on: date,
    out: Path | None = None,
    on_error: OnError = "refuse",
    progress: Progress | None = None,
) -> Touched:
    """Runs both policies over the data and compares, entity by entity, the decisions that both have.

    Raises:
        ProblemError: the policies are about different entities, `out` is of another format, or the data is refused.
    """
    _check(found, out)
    pairs = [
        (name, now) for name in found.old.decisions if (now := found.renamed.get(name, name)) in found.new.decisions
    ]
    with TemporaryDirectory(prefix="luoshu-") as name:
        scratch = Path(name)
        both = [found.old, found.new]
        snapshot = open_data(both, data, scratch / "snapshot", on=on, on_error=on_error, progress=progress)
        results = [
            run([policy], snapshot.path, scratch / side, on=on, progress=progress, report=False).folder(policy)
            for policy, side in zip(both, ("old", "new"), strict=True)
        ]
        with connect(scratch) as connection:
            comparing = _Comparing(connection, found, results, pairs, on)
            counted = Touched(on, *comparing.counts(), comparing.turned(), list(comparing.paid()), snapshot)
            if out is not None:
                with folder(out.parent), writing(out):
                    comparing.write(out)
                counted.file = out
        _ = snapshot.warnings  # read while the snapshot is there
    return counted


def _check(found: Difference, out: Path | None) -> None:
    problems = []
    if found.old.about != found.new.about:
        old, new = found.old, found.new
        said = Text(
            f"两项政策针对不同的主体，不能逐户比较：{old.id} 是{old.about}，{new.id} 是{new.about}",
            "the policies are about different entities and cannot be compared one by one: "
            f"{old.id} is about {old.about}, {new.id} about {new.about}",
        )
        problems.append(Problem("other-entity", said, hint=Text("请去掉 --data", "leave out --data")))
    if out is not None and out.suffix not in FORMATS:
        known = " / ".join(FORMATS)
        problems.append(Problem("format", Text(f"{out} 须以 {known} 结尾", f"{out} must end in {known}")))
    if problems:
        raise ProblemError(problems)


def _results(policy: Policy, on: date) -> Iterator[str]:
    """The decisions that say what comes of it: those that no other uses, who gets a benefit and what is due of it,
    where one stands on a ladder. The cells of rules of `叠加` are none, nor an amount that rules take away from."""
    graph = Graph.of([policy], on)
    cells = {name for rule in policy.stackings for name in (rule.cap, rule.had, rule.choice, rule.order)}
    cells |= {benefit.amount for benefit in policy.benefits if benefit.payable}
    final = [step.decision.name for step in final_steps(graph, graph.of_policy(policy))]
    yield from (name for name in final if name not in cells)
    yield from (name for benefit in policy.benefits for name in (benefit.who, benefit.payable) if name)
    yield from (step.decision.name for name, step in graph.of_policy(policy).items() if name in rung_states(policy))


@dataclass
class _Comparing:
    """The results of both in one database."""

    connection: duckdb.DuckDBPyConnection
    found: Difference
    folders: Sequence[Path]
    pairs: Sequence[tuple[str, str]]
    on: date

    def __post_init__(self) -> None:
        for side, folder_ in zip(("old", "new"), self.folders, strict=True):
            self.connection.execute(f"CREATE VIEW {side} AS FROM read_parquet({text(folder_ / DECISIONS)})")
        self.types = [self._types("old"), self._types("new")]
        self.key = next(iter(self.types[0]))
        self.everyone = f"old JOIN new USING ({identifier(self.key)})"
        self.joined = f"{self.everyone} SEMI JOIN touched USING ({identifier(self.key)})"
        self._add_touched()

    def _add_touched(self) -> None:
        """The table of whom it touches."""
        key = identifier(self.key)
        results = self._results()
        differs = [self._differs(pair) for pair in self.pairs if pair in results] or ["false"]
        paid = [self._paid_a_year(at) for at in (0, 1)]
        self.connection.execute(
            f"CREATE TEMP TABLE touched AS SELECT {key} FROM {self.everyone} WHERE {' OR '.join(differs)} UNION "
            f"SELECT coalesce(o.{key}, n.{key}) FROM ({paid[0]}) o FULL JOIN ({paid[1]}) n "
            f"ON o.{key} = n.{key} AND o.benefit = n.benefit "
            f"WHERE o.amount IS DISTINCT FROM n.amount OR (o.{key} IS NULL) <> (n.{key} IS NULL)"
        )

    def _results(self) -> set[tuple[str, str]]:
        """The pairs that are results on either side."""
        named = [set(_results(policy, self.on)) for policy in (self.found.old, self.found.new)]
        return {pair for pair in self.pairs if any(name in each for name, each in zip(pair, named, strict=True))}

    def _kept(self) -> list[str]:
        """The benefits that both have."""
        old = {benefit.name for benefit in self.found.old.benefits}
        return [benefit.name for benefit in self.found.new.benefits if benefit.name in old]

    def _paid_a_year(self, at: int) -> str:
        """What everyone gets of the benefits that both have, with all payments of a full year."""
        policy = (self.found.old, self.found.new)[at]
        times = " ".join(f"WHEN {text(benefit.name)} THEN {payments_a_year(benefit)}" for benefit in policy.benefits)
        kept = ", ".join(map(text, self._kept())) or "NULL"
        amount = f"amount * CASE benefit {times} ELSE 1 END" if times else "amount"
        return (
            f"SELECT {identifier(self.key)}, benefit, {amount} AS amount "
            f"FROM read_parquet({text(self.folders[at] / BENEFITS)}) WHERE benefit IN ({kept})"
        )

    def _differs(self, pair: tuple[str, str]) -> str:
        was, now = self._sides(pair)
        return f"({was} IS DISTINCT FROM {now} AND {self._concerns(pair)})"

    def _concerns(self, pair: tuple[str, str]) -> str:
        """Of an amount, whether one gets the benefit, or may, on either side; of anything else, always."""
        who = []
        for side, policy, name in zip(("old", "new"), (self.found.old, self.found.new), pair, strict=True):
            benefits = [benefit for benefit in policy.benefits if benefit.amount == name]
            if not benefits or any(benefit.who is None for benefit in benefits):
                return "true"
            who += [f"coalesce({side}.{identifier(str(benefit.who))}, true)" for benefit in benefits]
        return f"({' OR '.join(who)})"

    def _types(self, side: str) -> dict[str, str]:
        return {name: kind for name, kind, *_ in self.connection.execute(f"DESCRIBE {side}").fetchall()}

    def counts(self) -> tuple[int, int, int]:
        """How many entities there are, how many of them are touched, and for how many others any decision turned."""
        key, differs = identifier(self.key), [self._differs(pair) for pair in self.pairs] or ["false"]
        others = f"SELECT count(*) FROM {self.everyone} ANTI JOIN touched USING ({key}) WHERE {' OR '.join(differs)}"
        (row,) = self._rows(f"SELECT count(*), (SELECT count(*) FROM touched), ({others}) FROM {self.everyone}")
        return row

    def turned(self) -> list[Turned]:
        """The decisions that turned for anyone, in document order."""
        if not self.pairs:
            return []
        columns = []
        for pair in self.pairs:
            was, now = self._sides(pair)
            yes = self._are_yes_or_no(pair)
            tests = (
                f"NOT {was} AND {now}" if yes else "false",
                f"{was} AND NOT {now}" if yes else "false",
                "false" if yes else f"{was} <> {now}",
                f"{was} IS NOT NULL AND {now} IS NULL",
                f"{was} IS NULL AND {now} IS NOT NULL",
            )
            columns += [f"count(*) FILTER ({test} AND {self._concerns(pair)})" for test in tests]
        (counted,) = self._rows(f"SELECT {', '.join(columns)} FROM {self.everyone}")
        found = (Turned(now, *counted[5 * at : 5 * at + 5]) for at, (_, now) in enumerate(self.pairs))
        return [each for each in found if each.total]

    def paid(self) -> Iterator[Paid]:
        """The benefits that both have."""
        sums = []
        for at in (0, 1):
            found = self._rows(f"SELECT benefit, count(*), sum(amount) FROM ({self._paid_a_year(at)}) GROUP BY benefit")
            sums.append({name: (entities, amount) for name, entities, amount in found})
        for name in self._kept():
            before, after = (each.get(name, (0, None)) for each in sums)
            yield Paid(name, (before[0], after[0]), (before[1], after[1]))

    def write(self, out: Path) -> None:
        """The list: an entity, a decision, its result before and after; nothing where that cannot be told. A benefit is
        named where its amount of a year is another though no decision says so."""
        key = identifier(self.key)
        parts = []
        for place, pair in enumerate(self.pairs):
            was, now = self._sides(pair)
            texts = f"CAST({was} AS VARCHAR) AS before, CAST({now} AS VARCHAR) AS after"
            parts.append(
                f"SELECT {key}, {text(pair[1])} AS decision, {texts}, {place} AS place "
                f"FROM {self.joined} WHERE {self._differs(pair)}"
            )
        parts += self._paid_rows(len(self.pairs))
        nobody = f"SELECT {key}, '' AS decision, '' AS before, '' AS after, 0 AS place FROM old WHERE false"
        rows = " UNION ALL ".join([nobody, *parts])
        query = f"SELECT * EXCLUDE (place) FROM ({rows}) ORDER BY {key}, place"
        self.connection.execute(f"COPY ({query}) TO {text(out)} ({FORMATS[out.suffix]})")

    def _paid_rows(self, place: int) -> Iterator[str]:
        """The rows of benefits of which no decision says what is due a year: another rhythm, a cap that is shared."""
        policies = (self.found.old, self.found.new)
        shared = {name for policy in policies for rule in shared_caps(policy) for name in rule.members}
        times = [{each.name: payments_a_year(each) for each in policy.benefits} for policy in policies]
        key, one, other = identifier(self.key), self._paid_a_year(0), self._paid_a_year(1)
        for name in self._kept():
            if name in shared or times[0][name] != times[1][name]:
                texts = "CAST(o.amount AS VARCHAR) AS before, CAST(n.amount AS VARCHAR) AS after"
                yield (
                    f"SELECT coalesce(o.{key}, n.{key}) AS {key}, {text(name)} AS decision, {texts}, {place} AS place "
                    f"FROM (FROM ({one}) WHERE benefit = {text(name)}) o "
                    f"FULL JOIN (FROM ({other}) WHERE benefit = {text(name)}) n ON o.{key} = n.{key} "
                    "WHERE o.amount IS DISTINCT FROM n.amount"
                )

    def _sides(self, pair: tuple[str, str]) -> tuple[str, str]:
        """The columns of a decision; as texts where they are of kinds that cannot be compared."""
        was, now = (f"{side}.{identifier(name)}" for side, name in zip(("old", "new"), pair, strict=True))
        kinds = [types_[name] for types_, name in zip(self.types, pair, strict=True)]
        if kinds[0] == kinds[1] or all(kind.startswith(_NUMBERS) for kind in kinds):
            return was, now
        return f"CAST({was} AS VARCHAR)", f"CAST({now} AS VARCHAR)"

    def _are_yes_or_no(self, pair: tuple[str, str]) -> bool:
        return all(types_[name] == "BOOLEAN" for types_, name in zip(self.types, pair, strict=True))

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(query).fetchall()
