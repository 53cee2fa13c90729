"""Files into DuckDB: CSV and worksheets as text, Parquet as it is; each row with the line it stands in.

A table made here has the column `_line` and the file's columns under their names; blank text is null.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from itertools import chain, islice
from math import isfinite
from pathlib import Path
from typing import TextIO

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv
from python_calamine import CalamineWorkbook

from luoshu.facts.mishaps import reason
from luoshu.facts.sheet_marks import errors_and_formulas
from luoshu.facts.sources import Source
from luoshu.problems import Place, Problem, ProblemError, Report, Text

LINE = "_line"
BATCH = 50_000
# With the blanks that spreadsheets and Chinese input leave behind, and the signs without a shape that copying brings.
BLANKS = " \t\r\n\u00a0\u3000\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"
_CHUNK = 1 << 20  # characters
_BLOCK = 1 << 24  # bytes
DIGITS = 15  # that a spreadsheet keeps of a number
TOO_LONG = 10**DIGITS  # a number of more digits
_TITLE_ROWS = 10  # below the first, in which the header is looked for

Row = tuple[int, list[str]]


class Odd(Enum):
    """What a cell of a worksheet is, other than the value that it shows."""

    ERROR = "error"
    NOT_COMPUTED = "not computed"  # a formula, of which the file has no value
    LONG = "long"  # a number of more digits than a spreadsheet keeps


@dataclass(frozen=True)
class Loaded:
    """A table or view in DuckDB: its columns with their DuckDB types, `_line` left out; the rows that do not fit in;
    the odd cells by line and column, each with what it shows."""

    table: str
    source: Source
    columns: dict[str, str]
    ragged: list[Row] = field(default_factory=list)
    odd: dict[tuple[int, str], tuple[Odd, str]] = field(default_factory=dict)


def quote(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def sql_path(path: Path) -> str:
    """A path as a SQL string in which DuckDB sees no wildcard."""
    plain = "".join(f"[{char}]" if char in "*?[" else char for char in str(path))
    return "'" + plain.replace("'", "''") + "'"


def trimmed(text: str) -> str:
    """The SQL of a text without blanks around it, null where nothing is left. To trim is slow, to look is not."""
    return f"nullif(CASE WHEN {has_blanks(text)} THEN trim({text}, '{BLANKS}') ELSE {text} END, '')"


def has_blanks(text: str) -> str:
    """The SQL of whether a text has blanks at an end."""
    return f"regexp_matches({text}, '^[{BLANKS}]|[{BLANKS}]$')"


def load(
    connection: duckdb.DuckDBPyConnection, source: Source, table: str, report: Report, known: Collection[str] = ()
) -> Loaded:
    """Reads a source into `table`. Rows that cannot be read, and warnings, go to the report. `known` are the columns
    that the file may have: they tell a header that stands elsewhere, or is written otherwise, from one that is wrong.

    Raises ProblemError where the file as a whole cannot be read.
    """
    try:
        match source.path.suffix.lower():
            case ".parquet":
                return _load_parquet(connection, source, table)
            case ".xlsx":
                return _load_sheet(connection, source, table, report, known)
            case _:
                return _load_csv(connection, source, table, report, known)
    except OSError as error:
        raise ProblemError([_unreadable(source, error)]) from error


# Parquet


def _load_parquet(connection: duckdb.DuckDBPyConnection, source: Source, table: str) -> Loaded:
    scan = f"read_parquet({sql_path(source.path)}, file_row_number = true)"
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {scan}").fetchall()
    except duckdb.Error as error:
        raise ProblemError([_unreadable(source, error)]) from error
    columns = {name: type_ for name, type_, *_ in described if name not in ("file_row_number", LINE)}
    texts = [name for name, type_ in columns.items() if type_ == "VARCHAR"]
    blank = _with_blanks(connection, scan, texts)
    plain = {name: _visible(name) for name in columns}
    if len({name.casefold() for name in plain.values()}) < len(plain):
        plain = {name: name for name in columns}
    cells = [
        f"{trimmed(quote(name)) if name in blank else quote(name)} AS {quote(shown)}" for name, shown in plain.items()
    ]
    rows = ", ".join([f"file_row_number + 1 AS {LINE}", *cells])
    connection.execute(f"CREATE VIEW {quote(table)} AS SELECT {rows} FROM {scan}")
    return Loaded(table, source, {plain[name]: type_ for name, type_ in columns.items()})


def _with_blanks(connection: duckdb.DuckDBPyConnection, scan: str, texts: list[str]) -> list[str]:
    """The columns with a text that is blank or has blanks around it; others need not be trimmed at every reading."""
    if not texts:
        return []
    tests = ", ".join(f"bool_or({has_blanks(quote(name))} OR {quote(name)} = '')" for name in texts)
    found = connection.execute(f"SELECT {tests} FROM {scan}").fetchone() or ()
    return [name for name, flag in zip(texts, found, strict=True) if flag]


# Text: CSV and worksheets


def _load_csv(
    connection: duckdb.DuckDBPyConnection, source: Source, table: str, report: Report, known: Collection[str]
) -> Loaded:
    """Fast where every row is one line of the file; otherwise row by row, to tell what is wrong and where."""
    encoding, lines, quotes = _examine(source)
    into = _TextTable(connection, source, table, _header(source, _csv_rows(source, encoding), known))
    plain = encoding != "utf-16" and quotes % 2 == 0
    if not (plain and _read_fast(source, encoding, into, lines)):
        into.clear()
        into.fill(islice(_csv_rows(source, encoding), 1, None), report)
    return into.loaded


def _load_sheet(
    connection: duckdb.DuckDBPyConnection, source: Source, table: str, report: Report, known: Collection[str]
) -> Loaded:
    odd: dict[tuple[int, int], tuple[Odd, str]] = {}
    rows = _sheet_rows(source, report, odd)
    top = list(islice(rows, 1 + _TITLE_ROWS))
    into = _TextTable(connection, source, table, _header(source, iter(top), known))
    into.fill(chain(top[1:], rows), report)
    names = list(into.loaded.columns)
    below = {(line, names[at]): cell for (line, at), cell in odd.items() if line > 1 and at < len(names)}
    into.loaded.odd.update(below)
    return into.loaded


class _TextTable:
    """A table of texts under the names of a header, filled a batch of rows at a time; blank rows are no rows."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, source: Source, table: str, header: Row | None) -> None:
        self._connection = connection
        names = _column_names(source, header)
        self.loaded = Loaded(table, source, dict.fromkeys(names, "VARCHAR"))
        self.width = len(names)
        columns = ", ".join(f"{quote(name)} VARCHAR" for name in names)
        connection.execute(f"CREATE TABLE {quote(table)} ({LINE} BIGINT, {columns})")

    def clear(self) -> None:
        self._connection.execute(f"TRUNCATE {quote(self.loaded.table)}")

    def insert(self, lines: pa.Array, columns: Sequence[pa.Array]) -> None:
        """Adds rows, given the lines in which they stand and their columns of text."""
        names = [f"c{index}" for index in range(self.width)]
        cells = ", ".join(f"{trimmed(name)} AS {name}" for name in names)
        self._connection.register("luoshu_batch", pa.table([lines, *columns], [LINE, *names]))
        self._connection.execute(
            f"INSERT INTO {quote(self.loaded.table)} FROM (SELECT {LINE}, {cells} FROM luoshu_batch) "
            f"WHERE coalesce({', '.join(names)}) IS NOT NULL"
        )
        self._connection.unregister("luoshu_batch")

    def fill(self, rows: Iterator[Row], report: Report) -> None:
        """Adds rows of as many cells as the header has; others go to the report."""
        fitting = self._fitting(rows, report)
        while batch := list(islice(fitting, BATCH)):
            lines = pa.array([line for line, _ in batch], pa.int64())
            self.insert(
                lines, [pa.array(column, pa.string()) for column in zip(*(row for _, row in batch), strict=True)]
            )

    def _fitting(self, rows: Iterator[Row], report: Report) -> Iterator[Row]:
        for line, cells in rows:
            if len(cells) == self.width:
                yield line, cells
            elif not any(cell.strip(BLANKS) for cell in cells):
                continue
            elif len(cells) > self.width and not any(cell.strip(BLANKS) for cell in cells[self.width :]):
                yield line, cells[: self.width]
            else:
                self.loaded.ragged.append((line, cells))
                report.add(_ragged(self.loaded.source, line, len(cells), self.width))


