"""Whom a change of a policy touches: both versions run over the same data as of the same day, and compared."""

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
from luoshu.engine.database import connect, identifier, text
from luoshu.engine.run import Progress, open_data, run
from luoshu.facts.mishaps import folder, writing
from luoshu.facts.snapshot import Snapshot
from luoshu.facts.validation import OnError
from luoshu.policy.difference.changes import Difference
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
    """A benefit before and after: how many are entitled, and the sum of the amounts that can be told."""

    name: str
    entities: tuple[int, int]
    amount: tuple[Decimal | None, Decimal | None]


@dataclass
class Touched:
    """`entities` of `total` have another result of any decision that both policies have, listed in `file`."""

    on: date
    total: int
    entities: int
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
            comparing = _Comparing(connection, found, results, pairs)
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


@dataclass
class _Comparing:
    """The results of both in one database."""

    connection: duckdb.DuckDBPyConnection
    found: Difference
    folders: Sequence[Path]
    pairs: Sequence[tuple[str, str]]

    def __post_init__(self) -> None:
        for side, folder_ in zip(("old", "new"), self.folders, strict=True):
            self.connection.execute(f"CREATE VIEW {side} AS FROM read_parquet({text(folder_ / DECISIONS)})")
        self.types = [self._types("old"), self._types("new")]
        self.key = next(iter(self.types[0]))
        self.joined = f"old JOIN new USING ({identifier(self.key)})"

    def _types(self, side: str) -> dict[str, str]:
        return {name: kind for name, kind, *_ in self.connection.execute(f"DESCRIBE {side}").fetchall()}

    def counts(self) -> tuple[int, int]:
        """How many entities there are, and how many have another result of any decision."""
        differs = [f"{was} IS DISTINCT FROM {now}" for was, now in map(self._sides, self.pairs)] or ["false"]
        (row,) = self._rows(f"SELECT count(*), count(*) FILTER ({' OR '.join(differs)}) FROM {self.joined}")
        return row

    def turned(self) -> list[Turned]:
        """The decisions of which any entity has another result, in document order."""
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
            columns += [f"count(*) FILTER ({test})" for test in tests]
        (counted,) = self._rows(f"SELECT {', '.join(columns)} FROM {self.joined}")
        found = (Turned(now, *counted[5 * at : 5 * at + 5]) for at, (_, now) in enumerate(self.pairs))
        return [each for each in found if each.total]

    def paid(self) -> Iterator[Paid]:
        """The benefits that both have."""
        sums = []
        for folder_ in self.folders:
            rows = f"read_parquet({text(folder_ / BENEFITS)})"
            found = self._rows(f"SELECT benefit, count(*), sum(amount) FROM {rows} GROUP BY benefit")
            sums.append({name: (entities, amount) for name, entities, amount in found})
        kept = {benefit.name for benefit in self.found.old.benefits}
        for benefit in self.found.new.benefits:
            if benefit.name in kept:
                before, after = (each.get(benefit.name, (0, None)) for each in sums)
                yield Paid(benefit.name, (before[0], after[0]), (before[1], after[1]))

    def write(self, out: Path) -> None:
        """The list: an entity, a decision, its result before and after; nothing where that cannot be told."""
        key = identifier(self.key)
        parts = []
        for place, pair in enumerate(self.pairs):
            was, now = self._sides(pair)
            texts = f"CAST({was} AS VARCHAR) AS before, CAST({now} AS VARCHAR) AS after"
            parts.append(
                f"SELECT {key}, {text(pair[1])} AS decision, {texts}, {place} AS place "
                f"FROM {self.joined} WHERE {was} IS DISTINCT FROM {now}"
            )
        nobody = f"SELECT {key}, '' AS decision, '' AS before, '' AS after, 0 AS place FROM old WHERE false"
        rows = " UNION ALL ".join([nobody, *parts])
        query = f"SELECT * EXCLUDE (place) FROM ({rows}) ORDER BY {key}, place"
        self.connection.execute(f"COPY ({query}) TO {text(out)} ({FORMATS[out.suffix]})")

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
