"""unknown.parquet: for every decision that is null the missing facts, or where none is missing the cause.

Very many entities lack the same facts, so each distinct set of masks (a *pattern*) is spelled out once: entities are
only joined to their pattern and sorted, and what a run lacks as a whole is counted from the patterns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb

from luoshu.engine.database import identifier, text
from luoshu.engine.gaps import Gap, Gaps
from luoshu.policy.model import Policy
from luoshu.sql.masks import mask_name
from luoshu.sql.program import Program
from luoshu.sql.reason_rows import ReasonRow, reason_rows

UNKNOWN_TEXTS = ("decision", "fact", "cause")  # the columns after the identifier
_PATTERNS, _SPELLED, _TOLD = "patterns", "spelled", "told"  # tables of a slice


@dataclass
class Unknown:
    """The possible rows of one policy's file, in their order within an entity; a row's code is its place, from 0."""

    program: Program
    masks: tuple[str, ...]  # of the policy's decisions
    names: Sequence[str]  # the decisions' canonical names, by number
    possible: Sequence[ReasonRow]
    _entities: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    _alone: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    _failed: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, program: Program, policy: Policy) -> Unknown:
        own = [step.name for step in program.graph.of_policy(policy).values()]
        masks = [mask_name(name, word) for name in own for word in sorted(program.mask_words.get(name, ()))]
        names = list(program.graph.steps)
        rows = [row for row in reason_rows(program) if names[row.decision] in own]
        place = {name: place for place, name in enumerate(own)}
        rows.sort(key=lambda row: (place[names[row.decision]], row.fact, row.cause.en))
        return cls(program, tuple(map(identifier, masks)), names, rows)

    def prepare(self, connection: duckdb.DuckDBPyConnection) -> None:
        """The texts as enumerations, which are written four times as fast."""
        for column, texts in zip(UNKNOWN_TEXTS, self._texts(), strict=True):
            members = ", ".join(map(text, sorted({*texts, ""})))
            connection.execute(f"CREATE OR REPLACE TEMP TYPE {_type(column)} AS ENUM ({members})")

    def spell(self, connection: duckdb.DuckDBPyConnection, answers: str) -> None:
        """Spells out the patterns in a slice's table and counts them; `rows` then gives the slice's rows."""
        masks = ", ".join(self.masks)
        some = " OR ".join(f"{mask} <> 0" for mask in self.masks)
        patterns = f"SELECT {masks}, count(*) AS entities FROM {answers} WHERE {some} GROUP BY {masks}"
        if not self.possible:
            patterns = "SELECT 0 AS entities WHERE false"
        numbered = f"SELECT row_number() OVER () AS pattern, * FROM ({patterns})"
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {_PATTERNS} AS {numbered}")
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {_SPELLED} AS {self._spelled()}")
        joined = f"FROM {answers} JOIN {_SPELLED} USING ({masks})" if self.possible else f"FROM {answers}, {_SPELLED}"
        columns = ", ".join(UNKNOWN_TEXTS)
        key = identifier(self.program.key)
        connection.execute(f"CREATE OR REPLACE TEMP VIEW lacking AS SELECT _key, {key}, {columns} {joined}")
        self._count(connection)

    def rows(self) -> str:
        """The file's rows of a slice, by key, then in the order of codes."""
        unnested = ", ".join(f"unnest({column}) AS {column}" for column in UNKNOWN_TEXTS)
        return f"SELECT {identifier(self.program.key)}, {unnested} FROM (SELECT * FROM lacking ORDER BY _key)"

    def gaps(self) -> Gaps:
        """What was counted over all slices."""
        rows = tuple(Gap(*row, count, self._alone[row]) for row, count in sorted(self._entities.items()))
        return Gaps(rows, dict(self._failed))

    def _texts(self) -> tuple[list[str], list[str], list[str]]:
        """The three texts of every row, by code."""
        steps = self.program.graph.steps
        decisions = [steps[self.names[row.decision]].decision.name for row in self.possible]
        return decisions, [row.fact for row in self.possible], [row.cause.en for row in self.possible]

    def _spelled(self) -> str:
        """Every pattern with its codes in order, and with the three texts of each code."""
        codes = ", ".join(f"CASE WHEN {self._holds(row)} THEN {code} END" for code, row in enumerate(self.possible))
        held = f"SELECT *, list_filter([{codes}]::INTEGER[], lambda code: code IS NOT NULL) AS codes FROM {_PATTERNS}"
        spelled = ", ".join(
            f"list_transform(codes, lambda code: CAST([{', '.join(map(text, texts))}] AS {_type(column)}[])[code + 1]) "
            f"AS {column}"
            for column, texts in zip(UNKNOWN_TEXTS, self._texts(), strict=True)
        )
        return f"SELECT *, {spelled} FROM ({held})"

    def _holds(self, row: ReasonRow) -> str:
        """Whether a row is among a pattern's. Missing beats failed: a cause counts only where no fact is missing."""
        name = self.names[row.decision]
        told = f"{identifier(mask_name(name, row.word))} & {row.bit} <> 0"
        if row.fact:
            return told
        words = sorted(self.program.mask_words[name])
        nothing = (f"{identifier(mask_name(name, word))} & {self.program.leaves.facts(word)} = 0" for word in words)
        return " AND ".join([told, *nothing])

    def _count(self, connection: duckdb.DuckDBPyConnection) -> None:
        unnested = ", ".join(f"unnest({column}) AS {column}" for column in UNKNOWN_TEXTS)
        texts = ", ".join(f"CAST({column} AS VARCHAR) AS {column}" for column in UNKNOWN_TEXTS)
        rows = f"SELECT pattern, entities, {unnested} FROM {_SPELLED}"
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {_TOLD} AS SELECT pattern, entities, {texts} FROM ({rows})")
        single = f"SELECT *, count(*) OVER (PARTITION BY pattern, decision) = 1 AS single FROM {_TOLD}"
        counted = f"SELECT {', '.join(UNKNOWN_TEXTS)}, sum(entities), sum(entities) FILTER (single) FROM ({single})"
        for *row, entities, alone in connection.execute(f"{counted} GROUP BY ALL").fetchall():
            decision, fact, cause = row
            self._entities[decision, fact, cause] += int(entities)
            self._alone[decision, fact, cause] += int(alone or 0)
        once = f"SELECT DISTINCT pattern, entities, decision FROM {_TOLD} WHERE fact = ''"
        for decision, entities in connection.execute(
            f"SELECT decision, sum(entities) FROM ({once}) GROUP BY ALL"
        ).fetchall():
            self._failed[decision] += int(entities)


def _type(column: str) -> str:
    return f"{column}_text"
