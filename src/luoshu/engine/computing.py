"""Where a run's decisions are computed, with the reasons of what is null: in DuckDB, or on a server.

Wherever that is, a slice's answers come to stand in DuckDB's table `answers`, and all that follows (files, counts, the
report) is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import duckdb

from luoshu.engine.fallback import interpreted_table
from luoshu.engine.slices import add_interpreted, add_views, narrow_interpreted
from luoshu.facts.snapshot import Snapshot
from luoshu.policy.graph import Step
from luoshu.sql.engines import DUCKDB, Engine
from luoshu.sql.program import Program

ANSWERS = "answers"  # the table of a slice: the key, the identifier, each decision, the masks of its reasons
Compute = Callable[[range], None]  # fills `answers` with those of a slice of keys


@dataclass(frozen=True)
class Asked:
    """What is asked of a policy's program over a snapshot: the decisions of these steps."""

    program: Program
    snapshot: Snapshot
    steps: Sequence[Step]


class Computing(Protocol):
    """An engine that is ready to compute."""

    @property
    def engine(self) -> Engine: ...

    @property
    def version(self) -> str: ...

    def take(self, asked: Sequence[Asked]) -> None:
        """Told once, before anything is computed, what will be asked."""

    def computing(
        self, asked: Asked, connection: duckdb.DuckDBPyConnection, folder: Path
    ) -> AbstractContextManager[Compute]:
        """Gives what computes one policy's slices into DuckDB's connection. `folder` is that of the policy's results:
        what is kept there meanwhile is to be gone at the end."""


class InDuckDB:
    """In the process that runs."""

    engine: Engine = DUCKDB
    version: str = duckdb.__version__

    def take(self, asked: Sequence[Asked]) -> None:
        """The files of a snapshot are read where they are."""

    @contextmanager
    def computing(self, asked: Asked, connection: duckdb.DuckDBPyConnection, folder: Path) -> Iterator[Compute]:
        program = asked.program
        if program.refused:
            add_interpreted(connection, interpreted_table(program, asked.snapshot))
        query = self.engine.sql(program.answers_query(asked.steps))

        def compute(part: range) -> None:
            add_views(connection, asked.snapshot, program.source.entity, part)
            if program.refused:
                narrow_interpreted(connection, part)
            connection.execute(f"CREATE OR REPLACE TEMP TABLE {ANSWERS} AS {query}")

        yield compute


# --- what another engine is told of a snapshot and of answers ---------------------------------------------------------


def files(asked: Asked) -> dict[str, tuple[Path, str]]:
    """The files of an entity and its lists, and what each is sorted by."""
    entity, snapshot = asked.program.source.entity, asked.snapshot
    found = {entity.name: (snapshot.entity_path(entity.name), "_key")}
    for fact in entity.lists:
        path = snapshot.list_path(fact.name)
        if path is not None:
            found[fact.name] = (path, "_owner")
    return found


def answer_types(asked: Asked) -> dict[str, str]:
    """The columns of the answers with their types: the identifier, `_key`, the decisions, then the masks."""
    program, entity = asked.program, asked.program.source.entity.name
    columns = [part.alias_or_name for part in program.answers_query(asked.steps).expressions]
    types = [asked.snapshot.columns(entity)[program.key], "BIGINT"]
    types += [program.reasons.outputs[step.name].type for step in asked.steps]
    types += ["BIGINT"] * (len(columns) - len(types))
    return dict(zip(columns, types, strict=True))
