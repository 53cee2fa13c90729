"""Whether facts may be frozen: columns, cells, keys, owners; everything that is wrong, in one report.

SQL finds what is wrong; rows that cannot stay are noted in a table beside each table, so that they can be left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import duckdb

from luoshu.facts.cells import cut_short, explain, explain_odd, fault_sql, value_sql
from luoshu.facts.readers import BLANKS, LINE, Loaded, Odd, quote
from luoshu.facts.sources import ANNUAL, YEAR, Role, Shape
from luoshu.facts.vocabulary import NUMERIC, Fact, Kind
from luoshu.problems import Place, Problem, Text, slips, suggest

OnError = Literal["refuse", "skip"]
# A file that is wrong throughout is told so often and no more; the last problem counts the rest.
MOST = 100_000
_PAIRS = 10_000  # more identifiers are not compared with each other


@dataclass
class Table:
    """A loaded file with its shape. `facts` are its known columns; `left_out` is the table of lines to leave out,
    `incomplete` that of the owners who lose a row of a list: what is left of theirs would be too little."""

    shape: Shape
    loaded: Loaded
    facts: dict[str, Fact] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    hopeless: bool = False  # no key: none of its rows can be used
    total: int = 0
    rows_left_out: int = 0
    is_incomplete: bool = False

    @property
    def label(self) -> str:
        return self.loaded.source.label

    @property
    def raw(self) -> str:
        return quote(self.loaded.table)

    @property
    def left_out(self) -> str:
        return quote(self.loaded.table + ":left out")

    @property
    def incomplete(self) -> str:
        return quote(self.loaded.table + ":incomplete")

    @property
    def lost(self) -> str:
        """The table of the rows that never fitted in, as far as their owners can be read."""
        return quote(self.loaded.table + ":lost")

    @property
    def typed(self) -> str:
        """The view of all rows with their values; what cannot be read is null in it."""
        return quote(self.loaded.table + ":typed")

    def clean(self) -> str:
        """The query of the rows that stay."""
        return f"(SELECT * FROM {self.typed} ANTI JOIN {self.left_out} USING ({LINE}))"

    def add(self, problem: Problem) -> None:
        """Notes a problem, up to a limit; `total` counts all."""
        self.total += 1
        if len(self.problems) < MOST:
            self.problems.append(problem)

    def all_problems(self) -> list[Problem]:
        """The problems in the order of rows; where there are too many, the last one says how many more there are."""
        ordered = sorted(self.problems, key=lambda problem: (problem.place and problem.place.line) or 0)
        if self.total > len(self.problems):
            more = self.total - len(self.problems)
            text = Text(f"还有 {more} 处错误未列出", f"{more} more errors are not listed")
            ordered.append(Problem("more", text, Place(self.label)))
        return ordered


@dataclass
class Validation:
    """Checks tables together, by the names of their files; `unread` are files that are there but cannot be read.
    `known` are tables of the connection, by entity, with identifiers that need not stand in its file."""

    connection: duckdb.DuckDBPyConnection
    tables: dict[str, Table]
    on: date
    on_error: OnError = "refuse"
    unread: Collection[str] = ()
    known: Mapping[str, str] = field(default_factory=dict)

    def run(self) -> list[Problem]:
        """Every problem of every table; fills each table's `left_out`."""
        for table in self.tables.values():
            self._columns(table)
            self._prepare(table)
        usable = {name: table for name, table in self.tables.items() if not table.hopeless}
        for table in usable.values():
            self._cells(table)
            self._missing_keys(table)
            if table.shape.key:
                self._duplicates(table)
            if table.shape.role is Role.LIST and table.loaded.source.sheet is not None:
                self._rowless(table)
        for table in usable.values():
            if table.shape.role is Role.ANNUAL and table.shape.entity in usable:
                self._given_twice(usable[table.shape.entity], table)
        for table in usable.values():
            self._orphans(table)
        if self.on_error == "skip":
            for table in usable.values():
                self._owner_left_out(table)
            for table in usable.values():
                self._count_left_out(table)
                if table.shape.role is Role.LIST and table.rows_left_out:
                    self._incomplete(table)
        return [problem for table in self.tables.values() for problem in table.all_problems()]

    # Columns

    def _columns(self, table: Table) -> None:
        """Sorts the file's columns into facts and unknown ones."""
        shape = table.shape
        for name in table.loaded.columns:
            if name in shape.columns:
                table.facts[name] = shape.columns[name]
            else:
                table.add(_unknown_column(table, name))
        for name in shape.required:
            if name not in table.facts:
                table.hopeless = True
                text = Text(f"缺少“{name}”列", f"the column '{name}' is missing")
                hint = suggest(name, table.loaded.columns)
                table.add(Problem("no-key-column", text, Place(table.label, 1), hint))

    def _prepare(self, table: Table) -> None:
        types = table.loaded.columns
        values = [f"{value_sql(fact, types[name])} AS {quote(name)}" for name, fact in table.facts.items()]
        self.connection.execute(f"CREATE VIEW {table.typed} AS SELECT {', '.join([LINE, *values])} FROM {table.raw}")
        self.connection.execute(f"CREATE TABLE {table.left_out} ({LINE} BIGINT)")

    # Rows

    def _cells(self, table: Table) -> None:
        faults = {name: fault_sql(fact, table.loaded.columns[name]) for name, fact in table.facts.items()}
        wrong = ", ".join(
            f"CASE WHEN {fault} THEN CAST({quote(name)} AS VARCHAR) END" for name, fault in faults.items()
        )
        where = " OR ".join(faults.values())
        for line, *cells in self._rows(f"SELECT {LINE}, {wrong} FROM {table.raw} WHERE {where} ORDER BY {LINE}"):
            for fact, cell in zip(table.facts.values(), cells, strict=True):
                if cell is not None and not self._is_odd(table, line, fact):
                    fault = explain(fact, cell)
                    place = Place(table.label, line, fact.name)
                    table.add(Problem(fault.code, fault.text, place, fault.hint))
        if table.total:
            self._leave_out(table, f"SELECT {LINE} FROM {table.raw} WHERE {where}")
        self._odd(table)

    def _is_odd(self, table: Table, line: int, fact: Fact) -> bool:
        """Whether a cell is wrong for another reason than that it cannot be read. A number that is too long is out of
        range first, where numbers are asked for."""
        odd = table.loaded.odd.get((line, fact.name))
        return odd is not None and (odd[0] is not Odd.LONG or fact.kind not in NUMERIC)

    def _odd(self, table: Table) -> None:
        """Cells of a worksheet that are not what they show."""
        lines = set()
        for (line, name), (what, shown) in table.loaded.odd.items():
            if name in table.facts and self._is_odd(table, line, table.facts[name]):
                fault = explain_odd(what, shown)
                table.add(Problem(fault.code, fault.text, Place(table.label, line, name), fault.hint))
                lines.add(line)
        if lines:
            self.connection.executemany(f"INSERT INTO {table.left_out} VALUES (?)", [(line,) for line in sorted(lines)])

    def _missing_keys(self, table: Table) -> None:
        for name in table.shape.required:
            where = f"{quote(name)} IS NULL"
            found = False
            for (line,) in self._rows(f"SELECT {LINE} FROM {table.raw} WHERE {where} ORDER BY {LINE}"):
                found = True
                text = Text(f"这一行没有填“{name}”", f"this row has no '{name}'")
                table.add(Problem("no-key", text, Place(table.label, line, name)))
            if found:
                self._leave_out(table, f"SELECT {LINE} FROM {table.raw} WHERE {where}")

    def _duplicates(self, table: Table) -> None:
        """Every row of a key that stands more than once. When refusing, the first of them is where the others point."""
        keys = ", ".join(map(quote, table.shape.key))
        given = " AND ".join(f"{quote(name)} IS NOT NULL" for name in table.shape.key)
        groups = (
            f"SELECT {keys}, list({LINE} ORDER BY {LINE}) AS lines FROM {table.typed} WHERE {given} "
            f"GROUP BY {keys} HAVING count(*) > 1"
        )
        # Twice over: counting alone is cheap, and most often there is nothing to collect.
        if not self._any(f"SELECT 1 FROM {table.typed} WHERE {given} GROUP BY {keys} HAVING count(*) > 1"):
            return
        for *key, lines in self._rows(groups):
            for line in lines if self.on_error == "skip" else lines[1:]:
                table.add(_duplicate(table, key, line, [other for other in lines if other != line]))
        self._leave_out(table, f"SELECT unnest(lines) FROM ({groups})")

    def _rowless(self, table: Table) -> None:
        """A sheet of a workbook that holds a heading and no more: it may well be that nobody has filled it in."""
        if not self._any(f"SELECT 1 FROM {table.raw}") and not table.loaded.ragged:
            table.add(_rowless(table))

    def _owners(self, table: Table) -> Iterator[tuple[str, Table]]:
        """The columns that hold a table's owners, each with the table of the entity, where that can be used."""
        role = table.shape.role
        for name in (
            table.shape.required if role is Role.LIST else table.shape.required[:1] if role is Role.ANNUAL else ()
        ):
            target = table.shape.columns[name].target if role is Role.LIST else table.shape.entity
            if target in self.tables and not self.tables[target].hopeless:
                yield name, self.tables[target]

    def _orphans(self, table: Table) -> None:
        """Rows of an entity that is not there. The second owner is asked for only where its entity has a file."""
        target = table.shape.entity
        if target not in self.tables and target not in self.unread:
            table.hopeless = True
            text = Text(f"缺少“{target}”的文件", f"the file of '{target}' is missing")
            table.add(Problem("no-entity-file", text, Place(table.label)))
        for name, entity in self._owners(table):
            query = (
                f"FROM {table.typed} AS item ANTI JOIN {entity.typed} AS entity "
                f"ON item.{quote(name)} = entity.{quote(entity.shape.owner)} {self._but_known(entity, name)}"
                f"WHERE item.{quote(name)} IS NOT NULL"
            )
            rows = [
                (line, value)
                for line, value in self._rows(f"SELECT item.{LINE}, item.{quote(name)} {query} ORDER BY 1")
                if (line, name) not in table.loaded.odd
            ]
            if self.on_error == "refuse":
                rows = self._without_followers(table, name, entity, rows)
            for line, value in rows:
                text = Text(f"{value} 不在 {entity.label} 中", f"{value} is not in {entity.label}")
                cut = cut_short(value)
                table.add(Problem("orphan", text, Place(table.label, line, name), cut.hint if cut else None))
            self._leave_out(table, f"SELECT item.{LINE} {query}")

    def _but_known(self, entity: Table, name: str) -> str:
        relation = self.known.get(entity.shape.entity)
        return f"ANTI JOIN {relation} AS known ON item.{quote(name)} = known.identifier " if relation else ""

    def _without_followers(
        self, table: Table, name: str, entity: Table, rows: list[tuple[int, str]]
    ) -> list[tuple[int, str]]:
        """The rows whose owner is lacking for a reason of their own. Of those that follow from a row of the entity
        whose identifier is wrong, or from an entity without rows, one problem tells."""
        fault = fault_sql(table.facts[name], table.loaded.columns[name])
        if rows:  # of a wrong identifier enough is said
            told = {line for (line,) in self._rows(f"SELECT {LINE} FROM {table.raw} WHERE {fault}")}
            rows = [(line, value) for line, value in rows if line not in told]
        if not rows:
            return rows
        wrong = self._wrong_keys(entity)
        owners = {value for _, value in rows}
        if not wrong and self._any(f"SELECT 1 FROM {entity.raw}"):
            return rows
        if len(owners) > len(wrong) > 0:  # as many more have no such reason
            owners = _near(owners, [key for _, key in wrong])
        following = [line for line, value in rows if value in owners]
        if following:
            table.add(_following(table, name, entity, following, [line for line, _ in wrong]))
        return [(line, value) for line, value in rows if value not in owners]

    def _wrong_keys(self, entity: Table) -> list[tuple[int, str]]:
        """The lines of an entity's rows whose identifier is missing or wrong, each with what stands there."""
        key = entity.shape.owner
        fault = fault_sql(entity.facts[key], entity.loaded.columns[key])
        query = f"SELECT {LINE}, coalesce(CAST({quote(key)} AS VARCHAR), '') FROM {entity.raw}"
        found = dict(self._rows(f"{query} WHERE {quote(key)} IS NULL OR {fault}"))
        found |= {line: shown for (line, name), (_, shown) in entity.loaded.odd.items() if name == key}
        position = list(entity.loaded.columns).index(key)
        for line, cells in entity.loaded.ragged:
            found[line] = cells[position].strip(BLANKS) if position < len(cells) else ""
        return sorted(found.items())

    def _given_twice(self, entity: Table, annual: Table) -> None:
        """The same fact of the same year in both files."""
        year, key = self.on.year - 1, quote(entity.shape.owner)
        both = [name for name in annual.facts if name in entity.facts and name not in annual.shape.required]
        for name in both:
            query = (
                f"FROM {entity.typed} AS e JOIN {annual.typed} AS a ON e.{key} = a.{key} "
                f"WHERE a.{quote(YEAR.name)} = {year} AND e.{quote(name)} IS NOT NULL AND a.{quote(name)} IS NOT NULL"
            )
            found = False
            for here, there, identifier in self._rows(f"SELECT e.{LINE}, a.{LINE}, e.{key} {query} ORDER BY 1, 2"):
                found = True
                entity.add(_both(f"{entity.label}:{here}", f"{annual.label}:{there}", name, year, identifier))
            if found:
                self._leave_out(entity, f"SELECT e.{LINE} {query}")
                self._leave_out(annual, f"SELECT a.{LINE} {query}")

    def _owner_left_out(self, table: Table) -> None:
        """When skipping: the rows of an entity that is left out go with it."""
        for name, entity in self._owners(table):
            query = (
                f"FROM {table.typed} AS item JOIN {entity.typed} AS entity "
                f"ON item.{quote(name)} = entity.{quote(entity.shape.owner)} "
                f"WHERE entity.{LINE} IN (FROM {entity.left_out}) AND item.{LINE} NOT IN (FROM {table.left_out})"
            )
            for line, value in self._rows(f"SELECT DISTINCT item.{LINE}, item.{quote(name)} {query} ORDER BY 1"):
                text = Text(f"随 {value} 一起略去", f"left out together with {value}")
                table.add(Problem("owner-left-out", text, Place(table.label, line, name)))
            self._leave_out(table, f"SELECT item.{LINE} {query}")

    # What leaving out leaves

    def _count_left_out(self, table: Table) -> None:
        ((rows,),) = self._rows(f"SELECT count(DISTINCT {LINE}) FROM {table.left_out}")
        table.rows_left_out = rows + len(table.loaded.ragged)

    def _incomplete(self, table: Table) -> None:
        """Notes the owners whose list lost a row, and says of each by name that the list is now not known."""
        owner, entity = table.shape.owner, self.tables.get(table.shape.entity)
        if entity is None or entity.hopeless:
            return
        position = list(table.loaded.columns).index(owner)
        lost = [(line, cells[position].strip(BLANKS)) for line, cells in table.loaded.ragged if position < len(cells)]
        self.connection.execute(f"CREATE TABLE {table.incomplete} (owner VARCHAR)")
        self.connection.execute(f"CREATE TABLE {table.lost} (line BIGINT, owner VARCHAR)")
        if lost:
            self.connection.executemany(f"INSERT INTO {table.lost} VALUES (?, ?)", lost)
        query = (
            f"SELECT owner, list(DISTINCT line ORDER BY line) AS lines FROM ("
            f"SELECT {quote(owner)} AS owner, {LINE} AS line FROM {table.typed} JOIN {table.left_out} USING ({LINE}) "
            f"UNION ALL SELECT owner, line FROM {table.lost}) "
            f"WHERE owner IN (SELECT {quote(entity.shape.owner)} FROM {entity.clean()} AS kept) GROUP BY owner"
        )
        self.connection.execute(f"INSERT INTO {table.incomplete} SELECT owner FROM ({query})")
        for value, lines in self._rows(f"{query} ORDER BY owner"):
            table.is_incomplete = True
            table.add(_incomplete(table, value, lines))
        self._owner_not_told(table, owner, [line for line, _ in table.loaded.ragged])

    def _owner_not_told(self, table: Table, owner: str, ragged: Sequence[int]) -> None:
        """The rows left out of which it cannot be read whose they are: somebody's list lacks them."""
        fault = fault_sql(table.facts[owner], table.loaded.columns[owner])
        query = f"SELECT {LINE} FROM {table.raw} WHERE {quote(owner)} IS NULL OR {fault}"
        known = {
            line for (line,) in self._rows(f"SELECT line FROM {table.lost} WHERE owner IN (FROM {table.incomplete})")
        }
        lines = sorted({line for (line,) in self._rows(query)} | {line for line in ragged if line not in known})
        if lines:
            table.add(_owner_not_told(table, lines))

    # SQL

    def _rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        cursor = self.connection.cursor()
        cursor.execute(query)
        while rows := cursor.fetchmany(10_000):
            yield from rows

    def _any(self, query: str) -> bool:
        return bool(self.connection.execute(f"{query} LIMIT 1").fetchall())

    def _leave_out(self, table: Table, lines: str) -> None:
        self.connection.execute(f"INSERT INTO {table.left_out} SELECT DISTINCT * FROM ({lines})")


