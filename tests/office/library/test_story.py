"""A citizen in a browser: searches, reads a policy with its tables alive, answers to a yes, shares the link."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from tests.browsing import faults

from luoshu.office.library.actions.seed import seed

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 800}
ANSWERS = {
    "成立日期": "2021年3月5日",
    "在中国境内注册": True,
    "获得过私募投资": True,
    "已上市": False,
    "最近一轮估值": "12",
}


@pytest.fixture
def site(live_server: LiveServer, transactional_db: None) -> str:
    seed()
    return str(live_server.url)


@pytest.fixture(params=["zh-CN", "en-GB"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(locale=request.param, java_script_enabled=True)
    yield context.new_page()
    context.close()


def sound(page: Page) -> None:
    """Nothing serious for axe, nothing wider than the window."""
    assert faults(page) == {}
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@contextmanager
def leading_on(page: Page) -> Iterator[None]:
    """What is done inside leads to another page, which is waited for."""
    with page.expect_navigation():
        yield


def answer(page: Page, known: dict[str, Any]) -> bool:
    """Answers the question that stands on the page; whether there was one."""
    form = page.locator("form.question")
    if not form.count():
        return False
    name = form.locator("button[name=skip]").get_attribute("value")
    assert name is not None
    value = known.get(name)
    if value is None:
        with leading_on(page):
            form.locator("button[name=skip]").click()
    elif isinstance(value, bool):
        form.locator(f"input[name='{name}'][value={'是' if value else '否'}]").check()
        with leading_on(page):
            form.locator(".steps button.button").click()
    else:
        form.locator(f"input[name='{name}']").fill(value)
        with leading_on(page):
            form.locator(".steps button.button").click()
    return True


def test_from_a_search_to_a_shared_answer(site: str, page: Page, browser: Browser) -> None:
    page.goto(site)
    sound(page)
    page.locator("#q").fill("独角兽")
    with leading_on(page):
        page.keyboard.press("Enter")
    sound(page)
    with leading_on(page):
        page.locator(".found a").first.click()
    sound(page)
    page.locator("aside.inputs input[name='最近一轮估值']").fill("很多")
    with leading_on(page):
        page.locator("aside.inputs button").first.click()
    assert page.locator("aside .summary a").count() == 1
    page.locator("aside .summary a").click()
    assert page.evaluate("document.activeElement.name") == "最近一轮估值"
    page.locator("aside.inputs input[name='最近一轮估值']").fill("8 亿美元")
    with leading_on(page):
        page.locator("aside.inputs button").first.click()
    assert page.locator(".result").count() >= 1
    sound(page)
    with leading_on(page):
        page.locator(".links a.button").click()
    turns = 0
    while answer(page, ANSWERS):
        turns += 1
        assert turns < 20
        sound(page)
    assert page.locator(".tally .yes").inner_text().strip().startswith("1")
    address = page.locator("#share").input_value()
    other = browser.new_context(locale="zh-CN").new_page()
    other.goto(address)
    assert other.locator(".tally .yes").inner_text().strip().startswith("1 项可以")
    other.context.close()
    with leading_on(page):
        page.locator(".result-list a[href*=why]").first.click()
    assert page.locator(".tree li").count() > 4
    sound(page)


def test_the_head_of_a_decision_table_stands_over_its_columns(site: str, page: Page) -> None:
    """The office's own stylesheet leaves the document's tables as they are."""
    page.goto(f"{site}/policies/hengyang/tenant-incentives/")
    table = page.locator("table.rules").first
    heads = table.locator("thead tr").last.locator("th").evaluate_all("all => all.map(e => e.offsetLeft)")
    cells = table.locator("tbody tr").first.locator("td").evaluate_all("all => all.map(e => e.offsetLeft)")
    assert heads == cells


def test_on_a_phone_and_at_twice_the_size(site: str, browser: Browser) -> None:
    addresses = (
        "/",
        "/policies/",
        "/policies/luoyang/youth-grants/",
        "/policies/cn/srdi/changes/?on=2026-05-01",
        "/calculator/?about=人才",
        "/calculator/?only=cn/tech-sme&ask=知识产权",
    )
    for size in (PHONE, {"width": 640, "height": 450}):  # 1,280 at 200 %
        context = browser.new_context(viewport=size, locale="zh-CN")  # type: ignore[arg-type]
        page = context.new_page()
        for address in addresses:
            page.goto(site + address)
            sound(page)
        context.close()


def test_without_scripts_and_by_the_keyboard_alone(site: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{site}/calculator/?only=cn/unicorn&ask=最近一轮估值")
    page.locator("input[name='最近一轮估值']").focus()
    page.keyboard.type("12")
    with leading_on(page):
        page.keyboard.press("Enter")
    assert "最近一轮估值=12" in page.locator("#share").input_value() or "12" in page.url
    page.goto(f"{site}/calculator/?only=cn/tech-sme&ask=知识产权")
    page.locator("input[name$='.count']").first.fill("6")
    with leading_on(page):
        page.keyboard.press("Enter")
    assert "知识产权=none" not in unquote(page.url), "Enter sends what was entered, and says neither none nor skip"
    assert "知识产权.1.count=6" in unquote(page.url)
    context.close()
