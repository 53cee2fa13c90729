"""unknown.parquet: for every decision that is null the missing facts, or where none is missing the cause.

Very many entities lack the same facts, so each distinct set of masks (a *pattern*) is spelled out once: entities are
only joined to their pattern and sorted, and what a run lacks as a whole is counted from the patterns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from luoshu.engine.database import identifier, text, write_parquet
from luoshu.engine.gaps import Gap, Gaps
from luoshu.policy.model import Policy
from luoshu.sql.engines import DUCKDB
from luoshu.sql.masks import mask_name
from luoshu.sql.program import NULL_ROWS, Program, ReasonRow, reason_rows

_MASKED, _PATTERNS, _SPELLED = "masked", "patterns", "spelled"  # tables of this step
_COLUMNS = ("decision", "fact", "cause")


def write_unknown(
    connection: duckdb.DuckDBPyConnection, program: Program, decisions: Sequence[tuple[Policy, Path, Path]]
) -> dict[str, Gaps]:
    """Writes the last path of each triple: a policy, its decisions.parquet, its unknown.parquet to be.

    Gives what is missing over everyone, by the policy's id.
    """
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {NULL_ROWS} AS {_null_rows(program, decisions)}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {_MASKED} AS {program.masks_query().sql(DUCKDB.dialect)}")
    return {policy.id: _Reasons.of(program, policy).write(connection, path) for policy, _, path in decisions}


def _key(program: Program) -> str:
    key = program.source.entity.key
    assert key is not None
    return key.name


def _null_rows(program: Program, decisions: Sequence[tuple[Policy, Path, Path]]) -> str:
    """The keys of the entities for which a decision is null: rows of decisions.parquet stand in key order."""
    parts = ["SELECT 0 AS _key WHERE false"]
    for policy, path, _ in decisions:
        steps = program.graph.of_policy(policy).values()
        nullable = [step.decision.name for step in steps if program.mask_words.get(step.name)]
        if nullable:
            null = " OR ".join(f"{identifier(name)} IS NULL" for name in nullable)
            source = f"read_parquet({text(path)}, file_row_number = true)"
            parts.append(f"SELECT file_row_number AS _key FROM {source} WHERE {null}")
    return " UNION ".join(parts)


@dataclass(frozen=True)
class _Reasons:
    """The possible rows of one policy's file, in their order within an entity; a row's code is its place, from 0."""

    program: Program
    key: str
    masks: tuple[str, ...]  # of the policy's decisions
    names: Sequence[str]  # the decisions' canonical names, by number
    rows: Sequence[ReasonRow]

    @classmethod
    def of(cls, program: Program, policy: Policy) -> _Reasons:
        own = [step.name for step in program.graph.of_policy(policy).values()]
        masks = [mask_name(name, word) for name in own for word in sorted(program.mask_words.get(name, ()))]
        names = list(program.graph.steps)
        rows = [row for row in reason_rows(program) if names[row.decision] in own]
        place = {name: place for place, name in enumerate(own)}
        rows.sort(key=lambda row: (place[names[row.decision]], row.fact, row.cause.en))
        return cls(program, identifier(_key(program)), tuple(map(identifier, masks)), names, rows)

    def write(self, connection: duckdb.DuckDBPyConnection, path: Path) -> Gaps:
        if not self.rows:
            nothing = ", ".join(f"CAST('' AS VARCHAR) AS {column}" for column in _COLUMNS)
            write_parquet(connection, f"SELECT {self.key}, {nothing} FROM {_MASKED} WHERE false", path)
            return Gaps()
        for column, texts in zip(_COLUMNS, self._texts(), strict=True):
            members = ", ".join(map(text, sorted(set(texts))))
            connection.execute(f"CREATE OR REPLACE TYPE {_type(column)} AS ENUM ({members})")
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {_PATTERNS} AS {self._patterns()}")
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {_SPELLED} AS {self._spelled()}")
        write_parquet(connection, self._rows_of_entities(), path)
        return self._gaps(connection)

    def _texts(self) -> tuple[list[str], list[str], list[str]]:
        """The three texts of every row, by code. As enumerations they are written four times as fast."""
        steps = self.program.graph.steps
        decisions = [steps[self.names[row.decision]].decision.name for row in self.rows]
        return decisions, [row.fact for row in self.rows], [row.cause.en for row in self.rows]

    def _patterns(self) -> str:
        masks = ", ".join(self.masks)
        some = " OR ".join(f"{mask} <> 0" for mask in self.masks)
        counted = f"SELECT {masks}, count(*) AS entities FROM {_MASKED} WHERE {some} GROUP BY {masks}"
        return f"SELECT row_number() OVER () AS pattern, * FROM ({counted})"

    def _spelled(self) -> str:
        """Every pattern with its codes in order, and with the three texts of each code."""
        codes = ", ".join(f"CASE WHEN {self._holds(row)} THEN {code} END" for code, row in enumerate(self.rows))
        held = f"SELECT *, list_filter([{codes}], lambda code: code IS NOT NULL) AS codes FROM {_PATTERNS}"
        spelled = ", ".join(
            f"list_transform(codes, lambda code: CAST([{', '.join(map(text, texts))}] AS {_type(column)}[])[code + 1]) "
            f"AS {column}"
            for column, texts in zip(_COLUMNS, self._texts(), strict=True)
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

    def _rows_of_entities(self) -> str:
        """The file's rows, by key, then in the order of codes."""
        columns = ", ".join(_COLUMNS)
        sorted_ = f"SELECT {self.key}, {columns} FROM {_MASKED} JOIN {_SPELLED} USING ({', '.join(self.masks)})"
        unnested = ", ".join(f"unnest({column}) AS {column}" for column in _COLUMNS)
        return f"SELECT {self.key}, {unnested} FROM ({sorted_} ORDER BY _key)"

    def _gaps(self, connection: duckdb.DuckDBPyConnection) -> Gaps:
        unnested = ", ".join(f"unnest({column}) AS {column}" for column in _COLUMNS)
        texts = ", ".join(f"CAST({column} AS VARCHAR) AS {column}" for column in _COLUMNS)
        rows = f"SELECT pattern, entities, {unnested} FROM {_SPELLED}"
        connection.execute(f"CREATE OR REPLACE TEMP TABLE told AS SELECT pattern, entities, {texts} FROM ({rows})")
        single = "SELECT *, count(*) OVER (PARTITION BY pattern, decision) = 1 AS single FROM told"
        counted = f"SELECT {', '.join(_COLUMNS)}, sum(entities), sum(entities) FILTER (single) FROM ({single})"
        gaps = connection.execute(f"{counted} GROUP BY ALL ORDER BY ALL").fetchall()
        failed = connection.execute(
            "SELECT decision, sum(entities) "
            "FROM (SELECT DISTINCT pattern, entities, decision FROM told WHERE fact = '') GROUP BY ALL"
        ).fetchall()
        return Gaps(
            tuple(
                Gap(decision, fact, cause, int(entities), int(alone or 0))
                for decision, fact, cause, entities, alone in gaps
            ),
            {decision: int(entities) for decision, entities in failed},
        )


def _type(column: str) -> str:
    return f"{column}_text"