def _ragged(source: Source, line: int, count: int, width: int) -> Problem:
    text = Text(f"这一行有 {count} 格，表头有 {width} 格", f"this row has {count} cells, the header {width}")
    hint = Text("含逗号的单元格（如 1,200）须加英文双引号", 'a cell with a comma in it needs "double quotes"')
    return Problem("ragged-row", text, Place(source.label, line), hint)


def _header(source: Source, rows: Iterator[Row], known: Collection[str]) -> Row | None:
    """The first row. Raises ProblemError where it is none of the file's columns, and it can be told what it is."""
    first = next(rows, None)
    if first is None or not known or _named(first, known):
        return first
    line, cells = first
    for sign, zh, en in (
        (";", "分号", "semicolons"),
        ("；", "全角分号", "full-width semicolons"),
        ("，", "全角逗号", "full-width commas"),
        ("|", "竖线", "bars"),
    ):
        parts = ",".join(cells).split(sign)
        if len(parts) > 1 and _named((line, parts), known):
            text = Text(f"各列是用{zh}“{sign}”隔开的", f"the columns are separated by {en} ('{sign}')")
            hint = Text("请另存为用逗号分隔的 CSV，或存为 .xlsx", "save it as CSV with commas, or as .xlsx")
            raise ProblemError([Problem("separator", text, Place(source.label, line), hint)])
    below = next((row for row in islice(rows, _TITLE_ROWS) if _named(row, known)), None)
    if below is not None:
        title = next((cell.strip(BLANKS) for cell in cells if cell.strip(BLANKS)), "")
        text = Text(
            f"第一行应是列名，这里却是“{title}”；列名在第 {below[0]} 行",
            f"the first row must hold the names of the columns, but holds '{title}'; the names stand in row {below[0]}",
        )
        hint = Text("请删去列名以上的各行", "delete the rows above the names")
        raise ProblemError([Problem("title-row", text, Place(source.label, line), hint)])
    return first


