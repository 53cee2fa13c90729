"""Lists as files for people's spreadsheets, in which no cell can be a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

import xlsxwriter
from django.http import Http404, HttpResponse, HttpResponseBase

from luoshu.office.accounts.programs import XLSX
from luoshu.office.shell import spreadsheets

MOST_AT_ONCE = 2_000  # rows; more are written in the background
MOST_WAITED_FOR = 20_000  # rows of a workbook that is made while somebody waits; more are sent as CSV, row by row
MOST_IN_WORKBOOK = 1_048_575  # rows of a sheet under its head; more are written as CSV


def form_for(form: str, count: int, most: int | None = None) -> str:
    """The form in which so many rows are written: CSV in place of a workbook of more than `most`, or than anybody
    waits for."""
    return "csv" if form == "xlsx" and count > (MOST_WAITED_FOR if most is None else most) else form


def download(form: str, name: str, header: Iterable[str], rows: Iterable[Iterable[str]]) -> HttpResponseBase:
    """The rows as `xlsx` or `csv`, at once."""
    match form:
        case "csv":
            return spreadsheets.download(name, header, rows)
        case "xlsx":
            content = io.BytesIO()
            _workbook(content, name, header, rows)
            kept = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
            return HttpResponse(content.getvalue(), content_type=XLSX, headers=kept)
    raise Http404


def write(form: str, path: Path, header: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """The same into a file, which is there once it is whole."""
    fresh = path.with_suffix(".new")
    if form == "xlsx":
        _workbook(fresh, path.stem, header, rows)
    else:
        with fresh.open("w", encoding="utf-8", newline="") as file:
            file.writelines(spreadsheets.lines(header, rows))
    fresh.replace(path)


def _workbook(target: io.BytesIO | Path, name: str, header: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Cells are texts, whatever they begin with: nothing is computed from them."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet(name[:31])
        bold = book.add_format({"bold": True})
        for column, text in enumerate(header):
            sheet.write_string(0, column, text, bold)
        sheet.freeze_panes(1, 1)
        for number, row in enumerate(rows, 1):
            for column, text in enumerate(row):
                if text:
                    sheet.write_string(number, column, text)
