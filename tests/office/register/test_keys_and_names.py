"""In a browser: officers' lists answer to keys, and a name without a break is no wider than a phone."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer
from tests.office.at import PHONE, At
from tests.office.people import enterprise
from tests.office.register.helping import CODES

from luoshu.office.accounts.models import User
from luoshu.office.filing.models import Application
from luoshu.office.register.models import Dispute, Entity, Fact, Import, Recording, Source

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "annual_declaration_of_all_enterprises_" * 3


@pytest.fixture
def named(officer: User) -> list[Entity]:
    """Three firms, of each a fact in dispute and an application; the first has a long name."""
    now = timezone.now()
    source = Source.objects.create(kind=Source.Kind.IMPORTED, name="名单")
    first = Recording.objects.create(at=now, source=source)
    made = []
    for code, name in zip(CODES, (LONG, "伊滨材料", "洛川精密"), strict=False):
        firm = Entity.objects.create(kind="企业", identifier=code, name=name, first=first)
        fact = Fact.objects.create(entity=firm, name="职工总数", year=2024, value="20", recording=first)
        Dispute.objects.create(fact=fact, reason="不对", raised_at=now, raised_by=officer)
        Application.objects.create(
            register="职务科技成果",
            kind="new",
            state="submitted",
            organisation=enterprise(),
            title=name,
            made_by=officer,
            made_at=now,
            submitted_by=officer,
            submitted_on=date(2026, 3, 2),
        )
        made.append(firm)
    return made


def test_the_lists_of_officers_answer_to_keys(
    live_server: LiveServer, browser: Browser, officer: User, named: list[Entity]
) -> None:
    at = At(browser, live_server.url, officer, None)
    for path, searched in (("/register/enterprises/", True), ("/filing/desk/", True), ("/register/disputes/", False)):
        at.goes(path)
        assert "j、k" in at.page.locator(".keys").inner_text()
        assert ("/ 搜索" in at.page.locator(".keys").inner_text()) is searched
        links = [each.get_attribute("href") for each in at.page.locator("tbody th a").all()]
        assert len(links) == len(named)
        for key, row in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
            at.page.keyboard.press(key)
            assert at.page.evaluate("document.activeElement.getAttribute('href')") == links[row]
        if searched:
            at.page.keyboard.press("/")
            assert at.page.evaluate("document.activeElement.name") == "q"


def test_a_name_without_a_break_is_no_wider_than_a_phone(
    live_server: LiveServer, browser: Browser, officer: User, named: list[Entity]
) -> None:
    now = timezone.now()
    source = named[0].first.source
    given = {"source": source, "on": now.date(), "asked_at": now, "by": officer, "digest": "1", "size": 1}
    refused = Import.objects.create(file=f"{LONG}.xlsx", state="refused", **given)
    running = Import.objects.create(file=f"{LONG}.xlsx", state="cancelled", **given)
    at = At(browser, live_server.url, officer, None)
    at.page.set_viewport_size(PHONE)
    for path in (
        f"/register/imports/{refused.pk}",
        f"/register/imports/{running.pk}",
        f"/register/entity/{named[0].pk}",
        f"/register/entity/{named[0].pk}/fact/职工总数/2024",
        f"/filing/{Application.objects.order_by('pk')[0].pk}/",
        f"/policies/?q={LONG}",
    ):
        at.goes(path)
        assert (path, at.page.evaluate("document.documentElement.scrollWidth")) == (path, PHONE["width"])
