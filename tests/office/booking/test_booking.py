"""A slot is taken once, given back before it begins, and confirmed afterwards by who keeps the facility."""

from __future__ import annotations

import io
import threading
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.urls import reverse
from django.utils import timezone
from tests.office.agreement import disagreements
from tests.office.people import CODE, OTHER_CODE, Cast, bureau, enterprise, signed_in
from tests.office.programs.calling import Program

from luoshu.office.accounts.acting import Acting
from luoshu.office.accounts.models import Authorisation, Organisation, Scope, User
from luoshu.office.audit.models import Record
from luoshu.office.booking import rules
from luoshu.office.booking.actions.book import book
from luoshu.office.booking.actions.close import close, lift
from luoshu.office.booking.actions.end import cancel, confirm_missed, confirm_use
from luoshu.office.booking.facilities import slots_of
from luoshu.office.booking.models import Booking
from luoshu.office.booking.queries import by_month, by_user, exported, week_of
from luoshu.office.register.actions.correct import correct
from luoshu.office.register.models import Entity

pytestmark = pytest.mark.django_db


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


def booked(by: User, firm: Organisation, facility: Entity, number: int = 0, day: date | None = None) -> Booking:
    return book(by, firm, facility.pk, day or tomorrow(), slots_of(facility)[number], "样机高低温试验")


def long_ago(booking: Booking, days: int = 2) -> Booking:
    """As if it had been for a day that is over."""
    Booking.objects.filter(pk=booking.pk).update(day=timezone.localdate() - timedelta(days=days))
    booking.refresh_from_db()
    return booking


