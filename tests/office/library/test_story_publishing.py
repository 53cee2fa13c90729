"""In a browser: an editor writes, an approver approves, the public reads; a question is asked and answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.office.at import At
from tests.office.people import Cast, cast, signed_in
from tests.office.register.helping import SmallZone, work_off

from luoshu.office.accounts.models import User
from luoshu.office.library.actions import decide
from luoshu.office.library.actions.seed import seed
from luoshu.office.library.actions.write import write
from luoshu.office.library.drafting import examine
from luoshu.office.library.models import ReviewKind, Version
from luoshu.office.register.actions.bring_import import bring_import
from luoshu.office.register.actions.confirm_import import confirm_import
from luoshu.office.register.actions.cut_snapshot import ask_snapshot
from luoshu.office.register.models import Snapshot, Source

from .documents import KEY, document

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)


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


class Writer(At):
    """Of somebody, or of the public."""

    sizes: ClassVar[Mapping[str, ViewportSize]] = {**At.sizes, "twice": {"width": 640, "height": 450}}  # at 200 %

    def presses(self, button: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button, exact=True).click()

    def notes(self, review: str) -> None:
        self.page.get_by_text(f"记录 {review}").click()
        form = self.page.locator(".checklist details[open] form")
        form.get_by_label("审查人").fill("王律师")
        form.get_by_label("日期").fill("1 月 1 日")
        form.get_by_label("结论").fill("没有意见")
        with self.page.expect_navigation():
            form.get_by_role("button", name="保存").click()


@pytest.fixture
def at(browser: Browser, site: str, pictures: Path | None) -> Callable[[User | None], Writer]:
    return lambda who: Writer(browser, site, who, pictures)


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


def test_an_editor_mends_what_is_underlined(at: Callable[[User | None], Writer], people: Cast) -> None:
    editor = at(people.editor)
    editor.goes("/publishing/")
    editor.look("publishing")
    editor.goes("/publishing/new/")
    content = editor.page.locator(".cm-content")
    content.wait_for()
    editor.look("publishing-new")
    pastes(editor.page, document(more=" and 研发费"))
    wrong = editor.page.locator(".cm-lintRange-error")
    wrong.wait_for()
    assert wrong.inner_text() == "研发费"
    assert "研发费用" in editor.page.locator("#problems").inner_text()
    editor.look("publishing-wrong")
    wrong.hover()
    editor.page.locator(".cm-tooltip .cm-diagnostic").wait_for()
    assert "研发费用" in editor.page.locator(".cm-tooltip .cm-diagnostic").inner_text()
    # the list leads to the place, and the keyboard offers the name
    editor.page.locator("#problems a").first.click()
    assert editor.page.evaluate("document.activeElement.shadowRoot.activeElement.className").startswith("cm-content")
    editor.page.keyboard.press("End")
    editor.page.keyboard.press("Alt+/")
    editor.page.locator(".cm-tooltip-autocomplete").wait_for()
    editor.look("publishing-offers")
    editor.page.locator(".cm-tooltip-autocomplete li", has_text="研发费用").first.click()
    assert "and 研发费用" in content.inner_text()
    editor.page.keyboard.type(" > 0")
    wrong.wait_for(state="detached")
    assert "没有错误" in editor.page.locator("#problems").inner_text()


def test_words_are_coloured_by_what_they_are(at: Callable[[User | None], Writer], people: Cast) -> None:
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


def test_the_tab_key_leads_on(at: Callable[[User | None], Writer], people: Cast) -> None:
    editor = at(people.editor)
    editor.goes("/publishing/new/")
    editor.page.locator(".cm-content").click()
    editor.page.keyboard.press("Tab")
    assert editor.page.evaluate("document.activeElement.id") == "id_file"
    editor.page.keyboard.press("Shift+Tab")
    assert editor.page.evaluate("document.activeElement.id") == "id_body"
    editor.page.locator("label[for=id_body]").click()
    assert editor.page.evaluate("document.activeElement.id") == "id_body"


def firms(by: User) -> None:
    """Three firms in the register, each of which spent 800,000.50 on R&D, and a snapshot of them."""
    source = Source.objects.create(kind=Source.Kind.IMPORTED, name="2025 年度填报")
    brought = bring_import(by, SimpleUploadedFile("园区.xlsx", SmallZone().workbook()), source, date(2025, 6, 30))
    work_off()
    confirm_import(by, brought.pk)
    work_off()
    ask_snapshot(by, Snapshot(on=date(2025, 6, 30), purpose="年度测算", as_of=timezone.now()))
    work_off()


def test_a_policy_from_its_draft_to_its_repeal(at: Callable[[User | None], Writer], people: Cast, site: str) -> None:
    firms(people.officer)
    editor, approver, public = at(people.editor), at(people.approver), at(None)
    first = write(people.editor, document(since="2020-01-01"), examine(document(since="2020-01-01")))
    for kind in ReviewKind:
        decide.review(people.editor, first, kind, "王律师", date(2020, 1, 1), "没有意见")
    decide.submit(people.editor, first)
    decide.approve(people.approver, first)
    decide.publish(people.approver, first)

    # the editor revises it: 500,000 are enough from 2025 on
    editor.goes(f"/publishing/new/?from={first.pk}")
    content = editor.page.locator(".cm-content")
    content.wait_for()
    body = document(since="2025-01-01").replace("100万", "50万").replace("999999", "499999")
    pastes(editor.page, body)
    editor.page.locator("#problems", has_text="没有错误").wait_for()
    editor.presses("保存并检查")
    version = Version.objects.get(document__key=KEY, state="draft")
    assert version.text.body == body
    assert "第一条 对象" in editor.page.locator("section[aria-labelledby=difference]").inner_text()
    editor.look("draft")
    editor.notes("合法性审核")
    editor.notes("公平竞争审查")
    assert editor.page.locator(".checklist .state.yes").count() == 5

    # what it would cost
    editor.page.locator("form[action$=try] select").wait_for()
    editor.presses("开始测算")
    editor.look("trial-waits")
    editor.works()
    assert "3 家多得" in editor.text
    editor.look("trial")
    editor.page.get_by_role("link", name="回到发布").click()
    editor.page.locator("section[aria-labelledby=trial]", has_text="30 万元").wait_for()
    editor.look("draft-tried")
    editor.presses("提交审批")
    assert "自己写的不能自己审批" in editor.page.locator("aside").inner_text()
    assert editor.page.get_by_role("button", name="同意").count() == 0
    editor.look("submitted-own")

    approver.goes("/publishing/")
    approver.look("publishing-approver")
    approver.page.get_by_role("link", name="研发补助").first.click()
    approver.page.wait_for_url("**/publishing/*/")
    approver.look("submitted")
    approver.presses("同意")
    approver.look("approved")
    approver.presses("发布")
    approver.look("published")

    # everybody reads the new one, and the former one in the history
    public.goes(f"/policies/{KEY}/?on=2026-06-01")
    assert "50 万" in public.text or "50万" in public.text
    public.page.locator("#former a", has_text="2020").first.click()
    public.page.locator(".notice", has_text="这是以前的版本").wait_for()
    public.goes(f"/policies/{KEY}/changes/?on=2026-06-01")
    assert "第一条 对象" in public.text
    public.look("changes")

    # and it is repealed
    approver.page.locator("summary", has_text="废止").click()
    approver.presses("废止")
    assert approver.page.locator(".summary a").count() == 2
    approver.look("repeal-wrong")
    approver.page.get_by_label("最后施行的一天").fill("2026-06-30")
    approver.page.get_by_label("理由").fill("上位文件已废止")
    approver.presses("废止")
    approver.look("repealed")
    public.goes(f"/policies/{KEY}/?on=2026-07-01")
    assert "已不再施行" in public.text


def test_a_question_is_asked_answered_and_read(at: Callable[[User | None], Writer], people: Cast) -> None:
    public, officer = at(None), at(people.officer)
    public.goes("/policies/cn/srdi/")
    public.page.locator("#question_article").select_option(index=1)
    public.page.locator("#question_text").fill("研发费用按哪一年算？")
    public.presses("提交")
    assert "已收到" in public.page.locator(".messages").inner_text()
    assert "研发费用按哪一年算？" not in public.page.locator("#main .answers, #main").last.inner_text()
    officer.goes("/questions/")
    officer.look("questions")
    officer.page.get_by_role("link", name="研发费用按哪一年算？").click()
    officer.page.locator("textarea").fill(" ")
    officer.look("question")
    officer.presses("答复")
    officer.page.locator(".summary a").click()
    assert officer.page.evaluate("document.activeElement.id") == "id_answer"
    officer.look("question-wrong")
    officer.page.locator("textarea").fill("按申报的上一年度。")
    officer.presses("答复")
    officer.goes("/questions/?all")
    officer.look("questions-all")
    public.goes("/policies/cn/srdi/")
    public.page.locator(".asked", has_text="按申报的上一年度。").wait_for()
    public.look("policy-asked")


def test_without_scripts_the_textarea_stays(browser: Browser, site: str, people: Cast) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    session = signed_in(people.editor).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    page = context.new_page()
    page.goto(f"{site}/publishing/new/")
    page.locator("textarea#id_body").fill(document())
    with page.expect_navigation():
        page.get_by_role("button", name="保存并检查").click()
    assert "没有错误" in page.locator("#problems").inner_text()
