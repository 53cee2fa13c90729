"""The facts of a moment as files, as those that people fill in: what the engine freezes into a snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from luoshu.facts.readers import quote, sql_path
from luoshu.facts.sources import YEAR, Role, Shape, shapes
from luoshu.facts.vocabulary import Kind, Vocabulary
from luoshu.office.register import bulk
from luoshu.office.register.models.facts import NO_YEAR

_BATCH = 50_000
_ENTITIES = pa.schema([("entity", pa.int64()), ("kind", pa.string()), ("identifier", pa.string())])
_FACTS = pa.schema([("entity", pa.int64()), ("name", pa.string()), ("year", pa.int32()), ("value", pa.string())])
_ITEMS = pa.schema([("entity", pa.int64()), ("name", pa.string()), ("content", pa.string())])


@dataclass
class Files:
    """Facts on their way into files; `not_known` tells by list of whom it is not known."""

    vocabulary: Vocabulary
    connection: duckdb.DuckDBPyConnection
    not_known: dict[str, list[str]] = field(default_factory=dict)

    def take(
        self,
        entities: Iterable[tuple[int, str, str]],
        facts: Iterable[tuple[int, str, int, str]],
        items: Iterable[tuple[int, str, str]],
    ) -> None:
        """Takes rows as the database has them; those of facts may speak of other entities too."""
        for name, schema, rows in (
            ("entities", _ENTITIES, entities),
            ("facts", _FACTS, facts),
            ("items", _ITEMS, items),
        ):
            self.connection.register("rows", schema.empty_table())
            self.connection.execute(f"CREATE OR REPLACE TABLE {name} AS FROM rows")
            for piece in bulk.pieces(rows, _BATCH):
                columns = [
                    pa.array(column, type_)
                    for column, type_ in zip(zip(*piece, strict=True), schema.types, strict=True)
                ]
                self.connection.register("rows", pa.table(columns, schema=schema))
                self.connection.execute(f"INSERT INTO {name} FROM rows")
            self.connection.unregister("rows")

    def write(self, folder: Path) -> None:
        """Writes a file of each kind and list of which something is known."""
        folder.mkdir(parents=True)
        for name, shape in shapes(self.vocabulary).items():
            if not self._any(f"FROM entities WHERE kind = {_text(shape.entity)}"):
                continue
            match shape.role:
                case Role.ENTITY:
                    self._copy(folder, name, self._wide(shape))
                case Role.ANNUAL:
                    if self._any(self._of(shape, f"year <> {NO_YEAR}")):
                        self._copy(folder, name, self._yearly(shape))
                case Role.LIST:
                    if self._any(f"{self._of(shape, 'true')} AND name = {_text(shape.name)}"):
                        self._copy(folder, name, self._listed(shape))
                        self.not_known[name] = self._without(shape)

    def _of(self, shape: Shape, condition: str) -> str:
        return f"FROM facts JOIN entities USING (entity) WHERE kind = {_text(shape.entity)} AND {condition}"

    def _wide(self, shape: Shape) -> str:
        names = [fact.name for fact in shape.columns.values() if not fact.annual and fact.kind is not Kind.ID]
        known = self._known(shape, names, f"year = {NO_YEAR}")
        key = quote(shape.owner)
        if not known:
            return f"SELECT identifier AS {key} FROM entities WHERE kind = {_text(shape.entity)}"
        wide = _pivoted(f"SELECT entity, name, value FROM facts WHERE year = {NO_YEAR}", known)
        columns = ", ".join(quote(name) for name in known)
        return (
            f"SELECT identifier AS {key}, {columns} FROM entities LEFT JOIN ({wide}) USING (entity) "
            f"WHERE kind = {_text(shape.entity)}"
        )

    def _yearly(self, shape: Shape) -> str:
        names = [name for name in shape.columns if name not in shape.required]
        known = self._known(shape, names, f"year <> {NO_YEAR}")
        columns = ", ".join(quote(name) for name in known)
        wide = _pivoted(f"SELECT entity, year, name, value FROM facts WHERE year <> {NO_YEAR}", known)
        return (
            f"SELECT identifier AS {quote(shape.owner)}, CAST(year AS VARCHAR) AS {quote(YEAR.name)}, {columns} "
            f"FROM ({wide}) JOIN entities USING (entity) WHERE kind = {_text(shape.entity)}"
        )

    def _listed(self, shape: Shape) -> str:
        names = [name for name in shape.columns if name != shape.owner]
        cells = ", ".join(f"json_extract_string(content, {_text(_json_path(name))}) AS {quote(name)}" for name in names)
        return (
            f"SELECT identifier AS {quote(shape.owner)}, {cells} FROM items JOIN entities USING (entity) "
            f"WHERE kind = {_text(shape.entity)} AND name = {_text(shape.name)}"
        )

    def _known(self, shape: Shape, names: Sequence[str], condition: str) -> list[str]:
        found = self.connection.execute(f"SELECT DISTINCT name {self._of(shape, condition)}").fetchall()
        return [name for name in names if (name,) in set(found)]

    def _without(self, shape: Shape) -> list[str]:
        """The identifiers of those of whom a list is not known."""
        query = (
            f"SELECT identifier FROM entities WHERE kind = {_text(shape.entity)} AND entity NOT IN "
            f"(SELECT entity FROM facts WHERE name = {_text(shape.name)}) ORDER BY 1"
        )
        return [identifier for (identifier,) in self.connection.execute(query).fetchall()]

    def _any(self, query: str) -> bool:
        return bool(self.connection.execute(f"SELECT 1 {query} LIMIT 1").fetchall())

    def _copy(self, folder: Path, name: str, query: str) -> None:
        self.connection.execute(f"COPY ({query}) TO {sql_path(folder / f'{name}.parquet')} (FORMAT parquet)")


def _pivoted(rows: str, names: Sequence[str]) -> str:
    """A column a name; what has none of these names has no row."""
    return f"PIVOT ({rows}) ON name IN ({', '.join(map(_text, names))}) USING max(value)"


def _json_path(name: str) -> str:
    return '$."' + name.replace('"', '\\"') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
