"""At a browser: a firm books, a second one is refused the slot, who keeps the facility confirms the use."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer
from tests.office.at import At
from tests.office.people import Cast

from luoshu.office.accounts.models import User
from luoshu.office.booking.models import Booking
from luoshu.office.register.models import Entity

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.mark.django_db(transaction=True)
def test_a_facility(
    live_server: LiveServer,
    browser: Browser,
    people: Cast,
    keeper: User,
    other: User,
    facility: Entity,
    pictures: Path | None,
) -> None:
    firm = At(browser, live_server.url, people.operator, pictures)
    second = At(browser, live_server.url, other, pictures)
    tomorrow = timezone.localdate() + timedelta(days=1)
    week = f"/booking/{facility.pk}/?week={tomorrow}"
    firm.goes("/booking/", "booking")
    firm.page.goto(f"{live_server.url}{week}")
    second.page.goto(f"{live_server.url}{week}")
    slot = f"预约 {tomorrow.year} 年 {tomorrow.month} 月 {tomorrow.day} 日 09:00–12:00"
    second.page.get_by_role("link", name=slot).click()
    firm.page.get_by_role("link", name=slot).click()
    firm.page.get_by_label("用来做什么").fill("样机高低温试验")
    firm.look("booking-take")
    firm.presses("确认预约")
    firm.look("booking-one")
    second.page.get_by_label("用来做什么").fill("材料老化试验")
    second.presses("确认预约")
    assert "刚刚被预约" in second.page.locator(".summary").inner_text()
    second.look("booking-refused")
    second.goes(week, "booking-week-second")
    assert "洛书精工" not in second.page.locator("main").inner_text()
    firm.goes(week, "booking-week")

    Booking.objects.update(day=timezone.localdate() - timedelta(days=1))
    house = At(browser, live_server.url, keeper, pictures)
    house.goes("/booking/", "booking-waiting")
    house.page.get_by_role("link", name="09:00–12:00").click()
    house.page.get_by_label("实际用了几小时").fill("2.5")
    house.page.get_by_label("做了多少").fill("12")
    house.page.get_by_label("单位", exact=False).last.fill("个样品")
    house.look("booking-confirm")
    house.page.get_by_role("button", name="确认", exact=True).click()
    house.goes(f"/booking/{facility.pk}/use/", "booking-use")
    assert "2.5" in house.page.locator("main").inner_text()
    house.page.goto(f"{live_server.url}/booking/{facility.pk}/close/")
    house.page.locator("input[name=first]").fill(tomorrow.isoformat())
    house.page.locator("input[name=last]").fill((tomorrow + timedelta(days=1)).isoformat())
    house.page.get_by_label("原因").fill("年度检修")
    house.look("booking-close")
    house.page.get_by_role("button", name="停用", exact=True).click()
    firm.goes(week, "booking-closed")
    assert "年度检修" in firm.page.locator("main").inner_text()


@pytest.mark.django_db(transaction=True)
def test_a_service(
    live_server: LiveServer, browser: Browser, people: Cast, keeper: User, service: Entity, pictures: Path | None
) -> None:
    client = At(browser, live_server.url, people.operator, pictures)
    base = At(browser, live_server.url, keeper, pictures)
    client.goes("/booking/services/", "services")
    client.page.get_by_role("link", name="请求服务：热处理工艺放大").click()
    client.page.get_by_label("要做什么").fill("二十件样品，五月以前")
    client.look("service-ask")
    client.presses("发给基地")
    base.goes("/booking/services/", "services-waiting")
    base.page.get_by_role("link", name="热处理工艺放大", exact=True).click()
    base.look("service-order")
    base.page.get_by_role("link", name="接受", exact=True).click()
    base.look("service-take")
    base.presses("接受")
    base.page.get_by_role("link", name="报告完成").click()
    base.page.locator("input[name=done_on]").fill(timezone.localdate().isoformat())
    base.page.get_by_label("服务量").fill("2")
    base.page.get_by_label("计量单位").fill("批次")
    base.page.get_by_label("金额").fill("1.2万")
    base.look("service-report")
    base.presses("报告完成")
    client.page.goto(f"{live_server.url}/booking/services/")
    assert "等您办" in client.page.locator("main").inner_text()
    client.page.get_by_role("link", name="热处理工艺放大", exact=True).click()
    client.page.get_by_role("link", name="确认服务量").click()
    client.look("service-confirm")
    client.presses("确认服务量")
    assert "双方已确认" in client.page.locator("main").inner_text()
    client.look("service-confirmed")
