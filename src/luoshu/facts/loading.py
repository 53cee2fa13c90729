"""Facts out of a snapshot as Python values: of one entity, or of all in turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from luoshu.facts.freezing import KEY, OWNER, incomplete_column
from luoshu.facts.readers import quote, sql_path

Value = None | bool | Decimal | str | date
Item = dict[str, Value]
Facts = dict[str, Value | list[Item]]
Stored = tuple[Mapping[str, Any], Mapping[str, list[dict[str, Any]] | None]]  # the row of an entity, those of each list
Lag = tuple[str, int]


def lagged(fact: str, years: int) -> str:
    """The name under which an annual fact of an earlier year stands in a row of facts."""
    return f"prior({fact}, {years})"


_BATCH = 16_384


@dataclass(frozen=True)
class Loader:
    """Reads the entities of one file. `columns`: the column by the name that its value gets; `lists`: the file of each
    list, None where absent; `items`: the facts of each list's items."""

    path: Path
    identifier: str
    columns: Mapping[str, str]
    lists: Mapping[str, Path | None]
    items: Mapping[str, list[str]]

    def stored(self, identifier: str | None, key: int | None) -> Stored | None:
        """What the files hold of one entity. They are sorted, so all but a row group of each are passed over by their
        statistics."""
        column, wanted = (self.identifier, identifier) if key is None else (KEY, key)
        with duckdb.connect() as connection:
            rows = _fetch(connection, self.path, column, wanted)
            if not rows:
                return None
            return rows[0], {
                name: None if path is None else _fetch(connection, path, OWNER, rows[0][KEY])
                for name, path in self.lists.items()
            }

    def all(self) -> Iterator[Facts]:
        """All entities in the order of their keys, each with its items: files are merged, for all are in that order."""
        items = {name: None if path is None else _Merge(path) for name, path in self.lists.items()}
        for row in _rows(self.path):
            owned = {name: None if merge is None else merge.take(row[KEY]) for name, merge in items.items()}
            yield self.facts(row, owned)

    def facts(self, row: Mapping[str, Any], owned: Mapping[str, list[dict[str, Any]] | None]) -> Facts:
        """The facts of what is stored of an entity."""
        facts: Facts = {name: _value(row.get(column)) for name, column in self.columns.items()}
        for name, found in owned.items():
            known = self.items[name]
            rows = None if row.get(incomplete_column(name)) else found
            facts[name] = None if rows is None else [{fact: _value(item.get(fact)) for fact in known} for item in rows]
        return facts


class _Merge:
    """Items in the order of their owners, handed out owner by owner."""

    def __init__(self, path: Path) -> None:
        self._rows = _rows(path)
        self._next = next(self._rows, None)

    def take(self, owner: int) -> list[dict[str, Any]]:
        """The items of an owner; owners are asked for in ascending order, none left out."""
        taken = []
        while self._next is not None and self._next[OWNER] == owner:
            taken.append(self._next)
            self._next = next(self._rows, None)
        return taken


def _fetch(connection: duckdb.DuckDBPyConnection, path: Path, column: str, wanted: Any) -> list[dict[str, Any]]:
    found = connection.execute(f"SELECT * FROM {sql_path(path)} WHERE {quote(column)} = ?", [wanted])
    names = [name for name, *_ in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(_BATCH):
            yield from _dicts(batch)


def _dicts(batch: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    """The rows of a batch; by columns, which is several times as fast as by rows."""
    columns = [batch.column(index).to_pylist() for index in range(batch.num_columns)]
    for values in zip(*columns, strict=True):
        yield dict(zip(batch.schema.names, values, strict=True))


def _value(value: Any) -> Value:
    """Numbers are decimals in the interpreter, whole ones too."""
    return Decimal(value) if type(value) is int else value
