"""At a browser: an administrator keeps the house, an auditor reads it all and changes nothing, an accountant acts for
two enterprises."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer
from tests.office.people import CODE, OTHER_CODE, PASSWORD, Cast, agency, cast, enterprise, member, user

from luoshu.office.accounts.actions.authorise import authorise
from luoshu.office.accounts.actions.mind_account import describe_oneself
from luoshu.office.accounts.models import Organisation, Role, Scope, StandIn, User
from luoshu.office.audit.models import Record
from luoshu.office.audit.recording import broken
from luoshu.office.library.actions.seed import seed
from luoshu.office.register.models import Entity, Fact, Recording, Source

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(live_server: LiveServer) -> Cast:
    call_command("createcachetable", verbosity=0)
    return cast()


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    context = browser.new_context(base_url=live_server.url, locale="zh-CN")
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def signs_in(page: Page, name: str) -> None:
    page.goto("/account/sign-in/")
    page.get_by_label("登录名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/account/")


def told(page: Page) -> str:
    return page.locator("main").inner_text()


def presses(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=button, exact=True).click()


def follows(page: Page, link: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=link, exact=True).last.click()


def test_an_administrator_keeps_organisations_people_stand_ins_calendars_and_logs(page: Page, people: Cast) -> None:
    signs_in(page, "administrator")
    page.get_by_role("navigation", name="主要栏目").get_by_role("link", name="管理").click()
    follows(page, "单位")
    follows(page, "登记单位")
    page.get_by_label("企业", exact=True).check()
    page.get_by_label("全称").fill("伊滨材料有限公司")
    page.get_by_label("统一社会信用代码").fill(OTHER_CODE)
    presses(page, "登记")
    assert "单位已登记。" in told(page)
    firm = Organisation.objects.get(identifier=OTHER_CODE)

    page.goto(f"/account/house/organisations/{firm.pk}")
    assert "还没有人。邀请第一位。" in told(page)
    follows(page, "邀请人员")
    page.get_by_label("姓名").fill("孙倩")
    page.get_by_label("法定代表人").check()
    presses(page, "生成邀请链接")
    assert "/account/invitation/" in told(page)

    page.goto(f"/account/house/people/{people.stranger.pk}")
    follows(page, "登记角色")
    page.get_by_label("单位").fill("高新区管委会")
    page.get_by_label("角色").select_option(label="经办人员")
    presses(page, "登记")
    assert people.stranger.memberships.get().role == Role.OFFICER

    today = timezone.localdate()
    page.goto("/account/house/stand-ins/new")
    page.get_by_label("谁休假（角色）").select_option(label=_of(page, "officer"))
    page.get_by_label("由谁代理").fill("stranger")
    page.locator("input[name=since]").fill((today + timedelta(days=1)).isoformat())
    page.locator("input[name=until]").fill((today + timedelta(days=9)).isoformat())
    presses(page, "登记")
    assert StandIn.objects.get().user == people.stranger

    page.goto("/account/house/calendars/2031")
    page.get_by_label("依据").fill("放假安排的通知（示例）")
    page.get_by_label("与平常不同的日子").fill("2031-01-01 休 元旦")
    presses(page, "保存")
    assert "日历已保存。" in told(page)

    page.goto("/account/house/rules")
    page.get_by_label("登录日志保存几个月").fill("3")
    assert page.locator("input:invalid").count() == 1  # six months at least
    page.get_by_label("登录日志保存几个月").fill("12")
    presses(page, "保存")
    assert "已保存。" in told(page)
    assert list(broken()) == []


def _of(page: Page, name: str) -> str:
    """The choice that names somebody in that role."""
    options = page.get_by_label("谁休假（角色）").locator("option").all_inner_texts()
    return next(each for each in options if name in each)


def test_an_administrator_exports_and_erases_what_is_held_about_somebody(page: Page, people: Cast) -> None:
    describe_oneself(people.operator, "张三", "13812345678", "11010519491231002X")
    signs_in(page, "administrator")
    page.goto(f"/account/house/people/{people.operator.pk}")
    assert "13812345678" not in told(page)
    follows(page, "我们保存了此人的哪些信息")
    assert "《个人信息保护法》" in told(page)
    rows = page.locator("tbody tr")
    assert all(row.locator("td").last.inner_text().strip() for row in rows.all())  # each with its basis
    follows(page, "导出")
    page.get_by_label("原因").fill("本人申请，已核实身份")
    with page.expect_download() as fetched:
        page.get_by_role("main").get_by_role("button").first.click()
    assert fetched.value.path().stat().st_size > 0

    page.goto(f"/account/house/people/{people.operator.pk}/erase")
    page.get_by_label("原因").fill("本人申请删除")
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button").first.click()
    erased = User.objects.get(pk=people.operator.pk)
    assert erased.erased_at is not None
    assert not erased.phone
    assert {"本人申请，已核实身份", "本人申请删除"} <= {
        each.detail.get("reason") for each in Record.objects.filter(actor=people.administrator.pk)
    }


def test_an_auditor_reads_everything_and_changes_nothing(page: Page, people: Cast) -> None:
    seed()
    describe_oneself(people.operator, "张三", "13812345678", "11010519491231002X")
    signs_in(page, "auditor")
    page.goto("/account/")
    before = how_much_there_is()
    bar = page.get_by_role("navigation", name="主要栏目").get_by_role("link")
    places = [link.get_attribute("href") or "" for link in bar.all()]
    assert len(places) >= 6
    for place in [
        *places,
        "/account/house/",
        f"/account/house/people/{people.operator.pk}",
        "/account/house/rules",
        "/account/house/calendars/2026",
    ]:
        page.goto(place)
        assert page.locator("h1").count() == 1, place
        changing = page.locator("main form[method=post] button")
        assert {button.inner_text() for button in changing.all()} <= {"导出筛选结果（CSV）"}, place
    assert how_much_there_is() == before

    page.goto("/account/audit")
    page.get_by_label("人员").fill("张三")
    with page.expect_navigation():
        page.get_by_role("button", name="筛选", exact=True).click()
    assert page.locator("tbody tr").count() > 0
    assert list(broken()) == []


def how_much_there_is() -> tuple[int, ...]:
    """How much there is of what an auditor must not add to; that somebody read is itself written down."""
    kinds = (User, Organisation, StandIn, Entity, Fact, Recording, Source)
    return tuple(kind.objects.count() for kind in kinds)


def test_an_accountant_acts_for_one_enterprise_and_for_another(page: Page, people: Cast) -> None:
    seed()
    other = enterprise("伊滨材料有限公司", OTHER_CODE)
    head = user("other_head")
    member(head, other, Role.LEGAL_REPRESENTATIVE)
    today = timezone.localdate()
    authorise(head, other, agency(), Scope.FILL, today, today + timedelta(days=30))
    recording = Recording.objects.create(at=timezone.now(), source=Source.objects.create(kind="imported", name="填报"))
    for code, name in ((CODE, "洛书精工"), (OTHER_CODE, "伊滨材料")):
        Entity.objects.create(kind="企业", identifier=code, name=name, first=recording)
    signs_in(page, "accountant")
    for firm, name in ((enterprise(), "洛书精工"), (other, "伊滨材料")):
        page.get_by_label("代表").select_option(label=str(firm))
        with page.expect_navigation():
            page.get_by_role("button", name="切换").click()
        page.goto("/register/mine/")
        assert page.locator("h1").inner_text() == name
