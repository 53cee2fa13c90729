"""What befell an entity: what cannot have been is refused, and what was told by mistake is taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from tests.office.people import CODE, signed_in
from tests.office.programs.calling import Program
from tests.office.register.conftest import Bring
from tests.office.register.helping import as_csv, work_off

from luoshu.office.accounts.models import User
from luoshu.office.audit.models import Record
from luoshu.office.register.actions.confirm_import import ask_undo
from luoshu.office.register.actions.correct import correct
from luoshu.office.register.actions.register_entry import register_entry
from luoshu.office.register.actions.tell_event import take_back_event, tell_event
from luoshu.office.register.models import Entity, Event, Fact
from luoshu.office.register.queries import entities_as_of
from luoshu.office.register.succession import line_of
from luoshu.office.register.words import words

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
OTHERS = ("91990000MA0000115E", "91990000MA00GPTB4M")


@pytest.fixture
def firms(officer: User) -> list[Entity]:
    kind = words().vocabulary.records["企业"]
    return [
        register_entry(officer, kind, code, {"企业名称": name, "成立日期": "2010-05-06"})
        for code, name in zip((CODE, *OTHERS), ("甲公司", "乙公司", "丙公司"), strict=True)
    ]


@pytest.fixture
def client(officer: User) -> Client:
    return signed_in(officer)


def state(firm: Entity) -> str:
    firm.refresh_from_db()
    return firm.state


def test_what_cannot_have_befallen_it_is_refused(officer: User, firms: list[Entity]) -> None:
    one, two, three = firms
    ended = date(2024, 3, 1)
    tell_event(officer, one.pk, "merged", ended, "协议", other=two.identifier)
    refused = [
        (one, "merged", ended, {"other": three.identifier}, "已有“并入”"),
        (one, "deregistered", TODAY, {}, "已有“并入”"),
        (one, "moved-out", ended, {}, "已有“并入”"),
        (one, "renamed", TODAY, {"after": "新名"}, "已有“并入”"),
        (two, "merged", TODAY, {"other": one.identifier}, "已有“并入”"),
        (two, "deregistered", date(2023, 1, 1), {}, "2024-03-01 还记有“并入”"),
        (two, "moved-out", TODAY + timedelta(days=1), {}, "还没有到"),
        (two, "renamed", date(1800, 1, 1), {"after": "新名"}, "成立日期是 2010-05-06"),
        (three, "split", TODAY, {"other": one.identifier}, "已有“并入”"),
    ]
    for firm, kind, on, more, why in refused:
        with pytest.raises(ValidationError, match=why):
            tell_event(officer, firm.pk, kind, on, "函", **more)
    tell_event(officer, one.pk, "renamed", date(2024, 2, 1), "函", after="前名")  # before its end it may have been
    tell_event(officer, three.pk, "moved-out", date(2024, 1, 1), "函")
    with pytest.raises(ValidationError, match="已经记过“迁出”"):
        tell_event(officer, three.pk, "moved-out", date(2024, 6, 1), "函")
    assert [state(firm) for firm in firms] == ["merged", "active", "moved"]


def test_a_line_of_succession_is_not_turned_round(officer: User, firms: list[Entity]) -> None:
    one, two, three = firms
    tell_event(officer, two.pk, "split", date(2020, 1, 1), "函", other=one.identifier)
    tell_event(officer, three.pk, "split", date(2021, 1, 1), "函", other=two.identifier)
    with pytest.raises(ValidationError, match="由甲公司而来"):
        tell_event(officer, one.pk, "split", date(2022, 1, 1), "函", other=three.identifier)
    tell_event(officer, three.pk, "merged", date(2023, 1, 1), "函", other=OTHERS[0].lower())
    assert state(three) == "merged"


def test_names_of_one_day_stand_in_the_order_in_which_they_were_told(officer: User, firms: list[Entity]) -> None:
    one, *_ = firms
    day = date(2024, 1, 1)
    for name in ("第二名", "第三名"):
        tell_event(officer, one.pk, "renamed", day, "函", after=name)
    tell_event(officer, one.pk, "renamed", date(2020, 1, 1), "旧函", after="第一名")
    line = line_of(one)
    assert line is not None
    assert [turn.names for turn in line.turns] == [("甲公司", "第一名"), ("第一名", "第二名"), ("第二名", "第三名")]
    one.refresh_from_db()
    assert one.name == "第三名"


def test_what_was_told_by_mistake_is_taken_back(officer: User, client: Client, firms: list[Entity]) -> None:
    one, two, _ = firms
    merged = tell_event(officer, one.pk, "merged", date(2024, 3, 1), "协议", other=two.identifier)
    before = timezone.now()
    page = f"/register/entity/{one.pk}"
    assert f"/register/event/{merged.pk}/take-back" in client.get(page).text
    assert 'class="summary"' in client.post(f"/register/event/{merged.pk}/take-back", {"why": ""}).text
    shown = client.post(f"/register/event/{merged.pk}/take-back", {"why": "记错了企业"}, follow=True).text
    assert "已撤回，状态和名称" in shown
    assert "记错了企业" in shown
    assert f"/register/event/{merged.pk}/take-back" not in shown
    assert state(one) == "active"
    assert line_of(one) is None
    assert one in entities_as_of(timezone.now())
    assert one not in entities_as_of(before), "what was known then stays what it was"
    assert Record.objects.filter(action="register.event-taken-back").get().detail["why"] == "记错了企业"
    with pytest.raises(ValidationError, match="已经撤回"):
        take_back_event(officer, merged.pk, "再来")
    tell_event(officer, one.pk, "deregistered", date(2024, 3, 2), "函")
    assert state(one) == "deregistered"


def test_with_a_renaming_the_name_is_taken_back(officer: User, firms: list[Entity]) -> None:
    one, *_ = firms
    first = tell_event(officer, one.pk, "renamed", date(2022, 1, 1), "函", after="中名")
    second = tell_event(officer, one.pk, "renamed", date(2023, 1, 1), "函", after="末名")
    take_back_event(officer, second.pk, "记错")
    one.refresh_from_db()
    assert one.name == "中名"
    assert Fact.objects.get(entity=one, name="企业名称", ended=None).value == "中名"
    correct(officer, one, "企业名称", 0, "更正名", "执照")
    take_back_event(officer, first.pk, "记错")
    one.refresh_from_db()
    assert one.name == "更正名", "what was corrected since is not undone with it"


def test_a_line_of_names_goes_on_without_those_that_are_taken_back(officer: User, firms: list[Entity]) -> None:
    one, *_ = firms
    first = tell_event(officer, one.pk, "renamed", date(2022, 1, 1), "函", after="中名")
    second = tell_event(officer, one.pk, "renamed", date(2023, 1, 1), "函", after="末名")
    take_back_event(officer, first.pk, "记错")
    line = line_of(one)
    assert line is not None
    assert [turn.names for turn in line.turns] == [("甲公司", "末名")]
    take_back_event(officer, second.pk, "记错")
    one.refresh_from_db()
    assert (one.name, line_of(one)) == ("甲公司", None)
    with pytest.raises(ValidationError, match="没有变更"):
        tell_event(officer, one.pk, "renamed", TODAY, "函", after="甲公司")


def test_the_name_of_an_import_that_was_undone_does_not_come_back(
    officer: User, firms: list[Entity], bring: Bring
) -> None:
    one, *_ = firms
    brought = bring("企业.csv", as_csv([{"统一社会信用代码": CODE, "企业名称": "导入名"}]), apply=True)
    renamed = tell_event(officer, one.pk, "renamed", TODAY, "函", after="新名")
    ask_undo(officer, brought.pk, keep_later=True)
    work_off()
    take_back_event(officer, renamed.pk, "记错")
    one.refresh_from_db()
    assert one.name == "甲公司"
    assert Fact.objects.get(entity=one, name="企业名称", ended=None).value == "甲公司"


def test_the_other_must_have_been_there(officer: User, firms: list[Entity]) -> None:
    one, two, _ = firms
    correct(officer, two, "成立日期", 0, "2020-02-02", "执照")
    for kind in ("merged", "split"):
        with pytest.raises(ValidationError, match="乙公司的成立日期是 2020-02-02"):
            tell_event(officer, one.pk, kind, date(2015, 1, 1), "函", other=two.identifier)


def test_nobody_moves_out_twice_in_whatever_order_it_is_told(officer: User, firms: list[Entity]) -> None:
    one, *_ = firms
    tell_event(officer, one.pk, "moved-out", date(2024, 10, 10), "函")
    for on in (date(2024, 10, 5), date(2024, 10, 10), date(2024, 11, 1)):
        with pytest.raises(ValidationError, match="2024-10-10 已经记过“迁出”"):
            tell_event(officer, one.pk, "moved-out", on, "函")
    tell_event(officer, one.pk, "moved-in", date(2024, 10, 8), "函")
    tell_event(officer, one.pk, "moved-out", date(2024, 10, 5), "函")
    assert state(one) == "moved"


def test_with_a_controller_and_moving_in_they_are_taken_back(officer: User, firms: list[Entity]) -> None:
    one, *_ = firms
    told = [
        tell_event(officer, one.pk, "controller", date(2022, 1, 1), "函", after="某集团"),
        tell_event(officer, one.pk, "moved-in", date(2021, 1, 1), "函"),
    ]
    one.refresh_from_db()
    assert (one.controller, one.moved_in) == ("某集团", date(2021, 1, 1))
    for event in told:
        take_back_event(officer, event.pk, "记错")
    one.refresh_from_db()
    assert (one.controller, one.moved_in, one.state) == ("", None, "active")


def test_programs_take_back_too(officer: User, firms: list[Entity]) -> None:
    office = Program(officer)
    one, *_ = firms
    made = office.post(f"/entities/{one.pk}/events", kind="moved-out", on="2024-01-01", document="函").json()
    back = office.post(f"/events/{made['number']}/take-back", why="记错").json()
    assert (back["taken_back_why"], bool(back["taken_back_at"])) == ("记错", True)
    assert office.post(f"/events/{made['number']}/take-back", why="记错").status_code == 422
    assert state(one) == "active"


def test_what_an_input_method_made_wide_or_small_is_the_same_number(client: Client, firms: list[Entity]) -> None:
    wide = OTHERS[0].lower().translate({ord("a") + n: ord("ａ") + n for n in range(26)})
    page = client.post("/register/enterprises/new", {"identifier": wide, "fact-企业名称": "丁公司"})
    assert f"已经登记过了：{OTHERS[0]} 乙公司" in page.text
    client.post("/register/innovation-platforms/new", {"identifier": "ＰＴ００１", "fact-平台名称": "甲平台"})
    assert Entity.objects.get(kind="创新平台").identifier == "PT001"
    again = client.post("/register/innovation-platforms/new", {"identifier": "pt001", "fact-平台名称": "乙平台"})
    assert "已经登记过了：PT001 甲平台" in again.text


def test_a_correction_of_what_was_changed_meanwhile_is_looked_at_first(
    officer: User, client: Client, firms: list[Entity]
) -> None:
    """Two officers have the page open; the second sees what the first made of it before it is changed again."""
    one, *_ = firms
    correct(officer, one, "职工总数", 2024, "500", "年报")
    page = f"/register/entity/{one.pk}/fact/职工总数/2024"
    seen = str(Fact.objects.get(entity=one, name="职工总数", ended=None).pk)
    assert f'name="seen" value="{seen}"' in client.get(page).text
    correct(officer, one, "职工总数", 2024, "12", "核实")
    late = client.post(page, {"value": "77", "reason": "电话", "seen": seen})
    assert "刚才已由刘工改过" in late.text
    assert Fact.objects.get(entity=one, name="职工总数", ended=None).value == "12"
    now = str(Fact.objects.get(entity=one, name="职工总数", ended=None).pk)
    assert f'name="seen" value="{now}"' in late.text
    assert 'value="77"' in late.text
    client.post(page, {"value": "77", "reason": "电话", "seen": now})
    assert Fact.objects.get(entity=one, name="职工总数", ended=None).value == "77"
    assert "刚才改过了" in client.post(f"/register/fact/{now}/confirm", {"note": "对"}, follow=True).text


@pytest.mark.parametrize("year", ["0", "1", "1948", str(TODAY.year + 1), "99999", "9" * 20])
def test_no_value_is_of_a_year_that_cannot_be(client: Client, firms: list[Entity], year: str) -> None:
    page = f"/register/entity/{firms[0].pk}/fact/职工总数/{year}"
    assert client.get(page).status_code == 404
    assert client.post(page, {"value": "7", "reason": "年报"}).status_code == 404


def test_events_of_imports_are_not_taken_back(officer: User, firms: list[Entity]) -> None:
    one, *_ = firms
    event = Event.objects.create(entity=one, kind="withdrawn", on=TODAY, recorded_at=timezone.now())
    with pytest.raises(ValidationError, match="撤销那次导入"):
        take_back_event(officer, event.pk, "记错")
