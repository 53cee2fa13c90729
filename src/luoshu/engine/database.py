"""DuckDB, with the settings that exact results rest on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

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


def text(value: object) -> str:
    """A SQL string literal."""
    return "'" + str(value).replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'
