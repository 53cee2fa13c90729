"""At a browser: an officer opens each register, its counts on a past day and its pictures; adds an entry, merges two
platforms, and the count follows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer
from tests.office.at import At

from luoshu.facts.sample_columns import credit_codes
from luoshu.office.accounts.models import User
from luoshu.office.register.actions.demo_registers import demo_registers
from luoshu.office.register.models import Entity, Recording, Source
from luoshu.office.register.words import words

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LOOKED_AT = ("创新平台", "产业链环节", "重点项目")  # by axe and at both widths; in the long form every one is


@pytest.fixture
def registers(officer: User) -> User:
    """An officer with made-up entries of every register."""
    source = Source.objects.create(kind=Source.Kind.IMPORTED, name="填报")
    first = Recording.objects.create(at=timezone.now(), source=source)
    for code in credit_codes(0, 20, 1).to_pylist():
        Entity.objects.create(kind="企业", identifier=str(code), name=f"洛书精工{str(code)[-5:]}有限公司", first=first)
    demo_registers(officer, timezone.localdate())
    return officer


def looks(at: At, path: str, name: str, *, closely: bool) -> None:
    """Goes there; every picture of the page is drawn, none against the page's policy."""
    told: list[str] = []
    at.page.on("console", lambda message: told.append(message.text) if "Content Security" in message.text else None)
    at.page.on("pageerror", lambda error: told.append(str(error)))
    at.page.goto(f"{at.server}{path}")
    figures = at.page.locator("figure[data-shape]")
    at.page.locator("figure[data-is-drawn] .drawn svg").nth(max(figures.count() - 1, 0)).wait_for()
    assert at.page.locator("figure[data-is-drawn] .drawn svg").count() == figures.count() > 0
    if closely:
        at.look(name)
    assert told == []


def total(at: At) -> int:
    return int(at.title.rpartition("有效")[2].strip("个 "))


@pytest.mark.django_db(transaction=True)
def test_an_officer_merges_two_platforms_and_the_count_follows(
    live_server: LiveServer, browser: Browser, registers: User, pictures: Path | None
) -> None:
    at = At(browser, live_server.url, registers, pictures)
    for kind in LOOKED_AT:
        slug = words().slug(kind)
        looks(at, f"/register/{slug}/counts", f"pictures-{slug}", closely=True)
    counts = "/register/innovation-platforms/counts"
    at.page.goto(f"{live_server.url}{counts}?on=2023-12-31")
    assert total(at) == 0  # nothing was known then
    at.page.get_by_label("按什么数据").select_option(label="今天已知的")
    at.presses("查看")
    assert total(at) > 5

    at.page.goto(f"{live_server.url}{counts}")
    before = total(at)
    for number in ("X1", "X2"):
        at.page.goto(f"{live_server.url}/register/innovation-platforms/new")
        at.page.locator("input[name=identifier]").fill(number)
        at.page.get_by_label("平台名称").fill(f"{number} 联合研究中心")
        at.page.get_by_label("平台类型").select_option("工程研究中心")
        at.page.get_by_label("级别").select_option("省级")
        at.presses("登记")
    at.page.goto(f"{live_server.url}{counts}")
    assert total(at) == before + 2

    one, other = (Entity.objects.get(kind="创新平台", identifier=number) for number in ("X1", "X2"))
    at.goes(f"/register/entity/{one.pk}/event", "platform-event")
    at.page.get_by_label("事项").select_option(label="并入")
    at.page.get_by_label("对方的代码").fill("X2")
    at.page.get_by_label("依据文件").fill("样本〔2026〕9号")
    at.presses("记录")
    at.goes(f"/register/entity/{other.pk}", "platform-line")
    assert "“X1 联合研究中心”并入。" in at.page.locator("main").inner_text()
    at.page.goto(f"{live_server.url}{counts}")
    assert total(at) == before + 1

    carrier = Entity.objects.get(kind="孵化载体", identifier="ZT1")
    looks(at, f"/register/entity/{carrier.pk}", "carrier", closely=True)
    assert "出租率" in at.page.locator("main").inner_text()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_officer_looks_at_every_register(
    live_server: LiveServer, browser: Browser, registers: User, pictures: Path | None
) -> None:
    at = At(browser, live_server.url, registers, pictures)
    for kind in words().registers:
        slug = words().slug(kind)
        looks(at, f"/register/{slug}/counts", f"pictures-{slug}", closely=kind not in LOOKED_AT)
        at.page.goto(f"{live_server.url}/register/{slug}/")
        assert at.page.locator("tbody tr").count() > 0