def _named(row: Row, known: Collection[str]) -> bool:
    """Whether a row may be the header: one of its cells is a column's name."""
    return any(_visible(cell) in known for cell in row[1])


def _visible(name: str) -> str:
    """A column's name without blanks around it, and without signs that have no shape: nobody sees them."""
    return "".join(sign for sign in name if unicodedata.category(sign) != "Cf").strip(BLANKS)


def _column_names(source: Source, header: Row | None) -> list[str]:
    """The names in a header, without the blank ones at its end. Raises ProblemError where they cannot be told apart."""
    if header is None:
        text = Text("文件是空的，缺少表头", "the file is empty: it has no header")
        raise ProblemError([Problem("empty-file", text, Place(source.label))])
    line, cells = header
    names = [_visible(cell) for cell in cells]
    while names and not names[-1]:
        names.pop()
    problems = []
    for index, name in enumerate(names):
        if not name:
            text = Text(f"第 {index + 1} 列没有列名", f"column {index + 1} has no name")
            problems.append(Problem("unnamed-column", text, Place(source.label, line)))
        elif name.casefold() in (earlier.casefold() for earlier in names[:index]):
            text = Text(f"列名“{name}”出现了两次", f"the column '{name}' stands twice")
            problems.append(Problem("column-twice", text, Place(source.label, line, name)))
    if not names:
        text = Text("第一行应是列名", "the first row must hold the names of the columns")
        problems.append(Problem("no-header", text, Place(source.label, line)))
    if problems:
        raise ProblemError(problems)
    return names


# CSV


def _read_fast(source: Source, encoding: str, into: _TextTable, lines: int) -> bool:
    """Reads a whole file with Arrow. False where it cannot, or where rows and lines are not the same."""
    names = [f"c{index}" for index in range(into.width)]
    encoding_name = encoding.removesuffix("-sig")
    read = arrow_csv.ReadOptions(column_names=names, skip_rows=1, encoding=encoding_name, block_size=_BLOCK)
    parse = arrow_csv.ParseOptions(delimiter=_delimiter(source, encoding), ignore_empty_lines=False)
    convert = arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False)
    line = 2
    try:
        with arrow_csv.open_csv(source.path, read, parse, convert) as batches:
            for batch in batches:
                into.insert(pa.array(np.arange(line, line + len(batch))), batch.columns)
                line += len(batch)
    except (pa.ArrowInvalid, UnicodeError):
        return False
    return line - 1 == lines


def _csv_rows(source: Source, encoding: str) -> Iterator[Row]:
    with source.path.open(encoding=encoding, newline="") as file:
        if file.read(1) != "\ufeff":  # that of UTF-8 is gone already
            file.seek(0)
        reader = csv.reader(file, delimiter=_delimiter(source, encoding), strict=True)
        line = 1
        try:
            for cells in reader:
                yield line, cells
                line = reader.line_num + 1
        except csv.Error as error:
            # The reader's own words are for programmers; mostly a quote is not closed, or stands in a cell.
            text = Text("从这一行起分不清一格到哪里为止", "where a cell ends cannot be told from this row on")
            hint = Text(
                "请看这一行起的双引号是否成对；若打开是乱码，请另存为“CSV UTF-8”",
                "see that double quotes are closed from this row on; if it opens as odd signs, save it as 'CSV UTF-8'",
            )
            raise ProblemError([Problem("bad-csv", text, Place(source.label, line), hint)]) from error


def _delimiter(source: Source, encoding: str) -> str:
    """A comma, or the tab that spreadsheets write into "Unicode text"."""
    with source.path.open(encoding=encoding, newline="") as file:
        head = file.readline()
    return "\t" if "\t" in head and "," not in head else ","


