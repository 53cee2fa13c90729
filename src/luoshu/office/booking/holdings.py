"""What bookings hold about the people who make and confirm them."""

from __future__ import annotations

from django.db.models import Q

from luoshu.office.accounts.models import User
from luoshu.office.accounts.personal import Holding, Row, register
from luoshu.office.booking.models import Booking
from luoshu.problems import Text

_BASIS = Text(
    "谁预约、谁确认是设施使用记录的一部分，须随记录保存",
    "who booked and who confirmed is part of the use log of the facility, and kept with it",
)


def _bookings(user: User) -> list[Row]:
    found = Booking.objects.filter(Q(made_by=user) | Q(ended_by=user)).select_related("facility")
    return [
        {"facility": str(each.facility), "slot": str(each), "part": "booked" if each.made_by_id == user.pk else "ended"}
        for each in found
    ]


def declare() -> None:
    register(Holding("bookings", Text("预约和使用确认", "Bookings made and confirmed"), _bookings, None, _BASIS))
