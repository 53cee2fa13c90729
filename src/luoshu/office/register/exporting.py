"""Lists as files for people's spreadsheets, in which no cell can be a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable

import xlsxwriter
from django.http import Http404, HttpResponse, HttpResponseBase

from luoshu.office.shell import spreadsheets

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_IN_WORKBOOK = 20_000  # rows; more are written as CSV, which is sent as it is read


def download(form: str, name: str, header: Iterable[str], rows: Iterable[Iterable[str]]) -> HttpResponseBase:
    """The rows as `xlsx` or `csv`."""
    match form:
        case "csv":
            return spreadsheets.download(name, header, rows)
        case "xlsx":
            return _workbook(name, list(header), rows)
    raise Http404


def _workbook(name: str, header: list[str], rows: Iterable[Iterable[str]]) -> HttpResponse:
    """Cells are texts, whatever they begin with: nothing is computed from them."""
    file = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(name[:31])
        bold = book.add_format({"bold": True})
        for column, text in enumerate(header):
            sheet.write_string(0, column, text, bold)
        sheet.freeze_panes(1, 1)
        for number, row in enumerate(rows, 1):
            for column, text in enumerate(row):
                if text:
                    sheet.write_string(number, column, text)
    kept = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return HttpResponse(file.getvalue(), content_type=_TYPE, headers=kept)