def _examine(source: Source) -> tuple[str, int, int]:
    """The encoding in which the whole file can be read, how many lines it has, and how many double quotes.

    UTF-8 and then GB18030 are tried; UTF-16 only where the file says so.
    """
    with source.path.open("rb") as file:
        start = file.read(2)
    encodings = ["utf-16"] if start in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            with source.path.open(encoding=encoding, newline="") as file:
                return encoding, *_count(file)
        except UnicodeError:
            continue
    text = Text("编码无法识别", "the encoding is not known")
    hint = Text("请另存为“CSV UTF-8”", "save it as 'CSV UTF-8'")
    raise ProblemError([Problem("bad-encoding", text, Place(source.label), hint)])


def _count(file: TextIO) -> tuple[int, int]:
    lines, quotes, last = 0, 0, "\n"
    while chunk := file.read(_CHUNK):
        lines += chunk.count("\n")
        quotes += chunk.count('"')
        last = chunk[-1]
    return lines + (last != "\n"), quotes


# Worksheets


def sheet_names(workbook: Path, label: str) -> list[str]:
    """The names of a workbook's sheets. Raises ProblemError where it is none."""
    try:
        return list(CalamineWorkbook.from_path(str(workbook)).sheet_names)
    except Exception as error:  # calamine has one exception a file format
        raise ProblemError([_unreadable(Source(workbook, label), error)]) from error


def _sheet_rows(source: Source, report: Report, odd: dict[tuple[int, int], tuple[Odd, str]]) -> Iterator[Row]:
    """The rows of a sheet as text. Odd cells are noted by line and by column from 0."""
    names = sheet_names(source.path, source.label)
    wanted = source.sheet or (source.path.stem if source.path.stem in names else names[0])
    others = [name for name in names if name != wanted]
    if source.sheet is None and others:
        zh, en = "、".join(others), ", ".join(others)
        text = Text(f"只读取了工作表“{wanted}”，没有读取：{zh}", f"only the sheet '{wanted}' was read, not: {en}")
        report.add(Problem("unknown-sheet", text, Place(source.label), severity="warning"))
    sheet = CalamineWorkbook.from_path(str(source.path)).get_sheet_by_name(wanted)
    marked = _marked(source, wanted)
    for index, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        texts = [_cell_text(cell) for cell in cells]
        for at in [at for at, text in enumerate(texts) if len(text) > DIGITS]:
            cell = cells[at]
            if isinstance(cell, float | int) and abs(cell) >= TOO_LONG and isfinite(cell):
                odd[index, at] = Odd.LONG, format(Decimal(repr(cell)), "f").removesuffix(".0")
        for at, (what, shown) in marked.pop(index, {}).items():
            texts += [""] * (at + 1 - len(texts))
            texts[at] = shown
            odd[index, at] = what, shown
        if index == 1 or any(texts):
            yield index, texts
    for index, row in sorted(marked.items()):  # below the last cell that has a value
        texts = [""] * (1 + max(row))
        for at, (what, shown) in row.items():
            texts[at] = shown
            odd[index, at] = what, shown
        yield index, texts


def _marked(source: Source, sheet: str) -> dict[int, dict[int, tuple[Odd, str]]]:
    """Errors and formulas without a value, by line and by column from 0."""
    try:
        errors, formulas = errors_and_formulas(source.path, sheet)
    except Exception as error:  # as many kinds as there are ways to be damaged
        raise ProblemError([_unreadable(source, error)]) from error
    found: dict[int, dict[int, tuple[Odd, str]]] = {}
    for what, cells in ((Odd.ERROR, errors), (Odd.NOT_COMPUTED, formulas)):
        for (line, column), shown in cells.items():
            found.setdefault(line, {})[column - 1] = what, shown or "#"
    return found


def _cell_text(cell: object) -> str:
    """A spreadsheet's value as one would type it. Excel computes with 15 digits: more are noise of binary fractions."""
    match cell:
        case str():
            return cell
        case bool():
            return "true" if cell else "false"
        case float():
            if cell.is_integer() and abs(cell) < TOO_LONG:  # most of them, and fast
                return str(int(cell))
            return format(Decimal(format(cell, ".15g")), "f") if isfinite(cell) else str(cell)
        case datetime() if (cell.hour, cell.minute, cell.second) == (0, 0, 0):
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case _:
            return str(cell)


def _unreadable(source: Source, error: Exception) -> Problem:
    kind = source.path.suffix.lstrip(".")
    if source.path.is_dir():
        text = Text("这是一个文件夹，不是文件", "this is a folder, not a file")
    elif isinstance(error, OSError):
        why = reason(error)
        text = Text(f"无法读取：{why.zh}", f"cannot be read: {why.en}")
    else:
        detail = str(error).partition("\n")[0]
        text = Text(f"已损坏，或者不是 {kind} 文件", f"damaged, or no {kind} file: {detail}")
    return Problem("unreadable-file", text, Place(source.label))
