"""Reads of bookings: a facility's week, what it was used for, by month and by whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from luoshu.office.accounts.models import Organisation
from luoshu.office.booking.facilities import last_day_of, only_until, slots_of
from luoshu.office.booking.models import Booking, Closure
from luoshu.office.booking.saying import STATES
from luoshu.office.register.models import Entity
from luoshu.office.shell.language import language
from luoshu.policy.quantities import Slot

FREE, TAKEN, MINE, CLOSED, OVER = "free", "taken", "mine", "closed", "over"


@dataclass(frozen=True)
class Cell:
    """A slot on a day, and what it is."""

    day: date
    slot: Slot
    state: str
    booking: Booking | None = None
    reason: str = ""


@dataclass(frozen=True)
class Week:
    monday: date
    slots: Sequence[Slot]
    days: list[tuple[date, list[Cell]]]

    @property
    def before(self) -> date:
        return self.monday - timedelta(days=7)

    @property
    def after(self) -> date:
        return self.monday + timedelta(days=7)


def closures_of(facility: Entity, since: date | None = None) -> QuerySet[Closure]:
    """The days on which it is closed, from a day on, today where none is given."""
    return Closure.objects.filter(facility=facility, last__gte=since or timezone.localdate(), lifted_at__isnull=True)


def week_of(facility: Entity, on: date, own: Organisation | None) -> Week:
    """The week of a day, in three queries. After the last day of the facility's entry nothing is open."""
    monday = on - timedelta(days=on.weekday())
    sunday = monday + timedelta(days=6)
    slots = slots_of(facility)
    bookings = list(
        Booking.objects.filter(facility=facility, day__range=(monday, sunday))
        .exclude(state=Booking.State.CANCELLED)
        .select_related("organisation")
    )
    closures = list(closures_of(facility, monday).filter(first__lte=sunday))
    last = last_day_of(facility)
    days = [monday + timedelta(days=number) for number in range(7)]
    cells = [(day, [_cell(day, slot, bookings, closures, last, own) for slot in slots]) for day in days]
    return Week(monday, slots, cells)


def _cell(
    day: date,
    slot: Slot,
    bookings: list[Booking],
    closures: list[Closure],
    last: date | None,
    own: Organisation | None,
) -> Cell:
    taken = next(
        (each for each in bookings if each.day == day and each.begins < slot.ends and each.ends > slot.begins), None
    )
    if taken is not None:
        return Cell(day, slot, MINE if taken.organisation == own else TAKEN, taken)
    if last is not None and day > last:
        return Cell(day, slot, CLOSED, reason=only_until(last))
    closed = next((each for each in closures if each.first <= day <= each.last), None)
    if closed is not None:
        return Cell(day, slot, CLOSED, reason=closed.reason)
    begins = timezone.make_aware(datetime.combine(day, slot.begins))
    return Cell(day, slot, FREE if begins > timezone.now() else OVER)


def use_of(facility: Entity) -> QuerySet[Booking]:
    """What was used, or missed, the last first."""
    done = Booking.objects.filter(facility=facility, state__in=(Booking.State.USED, Booking.State.MISSED))
    return done.select_related("organisation").order_by("-day", "-begins")


@dataclass(frozen=True)
class Sums:
    """What comes together by a month or a user."""

    by: Any
    hours: Decimal
    uses: int
    missed: int


def by_month(facility: Entity) -> list[Sums]:
    """Hours, uses and what was missed by month, the last year of them."""
    found = _summed(use_of(facility).annotate(month=TruncMonth("day")), "month")
    return sorted(found, key=lambda each: each.by, reverse=True)[:12]


def by_user(facility: Entity) -> list[Sums]:
    """The same by who booked, most hours first."""
    found = _summed(use_of(facility), "organisation", "organisation__name")
    return sorted(found, key=lambda each: (-each.hours, each.by))[:50]


def _summed(bookings: QuerySet[Any], *by: str) -> list[Sums]:
    """A row for what is alike in these; the last of them is what it is called."""
    rows = (
        bookings.order_by()
        .values_list(*by)
        .annotate(
            hours=Sum("hours"),
            uses=Count("pk", filter=Q(state=Booking.State.USED)),
            missed=Count("pk", filter=Q(state=Booking.State.MISSED)),
        )
    )
    return [Sums(alike[-1], hours or Decimal(0), uses, missed) for *alike, hours, uses, missed in rows]


def exported(facility: Entity) -> Iterator[list[str]]:
    """The use log as rows of text, in the language that is spoken when it is asked for."""
    states = {str(state): text.say(language()) for state, text in STATES.items()}
    return (
        [
            each.day.isoformat(),
            f"{each.begins:%H:%M}",
            f"{each.ends:%H:%M}",
            each.organisation.name,
            each.purpose,
            states[each.state],
            _text(each.hours),
            _text(each.quantity),
            each.unit,
            each.note,
        ]
        for each in use_of(facility).iterator(500)
    )


def _text(number: Decimal | None) -> str:
    return "" if number is None else str(number)
