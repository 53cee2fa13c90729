"""Counts, slice by slice, how the answers to one pair of decisions move, and why; and gives the rows of its changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from luoshu.engine.compare.answers import FALLS, KNOWN, RISES, TOGETHER, UNKNOWN, Two
from luoshu.engine.compare.causes import ITSELF, Candidate
from luoshu.engine.compare.result import Change, Moves
from luoshu.engine.database import identifier, text

CHANGES_OF_NUMBERS = "changes_of_numbers"  # of all slices: what their medians are taken from
CHANGE_TEXTS = ("decision", "before", "after", "kind")


@dataclass
class PairCounter:
    """One pair on its way through the slices. `by` are the columns of groups, by fact; of headlines alone."""

    change: Change
    two: Two
    candidates: Sequence[tuple[Candidate, Two | None]]
    by: Mapping[str, str]

    def count(self, connection: duckdb.DuckDBPyConnection, number: int) -> None:
        """Adds a slice; `number` is that of the pair."""
        states = f"{self.two.before.state} AS before, {self.two.after.state} AS after"
        query = f"SELECT {states}, count(*) FROM {TOGETHER} GROUP BY ALL"
        for before, after, count in connection.execute(query).fetchall():
            self.change.moves.counts[before, after] += count
        for fact, column in self.by.items():
            groups = self.change.by.setdefault(fact, {})
            query = f"SELECT {column} AS group_, {states}, count(*) FROM {TOGETHER} GROUP BY ALL"
            for group, before, after, count in connection.execute(query).fetchall():
                groups.setdefault(group, Moves()).counts[before, after] += count
        if not self.change.alike:
            self._count_causes(connection)
        if self.change.kind == "number":
            self._add_values(connection, number)

    def _count_causes(self, connection: duckdb.DuckDBPyConnection) -> None:
        whens = " ".join(f"WHEN {self._holds(*each)} THEN {at}" for at, each in enumerate(self.candidates))
        cause = f"CASE {whens} ELSE -1 END" if whens else "-1"
        query = f"SELECT {self.two.change} AS kind, {cause} AS cause, count(*) FROM {TOGETHER} WHERE {self.two.differs}"
        for kind, cause_, count in connection.execute(f"{query} GROUP BY ALL ORDER BY ALL").fetchall():
            self.change.causes[self.candidates[cause_][0].cause if cause_ >= 0 else ITSELF] += count
            if kind not in (KNOWN, UNKNOWN):
                self.change.differ += count
            self.change.values.rise += count if kind == RISES else 0
            self.change.values.fall += count if kind == FALLS else 0

    def _holds(self, candidate: Candidate, both: Two | None) -> str:
        """Whether this is why.

        Conditions joined by `and` give the least of their answers (no, cannot tell, yes). So a better answer is that of
        a condition that stood in the way before, a worse one that of a condition that stands in the way now: the first
        that has the answer of the whole, or where no other has, the one without a name.
        """
        before, after = self.two.before.name, self.two.after.name
        better = f"({after} IS TRUE OR {before} IS FALSE)"
        match candidate.condition_of:
            case "after":
                return f"NOT {better}{_same(candidate.after, after)}"
            case "before":
                return f"{better}{_same(candidate.before, before)}"
        assert both is not None
        return both.differs

    def _add_values(self, connection: duckdb.DuckDBPyConnection, number: int) -> None:
        before, after = self.two.before.number, self.two.after.number
        known = f"FROM {TOGETHER} WHERE {before} IS NOT NULL AND {after} IS NOT NULL"
        row = connection.execute(f"SELECT count(*), sum({before}), sum({after}) {known}").fetchone()
        assert row is not None
        values = self.change.values
        values.known += row[0]
        values.before += row[1] or 0
        values.after += row[2] or 0
        if not self.change.alike:
            changed = f"SELECT {number} AS pair, {after} - {before} AS change {known} AND {before} <> {after}"
            connection.execute(f"INSERT INTO {CHANGES_OF_NUMBERS} {changed}")

    def rows(self, number: int, key: str) -> str:
        """The rows of `changes.parquet`, with what they are sorted by."""
        name = text(self.change.pair.name)
        columns = f"_key, {number} AS number, {name} AS decision, {self.two.before.text} AS before"
        columns += f", {self.two.after.text} AS after, {self.two.change} AS kind"
        return f"SELECT {identifier(key)}, {columns} FROM {TOGETHER} WHERE {self.two.differs}"


def _same(condition: str, whole: str) -> str:
    return f" AND {identifier(condition)} IS NOT DISTINCT FROM {whole}" if condition else ""


def changes_query(counters: Sequence[PairCounter], key: str) -> str:
    """A row for every entity and decision whose answer is another: by key, then in the order of the second policy."""
    columns = f"{identifier(key)}, {', '.join(CHANGE_TEXTS)}"
    parts = [each.rows(number, key) for number, each in enumerate(counters) if not each.change.alike]
    if not parts:
        nothing = ", ".join(f"'' AS {column}" for column in CHANGE_TEXTS)
        return f"SELECT {identifier(key)}, {nothing} FROM {TOGETHER} WHERE false"
    return f"SELECT {columns} FROM ({' UNION ALL '.join(parts)}) ORDER BY _key, number"


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {CHANGES_OF_NUMBERS} (pair INTEGER, change DECIMAL(38, 6))")


def add_medians(connection: duckdb.DuckDBPyConnection, counters: Sequence[PairCounter]) -> None:
    """The medians of the changes, once every slice is counted."""
    query = f"SELECT pair, median(change) FROM {CHANGES_OF_NUMBERS} GROUP BY pair"
    medians = dict(connection.execute(query).fetchall())
    for number, counter in enumerate(counters):
        counter.change.values.median_change = medians.get(number)
