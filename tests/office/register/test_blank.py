"""Empty workbooks: filled in, they are imported as they are, of whatever register."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from tests.office.people import CODE
from tests.office.register.conftest import Bring
from tests.office.register.helping import LOOK, work_off

from luoshu.facts.vocabulary import Kind
from luoshu.office.accounts.models import User
from luoshu.office.register.actions.confirm_import import confirm_import
from luoshu.office.register.blank import blank
from luoshu.office.register.brought import problems_of
from luoshu.office.register.models import Entity
from luoshu.office.register.values import Value
from luoshu.office.register.words import words

pytestmark = pytest.mark.django_db
ON = date(2025, 6, 30)
FILLED: dict[Kind, Value] = {
    Kind.INTEGER: 1,
    Kind.DECIMAL: 1,
    Kind.MONEY: 1,
    Kind.RATE: 1,
    Kind.DATE: ON,
    Kind.BOOLEAN: "是",
}


def filled(kind: str) -> bytes:
    """A row a sheet, with a value in every column that takes more than a text."""
    records = words().vocabulary.records
    items = {owned.name: records[owned.target] for owned in records[kind].lists}
    book = openpyxl.load_workbook(io.BytesIO(blank(records[kind], ON)))
    for sheet in book.worksheets[1:]:
        facts = items.get(sheet.title, records[kind]).facts
        for at, cell in enumerate(sheet[1], 1):
            sheet.cell(2, at, 2024 if cell.value == "年度" else cell_of(kind, facts[cell.value]))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def cell_of(kind: str, fact: Any) -> Value | None:
    if fact.kind is Kind.ID or (fact.kind is Kind.REFERENCE and fact.target == kind):
        return CODE
    return fact.values[0] if fact.values else FILLED.get(fact.kind)


@pytest.mark.parametrize("kind", ["企业", "创新平台", "技术合同"])
def test_a_workbook_that_is_filled_in_is_imported(kind: str, officer: User, bring: Bring) -> None:
    seen = bring("填报.xlsx", filled(kind))
    assert [each["zh"] for each in problems_of(seen, LOOK)] == []
    confirm_import(officer, seen.pk)
    work_off()
    entity = Entity.objects.get(kind=kind)
    known = set(entity.facts.filter(ended=None).values_list("name", flat=True))
    wanted = {fact.name for fact in words().vocabulary.records[kind].facts.values() if fact.kind in FILLED}
    assert wanted <= known
    assert {word.name for word in words().vocabulary.records[kind].lists} <= known


def test_a_sheet_in_which_nobody_has_written_takes_nothing_away(officer: User, bring: Bring) -> None:
    """Who fills in one sheet of the empty workbook does not say that there is nothing to say in the others."""
    first = bring("填报.xlsx", filled("企业"))
    confirm_import(officer, first.pk)
    work_off()
    entity = Entity.objects.get(kind="企业")
    before = entity.items.filter(ended=None).count()
    assert before
    book = openpyxl.load_workbook(io.BytesIO(filled("企业")))
    lists = {word.target for word in words().vocabulary.records["企业"].lists}
    for sheet in book.worksheets:
        if sheet.title in lists:
            sheet.delete_rows(2, sheet.max_row)
    content = io.BytesIO()
    book.save(content)
    second = bring("填报.xlsx", content.getvalue())
    assert second.counts["items_gone"] == 0
    told = [each for each in problems_of(second, LOOK) if each["code"] == "not-filled-in"]
    assert {each["severity"] for each in told} == {"warning"}
    assert len(told) == len(lists)
    confirm_import(officer, second.pk)
    work_off()
    assert entity.items.filter(ended=None).count() == before


def test_every_register_has_one(officer: User) -> None:
    for record in words().kinds:
        first, *sheets = openpyxl.load_workbook(io.BytesIO(blank(record, ON)), read_only=True).worksheets
        assert first.title == "说明"
        assert sheets[0].title == record.name
