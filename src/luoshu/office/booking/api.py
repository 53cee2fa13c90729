"""What programs may do with bookings and services: what the pages do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import Literal

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from luoshu.office.accounts.acting import acting
from luoshu.office.accounts.guard import may, require
from luoshu.office.accounts.models import Organisation, TokenScope
from luoshu.office.accounts.programs import (
    CSV,
    XLSX,
    Day,
    FileForm,
    Key,
    Line,
    Operations,
    Page,
    PageNumber,
    caller,
    checked,
    page_of,
    page_together,
)
from luoshu.office.booking import offering, queries
from luoshu.office.booking import schemas as out
from luoshu.office.booking.actions.book import book
from luoshu.office.booking.actions.close import close, lift
from luoshu.office.booking.actions.end import cancel, confirm
from luoshu.office.booking.actions.order import ask as ask_for
from luoshu.office.booking.facilities import facilities_asked, public_facts, slot_at
from luoshu.office.booking.files import use_log
from luoshu.office.booking.forms import ClosureForm, UseForm
from luoshu.office.booking.looking import booking_of, closure_of, facility_of, order_of, service_of
from luoshu.office.booking.models import Booking, Order
from luoshu.office.booking.rules import (
    bookings_confirmable_by,
    bookings_visible_to,
    books,
    cancels_booking,
    confirms_booking,
    minds,
    operates,
    reads,
    sees_booking,
    sees_use,
)
from luoshu.office.booking.steps import STEPS
from luoshu.office.filing.rules import owner_of
from luoshu.office.register.actions.confirm_import import NotNowError
from luoshu.office.register.models import Entity
from luoshu.office.register.stating import values_of
from luoshu.office.shell.language import here
from luoshu.problems import Text

operations = Operations("bookings")
READ, WRITE = TokenScope.BOOKINGS_READ, TokenScope.BOOKINGS_WRITE


@operations.get("/facilities", reads, READ, Text("可以预约的设施", "What can be booked"))
def facility_list(request: HttpRequest, q: Line = "", page: PageNumber = 1) -> Page[out.FacilityRow]:
    return page_of(request, facilities_asked(q.strip()), out.FacilityRow.of)


@operations.get("/facilities/{number}", reads, READ, Text("一台设施一周的时段", "A facility with a week of its slots"))
def facility(request: HttpRequest, number: Key, week: Day | None = None) -> out.FacilityOut:
    """week 是这一周里的任何一天，不填即今天。 / week is any day of it; today where none is given."""
    found, who = facility_of(request, number), acting(request)
    named = may(request, sees_use, found)
    told = queries.week_of(found, week or timezone.localdate(), owner_of(who))
    return out.FacilityOut(
        **out.FacilityRow.of(found).model_dump(),
        facts=values_of(found.kind, public_facts(found)),
        monday=told.monday,
        slots=[out.SlotOut.of(cell, named=named) for _, cells in told.days for cell in cells],
        closures=[out.ClosureOut.of(each) for each in queries.closures_of(found)],
    )


@operations.post("/facilities/{number}/bookings", books, WRITE, Text("预约一个时段", "Book a slot"), 201)
def booking_new(request: HttpRequest, number: Key, body: out.BookingIn) -> out.BookingOut:
    found = facility_of(request, number)
    slot = slot_at(found, time.fromisoformat(body.begins))
    if slot is None:
        raise ValidationError({"begins": here("没有这个时段。", "There is no such slot.")})
    return _told(book(caller(request), _owner(request), found.pk, body.day, slot, body.purpose))


@operations.post("/facilities/{number}/closures", minds, WRITE, Text("停用几天", "Close a facility for some days"), 201)
def facility_close(request: HttpRequest, number: Key, body: out.ClosureIn) -> out.ClosureOut:
    found = facility_of(request, number, operates)
    given = checked(ClosureForm(body.model_dump(mode="json")))
    return out.ClosureOut.of(close(caller(request), found.pk, **given))


@operations.post("/closures/{number}/lift", minds, WRITE, Text("恢复开放", "Open a facility again"))
def closure_lift(request: HttpRequest, number: Key) -> out.ClosureOut:
    found = closure_of(request, number)
    lift(caller(request), found.pk)
    found.refresh_from_db()
    return out.ClosureOut.of(found)


@operations.get("/facilities/{number}/uses", reads, READ, Text("使用记录", "What a facility was used for"))
def uses_of(request: HttpRequest, number: Key, page: PageNumber = 1) -> Page[out.BookingOut]:
    found = queries.use_of(facility_of(request, number, sees_use))
    return page_of(request, found.select_related("facility", "organisation"), _told)


@operations.get("/facilities/{number}/use", reads, READ, Text("按月和按单位的使用", "Its use by month and by whom"))
def use_summed(request: HttpRequest, number: Key) -> out.UseOut:
    found = facility_of(request, number, sees_use)
    return out.UseOut(
        months=[out.UseSum.of(each) for each in queries.by_month(found)],
        users=[out.UseSum.of(each) for each in queries.by_user(found)],
    )


@operations.file(
    "/facilities/{number}/use/file", reads, READ, Text("使用记录的文件", "The use log as a file"), (CSV, XLSX)
)
def use_file(request: HttpRequest, number: Key, form: FileForm = "csv") -> HttpResponseBase:
    return use_log(caller(request), facility_of(request, number, sees_use), form)


@operations.get("/bookings", reads, READ, Text("能看到的预约", "The bookings that one sees"))
def bookings(
    request: HttpRequest,
    which: Literal["own", "to-confirm", "all"] = "own",
    since: Day | None = None,
    page: PageNumber = 1,
) -> Page[out.BookingOut]:
    """own 是本单位的，to-confirm 是等您确认使用的；自某一天起，不填即全部。

    `own` are your organisation's, `to-confirm` those whose use waits for you; from a day on, where one is given."""
    who = acting(request)
    found = bookings_confirmable_by(who) if which == "to-confirm" else bookings_visible_to(who)
    if which == "own":
        found = found.filter(organisation=who.organisation)
    if since is not None:
        found = found.filter(day__gte=since)
    return page_of(request, found.select_related("facility", "organisation"), _told)