def test_a_slot_is_taken_once(people: Cast, other: User, facility: Entity) -> None:
    booked(people.operator, enterprise(), facility)
    second = enterprise("伊滨材料有限公司", OTHER_CODE)
    with pytest.raises(ValidationError, match="刚刚被预约"):
        booked(other, second, facility)
    booked(other, second, facility, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.filter(organisation=second).update(begins="09:00")
    assert Record.objects.filter(action="booking.booked").count() == 2


def test_who_presses_the_button_twice_has_booked_once(people: Cast, facility: Entity) -> None:
    first = booked(people.operator, enterprise(), facility)
    assert booked(people.operator, enterprise(), facility) == first
    assert Booking.objects.count() == 1
    with pytest.raises(ValidationError, match="刚刚被预约"):
        booked(people.legal_representative, enterprise(), facility)


def test_what_is_given_back_is_free_again(people: Cast, other: User, facility: Entity) -> None:
    first = booked(people.operator, enterprise(), facility)
    cancel(people.operator, first.pk)
    booked(other, enterprise("伊滨材料有限公司", OTHER_CODE), facility)
    with pytest.raises(ValidationError):
        cancel(people.operator, first.pk)
    begun = long_ago(booked(people.operator, enterprise(), facility, 1))
    with pytest.raises(ValidationError, match="已经开始"):
        cancel(people.operator, begun.pk)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM booking_booking WHERE id = %s", [first.pk])


def test_only_slots_to_come_are_booked(people: Cast, facility: Entity) -> None:
    for day in (timezone.localdate() - timedelta(days=1), timezone.localdate() + timedelta(days=500)):
        with pytest.raises(ValidationError, match="一年以内"):
            booked(people.operator, enterprise(), facility, day=day)


def test_where_the_slots_were_otherwise_once_nothing_overlaps(people: Cast, facility: Entity) -> None:
    first = booked(people.operator, enterprise(), facility)
    Booking.objects.filter(pk=first.pk).update(begins="10:00", ends="13:00")
    with pytest.raises(ValidationError, match="刚刚被预约"):
        booked(people.operator, enterprise(), facility)


def test_a_closed_facility_is_not_booked(people: Cast, keeper: User, facility: Entity) -> None:
    booking = booked(people.operator, enterprise(), facility)
    with pytest.raises(ValidationError, match="1 个预约"):
        close(keeper, facility.pk, tomorrow(), tomorrow(), "年度检修")
    cancel(people.operator, booking.pk)
    closure = close(keeper, facility.pk, tomorrow(), tomorrow(), "年度检修")
    with pytest.raises(ValidationError, match="年度检修"):
        booked(people.operator, enterprise(), facility)
    lift(keeper, closure.pk)
    booked(people.operator, enterprise(), facility)
    with pytest.raises(ValidationError):
        close(keeper, facility.pk, tomorrow(), timezone.localdate(), "倒着")


def test_use_is_confirmed_when_it_is_over_and_summed(people: Cast, keeper: User, other: User, facility: Entity) -> None:
    first, second = booked(people.operator, enterprise(), facility), booked(people.operator, enterprise(), facility, 1)
    third = booked(other, enterprise("伊滨材料有限公司", OTHER_CODE), facility, day=tomorrow() + timedelta(days=1))
    with pytest.raises(ValidationError, match="还没有用完"):
        confirm_use(keeper, first.pk, Decimal("2.5"))
    for each in (first, second, third):
        long_ago(each, days=each.pk - first.pk + 2)
    with pytest.raises(ValidationError, match="大于 0"):
        confirm_use(keeper, first.pk, Decimal(0))
    confirm_use(keeper, first.pk, Decimal("2.5"), Decimal(12), "个样品")
    confirm_use(keeper, second.pk, Decimal(3))
    confirm_missed(keeper, third.pk, "没有来电话")
    users = by_user(facility)
    assert [(each.by, each.hours, each.uses, each.missed) for each in users] == [
        ("洛书精工有限公司", Decimal("5.5"), 2, 0),
        ("伊滨材料有限公司", Decimal(0), 0, 1),
    ]
    assert sum(each.hours for each in by_month(facility)) == Decimal("5.5")
    rows = list(exported(facility))
    assert sorted(row[5] for row in rows) == ["已使用", "已使用", "未到"]
    assert {row[6] for row in rows} == {"2.5", "3.0", ""}
    told = Record.objects.filter(action="booking.use-confirmed").order_by("number").values_list("detail", flat=True)
    assert [(each["hours"], each.get("quantity"), each.get("unit")) for each in told] == [
        ("2.5", "12", "个样品"),
        ("3", None, None),
    ]
    with pytest.raises(ValidationError):
        confirm_missed(keeper, first.pk)


def test_nothing_done_is_a_number_and_two_of_one_name_are_two(
    people: Cast, keeper: User, other: User, facility: Entity
) -> None:
    second = enterprise("洛书精工有限公司", OTHER_CODE)
    Organisation.objects.filter(pk=second.pk).update(name=enterprise().name)
    for number, (by, firm) in enumerate([(people.operator, enterprise()), (other, second)]):
        done = long_ago(booked(by, firm, facility, number))
        confirm_use(keeper, done.pk, Decimal(2), Decimal(0), "个样品")
    assert [Decimal(row[7]) for row in exported(facility)] == [0, 0]
    assert [(each.by, each.uses) for each in by_user(facility)] == [(enterprise().name, 1)] * 2


def test_a_week_says_of_each_slot_what_it_is(people: Cast, keeper: User, other: User, facility: Entity) -> None:
    monday = timezone.localdate() + timedelta(days=14 - timezone.localdate().weekday())
    booked(people.operator, enterprise(), facility, 0, monday)
    booked(other, enterprise("伊滨材料有限公司", OTHER_CODE), facility, 1, monday)
    close(keeper, facility.pk, monday + timedelta(days=1), monday + timedelta(days=1), "检修")
    week = week_of(facility, monday + timedelta(days=3), enterprise())
    states = [[cell.state for cell in cells] for _, cells in week.days]
    assert states == [["mine", "taken"], ["closed", "closed"], *[["free", "free"]] * 5]
    past = week_of(facility, monday - timedelta(days=21), enterprise())
    assert {cell.state for _, cells in past.days for cell in cells} == {"over"}


def test_after_the_last_day_of_its_entry_nothing_is_booked(people: Cast, facility: Entity) -> None:
    monday = timezone.localdate() + timedelta(days=14 - timezone.localdate().weekday())
    last = monday + timedelta(days=2)
    correct(people.officer, facility, "使用期至", 0, last.isoformat(), "设备到期报废")
    states = [[cell.state for cell in cells] for _, cells in week_of(facility, monday, None).days]
    assert states == [*[["free", "free"]] * 3, *[["closed", "closed"]] * 4]
    booked(people.operator, enterprise(), facility, 0, last)
    with pytest.raises(ValidationError, match="为止"):
        booked(people.operator, enterprise(), facility, 0, last + timedelta(days=1))


def test_an_entry_for_ever_is_open(people: Cast, facility: Entity) -> None:
    correct(people.officer, facility, "使用期至", 0, "9999-12-31", "长期有效")
    week = week_of(facility, timezone.localdate() + timedelta(days=7), None)
    assert {cell.state for _, cells in week.days for cell in cells} == {"free"}


def test_the_rules_and_what_they_hold_for_agree(people: Cast, keeper: User, other: User, facility: Entity) -> None:
    booked(people.operator, enterprise(), facility)
    long_ago(booked(people.operator, enterprise(), facility, 1), days=1)
    booked(other, enterprise("伊滨材料有限公司", OTHER_CODE), facility, 1)
    cancel(other, booked(other, enterprise("伊滨材料有限公司", OTHER_CODE), facility, 0, tomorrow() + timedelta(1)).pk)
    pairs: list[Any] = [
        (rules.operates, rules.facilities_operated_by, Entity),
        (rules.sees_booking, rules.bookings_visible_to, Booking),
        (rules.cancels_booking, rules.bookings_cancellable_by, Booking),
        (rules.confirms_booking, rules.bookings_confirmable_by, Booking),
    ]
    for scope in Scope:
        Authorisation.objects.update(scope=scope)
        for rule, visible, model in pairs:
            everything = model._default_manager.all()
            assert disagreements(rule, visible, everything, people) == []
            who = Acting.of(keeper)
            assert {each for each in everything if rule(who, each)} == set(visible(who))
    assert rules.operates(Acting.of(keeper), facility)
    assert not rules.operates(Acting.of(people.operator), facility)
    assert rules.operates(Acting.of(people.officer, bureau()), facility)


def test_the_pages(people: Cast, keeper: User, other: User, facility: Entity) -> None:
    firm, second, house = signed_in(people.operator), signed_in(other), signed_in(keeper)
    assert "高低温试验箱" in firm.get("/booking/?q=高低温").text
    take = f"/booking/{facility.pk}/take/?day={tomorrow()}&at=09:00"
    assert 'class="summary"' in firm.post(take, {"purpose": ""}).text
    firm.post(take, {"purpose": "样机试验"})
    made = Booking.objects.get()
    assert "刚刚被预约" in second.post(take, {"purpose": "另一个试验"}).text
    calendar = f"/booking/{facility.pk}/?week={tomorrow()}"
    assert "我们的" in firm.get(calendar).text
    assert "洛书精工" not in second.get(calendar).text, "who booked is nobody else's business"
    assert "洛书精工" in house.get(calendar).text
    assert second.get(f"/booking/one/{made.pk}/").status_code == 403
    assert second.post(f"/booking/one/{made.pk}/cancel/").status_code == 403
    long_ago(made)
    assert "等着确认使用" in house.get("/booking/").text
    confirm = f"/booking/one/{made.pk}/confirm/"
    assert "请填写用了几小时" in house.post(confirm, {"came": "used"}).text
    house.post(confirm, {"came": "used", "hours": "2.5", "quantity": "12", "unit": "个样品"})
    log = house.get(f"/booking/{facility.pk}/use/").text
    assert "2.5" in log
    assert "12 个样品" in log
    assert second.get(f"/booking/{facility.pk}/use/").status_code == 403
    assert b"2.5" in b"".join(house.get(f"/booking/{facility.pk}/use.csv").streaming_content)  # type: ignore[attr-defined]
    sheet = openpyxl.load_workbook(io.BytesIO(house.get(f"/booking/{facility.pk}/use.xlsx").content)).active
    assert [str(cell.value) for cell in sheet[2]][4:8] == ["样机试验", "已使用", "2.5", "12.00"]
    assert house.get(f"/booking/{facility.pk}/use.pdf").status_code == 404
    assert Record.objects.filter(action="booking.exported").count() == 2
    for address in ("?week=yesterday", "?week=9999-12-31", "?day=x&at=y"):
        assert firm.get(f"/booking/{facility.pk}/{address}").status_code == 200
    assert firm.get(f"/booking/{facility.pk}/take/?day=x&at=10:30").status_code == 404


def test_the_page_of_an_entity_leads_to_its_bookings(people: Cast, facility: Entity) -> None:
    way = f'href="/booking/{facility.pk}/"'
    officer = signed_in(people.officer)
    assert way in officer.get(f"/register/entity/{facility.pk}").text
    firm = Entity.objects.create(kind="企业", identifier=CODE, name="洛书精工", first=facility.first)
    assert "/booking/" not in officer.get(f"/register/entity/{firm.pk}").text.partition("<main")[2]


@pytest.mark.parametrize("count", [1, 10])
def test_pages_ask_a_fixed_number_of_queries(
    count: int, people: Cast, keeper: User, facility: Entity, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        booked(people.operator, enterprise(), facility, 0, tomorrow() + timedelta(days=number))
        done = long_ago(
            booked(people.operator, enterprise(), facility, 1, tomorrow() + timedelta(days=number)), number + 1
        )
        if number % 2:
            confirm_use(keeper, done.pk, Decimal(2))
    firm, house = signed_in(people.operator), signed_in(keeper)
    firm.get("/booking/")
    with django_assert_max_num_queries(12):
        firm.get("/booking/")
    with django_assert_max_num_queries(14):
        house.get("/booking/")
    with django_assert_max_num_queries(12):
        firm.get(f"/booking/{facility.pk}/")
    with django_assert_max_num_queries(14):
        house.get(f"/booking/{facility.pk}/use/")


@pytest.mark.django_db(transaction=True)
def test_two_at_once_and_one_has_it(people: Cast, other: User, facility: Entity) -> None:
    """On PostgreSQL two transactions run side by side; SQLite lets one begin after the other."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite's tests share one connection, which no two threads may use at once")
    came: list[str] = []
    ready = threading.Barrier(2)

    def take(by: User, firm: Organisation) -> None:
        try:
            ready.wait(10)
            booked(by, firm, facility)
            came.append("booked")
        except ValidationError:
            came.append("refused")
        finally:
            connections.close_all()

    pairs = ((people.operator, enterprise()), (other, enterprise("伊滨材料有限公司", OTHER_CODE)))
    threads = [threading.Thread(target=take, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(came) == ["booked", "refused"]
    assert Booking.objects.exclude(state="cancelled").count() == 1


def test_who_ends_a_booking_too_late_reads_how_it_stands(people: Cast, keeper: User, facility: Entity) -> None:
    booking = booked(people.operator, enterprise(), facility)
    own, theirs = signed_in(people.operator), signed_in(keeper)
    early = theirs.get(reverse("booking-confirm", args=(booking.pk,)), follow=True)
    assert "用过以后再确认" in early.text
    for _ in range(2):
        answer = own.post(reverse("booking-cancel", args=(booking.pk,)), follow=True)
    assert "现在是“已取消”" in answer.text
    assert Record.objects.filter(action="booking.cancelled").count() == 1
    begun = long_ago(booked(people.operator, enterprise(), facility, 1))
    assert "已经开始" in own.post(reverse("booking-cancel", args=(begun.pk,)), follow=True).text
    late = Program(people.operator).post(f"/bookings/{booking.pk}/cancel")
    assert late.status_code == 409
    assert "现在是“已取消”" in late.json()["errors"][0]["zh"]
    assert signed_in(people.auditor).post(reverse("booking-cancel", args=(booking.pk,))).status_code == 403
