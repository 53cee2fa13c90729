"""What bookings and orders hold about the people who make and confirm them."""

from __future__ import annotations

from luoshu.office.accounts.models import User
from luoshu.office.accounts.personal import Holding, Row, parts_of, register
from luoshu.office.booking.models import Booking, Closure, Order
from luoshu.problems import Text

_BASIS = Text(
    "谁预约、谁确认是设施使用记录的一部分，须随记录保存",
    "who booked and who confirmed is part of the use log of the facility, and kept with it",
)
_ORDERED = Text(
    "谁请求、谁报告、谁确认是服务记录的一部分，须随记录保存",
    "who asked, reported and confirmed is part of the record of a service, and kept with it",
)


def _bookings(user: User) -> list[Row]:
    rows = parts_of(Booking.objects.select_related("facility"), user, {"made_by": "booked", "ended_by": "ended"})
    return [{"facility": str(each.facility), "slot": str(each), "part": part} for each, part in rows]


def _closures(user: User) -> list[Row]:
    rows = parts_of(Closure.objects.select_related("facility"), user, {"made_by": "closed", "lifted_by": "opened"})
    return [
        {"facility": str(each.facility), "first": each.first.isoformat(), "reason": each.reason, "part": part}
        for each, part in rows
    ]


def _orders(user: User) -> list[Row]:
    parts = {"made_by": "asked", "reported_by": "reported", "confirmed_by": "confirmed"}
    rows = parts_of(Order.objects.select_related("service"), user, parts)
    return [{"order": str(each), "service": str(each.service), "part": part} for each, part in rows]


def declare() -> None:
    register(Holding("bookings", Text("预约和使用确认", "Bookings made and confirmed"), _bookings, None, _BASIS))
    register(Holding("closures", Text("设施停用", "Facilities closed"), _closures, None, _BASIS))
    register(Holding("orders", Text("中试服务的办理记录", "Services asked for and done"), _orders, None, _ORDERED))
