"""In a browser: an editor writes, an approver approves, the public reads; a question is asked and answered."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.browsing import serious
from tests.office.people import Cast, cast, signed_in

from luoshu.office.accounts.models import User
from luoshu.office.library.actions.seed import seed

from .documents import document

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright's own loop runs beside this thread
SIZES = {
    "desktop": {"width": 1280, "height": 900},
    "phone": {"width": 390, "height": 844},
    "twice": {"width": 640, "height": 450},  # 1,280 at 200 %
}


@pytest.fixture
def site(live_server: LiveServer, transactional_db: None, settings: object, tmp_path: Path) -> str:
    from luoshu.office.home import Home

    settings.HOME = Home(tmp_path).prepare()  # type: ignore[attr-defined]
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]
    seed()
    return str(live_server.url)


@pytest.fixture
def people(site: str) -> Cast:
    return cast()


class At:
    """A browser of somebody. Each page that is looked at is sound for axe at every size; nothing breaks the CSP."""

    def __init__(self, browser: Browser, site: str, who: User | None) -> None:
        context = browser.new_context(viewport=SIZES["desktop"], locale="zh-CN")  # type: ignore[arg-type]
        if who is not None:
            session = signed_in(who).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
        self.page: Page = context.new_page()
        self.site, self.complaints = site, list[str]()
        self.page.on("console", self._hears)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hears(self, said: ConsoleMessage) -> None:
        if said.type == "error" and not said.location["url"].endswith("/favicon.ico"):
            self.complaints.append(said.text)

    def goes(self, path: str) -> None:
        self.page.goto(f"{self.site}{path}")

    def looks(self, name: str) -> None:
        pictures = os.environ.get("LUOSHU_PICTURES")
        for size, viewport in SIZES.items():
            self.page.set_viewport_size(viewport)  # type: ignore[arg-type]
            assert serious(self.page) == {}, f"{name} {size}"
            assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), f"{name} {size}"
            if pictures:
                self.page.screenshot(path=Path(pictures) / f"{name}-{size}.png", full_page=True)
        self.page.set_viewport_size(SIZES["desktop"])  # type: ignore[arg-type]
        assert self.complaints == []

    def presses(self, button: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button, exact=True).click()

    def notes(self, review: str) -> None:
        self.page.get_by_text(f"记录 {review}").click()
        form = self.page.locator("details[open] form")
        form.get_by_label("审查人").fill("王律师")
        form.get_by_label("日期").fill("5 月 3 日")
        form.get_by_label("结论").fill("没有意见")
        with self.page.expect_navigation():
            form.get_by_role("button", name="保存").click()

    @property
    def text(self) -> str:
        return self.page.locator("#main").inner_text()


@pytest.fixture
def at(browser: Browser, site: str) -> Iterator[Callable[[User | None], At]]:
    return lambda who: At(browser, site, who)


PASTE = """(node, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    node.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
}"""


def pastes(page: Page, text: str) -> None:
    """Instead of what stands in the editor."""
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.locator(".cm-content").evaluate(PASTE, text)


def test_an_editor_mends_what_is_underlined(at: Callable[[User | None], At], people: Cast) -> None:
    editor = at(people.editor)
    editor.goes("/publishing/")
    editor.looks("publishing")
    editor.goes("/publishing/new/")
    content = editor.page.locator(".cm-content")
    content.wait_for()
    editor.looks("publishing-new")
    pastes(editor.page, document(more=" and 研发费"))
    wrong = editor.page.locator(".cm-lintRange-error")
    wrong.wait_for()
    assert wrong.inner_text() == "研发费"
    assert "研发费用" in editor.page.locator("#problems").inner_text()
    editor.looks("publishing-wrong")
    wrong.hover()
    editor.page.locator(".cm-tooltip .cm-diagnostic").wait_for()
    assert "研发费用" in editor.page.locator(".cm-tooltip .cm-diagnostic").inner_text()
    # the list leads to the place, and the keyboard offers the name
    editor.page.locator("#problems a").first.click()
    assert editor.page.evaluate("document.activeElement.shadowRoot.activeElement.className").startswith("cm-content")
    editor.page.keyboard.press("End")
    editor.page.keyboard.press("Alt+/")
    editor.page.locator(".cm-tooltip-autocomplete").wait_for()
    editor.looks("publishing-offers")
    editor.page.locator(".cm-tooltip-autocomplete li", has_text="研发费用").first.click()
    assert "and 研发费用" in content.inner_text()
    editor.page.keyboard.type(" > 0")
    wrong.wait_for(state="detached")
    assert "没有错误" in editor.page.locator("#problems").inner_text()


def test_words_are_coloured_by_what_they_are(at: Callable[[User | None], At], people: Cast) -> None:
    editor = at(people.editor)
    editor.goes("/publishing/new/")
    read = "\n| 说明 | 研发费用 |\n|---|---|\n| 甲 | 1 |\n"
    pastes(editor.page, document(more=" and （研发费用 > ⟨12⟩）and 销售收入额 = null") + read)
    editor.page.locator(".cm-lintRange-error").wait_for()

    def colour(line: str, word: str) -> str:
        found = editor.page.locator(".cm-line", has_text=line).locator("span", has_text=word).last
        return str(found.evaluate("node => getComputedStyle(node).color + ' ' + getComputedStyle(node).fontWeight"))

    green, ochre, grey = "rgb(31, 92, 87)", "rgb(138, 86, 0)", "rgb(90, 96, 103)"
    assert colour("符合条件:", "研发费用").startswith(green)
    assert colour("符合条件:", "100万").startswith(ochre)
    assert colour("符合条件:", "12").startswith(ochre)
    assert colour("| 对象", "符合条件") == f"{green} 700"
    assert colour("| 支持", "支持").endswith("700")
    assert colour("## 第二条", "第二条").endswith("700")
    assert colour("| 说明", "研发费用").startswith(grey)  # a table that is only read
    assumed = editor.page.locator(".cm-line", has_text="符合条件:").locator("span", has_text="12").last
    assert assumed.evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(251, 238, 211)"
    unknown = editor.page.locator(".cm-line", has_text="符合条件:").locator("span", has_text="销售收入额").last
    assert unknown.evaluate("node => getComputedStyle(node).color") == "rgb(28, 31, 35)"  # no name is green in it


def test_the_tab_key_leads_on(at: Callable[[User | None], At], people: Cast) -> None:
    editor = at(people.editor)
    editor.goes("/publishing/new/")
    editor.page.locator(".cm-content").click()
    editor.page.keyboard.press("Tab")
    assert editor.page.evaluate("document.activeElement.id") == "id_file"
    editor.page.keyboard.press("Shift+Tab")
    assert editor.page.evaluate("document.activeElement.id") == "id_body"
    editor.page.locator("label[for=id_body]").click()
    assert editor.page.evaluate("document.activeElement.id") == "id_body"
