"""Facts into the files of a snapshot: read, validate, sort, write, hash.

The layout is part of the contract with `luoshu.sql`; `snapshot.py` describes it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa

from luoshu.facts.cells import register_checks
from luoshu.facts.hashing import hash_parquet
from luoshu.facts.readers import load, quote, sql_path
from luoshu.facts.sources import YEAR, Role, Shape, Source, find_sources, shapes
from luoshu.facts.validation import OnError, Table, Validation
from luoshu.facts.vocabulary import Vocabulary
from luoshu.problems import Problem, ProblemError, Report, Text

KEY = "_key"
OWNER, SECOND_OWNER = "_owner", "_owner2"
ROW_GROUP = 122_880
MEMORY = "1500MB"
_INTEGER_KEYS = 2**31 - 1

Progress = Callable[[int, int, Text], None]


@dataclass(frozen=True)
class FileInfo:
    """A file of a snapshot: its columns with their DuckDB types, and the hash of its content."""

    rows: int
    columns: Mapping[str, str]
    hash: str


@dataclass
class Frozen:
    """What freezing found out."""

    files: dict[str, FileInfo] = field(default_factory=dict)
    absent_files: list[str] = field(default_factory=list)
    absent_columns: dict[str, list[str]] = field(default_factory=dict)
    rows_left_out: dict[str, int] = field(default_factory=dict)  # by the file's label
    incomplete: dict[str, str] = field(default_factory=dict)  # by list: the file of which rows were left out
    left_out: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def freeze_files(
    data: Path,
    vocabulary: Vocabulary,
    out: Path,
    *,
    on: date,
    on_error: OnError,
    progress: Progress | None,
    not_known: Mapping[str, Sequence[str]] | None = None,
) -> Frozen:
    """Writes the Parquet files of a snapshot into the folder `out`, which is there and empty.

    Raises ProblemError with everything that is wrong; with `on_error="skip"` only where a file cannot be used at all.
    """
    with TemporaryDirectory(prefix=".spill", dir=out) as spill, duckdb.connect() as connection:
        connection.execute(f"SET temp_directory = {sql_path(Path(spill))}")
        connection.execute(f"SET memory_limit = '{MEMORY}'")
        register_checks(connection)
        return _Freezer(connection, vocabulary, out, on, on_error, progress or _silent, not_known or {}).run(data)


def _silent(done: int, total: int, what: Text) -> None:
    return None


@dataclass
class _Freezer:
    connection: duckdb.DuckDBPyConnection
    vocabulary: Vocabulary
    out: Path
    on: date
    on_error: OnError
    progress: Progress
    not_known: Mapping[str, Sequence[str]]
    result: Frozen = field(default_factory=Frozen)
    done: int = 0
    steps: int = 0

    def run(self, data: Path) -> Frozen:
        wanted = shapes(self.vocabulary)
        report = Report()
        tables, unread = self._read(find_sources(data, wanted, report), wanted, report)
        self._step(Text("检查数据", "validating"))
        report.problems += Validation(self.connection, tables, self.on, self.on_error, unread).run()
        unusable = unread or any(table.hopeless for table in tables.values())
        if report.errors and (self.on_error == "refuse" or unusable):
            raise ProblemError(report.problems)
        self.result.left_out = [replace(problem, severity="left-out") for problem in report.errors]
        self.result.warnings = [problem for problem in report.problems if problem.severity != "error"]
        self._note_not_known(tables)
        self._note_left_out(tables)
        for name, table in tables.items():
            if table.shape.role is Role.ENTITY:
                self._step(Text(f"写入 {name}", f"writing {name}"))
                self._write(name, self._entity_query(table, tables))
        for name, table in tables.items():
            if table.shape.role is Role.LIST:
                self._step(Text(f"写入 {name}", f"writing {name}"))
                self._write(name, self._list_query(table, tables))
        self._note_absent(wanted, tables)
        self._step(Text("完成", "done"))
        return self.result

    def _step(self, what: Text) -> None:
        self.progress(self.done, self.steps, what)
        self.done += 1

    def _read(
        self, sources: Mapping[str, Source], wanted: Mapping[str, Shape], report: Report
    ) -> tuple[dict[str, Table], set[str]]:
        """The tables of the sources, and the names of those that cannot be read."""
        written = [name for name in sources if wanted[name].role is not Role.ANNUAL]
        self.steps = len(sources) + len(written) + 1
        tables: dict[str, Table] = {}
        unread: set[str] = set()
        for name, shape in wanted.items():
            if name not in sources:
                continue
            self._step(Text(f"读取 {sources[name].label}", f"reading {sources[name].label}"))
            try:
                tables[name] = Table(shape, load(self.connection, sources[name], name, report, shape.columns))
            except ProblemError as error:
                report.problems += error.problems
                unread.add(name)
        return tables, unread

    def _annual_of(self, entity: Table, tables: Mapping[str, Table]) -> Table | None:
        return next(
            (
                table
                for table in tables.values()
                if table.shape.role is Role.ANNUAL and table.shape.entity == entity.shape.name
            ),
            None,
        )

    def _note_not_known(self, tables: Mapping[str, Table]) -> None:
        """Whose related lists are said not to be known, though there is a file of others'."""
        for name, owners in self.not_known.items():
            table = tables.get(name)
            if table is None or not owners:
                continue
            if not table.is_incomplete:
                self.connection.execute(f"CREATE OR REPLACE TABLE {table.incomplete} (owner VARCHAR)")
            self.connection.register("luoshu_owners", pa.table({"owner": pa.array(owners, pa.string())}))
            self.connection.execute(f"INSERT INTO {table.incomplete} FROM luoshu_owners")
            self.connection.unregister("luoshu_owners")
            table.is_incomplete = True

    def _note_left_out(self, tables: Mapping[str, Table]) -> None:
        for table in tables.values():
            if table.rows_left_out:
                self.result.rows_left_out[table.label] = table.rows_left_out
        self.result.incomplete = {name: table.label for name, table in tables.items() if table.is_incomplete}

    # Queries

    def _incomplete_lists(self, entity: Table) -> list[str]:
        return [fact.name for fact in entity.shape.record.lists if fact.name in self.result.incomplete]

    def _entity_query(self, table: Table, tables: Mapping[str, Table]) -> str:
        """All entities in the order of their identifiers' bytes, numbered from 0, annual facts a column a year."""
        key = quote(table.shape.owner)
        assessed = self.on.year - 1
        annual = self._annual_of(table, tables)
        years = self._years(annual) if annual else []
        columns, pivoted = [], []
        for fact in table.shape.columns.values():
            name = quote(fact.name)
            if not fact.annual:
                columns += [f"e.{name}"] if fact.name in table.facts else []
                continue
            given = years if annual and fact.name in annual.facts else []
            pivoted += [
                f"max({name}) FILTER ({quote(YEAR.name)} = {year}) AS {quote(annual_column(fact.name, year))}"
                for year in given
            ]
            here = [assessed] if fact.name in table.facts else []
            for year in sorted({*given, *here}):
                column = quote(annual_column(fact.name, year))
                sources = [f"e.{name}"] * (year in here) + [f"a.{column}"] * (year in given)
                columns.append(f"coalesce({', '.join(sources)}) AS {column}")
        for name in self._incomplete_lists(table):
            flag = f"e.{key} IN (FROM {tables[name].incomplete})"
            columns.append(f"{flag} AS {quote(incomplete_column(name))}")
        joined = ""
        if annual and pivoted:
            wide = f"SELECT {key}, {', '.join(pivoted)} FROM {annual.clean()} GROUP BY {key}"
            joined = f"LEFT JOIN ({wide}) AS a USING ({key})"
        rows = f"SELECT {', '.join(columns)} FROM {table.clean()} AS e {joined} ORDER BY e.{key}"
        return f"SELECT CAST(row_number() OVER () - 1 AS {self._key_type(table)}) AS {KEY}, * FROM ({rows})"

    def _years(self, annual: Table) -> list[int]:
        year = quote(YEAR.name)
        query = f"SELECT DISTINCT {year} FROM {annual.clean()} ORDER BY 1"
        return [row[0] for row in self.connection.execute(query).fetchall()]

    def _key_type(self, table: Table) -> str:
        counted = self.connection.execute(f"SELECT count(*) FROM {table.raw}").fetchone()
        return "INTEGER" if counted and counted[0] <= _INTEGER_KEYS else "BIGINT"

    def _list_query(self, table: Table, tables: Mapping[str, Table]) -> str:
        """All items by owner; within an owner by all their columns, whatever the order they came in."""
        first, *others = table.shape.required
        columns, joins = [f"o.{KEY} AS {OWNER}"], [self._owner_join("o", first, table.shape.entity)]
        for name in others[:1]:
            target = table.shape.columns[name].target
            if target in tables:
                columns.append(f"s.{KEY} AS {SECOND_OWNER}")
                joins.append(self._owner_join("s", name, target))
        facts = [f"item.{quote(name)}" for name in table.shape.columns if name in table.facts and name != first]
        whole = f"WHERE item.{quote(first)} NOT IN (FROM {table.incomplete})" if table.is_incomplete else ""
        return (
            f"SELECT {', '.join(columns + facts)} FROM {table.clean()} AS item {' '.join(joins)} {whole} ORDER BY ALL"
        )

    def _owner_join(self, alias: str, column: str, entity: str) -> str:
        record = self.vocabulary.records[entity]
        assert record.key is not None  # shapes() takes no other records for entities
        file = sql_path(self.out / f"{entity}.parquet")
        return f"JOIN {file} AS {alias} ON item.{quote(column)} = {alias}.{quote(record.key.name)}"

    # Files

    def _write(self, name: str, query: str) -> None:
        path = self.out / f"{name}.parquet"
        self.connection.execute(
            f"COPY ({query}) TO {sql_path(path)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})"
        )
        described = self.connection.execute(f"DESCRIBE SELECT * FROM {sql_path(path)}").fetchall()
        rows = self.connection.execute(f"SELECT count(*) FROM {sql_path(path)}").fetchone()
        columns = {column: type_ for column, type_, *_ in described}
        self.result.files[name] = FileInfo(rows[0] if rows else 0, columns, hash_parquet(path))

    def _note_absent(self, wanted: Mapping[str, Shape], tables: Mapping[str, Table]) -> None:
        self.result.absent_files = [name for name in wanted if name not in tables]
        for name, shape in wanted.items():
            if name not in tables or shape.role is Role.ANNUAL:
                continue
            annual = self._annual_of(tables[name], tables) if shape.role is Role.ENTITY else None
            have = {*tables[name].facts, *(annual.facts if annual else ())}
            absent = [column for column in shape.columns if column not in have]
            if absent:
                self.result.absent_columns[name] = absent


def annual_column(fact: str, year: int) -> str:
    """The column of an annual fact in one year."""
    return f"{fact}@{year}"


def incomplete_column(list_: str) -> str:
    """The column that says of which entities rows of a related list were left out."""
    return f"_incomplete {list_}"


def replace_folder(made: Path, out: Path) -> None:
    """Puts a finished folder in the place of another, which goes."""
    if out.exists():
        shutil.rmtree(out)
    made.rename(out)
