"""A policy's page in a browser, as a citizen has it: on a desk, on a phone, enlarged, on paper, without JavaScript."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from tests.browsing import serious
from tests.often import often

from luoshu.policy.library import Version

from .policy_pages import LANGUAGES, SHIPPED, everything, html

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDE, ENLARGED, NARROW = 1200, 640, 360  # at 200 % a screen of 1280 is as wide as one of 640
READ = [version for version in SHIPPED if version.id in ("cn/tech-sme", "cn/hnte", "cn/technology-contract")]
ALL = pytest.mark.parametrize("version", [*often(READ, {"cn/tech-sme"}), everything()], ids=lambda version: version.id)
EACH_LANGUAGE = pytest.mark.parametrize("lang", LANGUAGES)
OPEN_ALL = "for (const each of document.querySelectorAll('details')) each.open = true"
# What sticks out of the page to the right. What scrolls by itself may be wider than it shows.
STICKING_OUT = """() => [...document.querySelectorAll('body *')]
    .filter((e) => e.checkVisibility() && !e.closest('.symbols, .scroll, pre'))
    .filter((e) => { const r = e.getBoundingClientRect(); return r.width > 0 && r.right > innerWidth + 1; })
    .map((e) => `${e.tagName} ${e.textContent.trim().slice(0, 40)}`)"""


@contextmanager
def opened(browser: Browser, version: Version, lang: Any, width: int = WIDE, **options: Any) -> Iterator[Page]:
    """The page at an address of its own, under a policy of content that allows it its own style sheet only."""
    text = html(version, lang)
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{digest}'",
    }
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=False, **options)
    page = context.new_page()
    page.route("**/*", lambda route: route.fulfill(body=text, headers=headers))
    page.goto("http://page.test/")
    yield page
    context.close()


@ALL
@EACH_LANGUAGE
@pytest.mark.parametrize("width", [WIDE, ENLARGED, NARROW])
def test_nothing_is_wider_than_the_page(browser: Browser, version: Version, lang: str, width: int) -> None:
    with opened(browser, version, lang, width) as page:
        page.evaluate(OPEN_ALL)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(STICKING_OUT) == []


@ALL
@EACH_LANGUAGE
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_everyone_can_use_it(browser: Browser, version: Version, lang: Any, width: int, tmp_path: Any) -> None:
    """From disk: axe is a script, which the strict policy of content keeps out."""
    (tmp_path / "page.html").write_text(html(version, lang), encoding="utf-8")
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    page.evaluate(OPEN_ALL)
    assert serious(page) == {}
    context.close()


def test_nothing_is_asked_for_and_nothing_refused(browser: Browser) -> None:
    said: list[str] = []
    asked: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    text = html(READ[0], "zh")
    page.route("**/*", lambda route: route.fulfill(body=text, content_type="text/html; charset=utf-8"))
    page.goto("http://page.test/")
    assert (said, asked) == ([], ["http://page.test/"])
    context.close()


def test_the_story_of_one_who_reads_it(browser: Browser) -> None:
    """In short first; an article from the contents; from a name to what it means; from there to the fact."""
    (version,) = (each for each in READ if each.id == "cn/tech-sme")
    with opened(browser, version, "zh", java_script_enabled=False, reduced_motion="reduce") as page:
        assert "职工总数不超过 500 人" in page.locator("#gist").inner_text()
        page.locator("nav").get_by_text("评价结论", exact=True).click()
        heading = page.locator("h2").filter(has_text="评价结论")
        assert 0 <= heading.bounding_box()["y"] < 200  # type: ignore[index]
        page.locator(".definition").filter(has_text="符合科技型中小企业条件").get_by_text("基本条件").first.click()
        assert page.locator("#decision-基本条件:target").count() == 1
        page.locator("#decision-规模达标").get_by_text("职工总数").click()
        row = page.locator("[id='fact-职工总数']:target")
        assert row.locator("small").inner_text() == "employees"
        assert "以劳动合同或社会保险为准" in row.inner_text()


def test_a_name_says_what_it_is_where_one_points(browser: Browser) -> None:
    (version,) = (each for each in READ if each.id == "cn/tech-sme")
    with opened(browser, version, "zh") as page:
        title = page.locator("#decision-规模达标 a.name").first.get_attribute("title") or ""
        assert title.startswith("employees · 整数，人 · ")
    with opened(browser, version, "en") as page:
        title = page.locator("#decision-规模达标 a.name").first.get_attribute("title") or ""
        assert title.startswith("职工总数 · whole number, people")


def test_the_title_comes_first_on_a_phone(browser: Browser) -> None:
    with opened(browser, READ[0], "zh", NARROW) as page:
        title, contents = page.locator("h1").bounding_box(), page.locator("nav").bounding_box()
        assert title is not None
        assert contents is not None
        assert title["y"] < contents["y"]


def test_wide_tables_scroll_from_the_keyboard(browser: Browser) -> None:
    with opened(browser, everything(), "zh", NARROW) as page:
        scrolling = page.locator(".scroll").filter(has=page.locator(".rules"))
        assert scrolling.get_attribute("tabindex") == "0"
        assert scrolling.get_attribute("aria-label") == "决策表"


def test_results_are_told_from_conditions_without_colour(browser: Browser) -> None:
    with opened(browser, everything(), "zh") as page:
        table = page.locator(".rules")
        assert table.locator(".kinds th").all_inner_texts() == ["行", "条件", "结果", "说明"]
        style = "(e) => [getComputedStyle(e).fontWeight, getComputedStyle(e).borderLeftStyle]"
        assert table.locator("tbody .out.first").first.evaluate(style) == ["700", "double"]
        assert table.locator("tbody td").first.evaluate(style) == ["400", "none"]
        assert table.locator("tbody .note").first.evaluate("(e) => getComputedStyle(e).fontStyle") == "italic"


def test_paper_has_no_furniture(browser: Browser) -> None:
    with opened(browser, READ[0], "zh") as page:
        page.emulate_media(media="print")
        assert not page.locator("nav").is_visible()
        assert not page.locator(".written").first.is_visible()
        assert page.locator("h1").evaluate("(e) => getComputedStyle(e).textAlign") == "center"
        assert page.locator("p.prose").nth(1).evaluate("(e) => parseFloat(getComputedStyle(e).textIndent)") > 0
