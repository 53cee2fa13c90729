"""Writes a template: the explanation, then a sheet for each list with headings, notes, rules, and what is known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from luoshu.facts.readers import DIGITS
from luoshu.facts.template.explanation import write_explanation
from luoshu.facts.template.filling import Row
from luoshu.facts.template.formats import NO, ROWS, YES, number_format, rule, width
from luoshu.facts.template.guide import TITLE, Guide
from luoshu.facts.template.looks import Looks
from luoshu.facts.template.sheets import Column, Sheet
from luoshu.facts.template.words import note
from luoshu.problems import Problem, ProblemError, Text

_FIRST_DAY = date(1900, 3, 1)  # before which spreadsheets do not agree on days
_NOTE = {"author": "Luoshu", "x_offset": 8, "width": 340, "font_name": "Microsoft YaHei", "font_size": 9}
_NOTE_LINE, _NOTE_LETTERS = 17, 46  # the height of a line, and the letters it holds


def write_workbook(guide: Guide, rows: Iterable[tuple[Sheet, Row]]) -> tuple[bytes, dict[str, int]]:
    """The workbook of a guide, with the rows that are known already; and how many of them each sheet has.

    Raises:
        ProblemError: a sheet has no room for its rows.
    """
    content = BytesIO()
    # Rows are written as they come; without a date of its own the same template would never be the same file.
    book = xlsxwriter.Workbook(content, {"constant_memory": True})
    book.set_properties({"title": TITLE.zh, "created": datetime.combine(guide.on, datetime.min.time())})
    looks = Looks(book)
    listed = write_explanation(book, looks, guide)
    writers = {sheet.shape.name: _SheetWriter(book, looks, guide, sheet, listed) for sheet in guide.sheets}
    for sheet, row in rows:
        writers[sheet.shape.name].add(row)
    book.close()
    return content.getvalue(), {name: writer.rows for name, writer in writers.items()}


class _SheetWriter:
    """One sheet: its headings at once, then row by row."""

    def __init__(self, book: Any, looks: Looks, guide: Guide, sheet: Sheet, listed: dict[tuple[str, str], str]) -> None:
        self.sheet, self.looks, self.rows = sheet, looks, 0
        self.cells = [looks.get("cell", number_format(column)) for column in sheet.columns]
        self.page = book.add_worksheet(guide.name_of(sheet))
        self.page.freeze_panes(1, sheet.keys)
        self.page.set_landscape()
        self.page.repeat_rows(0)
        self.page.set_row(0, 34)
        names = [guide.name_of(each) for each in guide.sheets]
        for at, column in enumerate(sheet.columns):
            self.page.set_column(at, at, width(column), self.cells[at])
            self._heading(at, column)
            said = rule(column, sheet, names, listed.get((sheet.name, column.fact.name)))
            if said is not None:
                self.page.data_validation(1, at, ROWS - 1, at, said)

    def _heading(self, at: int, column: Column) -> None:
        self.page.write_string(0, at, column.fact.name, self.looks.get("key" if column.is_key else "heading"))
        text = note(column, self.sheet.shape)
        lines = sum(1 + len(line) * 2 // _NOTE_LETTERS for line in text.split("\n"))
        self.page.write_comment(0, at, text, {**_NOTE, "height": _NOTE_LINE * (lines + 1)})

    def add(self, row: Row) -> None:
        self.rows += 1
        if self.rows >= ROWS:
            raise ProblemError([_no_room(self.sheet)])
        for at, value in enumerate(row):
            if value is not None:
                self._write(at, value)

    def _write(self, at: int, value: Any) -> None:
        """A number or day that a spreadsheet would not keep exactly is written as text: it is read back as it is."""
        place, look = (self.rows, at), self.cells[at]
        match value:
            case bool():
                self.page.write_string(*place, YES if value else NO, look)
            case int():
                self.page.write_number(*place, value, look)
            case Decimal() if len(value.normalize().as_tuple().digits) <= DIGITS:
                self.page.write_number(*place, float(value), look)
            case Decimal():
                self.page.write_string(*place, f"{value:f}", look)
            case date() if value >= _FIRST_DAY:
                self.page.write_datetime(*place, datetime.combine(value, datetime.min.time()), look)
            case _:
                self.page.write_string(*place, str(value), look)


def _no_room(sheet: Sheet) -> Problem:
    text = Text(
        f"“{sheet.name}”的行数超过一张工作表所能容纳的 {ROWS:,} 行",
        f"'{sheet.name}' has more rows than the {ROWS:,} that a sheet has room for",
    )
    return Problem("too-many-rows", text, hint=Text("请把数据分成几份", "divide the data"))
