"""A snapshot in slices of keys: what a run holds in memory depends on their size, not on how many rows there are."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from luoshu.engine.database import identifier, text
from luoshu.facts.snapshot import Snapshot
from luoshu.facts.vocabulary import Record
from luoshu.sql.query import INTERPRETED

ROW_GROUP = 122_880  # rows, of the snapshot's Parquet files as DuckDB writes them
SLICE = 8 * ROW_GROUP  # large enough that planning its query costs little
_ALL_INTERPRETED = "interpreted_everyone"


def slices(rows: int) -> list[range]:
    """The keys of all rows in slices that end where row groups do; one, of nobody, where there are no rows."""
    return [range(first, min(first + SLICE, rows)) for first in range(0, max(rows, 1), SLICE)]


def add_views(
    connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, entity: Record, part: range | None = None
) -> None:
    """The entity and its related lists under their own names; with `part` only the rows of these keys.

    Lists are sorted by owner, so that a part of one is read without its other row groups.
    """
    files = {entity.name: (snapshot.entity_path(entity.name), "_key")}
    for fact in entity.lists:
        path = snapshot.list_path(fact.name)
        if path is not None:
            files[fact.name] = (path, "_owner")
    for name, (path, key) in files.items():
        rows = f"SELECT * FROM read_parquet({text(path)}){_within(key, part)}"
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {identifier(name)} AS {rows}")


def add_interpreted(connection: duckdb.DuckDBPyConnection, table: pa.Table) -> None:
    """The decisions of everyone that the interpreter took over."""
    connection.register(_ALL_INTERPRETED, table)
    narrow_interpreted(connection, None)


def narrow_interpreted(connection: duckdb.DuckDBPyConnection, part: range | None) -> None:
    """What `add_interpreted` gave, only the rows of these keys."""
    rows = f"SELECT * FROM {_ALL_INTERPRETED}{_within('_key', part)}"
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {identifier(INTERPRETED)} AS {rows}")


def _within(key: str, part: range | None) -> str:
    return "" if part is None else f" WHERE {key} BETWEEN {part.start} AND {part.stop - 1}"