@operations.get("/bookings/{number}", reads, READ, Text("一个预约", "A booking"))
def booking(request: HttpRequest, number: Key) -> out.BookingOut:
    return _told(booking_of(request, number, sees_booking))


@operations.post("/bookings/{number}/cancel", minds, WRITE, Text("取消预约", "Cancel a booking"))
def booking_cancel(request: HttpRequest, number: Key) -> out.BookingOut:
    found = booking_of(request, number, cancels_booking)
    cancel(caller(request), found.pk)
    return _again(found)


@operations.post("/bookings/{number}/outcome", minds, WRITE, Text("确认使用", "Confirm how it turned out"))
def booking_confirm(request: HttpRequest, number: Key, body: out.UseIn) -> out.BookingOut:
    found = booking_of(request, number, confirms_booking)
    confirm(caller(request), found.pk, **checked(UseForm(body.model_dump(mode="json"))))
    return _again(found)


# --- services ---------------------------------------------------------------------------------------------------------


@operations.get("/services", reads, READ, Text("服务目录", "The catalogue of services"))
def services(request: HttpRequest, q: Line = "", page: PageNumber = 1) -> Page[out.ServiceOut]:
    return page_together(request, offering.services(q.strip()), _services)


@operations.post("/services/{number}/orders", books, WRITE, Text("请求服务", "Ask for a service"), 201)
def order_new(request: HttpRequest, number: Key, body: out.OrderIn) -> out.OrderOut:
    return _ordered(request, ask_for(caller(request), _owner(request), service_of(number), body.wanted))


@operations.get("/orders", reads, READ, Text("在办和办完的服务", "Services under way and done"))
def orders(request: HttpRequest, page: PageNumber = 1) -> Page[out.OrderOut]:
    who = acting(request)
    waiting = offering.waiting_for(who)
    return page_of(request, offering.orders_of(who), lambda each: out.OrderOut.of(each, waits=each.pk in waiting))


@operations.get("/orders/{number}", reads, READ, Text("一单服务", "One service that was asked for"))
def order(request: HttpRequest, number: Key) -> out.OrderOut:
    return _ordered(request, order_of(request, number))


@operations.post(
    "/orders/{number}/{step}",
    books,
    WRITE,
    Text("接受、不接受、报告、确认、退回、撤回", "Take, decline, report, confirm, send back, withdraw"),
)
def order_step(
    request: HttpRequest,
    number: Key,
    step: Literal["take", "decline", "report", "confirm", "send-back", "withdraw"],
    body: out.OrderStepIn,
) -> out.OrderOut:
    """谁可以走哪一步，与页面相同。 / Who may take which step is as on the pages."""
    found, taken = order_of(request, number), STEPS[step]
    if found.state != taken.state:
        raise NotNowError
    require(request, taken.rule, found)
    given = checked(taken.form({name: value for name, value in body.model_dump(mode="json").items() if value}))
    taken.take(caller(request), found.pk, given)
    return _ordered(request, order_of(request, number))


# --- what they share --------------------------------------------------------------------------------------------------


def _owner(request: HttpRequest) -> Organisation:
    owner = owner_of(acting(request))
    assert owner is not None  # behind `books`
    return owner


def _told(each: Booking) -> out.BookingOut:
    return out.BookingOut.of(each)


def _again(found: Booking) -> out.BookingOut:
    found.refresh_from_db()
    return _told(found)


def _services(found: Sequence[Entity]) -> list[out.ServiceOut]:
    return [
        out.ServiceOut(
            number=each.entity.pk,
            identifier=each.entity.identifier,
            name=each.entity.name,
            base=each.base,
            facts=values_of(each.entity.kind, each.facts),
        )
        for each in offering.described(found)
    ]


def _ordered(request: HttpRequest, each: Order) -> out.OrderOut:
    return out.OrderOut.of(each, waits=each.pk in offering.waiting_for(acting(request)))
