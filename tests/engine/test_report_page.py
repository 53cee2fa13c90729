"""The report in a browser, as its reader has it: from disk, without JavaScript, on a desk and on a phone, on paper."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from luoshu.engine.lines import lines_in
from luoshu.engine.run import run
from luoshu.facts.sample import write_sample
from luoshu.policy.library import Library

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ON = date(2025, 6, 30)
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("page")
    policies = [Library().resolve("cn/tech-sme", ON)]
    vocabulary = policies[0].vocabulary
    write_sample(folder / "zone", firms=300, seed=5, vocabulary=vocabulary, lines=lines_in(policies), on=ON)
    run(policies, folder / "zone", folder / "out", on=ON, lang="zh")
    return (folder / "out" / "report.html").as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("needs chromium")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The report at the width of a desk, JavaScript turned off."""
    context = browser.new_context(viewport={"width": 1200, "height": 900}, java_script_enabled=False)
    opened = context.new_page()
    opened.goto(address)
    yield opened
    context.close()


def test_one_language_at_a_time(page: Page) -> None:
    assert page.locator("h1 .zh").first.is_visible()
    assert not page.locator("h1 .en").first.is_visible()
    page.locator(".languages").get_by_text("English").click()
    assert page.locator("h1 .en").first.is_visible()
    assert not page.locator("h1 .zh").first.is_visible()


def test_the_switch_works_from_the_keyboard(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert page.locator("h1 .en").first.is_visible()


def test_an_answer_leads_to_its_article_at_one_click(page: Page) -> None:
    heading = page.locator(".document h3, .document h4").filter(has_text="评价结论").first
    assert not heading.is_visible()
    page.locator(".final .source a").first.click()
    assert heading.is_visible()


@pytest.mark.parametrize("width", [1200, 390])
def test_nothing_is_wider_than_the_page(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_nothing_is_fetched_and_nothing_fails(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    said: list[Any] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(address)
    assert asked == [address]
    assert said == []
    context.close()


def test_paper_has_the_figures_and_no_furniture(page: Page) -> None:
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert not page.locator(".languages").is_visible()
    assert page.locator(".spread details td").first.is_visible()


def test_it_prints(browser: Browser, address: str, tmp_path: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    printed = page.pdf(path=str(tmp_path / "report.pdf"), prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    context.close()
