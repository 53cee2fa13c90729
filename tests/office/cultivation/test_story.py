"""At a browser: an officer finds who is near, takes three in, gives an adviser and a task; the enterprise does it; the
officer ends it as reached. Each page is looked at by axe, at desktop and phone width."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer
from tests.office.at import At
from tests.office.cultivation.conftest import Cultivating

from luoshu.office.accounts.models import User
from luoshu.office.cultivation.models import Entry
from luoshu.office.register.actions.correct import correct
from luoshu.office.register.models import Entity, Source
from luoshu.office.register.sources import own_source

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def told(at: At, message: str) -> None:
    """Waits for the page that says so."""
    at.page.locator(".messages", has_text=message).wait_for()


@pytest.mark.django_db(transaction=True)
def test_from_near_to_reached(
    live_server: LiveServer,
    browser: Browser,
    firms: list[str],
    cultivating: Cultivating,
    officer: User,
    adviser: User,
    operator: User,
    pictures: Path | None,
) -> None:
    cultivating.cut()
    at = At(browser, live_server.url, officer, pictures)
    at.goes("/cultivation/", "list-empty")
    at.goes("/cultivation/searches/", "searches")
    at.page.get_by_label("目标").select_option("cn/tech-sme|符合现行评价条件||")
    at.page.locator("input[name=on]").fill("2025-06-30")
    at.presses("查找")
    at.works()
    at.look("search")
    for number, name in enumerate(("洛川精密", "伊滨材料")):
        if number == 0:  # by keys alone
            at.page.locator("h1").click()
            at.page.keyboard.press("j")
            at.page.keyboard.press("x")
        else:
            at.page.get_by_label(f"选 {name}").check()
    assert at.page.locator("input[name=who]:checked").count() == 2
    at.presses("选中的入库")
    told(at, "已入库 2 户")
    at.look("taken")
    at.presses("撤销刚才的入库")
    told(at, "已撤销，2 户没有入库")
    assert Entry.objects.count() == 0
    for checkbox in at.page.locator("input[name=who]").all():
        checkbox.check()
    at.presses("选中的入库")
    told(at, "已入库 2 户")
    at.page.get_by_label("看谁").select_option("unknown")
    at.presses("筛选")
    at.page.wait_for_url("**standing=unknown**")
    at.look("unknown")
    at.page.locator("input[name=who]").first.check()
    at.presses("选中的入库")
    told(at, "已入库 1 户")
    assert Entry.objects.count() == 3

    at.goes("/cultivation/", "list")
    at.page.get_by_role("link", name="洛川精密").click()
    at.page.get_by_label("辅导员").select_option(label="何顾问 · 诚信财税代理")
    at.page.get_by_role("button", name="指定", exact=True).click()
    told(at, "已更改辅导员")
    at.page.locator("summary", has_text="布置任务").click()
    at.page.get_by_role("button", name="布置", exact=True).click()
    at.page.locator(".summary").wait_for()
    at.look("task-errors")
    at.page.get_by_label("做什么").fill("建好研发辅助账")
    at.page.get_by_label("由谁做").select_option("enterprise")
    at.page.get_by_label("期限").fill((timezone.localdate() + timedelta(days=30)).isoformat())
    at.page.get_by_role("button", name="布置", exact=True).click()
    told(at, "已布置任务")
    correct(officer, Entity.objects.get(name="洛川精密"), "资产总额", 2024, "2.5亿", "审计报告")
    at.page.goto("about:blank")
    cultivating.search()
    at.goes(f"/cultivation/entry/{Entry.objects.get(entity__name='洛川精密').pk}", "entry")
    assert "缩小" in at.page.locator("main").inner_text()

    own = At(browser, live_server.url, operator, pictures)
    own.goes("/register/mine/cultivation", "mine")
    own.page.get_by_role("link", name="标为完成").click()
    own.look("task")
    own.page.get_by_label("做了什么").fill("辅助账已经建好")
    own.presses("标为完成")
    told(own, "已完成")
    assert "辅助账已经建好" in own.page.locator("main").inner_text()
    helps = At(browser, live_server.url, adviser, pictures)
    helps.goes("/cultivation/advised/", "advised")
    helps.page.get_by_role("link", name="洛川精密").click()
    helps.look("entry-of-adviser")

    at.page.reload()
    at.page.locator("summary", has_text="出库").click()
    at.page.get_by_label("结果").select_option("reached")
    at.page.get_by_label("原因").fill("公告认定")
    at.page.get_by_role("button", name="出库", exact=True).click()
    assert "证书编号或文号" in at.page.locator(".summary").inner_text()
    at.page.get_by_label("证书编号或文号").fill("202541030000001")
    at.page.get_by_role("button", name="出库", exact=True).click()
    told(at, "已出库")
    at.look("ended")
    assert "达成" in at.page.locator(".notice").inner_text()
    at.goes("/cultivation/reports/", "reports")
    assert "33.3%" in at.page.locator("main").inner_text()


@pytest.mark.django_db(transaction=True)
def test_what_was_told_whom_and_what_ends_when(
    live_server: LiveServer,
    browser: Browser,
    firms: list[str],
    bring: object,
    officer: User,
    operator: User,
    pictures: Path | None,
) -> None:
    from tests.office.register.helping import as_csv

    day = timezone.localdate()
    title = {"企业": firms[0], "编号": "GR2023", "授予机关": "省科技厅", "自": f"{day - timedelta(days=900)}"}
    titles = [title | {"资格名称": "高新技术企业", "至": f"{day + timedelta(days=100)}"}]
    titles.append(title | {"资格名称": "科技型中小企业", "至": f"{day - timedelta(days=5)}"})
    bring("资格.csv", as_csv(titles), apply=True)  # type: ignore[operator]
    firm = Entity.objects.get(identifier=firms[0])
    tax = Source.objects.create(
        kind=Source.Kind.AUTHORISED, name="税务", scope="销售收入", purpose="核对", expires=day + timedelta(days=90)
    )
    correct(officer, firm, "销售收入", 2024, "1200万", "申报表", tax)
    correct(officer, firm, "职工总数", 2024, "98", "年报", own_source(Source.Kind.DECLARED))
    own = At(browser, live_server.url, operator, pictures)
    own.goes("/register/mine/titles", "titles")
    own.goes("/register/mine/compare", "mine-compare")
    own.page.get_by_role("link", name="更正申报：职工总数").click()
    own.look("redeclare")
    own.page.get_by_label("更正为").fill("99")
    own.page.get_by_label("原因").fill("漏报一人")
    own.presses("更正")
    told(own, "已更正申报")
    assert "99 人" in own.page.locator("main").inner_text()
    at = At(browser, live_server.url, officer, pictures)
    at.goes("/register/expiry/", "expiry")
    at.goes("/register/differences/", "differences")
    at.page.locator("tbody a").first.click()
    at.look("compare")
