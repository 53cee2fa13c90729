"""At a browser: an officer imports, corrects, undoes, imports again, runs a trial; an enterprise looks at its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_django.live_server_helper import LiveServer
from tests.office.at import At
from tests.office.people import CODE, enterprise, member, user
from tests.office.register.helping import CODES, SmallZone

from luoshu.office.accounts.models import Role, User

if TYPE_CHECKING:
    from playwright.sync_api import Browser


class Bringing(At):
    """Of somebody who brings files."""

    def brings(self, file: Path) -> None:
        self.goes("/register/imports/")
        if not self.page.locator("input[type=file]").is_visible():
            self.page.get_by_text("导入新的文件").click()
        self.page.locator("input[type=file]").set_input_files(file)
        self.page.locator("input[name=on]").fill("2025-06-30")
        self.page.get_by_role("button", name="上传并检查").click()
        self.works()


@pytest.mark.django_db(transaction=True)
def test_an_officer(
    live_server: LiveServer, browser: Browser, officer: User, zone: SmallZone, tmp_path: Path, pictures: Path | None
) -> None:
    at = Bringing(browser, live_server.url, officer, pictures)
    at.goes("/register/", "empty")
    file = tmp_path / "园区 2024.xlsx"
    zone.firms[1]["成立日期"] = "2019-13-05"
    zone.years[2]["销售收入"] = "1000万"
    file.write_bytes(zone.workbook())
    at.brings(file)
    assert "2 处错误" in at.title
    at.look("import-errors")
    assert "请写成 10000000" in at.page.locator("main").inner_text()

    zone.firms[1]["成立日期"], zone.years[2]["销售收入"] = "2019-03-05", 1000_0000
    file.write_bytes(zone.workbook())
    at.brings(file)
    assert at.title == "请核对以后确认"
    at.look("import-preview")
    at.presses("确认，记入")
    at.works()
    assert at.title == "已记入"
    at.look("import-done")
    at.goes("/register/enterprises/?year=2024", "enterprises")
    assert at.page.locator("tbody tr").count() == 3

    at.goes("/register/imports/", "imports")
    at.page.get_by_role("link", name="园区 2024.xlsx").first.click()
    at.presses("撤销整次导入")
    at.works()
    assert at.title == "已撤销"
    at.page.goto(f"{live_server.url}/register/enterprises/")
    assert at.page.locator("tbody tr").count() == 0

    zone.firms[0]["研发人员数"] = 25
    file.write_bytes(zone.workbook())
    at.brings(file)
    at.presses("确认，记入")
    at.works()
    at.page.goto(f"{live_server.url}/register/enterprises/?year=2024")
    at.page.get_by_role("link", name="洛川精密").click()
    at.look("enterprise")
    at.page.get_by_role("link", name="研发人员数").click()
    at.look("fact")
    at.page.locator("input[name=value]").fill("很多")
    at.page.locator("input[name=reason]").fill("社保记录")
    at.page.get_by_role("button", name="更正", exact=True).click()
    at.look("fact-error")
    at.page.locator(".summary a").first.click()
    assert at.page.evaluate("document.activeElement.name || location.hash")
    at.page.locator("input[name=value]").fill("26")
    at.page.get_by_role("button", name="更正", exact=True).click()
    assert "已更正研发人员数" in at.page.locator(".messages").inner_text()

    at.goes("/register/snapshots/", "snapshots")
    at.page.locator("input[name=on]").fill("2025-06-30")
    at.page.locator("input[name=purpose]").fill("年度测算")
    at.presses("切取")
    at.works()
    at.look("snapshot")
    at.page.get_by_role("link", name="用它测算").click()
    at.page.locator("input[name=on]").fill("2025-06-30")
    for policy in ("cn/tech-sme", "hengyang/tenant-incentives"):
        at.page.locator(f"input[value='{policy}']").check()
    at.look("trial-form")
    at.presses("开始")
    at.works()
    at.look("trial")
    at.page.locator("main table a").first.click()
    at.look("trial-entities")
    assert at.page.locator("tbody tr").count() == 3
    at.goes(f"/register/entity/{_firm()}/event", "event")
    at.goes("/register/sources/", "sources")
    at.goes("/register/disputes/", "disputes")


def _firm() -> int:
    from luoshu.office.register.models import Entity

    return Entity.objects.get(identifier=CODES[0]).pk


@pytest.mark.django_db(transaction=True)
def test_an_enterprise(
    live_server: LiveServer, browser: Browser, bring: object, zone: SmallZone, pictures: Path | None
) -> None:
    zone.firms[0]["统一社会信用代码"] = CODE
    for rows in (zone.years, zone.rights):
        for row in rows:
            row.update({name: CODE for name, value in row.items() if value == CODES[0]})
    bring("园区.xlsx", zone.workbook(), apply=True)  # type: ignore[operator]
    operator = user("王会计")
    member(operator, enterprise(), Role.OPERATOR)
    at = At(browser, live_server.url, operator, pictures)
    at.goes("/register/mine/", "mine")
    at.page.get_by_role("link", name="对这项数据提出异议：研发人员数").click()
    at.look("dispute")
    at.page.locator("input[name=proposed]").fill("22")
    at.page.locator("textarea[name=reason]").fill("漏报三名兼职研发人员")
    at.presses("提出异议")
    assert "有异议" in at.page.locator("main").inner_text()
    at.goes("/register/mine/fill", "fill")
    at.page.get_by_label("年职工总数").fill("46")
    at.page.get_by_role("button", name="提交", exact=True).click()
    assert "已记录" in at.page.locator(".messages").inner_text()
    at.goes("/register/mine/answers", "answers")
    at.page.get_by_role("link", name="科技型中小企业评价").first.click()
    at.page.get_by_text("展开每一步").click()
    at.look("answer")


@pytest.mark.django_db(transaction=True)
def test_a_long_list_becomes_a_file(
    live_server: LiveServer,
    browser: Browser,
    officer: User,
    zone: SmallZone,
    bring: object,
    pictures: Path | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from luoshu.office.register import exporting

    monkeypatch.setattr(exporting, "MOST_AT_ONCE", 2)
    bring("园区.xlsx", zone.workbook(), apply=True)  # type: ignore[operator]
    at = At(browser, live_server.url, officer, pictures)
    at.goes("/register/exports/", "exports-none")
    at.page.goto(f"{live_server.url}/register/enterprises/?year=2024")
    at.page.get_by_role("link", name="Excel").click()
    at.look("export-ask")
    at.presses("在后台导出 Excel")
    at.look("export-waits")
    at.works()
    at.look("export-done")
    with at.page.expect_download() as fetched:
        at.page.get_by_role("link", name="下载").click()
    assert fetched.value.suggested_filename.endswith(".xlsx")
    at.goes("/register/exports/", "exports")
