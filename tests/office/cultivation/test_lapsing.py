"""Of what a search worked out over authorised data, no figure is told past their last day; each look is noted."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from tests.office.cultivation.conftest import Cultivating
from tests.office.people import signed_in
from tests.office.programs.calling import Program

from luoshu.office.accounts.models import User
from luoshu.office.cultivation.actions.give_adviser import give_adviser
from luoshu.office.cultivation.actions.take_in import take_in
from luoshu.office.cultivation.models import Entry, Search
from luoshu.office.register.actions.correct import correct
from luoshu.office.register.models import Entity, Source, Use

pytestmark = pytest.mark.django_db
ASSETS = "312345678.9"  # yuan, which the tax office alone says; more than 200 million is too much


@pytest.fixture
def tax(db: None) -> Source:
    return Source.objects.create(
        kind=Source.Kind.AUTHORISED, name="税务", scope="资产总额", purpose="培育", expires=timezone.localdate()
    )


@pytest.fixture
def entry(firms: list[str], officer: User, adviser: User, tax: Source, cultivating: Cultivating) -> Entry:
    """The first firm, found over a snapshot that holds the tax office's figure, and taken in."""
    correct(officer, Entity.objects.get(identifier=firms[0]), "资产总额", 2024, ASSETS, "申报表", tax)
    (made,) = take_in(officer, cultivating.search(), [firms[0]])
    give_adviser(officer, made.pk, adviser)
    return made


def looks() -> list[Use]:
    """The uses but for those by the snapshot and the search, in the order in which they were noted."""
    return list(Use.objects.exclude(purpose__in=("培育", "查找培育对象")).order_by("pk"))


def lapse(source: Source) -> None:
    source.expires = timezone.localdate() - timedelta(days=1)
    source.save()


def tells(text: str) -> bool:
    """The figure, or by how much it is too much."""
    digits = re.sub(r"[,.\s]", "", text)
    return "3123456789" in digits or "1123456789" in digits


def test_pages_and_programs_tell_no_figure_after_the_last_day(
    entry: Entry, officer: User, adviser: User, operator: User, tax: Source
) -> None:
    search = Search.objects.get()
    people = {each: (signed_in(each), Program(each)) for each in (officer, adviser, operator)}
    one, found = f"/cultivation/entry/{entry.pk}", f"/cultivation/searches/{search.pk}"
    pages = [
        (officer, "/cultivation/", "查看培育库"),
        (officer, one, "查看培育库"),
        (officer, found, "查看查找到的企业"),
        (adviser, "/cultivation/advised/", "查看培育库"),
        (adviser, one, "查看培育库"),
        (operator, "/register/mine/cultivation", "企业查看自己还差什么"),
        (operator, one, "企业查看自己还差什么"),
    ]
    calls = [
        (officer, "/cultivation", "查看培育库"),
        (officer, f"/cultivation/entries/{entry.pk}", "查看培育库"),
        (officer, f"{found}/found", "查看查找到的企业"),
        (adviser, "/cultivation/advised", "查看培育库"),
        (operator, "/cultivation/own", "企业查看自己还差什么"),
        (operator, f"/cultivation/entries/{entry.pk}", "企业查看自己还差什么"),
    ]

    def texts() -> list[tuple[str, str]]:
        shown = [(address, people[who][0].get(address).text) for who, address, _ in pages]
        return shown + [(address, str(people[who][1].get(address).json())) for who, address, _ in calls]

    for address, text in texts():
        assert tells(text), address
    noted = looks()
    assert [(use.by, use.purpose) for use in noted] == [(who, purpose) for who, _, purpose in (*pages, *calls)]
    assert {use.source for use in noted} == {tax}
    lapse(tax)
    for address, text in texts():
        assert not tells(text), address
        assert "不再显示" in text, address
        assert "还差" in text or "'standing': 'near'" in text, address  # what was concluded is still told
    assert looks() == noted


def test_what_was_searched_again_without_them_is_told(
    entry: Entry, officer: User, tax: Source, cultivating: Cultivating
) -> None:
    """A gap without the one before it: which way it went is not told."""
    lapse(tax)
    firm = Entity.objects.get(pk=entry.entity_id)
    correct(officer, firm, "资产总额", 2024, "2.5亿", "审计报告")
    cultivating.search()
    text = signed_in(officer).get(f"/cultivation/entry/{entry.pk}").text
    assert "5,000 万元" in text
    assert not tells(text)
    assert not any(word in text for word in ("缩小", "扩大"))


def test_nobody_is_taken_in_from_a_search_over_them(entry: Entry, firms: list[str], officer: User, tax: Source) -> None:
    search = Search.objects.get()
    lapse(tax)
    with pytest.raises(ValidationError, match="重新切取快照"):
        take_in(officer, search, [firms[1]])
    page = signed_in(officer).post(f"/cultivation/searches/{search.pk}/take", {"who": firms[1]}, follow=True)
    assert "重新切取快照" in page.text
    assert Entry.objects.count() == 1


def test_the_file_of_the_list_is_a_use(entry: Entry, officer: User, tax: Source) -> None:
    client = signed_in(officer)
    client.get("/cultivation/export.csv")
    assert [(use.purpose, use.subject, use.entities) for use in looks()] == [("导出培育库", "cultivation", 1)]
    uses = client.get("/register/sources/uses").text
    assert '<a href="/cultivation/">培育库</a>' in uses
    lapse(tax)
    client.get("/cultivation/export.csv")
    assert len(looks()) == 1
