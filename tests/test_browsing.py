"""What the tests of pages see of a page: one pale text among many that can be read."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from tests.browsing import serious

FINE = "<p><span class='a'>可读</span></p>" * 50
PALE = "style='color: #999'"


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        (f"<p><span class='a' {PALE}>淡得看不清</span></p>", "color-contrast"),
        ("<p class='dark'><span class='a'>暗得看不清</span></p>", "color-contrast"),
        ("<p style='opacity: .4'><span class='a'>淡得看不清</span></p>", "color-contrast"),
        ("<p><span class='b'>宽窗口里没有</span></p>", "color-contrast"),
        ("<p>一段文字里的<a href='.'>链接</a>看不出来</p>", "link-in-text-block"),
        ("<p><button></button></p>", "button-name"),
    ],
)
def test_one_among_many(browser: Browser, wrong: str, rule: str) -> None:
    page = browser.new_page(viewport={"width": 1000, "height": 800})
    style = ".a {color: #333} .dark {background: #444} .b {display: none} a {color: #222; text-decoration: none}"
    narrow = "@media (max-width: 500px) {.b {display: inline; color: #bbb}}"
    page.set_content(
        f"<!doctype html><html lang='zh'><title>一页</title><style>{style} {narrow}</style>"
        f"<main><h1>一页</h1>{FINE}{wrong}{FINE}</main>"
    )
    at_first = serious(page)
    page.set_viewport_size({"width": 400, "height": 800})
    assert list(serious(page)) == [rule]
    assert list(at_first) == ([] if "class='b'" in wrong else [rule])
    page.close()


def test_nothing_is_wrong(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(f"<!doctype html><html lang='zh'><title>一页</title><main><h1>一页</h1>{FINE}</main>")
    assert serious(page) == {}
    page.close()
