"""DuckDB as the engine's tables: a snapshot's files as views, queries written to Parquet in key order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from sqlglot import exp

from luoshu.facts.snapshot import Snapshot
from luoshu.facts.vocabulary import Record
from luoshu.sql.engines import DUCKDB

MEMORY = "1400MB"


@contextmanager
def connect(scratch: Path, threads: int | None = None, memory: str = MEMORY) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory that spills into `scratch`, with the settings exact results rest on."""
    with duckdb.connect() as connection:
        for setting in DUCKDB.settings:
            connection.execute(setting)
        connection.execute(f"SET memory_limit = '{memory}'")
        connection.execute(f"SET temp_directory = {text(scratch)}")
        if threads is not None:
            connection.execute(f"SET threads = {int(threads)}")
        yield connection


def add_views(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, entity: Record) -> None:
    """The entity and its related lists under their own names."""
    paths = {entity.name: snapshot.entity_path(entity.name)}
    for fact in entity.lists:
        path = snapshot.list_path(fact.name)
        if path is not None:
            paths[fact.name] = path
    for name, path in paths.items():
        connection.execute(f"CREATE OR REPLACE VIEW {identifier(name)} AS SELECT * FROM read_parquet({text(path)})")


def write_parquet(connection: duckdb.DuckDBPyConnection, query: exp.Expr | str, path: Path) -> None:
    """Writes a query's rows in its order."""
    sql = query if isinstance(query, str) else query.sql(dialect=DUCKDB.dialect)
    path.parent.mkdir(parents=True, exist_ok=True)
    connection.execute(f"COPY ({sql}) TO {text(path)} (FORMAT parquet, COMPRESSION zstd)")


def text(value: object) -> str:
    """A SQL string literal."""
    return "'" + str(value).replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'
