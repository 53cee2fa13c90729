"""The pages in a browser: what people do there, phone width, and what axe finds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from tests.browsing import faults
from tests.office.people import PASSWORD, Cast, bureau, cast, enterprise, member, signed_in, user

from luoshu.office.accounts.actions.hand_over_data import erase_personal_data
from luoshu.office.accounts.actions.invite import invite
from luoshu.office.accounts.actions.mind_account import describe_oneself
from luoshu.office.accounts.models import Membership, Organisation, Role

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# The server answers in another thread; what these tests ask of the database they ask in this one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(live_server: Any) -> Cast:
    made = cast()
    describe_oneself(made.operator, "张三", "13812345678", "11010519491231002X")
    return made


@pytest.fixture
def page(browser: Browser, live_server: Any) -> Iterator[Page]:
    context = browser.new_context(base_url=live_server.url, locale="zh-CN")
    opened = context.new_page()
    yield opened
    context.close()


def sign_in(page: Page, name: str) -> None:
    page.goto("/account/sign-in/")
    page.get_by_label("登录名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/account/")


def looked_at(page: Page, address: str, name: str) -> dict[str, list[str]]:
    """What is wrong with a page at both widths; a picture of each where LUOSHU_SHOTS names a folder."""
    wrong: dict[str, list[str]] = {}
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address)
        if folder := os.environ.get("LUOSHU_SHOTS"):
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
        wrong |= {f"{name} {width} {key}": value for key, value in faults(page).items()}
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wrong[f"{name} {width} too wide"] = []
    return wrong


def test_somebody_who_is_invited_opens_an_account_and_sets_up_a_second_factor(page: Page, people: Cast) -> None:
    from tests.office.accounts.test_signing_in import code_of

    _, token = invite(people.administrator, "新来的", bureau(), Role.OFFICER)
    page.goto(f"/account/invitation/{token}")
    page.get_by_label("登录名").fill("xin")
    page.get_by_label("密码").fill("12345678")
    page.get_by_role("button", name="开设账号并加入").click()
    summary = page.get_by_role("alert")
    summary.get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.id") == "id_password" or "#id_password" in page.url
    page.get_by_label("密码").fill("川江九月的风-77-潮平")
    page.get_by_role("button", name="开设账号并加入").click()
    page.get_by_label("登录名").fill("xin")
    page.get_by_label("密码").fill("川江九月的风-77-潮平")
    page.get_by_role("main").get_by_role("button", name="登录", exact=True).click()
    page.get_by_role("link", name="启用").click()
    page.get_by_label("密码").fill("川江九月的风-77-潮平")
    page.get_by_role("button", name="确认").click()
    secret = page.locator("main code").inner_text()
    page.get_by_label("验证码").fill(code_of(secret))
    page.get_by_role("button", name="启用").click()
    page.locator(".codes li").first.wait_for()
    assert page.locator(".codes li").count() == 10
    page.goto("/account/")
    assert "两步验证已启用" in page.content()


def test_a_legal_representative_authorises_an_agency_and_takes_it_back(page: Page, people: Cast) -> None:
    sign_in(page, "legal_representative")
    page.get_by_role("link", name="人员与授权").click()
    page.get_by_role("link", name="授权他人代办").click()
    page.get_by_label("授权给谁").fill("无授权代理")
    page.get_by_label("查看并填报").check()
    page.get_by_label("到哪一天为止").fill("2099-12-31")
    page.get_by_role("button", name="授权").click()
    assert "一次授权最长三年" in page.get_by_role("alert").inner_text()
    from datetime import timedelta

    from django.utils import timezone

    page.get_by_label("到哪一天为止").fill(str(timezone.localdate() + timedelta(days=90)))
    page.get_by_role("button", name="授权").click()
    row = page.get_by_role("row").filter(has_text="无授权代理")
    assert "有效" in row.inner_text()
    row.get_by_role("button", name="撤回").click()
    assert "已撤回" in page.get_by_role("row").filter(has_text="无授权代理").inner_text()


def test_the_bar_says_for_whom_one_acts_and_switches(page: Page, people: Cast) -> None:
    sign_in(page, "accountant")
    bar = page.locator(".top")
    bar.get_by_label("代表").select_option(label=enterprise().name)
    bar.get_by_role("button", name="切换").click()
    page.goto("/account/")
    assert f"您现在代表{enterprise().name}" in page.locator("main").inner_text().replace(" ", "")


PAGES = {
    "anonymous": ["sign-in/", "sign-up/", "identities/error/"],
    "legal_representative": ["", "data", "people", "people/invite", "people/authorise", "password/"],
    "administrator": [
        *("house/", "house/organisations", "house/organisations/new", "house/people", "house/authorisations"),
        *("house/stand-ins", "house/stand-ins/new", "house/calendars", "house/calendars/2025", "house/rules"),
        *("house/sign-ins", "audit/"),
    ],
    "auditor": ["audit/", "house/people"],
}


@pytest.mark.parametrize(
    "role", [pytest.param(role, marks=[] if role == "anonymous" else pytest.mark.slow) for role in PAGES]
)
def test_pages_are_for_everybody_and_fit_a_phone(page: Page, people: Cast, role: str) -> None:
    addresses = [f"/account/{each}" for each in PAGES[role]]
    if role == "administrator":
        who, firm = people.operator.pk, Organisation.objects.get(identifier__isnull=False).pk
        addresses += [f"/account/house/people/{who}{more}" for more in ("", "/data", "/erase", "/role")]
        addresses += [f"/account/house/organisations/{firm}{more}" for more in ("", "/invite")]
    if role != "anonymous":
        sign_in(page, role)
    wrong: dict[str, list[str]] = {}
    for address in addresses:
        wrong |= looked_at(page, address, f"{role}{address.replace('/', '-')}")
    assert wrong == {}


def test_what_is_held_about_a_person_is_shown_with_its_basis_and_nothing_happens(people: Cast) -> None:
    client = Client()
    client.force_login(people.administrator)
    page = client.get(f"/account/house/people/{people.operator.pk}/data").text
    assert page.count("× 删除") == 3  # the account, the means of signing in, tokens
    assert page.count("● 保存") >= 4  # those of accounts, and what other apps hold
    assert "《个人信息保护法》第四十七条" in page


@pytest.mark.parametrize("year", ["0", "1989", "2201", "10000", "99999999999999999999"])
def test_a_year_that_no_calendar_can_be_kept_of_has_no_page(people: Cast, year: str) -> None:
    client = signed_in(people.administrator)
    lines = {"source": "通知", "lines": f"{year}-01-01 休 元旦"}
    assert client.get(f"/account/house/calendars/{year}").status_code == 404
    assert client.post(f"/account/house/calendars/{year}", lines).status_code == 404


def test_who_was_erased_has_no_name_and_their_role_the_day_on_which_it_ended(people: Cast) -> None:
    administrator = signed_in(people.administrator)
    erase_personal_data(people.administrator, people.operator, "本人申请")
    ended = Membership.objects.get(user=people.operator)
    Membership.objects.filter(pk=ended.pk).update(ended_at=datetime(2026, 3, 4, 18, tzinfo=UTC))  # here the day after
    for address in ("people", f"people/{people.operator.pk}", f"organisations/{enterprise().pk}"):
        page = administrator.get(f"/account/house/{address}").text
        assert f"已删除的人（{people.operator.pk}）" in page
        assert f"erased-{people.operator.pk}" not in page
    assert "2026 年 3 月 5 日" in page
    ended.refresh_from_db()
    assert ended.last_day == date(2026, 3, 5)


def test_lists_ask_as_many_queries_for_many_rows_as_for_one(django_assert_max_num_queries: Any, people: Cast) -> None:
    for number in range(60):
        who = user(f"人员{number}")
        member(who, bureau(), Role.OFFICER)
        invite(people.administrator, f"新人{number}", bureau(), Role.OFFICER)
    client = Client()
    client.force_login(people.administrator)
    for address in ("organisations", "people", "authorisations", "stand-ins", "sign-ins", "calendars"):
        with django_assert_max_num_queries(12):
            assert client.get(f"/account/house/{address}").status_code == 200
    with django_assert_max_num_queries(12):
        assert "人员59" in client.get(f"/account/house/organisations/{bureau().pk}").text
    client.force_login(people.auditor)
    with django_assert_max_num_queries(12):
        assert len(client.get("/account/audit/").context["rows"]) == 50
