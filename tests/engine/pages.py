"""Pages as their readers have them: from disk, at the width of a desk and of a phone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

from tests.browsing import serious

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDE, NARROW = 1200, 360
LANGUAGES: tuple[Literal["zh", "en"], ...] = ("zh", "en")

OPEN_ALL = "for (const each of document.querySelectorAll('details')) each.open = true"
# What sticks out of the page to the right, and of what holds it. What scrolls by itself may be wider than it shows.
STICKING_OUT = """() => {
    const scrolls = (e) => e.closest('.scroll, .document table, .document pre');
    return [...document.querySelectorAll('body *')]
        .filter((e) => e.checkVisibility() && !e.closest('.switch, .symbols') && !scrolls(e))
        .filter((e) => { const r = e.getBoundingClientRect(); return r.width > 0 && r.right > innerWidth + 1; })
        .map((e) => `${e.tagName} ${e.textContent.trim().slice(0, 40)}`);
}"""
# Tables that a phone must show whole: names and figures side by side.
TOO_WIDE = """() => [...document.querySelectorAll('.scroll')]
    .filter((e) => e.querySelector('.decisions') && e.scrollWidth > e.clientWidth)
    .map((e) => `${e.scrollWidth} > ${e.clientWidth}`)"""


@contextmanager
def opened(browser: Browser, address: str, width: int, lang: str = "zh", **options: Any) -> Iterator[Page]:
    """The report at a width, turned to a language."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    page = context.new_page()
    page.goto(address)
    page.locator(f".languages label[for=show-{lang}]").click()
    yield page
    context.close()


def assert_nothing_is_wider_than_the_page(browser: Browser, address: str, width: int, lang: str) -> None:
    with opened(browser, address, width, lang) as page:
        page.evaluate(OPEN_ALL)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(STICKING_OUT) == []
        assert page.evaluate(TOO_WIDE) == []


def assert_everyone_can_use_it(browser: Browser, address: str, width: int, lang: str) -> None:
    """axe finds nothing serious: contrast, names of controls, order of headings, languages, tables."""
    with opened(browser, address, width, lang) as page:
        page.evaluate(OPEN_ALL)
        assert serious(page) == {}