def _unknown_column(table: Table, name: str) -> Problem:
    shape = table.shape
    fact = shape.record.facts.get(name)
    place = Place(table.label, 1, name)
    if fact is not None and fact.kind is Kind.LIST:
        text = Text(f"“{name}”是列表，不能是一列", f"'{name}' is a list, not a column")
        return Problem("list-column", text, place, Text(f"请放在 {name}.csv 中", f"put it into {name}.csv"))
    if fact is not None:
        text = Text(f"“{name}”没有年度之分", f"'{name}' has no years")
        hint = Text(f"请放在“{shape.entity}”的文件中", f"put it into the file of '{shape.entity}'")
        return Problem("not-annual", text, place, hint)
    text = Text(f"词汇表中没有“{name}”这一列", f"the vocabulary has no column '{name}'")
    if name == ANNUAL and shape.role is Role.ENTITY:
        return Problem("unknown-column", text, place, _where_years_stand(shape.entity))
    return Problem("unknown-column", text, place, suggest(name, shape.columns))


def _where_years_stand(entity: str) -> Text:
    return Text(
        f"请删去这一列：这里的年度数据按所评价的年度；其他年度放在 {entity}{ANNUAL}.csv 中，每个{entity}每年一行",
        f"delete it: annual facts are here of the year assessed; others go into {entity}{ANNUAL}.csv, one row each",
    )


