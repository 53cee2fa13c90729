"""At a browser: an officer opens each register, its counts on a past day and its pictures; two platforms merge, and
the count follows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer
from tests.office.register.test_story import At, pictures

from luoshu.facts.sample_columns import credit_codes
from luoshu.office.accounts.models import User
from luoshu.office.register.actions.demo_registers import demo_registers
from luoshu.office.register.models import Entity, Recording, Source
from luoshu.office.register.words import words

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["pictures"]


@pytest.mark.django_db(transaction=True)
def test_an_officer_looks_at_every_register(
    live_server: LiveServer, browser: Browser, officer: User, pictures: Path | None
) -> None:
    source = Source.objects.create(kind=Source.Kind.IMPORTED, name="填报")
    first = Recording.objects.create(at=timezone.now(), source=source)
    for code in credit_codes(0, 20, 1).to_pylist():
        Entity.objects.create(kind="企业", identifier=str(code), name=f"洛书精工{str(code)[-5:]}有限公司", first=first)
    today = timezone.localdate()
    demo_registers(officer, today)
    at = At(browser, live_server.url, officer, pictures)
    told: list[str] = []
    at.page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    at.page.on("pageerror", lambda error: told.append(str(error)))
    for kind in words().registers:
        slug = words().slug(kind)
        at.goes(f"/register/{slug}/counts", slug)
        figures = at.page.locator("figure[data-shape]").count()
        assert at.page.locator("figure[data-is-drawn] .drawn svg").count() == figures
        assert figures or kind in ("资格义务",), kind
    assert told == []
    assert at.wrong == {}
