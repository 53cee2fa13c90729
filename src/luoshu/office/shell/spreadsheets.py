"""Rows as CSV for people's spreadsheets, in which no cell can be a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import StreamingHttpResponse

_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: Any) -> str:
    """The cell's text; what a spreadsheet would run stands behind an apostrophe (numbers stay numbers)."""
    text = "" if value is None else str(value)
    if text.startswith(_FORMULAS) and not _a_number(text):
        return f"'{text}"
    return text


def _a_number(text: str) -> bool:
    return text[1:].replace(".", "", 1).isdigit() and text[0] == "-"


class _Line:
    """A file of one line: what is written is what comes back."""

    def write(self, line: str) -> str:
        return line


def lines(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow([harmless(each) for each in header])  # so that Excel takes it for UTF-8
    for row in rows:
        yield writer.writerow([harmless(each) for each in row])


def download(name: str, header: Iterable[str], rows: Iterable[Iterable[Any]]) -> StreamingHttpResponse:
    """As a file, sent as it is read."""
    return StreamingHttpResponse(
        lines(header, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