def _duplicate(table: Table, key: Sequence[Any], line: int, others: Sequence[int]) -> Problem:
    value = " ".join(map(str, key))
    rows_zh = "、".join(map(str, others[:10]))
    rows_en = ", ".join(map(str, others[:10]))
    text = Text(f"{value} 还出现在第 {rows_zh} 行", f"{value} also stands in row {rows_en}")
    return Problem("duplicate-key", text, Place(table.label, line, table.shape.owner))


def _rowless(table: Table) -> Problem:
    name, entity = table.shape.name, table.shape.entity
    text = Text(
        f"没有一行：按每个{entity}都没有“{name}”处理", f"no rows: it is taken that there is no '{name}' of any {entity}"
    )
    hint = Text(
        "没有核查过的，请删去这张工作表，就按不知道处理",
        "where nobody has checked, delete the sheet: it is then not known",
    )
    return Problem("no-rows", text, Place(table.label), hint, "warning")


def _incomplete(table: Table, owner: str, lines: Sequence[int]) -> Problem:
    name, (zh, en) = table.shape.name, _numbered(lines)
    text = Text(
        f"{owner} 的“{name}”按不知道处理：第 {zh} 行已略去，余下的不全",
        f"'{name}' of {owner} is taken as not known: row {en} was left out, and the rest is not the whole",
    )
    return Problem("incomplete-list", text, Place(table.label, lines[0]), severity="warning")


