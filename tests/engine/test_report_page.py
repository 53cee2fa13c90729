"""The report in a browser, as its reader has it: from disk, without JavaScript, on a desk and on a phone, on paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from luoshu.engine.lines import lines_in
from luoshu.engine.run import run
from luoshu.facts.sample import write_sample
from luoshu.policy.library import Library

from .pages import (
    LANGUAGES,
    NARROW,
    WIDE,
    assert_everyone_can_use_it,
    assert_nothing_is_wider_than_the_page,
    opened,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ON = date(2025, 6, 30)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("page")
    policies = [Library().resolve(name, ON) for name in ("cn/tech-sme", "cn/innovative-sme", "cn/little-giant")]
    vocabulary = policies[0].vocabulary
    write_sample(folder / "zone", firms=300, seed=5, vocabulary=vocabulary, lines=lines_in(policies), on=ON)
    run(policies, folder / "zone", folder / "out", on=ON, lang="zh")
    return (folder / "out" / "report.html").as_uri()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The report at the width of a desk, JavaScript turned off."""
    with opened(browser, address, WIDE, java_script_enabled=False) as page:
        yield page


def test_one_language_at_a_time(page: Page) -> None:
    assert page.locator("h1 .zh").first.is_visible()
    assert not page.locator("h1 .en").first.is_visible()
    page.locator(".languages").get_by_text("English", exact=True).click()
    assert page.locator("h1 .en").first.is_visible()
    assert not page.locator("h1 .zh").first.is_visible()
    page.locator(".languages").get_by_text("中文", exact=True).click()
    assert page.locator("h1 .zh").first.is_visible()


def test_the_switch_works_from_the_keyboard(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": WIDE, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert page.locator("h1 .en").first.is_visible()
    context.close()


def test_the_story_of_one_who_reads_it(page: Page) -> None:
    """A sentence first; then every decision under its article; then the article itself, at one click."""
    assert "家符合科技型中小企业条件" in page.locator(".summary").inner_text()
    assert "第七条 评价指标" in page.locator(".decisions").first.inner_text()
    page.locator(".languages").get_by_text("English", exact=True).click()
    assert "meet the S&T SME conditions" in page.locator(".summary").inner_text()
    assert "Article 7: indicators" in page.locator(".decisions").first.inner_text()
    assert "total score (综合得分)" in page.locator(".decisions").first.inner_text()
    heading = page.locator(".document h3, .document h4").filter(has_text="评价结论").first
    assert not heading.is_visible()
    page.locator(".final .source a").first.click()
    assert heading.is_visible()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_nothing_is_wider_than_the_page(browser: Browser, address: str, width: int, lang: str) -> None:
    assert_nothing_is_wider_than_the_page(browser, address, width, lang)


@pytest.mark.parametrize(("width", "lang"), [(WIDE, "zh"), (NARROW, "en")])
def test_everyone_can_use_it(browser: Browser, address: str, width: int, lang: str) -> None:
    assert_everyone_can_use_it(browser, address, width, lang)


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
    with opened(browser, address, WIDE) as page:
        printed = page.pdf(path=str(tmp_path / "report.pdf"), prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
