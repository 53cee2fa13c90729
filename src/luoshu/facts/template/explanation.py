"""Writes the sheet 说明: the words of the guide, and the values of long drop-downs."""

from __future__ import annotations

from typing import Any

from luoshu.facts.sources import EXPLANATION
from luoshu.facts.template.formats import fits_in_rule
from luoshu.facts.template.guide import HEADINGS, TITLE, Guide
from luoshu.facts.template.looks import Looks

_WIDTHS = (16, 26, 26, 34, 16, 44, 60)


def write_explanation(book: Any, looks: Looks, guide: Guide) -> dict[tuple[str, str], str]:
    """Writes it. Returns, by sheet and fact, where the values stand that a drop-down cannot hold itself."""
    page = _Page(book.add_worksheet(EXPLANATION), looks)
    page.line(TITLE.zh, "title")
    page.line(TITLE.en, "aside")
    page.skip()
    for policy in guide.policies:
        number = f"，{policy.number}" if policy.number else ""
        page.line(f"{policy.title.zh}（{policy.id}{number}），施行期间 {policy.period}", "cell")
        page.line(f"{policy.title.en} ({policy.id}), in force {policy.period}", "aside")
    page.line(f"评价日期 {guide.on}，年度数据按 {guide.on.year - 1} 年评价", "cell")
    page.line(f"As of {guide.on}; the year assessed is {guide.on.year - 1}", "aside")
    page.skip()
    for place, said in enumerate(guide.rules(), 1):
        page.line(f"{place}. {said.zh}", "cell")
        page.line(f"    {said.en}", "aside")
    page.skip()
    page.table(guide)
    return _values(page, guide)


def _values(page: _Page, guide: Guide) -> dict[tuple[str, str], str]:
    places: dict[tuple[str, str], str] = {}
    for sheet in guide.sheets:
        for column in sheet.columns:
            values = column.fact.values
            if values and not fits_in_rule(values):
                page.skip()
                page.line(f"“{column.fact.name}”可选的值", "cell")
                first = page.row + 1
                for value in values:
                    page.line(value, "cell")
                places[sheet.name, column.fact.name] = f"='{EXPLANATION}'!$A${first}:$A${page.row}"
    return places


class _Page:
    """A sheet that is written from the top down."""

    def __init__(self, page: Any, looks: Looks) -> None:
        self.page, self.looks, self.row = page, looks, 0
        page.hide_gridlines(2)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        for at, width in enumerate(_WIDTHS):
            page.set_column(at, at, width)

    def skip(self) -> None:
        self.row += 1

    def line(self, text: str, look: str) -> None:
        self.page.write_string(self.row, 0, text, self.looks.get(look))
        self.row += 1

    def table(self, guide: Guide) -> None:
        top = self.row
        for at, heading in enumerate(HEADINGS):
            self.page.write_string(top, at, heading, self.looks.get("key"))
        for row in guide.table():
            self.row += 1
            for at, text in enumerate(row):
                self.page.write_string(self.row, at, text, self.looks.get("listed"))
        self.page.autofilter(top, 0, self.row, len(HEADINGS) - 1)
        self.row += 1