def _owner_not_told(table: Table, lines: Sequence[int]) -> Problem:
    name, (zh, en) = table.shape.name, _numbered(lines)
    text = Text(
        f"已略去的第 {zh} 行看不出属于谁：那一户的“{name}”会少算",
        f"whose row {en} is, which was left out, cannot be told: the '{name}' of its owner is short of it",
    )
    hint = Text(f"请改正“{table.shape.owner}”列后重新测算", f"correct the column '{table.shape.owner}' and run again")
    return Problem("owner-not-told", text, Place(table.label, lines[0]), hint, "warning")


def _near(owners: set[str], keys: Collection[str]) -> set[str]:
    """The owners that may be what one of the keys was to be: a slip or two away."""
    if len(owners) * len(keys) > _PAIRS:
        return owners.intersection(keys)
    return {
        owner for owner in owners if any(abs(len(owner) - len(key)) <= 2 and slips(owner, key) <= 2 for key in keys)
    }


def _following(table: Table, name: str, entity: Table, lines: Sequence[int], wrong: Sequence[int]) -> Problem:
    (zh, en), count = _numbered(lines), f"{len(lines):,}"
    text = Text(
        f"{count} 行的“{name}”不在 {entity.label} 中：第 {zh} 行",
        f"{count} row{'s name' if len(lines) > 1 else ' names'} a '{name}' that is not in {entity.label}: {en}",
    )
    if wrong:
        zh, en = _numbered(wrong)
        hint = Text(
            f"{entity.label} 第 {zh} 行的“{entity.shape.owner}”有误：先改正它",
            f"the '{entity.shape.owner}' in row {en} of {entity.label} is wrong: correct that first",
        )
    else:
        hint = Text(f"{entity.label} 没有一行：请先填写", f"{entity.label} has no rows: fill it in first")
    return Problem("orphan", text, Place(table.label, lines[0], name), hint)


def _numbered(lines: Sequence[int]) -> tuple[str, str]:
    """The first ten rows, in both languages."""
    shown = [str(line) for line in lines[:10]] + ["…"] * (len(lines) > 10)
    return "、".join(shown), ", ".join(shown)


def _both(here: str, there: str, fact: str, year: int, identifier: str) -> Problem:
    zh = f"{here} 和 {there} 都给出了 {identifier} 的 {year} 年{fact}"
    en = f"{here} and {there} both give {fact} of {year} for {identifier}"
    hint = Text("请只在一处填写", "give it in one place only")
    return Problem("given-twice", Text(zh, en), hint=hint)
