"""Titles and their terms, the dates of registers, and the calendar file of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from tests.office.homes import forget
from tests.office.people import CODE, enterprise, member, signed_in, user
from tests.office.register.conftest import Bring
from tests.office.register.helping import CODES, LOOK, as_csv

from luoshu.office.accounts.models import Role, User
from luoshu.office.audit.models import Record
from luoshu.office.register import bulk, endings
from luoshu.office.register.endings import months_later
from luoshu.office.register.expiring import Asked, dates, details, held
from luoshu.office.register.models import Entity, Item
from luoshu.office.shell.ics import Day, calendar

pytestmark = pytest.mark.django_db
MOST = 15


def in_days(count: int) -> str:
    return (timezone.localdate() + timedelta(days=count)).isoformat()


def bring_titles(bring: Bring, *rows: tuple[str, str, int, int]) -> None:
    """Firms, and of each its titles: identifier, title, from and until in days from today."""
    firms = dict.fromkeys(code for code, *_ in rows)
    bring(
        "企业.csv", as_csv([{"统一社会信用代码": code, "企业名称": f"企业{code[-4:]}"} for code in firms]), apply=True
    )
    titles = [
        {
            "企业": code,
            "资格名称": title,
            "编号": f"N{number}",
            "授予机关": "市局",
            "自": in_days(a),
            "至": in_days(b),
        }
        for number, (code, title, a, b) in enumerate(rows)
    ]
    bring("资格.csv", as_csv(titles), apply=True)


@pytest.fixture
def some(bring: Bring) -> None:
    bring_titles(
        bring,
        (CODE, "高新技术企业", -1000, 90),
        (CODE, "科技型中小企业", -400, -10),
        (CODES[0], "高新技术企业", -100, 900),
        (CODES[1], "专精特新中小企业", -800, 30),
    )


@pytest.fixture
def platform(bring: Bring) -> None:
    first = {"平台编号": "P1", "平台名称": "精密轴承中心", "依托单位代码": CODE, "有效期至": in_days(60)}
    other = {"平台编号": "P2", "平台名称": "新材料实验室", "依托单位代码": CODES[0], "有效期至": in_days(70)}
    rows = [first | {"下次评估日期": in_days(40)}, other]
    bring("创新平台.csv", as_csv(rows), apply=True)


def test_a_register_has_the_dates_that_end_it() -> None:
    assert "有效期至" in dates()["创新平台"]


@pytest.mark.parametrize(
    ("content", "title", "until"),
    [
        ({"资格名称": "高新技术企业", "编号": "N1", "至": "2027-05-01"}, "高新技术企业", "2027-05-01"),
        ({"资格": '示范"企业"', "有效期止": "2027-05-01", "授予机关": "市局"}, '示范"企业"', "2027-05-01"),
        ({"title": "长" * 300, "until": "2027-05-01"}, "长" * 200, "2027-05-01"),
        ({"类别": "II类"}, "", ""),
    ],
)
def test_a_title_is_known_by_the_names_of_its_fields(
    some: None, content: dict[str, str], title: str, until: str
) -> None:
    one = Item.objects.all()[0]
    row = (one.entity_id, "别的称号", json.dumps(content, ensure_ascii=False))
    bulk.insert(Item, ("entity_id", "name", "content"), [row], recording_id=one.recording_id)
    assert Item.objects.values_list("title", "until").get(name="别的称号") == (title, until)


def test_what_ends_within_a_time_soonest_first(some: None, platform: None) -> None:
    today = timezone.localdate()
    asked = Asked(today - timedelta(days=30), today + timedelta(days=365))
    found = [(each.what, each.entity.name, (each.until - today).days) for each in details(asked.found()[0], LOOK)]
    titles = [each for each in found if each[0] in ("高新技术企业", "科技型中小企业", "专精特新中小企业")]
    assert titles == [
        ("科技型中小企业", "企业001D", -10),
        ("专精特新中小企业", f"企业{CODES[1][-4:]}", 30),
        ("高新技术企业", "企业001D", 90),
    ]
    assert ("有效期至", "精密轴承中心", 60) in found
    assert [days for *_, days in found] == sorted(days for *_, days in found)
    assert asked.found()[1]["高新技术企业"] == 1
    only = Asked(asked.first, asked.last, "专精特新中小企业")
    assert [key.what for key in only.found()[0]] == ["专精特新中小企业"]
    assert only.found()[1] == asked.found()[1]


def test_an_enterprise_has_its_own_and_the_entries_that_it_owns(some: None, platform: None) -> None:
    today = timezone.localdate()
    asked = Asked(today - timedelta(days=30), today + timedelta(days=1000), owner=CODE)
    found = {(each.what, each.entity.name) for each in details(asked.found()[0], LOOK)}
    assert {("高新技术企业", "企业001D"), ("科技型中小企业", "企业001D")} <= found
    assert not any(name == "新材料实验室" for _, name in found)


DOCUMENT = """\
---
id: test/duties
title: {zh: 试验台账, en: Registers of a test}
effective: ../..
---

# 试验台账

| 数据 | 试验称号 | 类型 | 单位 | 范围 | 周期 | 缺省 | English | 说明 |
|------|----------|------|------|------|------|------|---------|------|
|      | 称号编号 | 标识 |      |      | 时点 |      | number  |      |
|      | 称号名称 | 文本 |      |      | 时点 |      | name    |      |
|      | 持有单位 | 文本 |      |      | 时点 |      | holder  |      |
|      | 复核日期 | 日期 |      |      | 时点 |      | review  |      |
|      | 登记日期 | 日期 |      |      | 时点 |      | entered |      |

