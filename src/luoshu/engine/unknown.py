"""unknown.parquet: for every decision that is null the missing facts, or where none is missing the cause.

Very many entities lack the same facts, so each distinct set of masks (a *signature*) is spelled out once, and rows are
made from it at the end: what is sorted is a number for each entity, however many facts it lacks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from luoshu.engine.database import identifier, text, write_parquet
from luoshu.policy.model import Policy
from luoshu.sql.engines import DUCKDB
from luoshu.sql.masks import mask_name
from luoshu.sql.program import Program
from luoshu.sql.query import NULL_ROWS
from luoshu.sql.reason_rows import ReasonRow, reason_rows

SIGNATURE = "·signature"


def write_unknown(
    connection: duckdb.DuckDBPyConnection, program: Program, decisions: Sequence[tuple[Policy, Path, Path]]
) -> None:
    """Writes the last path of each triple: a policy, its decisions.parquet, its unknown.parquet to be."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {NULL_ROWS} AS {_null_rows(program, decisions)}")
    masks = [mask_name(name, word) for name, words in program.mask_words.items() for word in sorted(words)]
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE reasons_of AS {program.masks_query().sql(dialect=DUCKDB.dialect)}"
    )
    key = identifier(_key(program))
    columns = ", ".join(map(identifier, masks))
    if masks:
        numbered = f"row_number() OVER () AS {identifier(SIGNATURE)}"
        distinct = f"SELECT {numbered}, * FROM (SELECT DISTINCT {columns} FROM reasons_of)"
        keyed = f"SELECT _key, {key}, {identifier(SIGNATURE)} FROM reasons_of JOIN signatures USING ({columns})"
    else:
        distinct = f"SELECT 0 AS {identifier(SIGNATURE)} WHERE false"
        keyed = f"SELECT _key, {key}, 0 AS {identifier(SIGNATURE)} FROM reasons_of WHERE false"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE signatures AS {distinct}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE keyed AS {keyed} ORDER BY _key")
    connection.execute("DROP TABLE reasons_of")
    for policy, _, path in decisions:
        codes = _Codes.of(program, policy)
        connection.execute(f"SET VARIABLE codes = ({codes.by_signature()})")
        write_parquet(connection, codes.rows(key), path)


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
class _Codes:
    """The possible rows of one policy's file, in their order within an entity; a row's code is its place, from 1."""

    program: Program
    names: Sequence[str]  # the decisions' canonical names, by number
    rows_: Sequence[ReasonRow]

    @classmethod
    def of(cls, program: Program, policy: Policy) -> _Codes:
        own = {step.name for step in program.graph.of_policy(policy).values()}
        names = list(program.graph.steps)
        rows = [row for row in reason_rows(program) if names[row.decision] in own]
        place = {step.name: place for place, step in enumerate(program.graph.of_policy(policy).values())}
        rows.sort(key=lambda row: (place[names[row.decision]], row.fact, row.cause.en))
        return cls(program, names, rows)

    def by_signature(self) -> str:
        """One list: at each signature's place the list of its codes."""
        mark = identifier(SIGNATURE)
        parts = [f"SELECT {mark}, NULL AS code FROM signatures"]
        for code, row in enumerate(self.rows_, 1):
            mask = identifier(mask_name(self.names[row.decision], row.word))
            parts.append(f"SELECT {mark}, {code} FROM signatures WHERE {mask} & {row.bit} <> 0{self._beaten(row)}")
        codes = f"SELECT {mark}, list(code ORDER BY code) FILTER (code IS NOT NULL) AS codes"
        lists = f"{codes} FROM ({' UNION ALL '.join(parts)}) GROUP BY {mark}"
        return f"SELECT coalesce(list(codes ORDER BY {mark}), []) FROM ({lists})"

    def _beaten(self, row: ReasonRow) -> str:
        """Missing beats failed: a cause counts only where no fact is missing."""
        if row.fact:
            return ""
        name = self.names[row.decision]
        words = sorted(self.program.mask_words[name])
        return "".join(
            f" AND {identifier(mask_name(name, word))} & {self.program.leaves.facts(word)} = 0" for word in words
        )

    def rows(self, key: str) -> str:
        """The file's rows, by key, then in the order of codes."""
        steps = self.program.graph.steps
        decisions = _array([steps[self.names[row.decision]].decision.name for row in self.rows_])
        facts, causes = _array([row.fact for row in self.rows_]), _array([row.cause.en for row in self.rows_])
        unnested = f"SELECT {key}, unnest(getvariable('codes')[{identifier(SIGNATURE)}]) AS code FROM keyed"
        return (
            f"SELECT {key}, {decisions}[code] AS decision, {facts}[code] AS fact, {causes}[code] AS cause "
            f"FROM ({unnested})"
        )


def _array(texts: Sequence[str]) -> str:
    return f"CAST([{', '.join(map(text, texts))}] AS VARCHAR[])"
