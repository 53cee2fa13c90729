"""Uploaded files read and checked, as one table of facts that can be laid beside what is known.

A stage is a DuckDB file: `entities` (number, kind, identifier, name), `facts` and `items` of them by number, `lists`
that are stated as a whole. Everything is ordered by number, so that a part of the entities is read without the rest.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from luoshu.facts.cells import register_checks
from luoshu.facts.readers import load, quote, sheet_names, sql_path
from luoshu.facts.sources import YEAR, Role, Shape, Source, find_sources, shapes, sheet_name
from luoshu.facts.validation import Table, Validation
from luoshu.facts.vocabulary import Fact, Kind, Vocabulary
from luoshu.office.register.fitting import too_long, unknown_references
from luoshu.office.register.values import canonical_sql
from luoshu.office.register.words import name_fact
from luoshu.problems import Place, Problem, ProblemError, Report, Text

Known = Mapping[str, Sequence[str]]  # the identifiers of each kind that are registered
Tell = Callable[[int, int, Text], None]
MEMORY = "1GB"
SORTED = 20_000  # entities at a time
_NONE = "CAST(NULL AS VARCHAR)"
_NO_ONE = f"{_NONE} AS kind, {_NONE} AS identifier"


def stage(
    files: Sequence[Path], vocabulary: Vocabulary, out: Path, *, on: date, known: Known, tell: Tell
) -> list[Problem]:
    """Reads and checks files, and writes what they state to the stage `out`; the warnings.

    Raises:
        ProblemError: with everything that is wrong, warnings too; nothing is staged then.
    """
    scratch = out.parent / "scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    wanted = shapes(vocabulary)
    report = Report()
    sources = _sources(files, scratch, list(wanted), report)
    known_here = _registered(sources, wanted, scratch, known)
    with duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{MEMORY}'")
        connection.execute(f"SET temp_directory = {sql_path(scratch)}")
        register_checks(connection)
        steps = len(sources) + 2
        tables: dict[str, Table] = {}
        unread: set[str] = set()
        for name, shape in wanted.items():
            source = known_here.get(name) or sources.get(name)
            if source is None:
                continue
            if name in sources:
                tell(len(tables), steps, Text(f"读取 {source.label}", f"reading {source.label}"))
            try:
                tables[name] = Table(shape, load(connection, source, name, report, shape.columns))
            except ProblemError as error:
                report.problems += error.problems
                unread.add(name)
        tell(steps - 2, steps, Text("检查数据", "checking"))
        found = Validation(connection, tables, on, "refuse", unread, _tables_of(connection, known)).run()
        unfilled = {name for name, table in tables.items() if ("no-rows", table.label) in map(_what, found)}
        report.problems += [problem for problem in found if problem.code != "no-rows"]
        report.problems += [_not_filled_in(tables[name]) for name in sorted(unfilled)]
        for name, table in tables.items():
            if name not in known_here and not table.hopeless:
                report.problems += too_long(connection, table)
                report.problems += unknown_references(connection, table, tables, known)
        if report.errors or unread:
            raise ProblemError(report.problems)
        tell(steps - 1, steps, Text("整理", "arranging"))
        out.unlink(missing_ok=True)
        connection.execute(f"ATTACH {sql_path(out)} AS stage")
        brought = {name: table for name, table in tables.items() if name not in known_here and name not in unfilled}
        _Stager(connection, brought, tables, on).write()
        connection.execute("DETACH stage")
    return report.problems


def _what(problem: Problem) -> tuple[str, str]:
    return problem.code, problem.place.file if problem.place else ""


def _not_filled_in(table: Table) -> Problem:
    """A sheet of an empty workbook in which nobody has written: it says nothing, and takes nothing away."""
    name = table.shape.name
    text = Text(f"没有一行，没有读：“{name}”保持原样", f"no rows, so it was not read: '{name}' stays as it is")
    return Problem("not-filled-in", text, Place(table.label), severity="warning")


# Files


def _sources(files: Sequence[Path], scratch: Path, names: list[str], report: Report) -> dict[str, Source]:
    """What is in the files by the names of the vocabulary: sheets of workbooks, or files that are called so."""
    found: dict[str, Source] = {}
    sheets = {sheet_name(name) for name in names}
    beside = scratch / "files"
    beside.mkdir(exist_ok=True)
    for path in files:
        if path.suffix.lower() == ".xlsx" and sheets & {name.strip() for name in sheet_names(path, path.name)}:
            _add(found, find_sources(path, names, report))
        else:
            (beside / path.name).unlink(missing_ok=True)
            (beside / path.name).hardlink_to(path)
    if any(beside.iterdir()):
        try:
            _add(found, find_sources(beside, names, report))
        except ProblemError as error:
            if not found or any(problem.code != "no-data" for problem in error.problems):
                raise ProblemError([_named(problem, files, names) for problem in error.problems]) from None
            report.problems += [problem for problem in error.problems if problem.severity != "error"]
    return found


def _named(problem: Problem, files: Sequence[Path], names: list[str]) -> Problem:
    """That nothing is named as in the vocabulary, told of the files as people know them."""
    if problem.code != "no-data":
        return problem
    shown = "、".join(path.name for path in files)
    text = Text(f"{shown} 里没有以词汇表命名的文件或工作表", f"nothing in {shown} is named as in the vocabulary")
    return Problem("no-data", text, Place(files[0].name), problem.hint)


def _add(found: dict[str, Source], more: dict[str, Source]) -> None:
    for name, source in more.items():
        if name in found:
            zh = f"“{name}”有两份：{found[name].label} 和 {source.label}"
            text = Text(zh, f"'{name}' is given twice: {found[name].label} and {source.label}")
            raise ProblemError(
                [Problem("file-twice", text, Place(source.label), Text("请只留一个", "keep one of them"))]
            )
        found[name] = source


def _registered(sources: dict[str, Source], wanted: dict[str, Shape], scratch: Path, known: Known) -> dict[str, Source]:
    """For what belongs to entities of which nothing was brought: those that are registered stand in for their file."""
    needed = {wanted[name].entity for name in sources} - sources.keys()
    found = {}
    for kind in sorted(needed):
        path = scratch / f"{kind}.parquet"
        key = wanted[kind].owner
        pq.write_table(pa.table({key: pa.array(known.get(kind, ()), pa.string())}), path)
        found[kind] = Source(path, f"{kind}台账")
    return found


def _tables_of(connection: duckdb.DuckDBPyConnection, known: Known) -> dict[str, str]:
    """Those that are registered, as tables by kind: what is part of one need not bring it along."""
    found = {}
    for number, (kind, identifiers) in enumerate(known.items()):
        found[kind] = f"luoshu_registered_{number}"
        connection.register("luoshu_given", pa.table({"identifier": pa.array(identifiers, pa.string())}))
        connection.execute(f"CREATE TABLE {found[kind]} AS FROM luoshu_given")  # which every cursor sees
        connection.unregister("luoshu_given")
    return found


# Rows


@dataclass
class _Stager:
    connection: duckdb.DuckDBPyConnection
    given: dict[str, Table]  # that were brought
    tables: dict[str, Table]  # with those that stand in
    on: date

    def write(self) -> None:
        entities = [self._owners(table) for table in self.given.values()]
        names = [self._names(table) for table in self.given.values() if table.shape.role is Role.ENTITY]
        self._make("owners", f"SELECT DISTINCT * FROM ({' UNION ALL '.join(entities)})")
        self._make("names", " UNION ALL ".join(names) or f"SELECT {_NO_ONE}, {_NONE} AS name WHERE false")
        self._make(
            "entities",
            "SELECT row_number() OVER (ORDER BY kind, identifier) - 1 AS number, kind, identifier, name "
            "FROM stage.owners LEFT JOIN stage.names USING (kind, identifier) ORDER BY number",
        )
        facts = [query for table in self.given.values() for query in self._facts(table)]
        lists = [table for table in self.given.values() if table.shape.role is Role.LIST]
        counted = [self._counted(table) for table in lists]
        self._sorted("lists", _numbered(counted, "name"), f"{_NONE} AS name")
        facts += _numbered(counted, "name, year, value")
        self._sorted("facts", facts, f"{_NONE} AS name, 0 AS year, {_NONE} AS value")
        items = _numbered([self._items(table) for table in lists], "name, content")
        self._sorted("items", items, f"{_NONE} AS name, {_NONE} AS content")
        self.connection.execute("DROP TABLE stage.owners")
        self.connection.execute("DROP TABLE stage.names")

    def _make(self, name: str, query: str) -> None:
        self.connection.execute(f"CREATE TABLE stage.{name} AS {query}")

    def _sorted(self, name: str, queries: Sequence[str], none: str) -> None:
        """The rows of queries, which have the numbers of their entities: put down as they come, a query at a time, then
        sorted some entities at a time, so that memory holds a whole zone."""
        unsorted = f"{name}_unsorted"
        self._make(unsorted, f"SELECT CAST(0 AS BIGINT) AS number, {none} WHERE false")
        for query in queries:
            self.connection.execute(f"INSERT INTO stage.{unsorted} {query}")
        self._make(name, f"FROM stage.{unsorted} LIMIT 0")
        (last,) = self.connection.execute("SELECT max(number) FROM stage.entities").fetchone() or (None,)
        for start in range(0, (-1 if last is None else last) + 1, SORTED):
            self.connection.execute(
                f"INSERT INTO stage.{name} FROM stage.{unsorted} WHERE number >= {start} AND number < {start + SORTED} "
                "ORDER BY ALL"
            )
        self.connection.execute(f"DROP TABLE stage.{unsorted}")

    def _owners(self, table: Table) -> str:
        return (
            f"SELECT {_text(table.shape.entity)} AS kind, {quote(table.shape.owner)} AS identifier FROM {table.clean()}"
        )

    def _names(self, table: Table) -> str:
        fact = name_fact(table.shape.record)
        name = quote(fact.name) if fact is not None and fact.name in table.facts else "CAST(NULL AS VARCHAR)"
        owner = f"{_text(table.shape.entity)} AS kind, {quote(table.shape.owner)} AS identifier"
        return f"SELECT {owner}, {name} AS name FROM {table.clean()}"

    def _facts(self, table: Table) -> Iterator[str]:
        """One row a cell that is filled in; those of annual facts with their year, the others with none."""
        if table.shape.role is Role.LIST:
            return
        facts = [fact for name, fact in table.facts.items() if name not in table.shape.required]
        year = {
            True: quote(YEAR.name) if table.shape.role is Role.ANNUAL else str(self.on.year - 1),
            False: "0",
        }
        for is_annual in (False, True):
            chosen = [fact for fact in facts if fact.annual is is_annual]
            if chosen:
                cells = ", ".join(f"{canonical_sql(fact)} AS {quote(fact.name)}" for fact in chosen)
                unpivoted = ", ".join(quote(fact.name) for fact in chosen)
                # numbered before each cell becomes a row: fewer are looked up
                numbers = "(SELECT number AS _number, kind AS _kind, identifier AS _identifier FROM stage.entities)"
                owner = f"_kind = {_text(table.shape.entity)} AND _identifier = {quote(table.shape.owner)}"
                source = f"{table.clean()} JOIN {numbers} ON {owner}"
                rows = f"SELECT _number, {year[is_annual]} AS _year, {cells} FROM {source}"
                yield (
                    "SELECT _number AS number, name, CAST(_year AS INTEGER) AS year, value "
                    f"FROM (UNPIVOT ({rows}) ON {unpivoted} INTO NAME name VALUE value)"
                )

    def _counted(self, table: Table) -> str:
        """How many items the list of each owner has; none, of those of whom a file was brought and no item."""
        shape = table.shape
        owners = self.given.get(shape.entity)
        every = f"SELECT {quote(owners.shape.owner)} AS identifier FROM {owners.clean()}" if owners else ""
        items = f"SELECT {quote(shape.owner)} AS identifier FROM {table.clean()}"
        rows = f"SELECT identifier, 1 AS one FROM ({items})" + (
            f" UNION ALL SELECT identifier, 0 AS one FROM ({every})" if every else ""
        )
        return (
            f"SELECT {_text(shape.entity)} AS kind, identifier, {_text(shape.name)} AS name, 0 AS year, "
            f"CAST(sum(one) AS VARCHAR) AS value FROM ({rows}) GROUP BY identifier"
        )

    def _items(self, table: Table) -> str:
        shape = table.shape
        facts = [fact for name, fact in table.facts.items() if name != shape.owner]
        ordered = sorted(facts, key=lambda fact: list(shape.columns).index(fact.name))
        parts = ", ".join(_json_part(fact) for fact in ordered) or "''"
        content = f"'{{' || concat_ws(', ', {parts}) || '}}'"
        return (
            f"SELECT {_text(shape.entity)} AS kind, {quote(shape.owner)} AS identifier, {_text(shape.name)} AS name, "
            f"{content} AS content FROM {table.clean()}"
        )


def _json_part(fact: Fact) -> str:
    """`"编号": "样本"`; null where the cell is empty, so that it is left out."""
    value = canonical_sql(fact)
    safe = (
        f"CAST(to_json({value}) AS VARCHAR)"
        if fact.kind in (Kind.TEXT, Kind.ID, Kind.REFERENCE)
        else f"'\"' || {value} || '\"'"
    )
    return f"{_text(json.dumps(fact.name, ensure_ascii=False) + ': ')} || {safe}"


def _numbered(queries: Sequence[str], columns: str) -> list[str]:
    """Queries of rows by kind and identifier, with the numbers of their entities in place of these."""
    numbers = "(SELECT number, kind, identifier FROM stage.entities)"
    return [f"SELECT number, {columns} FROM ({query}) JOIN {numbers} USING (kind, identifier)" for query in queries]


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


# Reading a stage


Identified = tuple[int, str, str, str | None]  # number, kind, identifier, name


@dataclass(frozen=True)
class Part:
    """What a stage states of some entities, by their numbers."""

    facts: list[tuple[int, str, int, str]]
    lists: list[tuple[int, str]]  # that are stated as a whole
    items: list[tuple[int, str, str]]


@dataclass(frozen=True)
class Stage:
    connection: duckdb.DuckDBPyConnection

    @property
    def size(self) -> int:
        """How many entities there are."""
        return self._number("SELECT count(*) FROM entities")

    @property
    def facts(self) -> int:
        return self._number("SELECT count(*) FROM facts")

    def count(self, table: str, start: int, count: int) -> int:
        """How many facts or items there are of the entities from a number on, at most so many."""
        return self._number(f"SELECT count(*) FROM {table} {_FROM}", start, start + count)

    def entities(self, start: int, count: int) -> list[Identified]:
        return self._rows("number, kind, identifier, name", "entities", start, count)

    def part(self, start: int, count: int) -> Part:
        """What is stated of the entities from a number on, at most so many."""
        return Part(
            self._rows("number, name, year, value", "facts", start, count),
            self._rows("number, name", "lists", start, count),
            self._rows("number, name, content", "items", start, count),
        )

    def _rows(self, columns: str, table: str, start: int, count: int) -> list[Any]:
        query = f"SELECT {columns} FROM {table} {_FROM} ORDER BY number"
        return self.connection.execute(query, [start, start + count]).fetchall()

    def _number(self, query: str, *given: int) -> int:
        row = self.connection.execute(query, given).fetchone()
        return int(row[0]) if row else 0


_FROM = "WHERE number >= ? AND number < ?"


@contextmanager
def opened(path: Path) -> Iterator[Stage]:
    with duckdb.connect(str(path), read_only=True) as connection:
        yield Stage(connection)