| 台账   | 试验称号 |
|--------|----------|
| 登记人 | 持有单位 |
| 日程   | 复核日期 |
| 公开   | 称号名称 |
"""


@pytest.fixture
def duties(settings: Any) -> Iterator[None]:
    """A document of this installation that declares a register with an owner and a day on which something is due."""
    file = settings.HOME.library / "test" / "duties.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(DOCUMENT, encoding="utf-8")
    forget()
    yield
    file.unlink()
    forget()


def test_a_register_names_its_dates_and_its_owner(duties: None, bring: Bring) -> None:
    assert dates()["试验称号"] == ["复核日期"]
    rows = [
        {"称号编号": "T1", "称号名称": "示范基地", "持有单位": CODE, "复核日期": in_days(40), "登记日期": in_days(50)},
        {"称号编号": "T2", "称号名称": "示范园区", "持有单位": CODES[0], "复核日期": in_days(20)},
    ]
    bring("试验称号.csv", as_csv(rows), apply=True)
    today = timezone.localdate()
    every = Asked(today, today + timedelta(days=365))
    told = [(each.what, each.entity.name, each.is_title) for each in details(every.found()[0], LOOK)]
    assert told == [("复核日期", "示范园区", False), ("复核日期", "示范基地", False)]
    own = Asked(today, today + timedelta(days=365), owner=CODE)
    assert [each.entity.name for each in details(own.found()[0], LOOK)] == ["示范基地"]


def test_the_titles_that_a_firm_holds(some: None) -> None:
    titles = held(Entity.objects.get(identifier=CODE), LOOK)
    assert [(each.what, each.number, each.by) for each in titles] == [
        ("高新技术企业", "N0", "市局"),
        ("科技型中小企业", "N1", "市局"),
    ]


def test_the_pages(some: None, officer: User) -> None:
    operator = user("王会计")
    member(operator, enterprise(), Role.OPERATOR)
    own, theirs = signed_in(operator), signed_in(officer)
    text = own.get("/register/mine/titles").text
    assert "半年内到期" in text
    assert "已到期" in text
    assert f"企业{CODES[1][-4:]}" not in text
    text = theirs.get("/register/expiry/?months=3").text
    assert "专精特新中小企业" in text
    assert "科技型中小企业" in text
    assert theirs.get("/register/expiry/?months=x&what=没有&page=9").status_code == 200
    content = b"".join(theirs.get("/register/expiry/export.csv")).decode("utf-8-sig")  # type: ignore[arg-type]
    assert len(content.splitlines()) == 4
    kept = theirs.get("/register/expiry/export.ics")
    assert kept.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert kept.text.count("BEGIN:VEVENT") == 3
    mine = own.get("/register/mine/titles.ics").text
    assert mine.count("BEGIN:VEVENT") == 2
    assert f"DTSTART;VALUE=DATE:{in_days(90).replace('-', '')}" in mine
    kept_before = Record.objects.count()
    assert theirs.get("/register/expiry/export.pdf").status_code == 404
    assert Record.objects.count() == kept_before


def test_dates_of_a_register_are_named_in_the_readers_language(
    some: None, duties: None, bring: Bring, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {"称号编号": "T1", "称号名称": "示范基地", "持有单位": CODE, "复核日期": in_days(40)}
    bring("试验称号.csv", as_csv([row]), apply=True)
    operator = user("王会计")
    member(operator, enterprise(), Role.OPERATOR)
    own, theirs = signed_in(operator), signed_in(officer)
    for client in (own, theirs):
        client.cookies["language"] = "en"
    monkeypatch.setattr(endings, "_PIECE", 1)
    lines = b"".join(theirs.get("/register/expiry/export.csv")).decode("utf-8-sig").splitlines()  # type: ignore[arg-type]
    assert [line.split(",")[1] for line in lines[1:]] == [
        "科技型中小企业",
        "专精特新中小企业",
        "review",
        "高新技术企业",
    ]
    page = theirs.get("/register/expiry/?what=复核日期").text
    assert '<option value="复核日期" selected>review (1)</option>' in page
    assert "<td>review</td>" in page
    for text in (own.get("/register/mine/titles").text, own.get("/register/mine/titles.ics").text):
        assert "review" in text
        assert "复核日期" not in text.replace("-复核日期-", "")


@pytest.mark.parametrize("count", [1, 120])
def test_the_list_asks_as_often_for_many_as_for_one(
    bring: Bring, officer: User, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    from luoshu.facts.sample_columns import credit_codes

    codes = credit_codes(9000, count, 1).to_pylist()
    bring_titles(bring, *((str(code), "高新技术企业", -100, 10 + number) for number, code in enumerate(codes)))
    client = signed_in(officer)
    client.get("/register/expiry/")
    with django_assert_max_num_queries(MOST):
        text = client.get("/register/expiry/").text
    assert text.count("N") >= min(count, 50)
    assert text.count("/register/entity/") == min(count, 50)


def test_months_end_where_months_end() -> None:
    assert months_later(date(2025, 8, 31), 6) == date(2026, 2, 28)
    assert months_later(date(2025, 1, 15), 12) == date(2026, 1, 15)
    assert months_later(date(2025, 12, 31), 3) == date(2026, 3, 31)


def test_a_calendar_is_written_as_the_standard_wants() -> None:
    what = "企业，甲；资格, \\到期\n第二行" * 4
    text = calendar("到期", [Day("1-a", date(2026, 2, 28), what, "N1;N2")], timezone.now())
    lines = text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "\n" not in text.replace("\r\n", "")
    unfolded = text.replace("\r\n ", "")
    said = what.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;").replace("\n", "\\n")
    assert f"SUMMARY:{said}\r\n" in unfolded
    assert "DTSTART;VALUE=DATE:20260228\r\nDTEND;VALUE=DATE:20260301\r\n" in unfolded
    assert "DESCRIPTION:N1\\;N2\r\n" in unfolded
