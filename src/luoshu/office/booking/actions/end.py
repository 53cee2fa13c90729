"""How a booking ends: it is cancelled before it begins, or its use (or that nobody came) confirmed afterwards."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.booking.models import Booking
from luoshu.office.shell.language import here


def cancel(actor: User, key: int) -> Booking:
    """Gives the slot back. Raises ValidationError where it has begun or was ended meanwhile."""
    with transaction.atomic():
        found = _booked(key)
        if found.has_begun:
            raise ValidationError(here("已经开始，不能再取消。", "It has begun and cannot be cancelled."))
        _end(actor, found, Booking.State.CANCELLED)
        record(actor, "booking.cancelled", found, {"slot": str(found)})
    return found


def confirm_use(
    actor: User, key: int, hours: Decimal, quantity: Decimal | None = None, unit: str = "", note: str = ""
) -> Booking:
    """Says for how long it was used. Raises ValidationError where it is not over yet or was ended meanwhile."""
    if not 0 < hours <= 24:
        raise ValidationError({"hours": here("应大于 0，不超过 24。", "More than 0, and 24 at most.")})
    with transaction.atomic():
        found = _over(key)
        found.hours, found.quantity, found.unit, found.note = hours, quantity, unit, note
        _end(actor, found, Booking.State.USED)
        done = {"quantity": str(quantity), "unit": unit} if quantity is not None else {}
        record(actor, "booking.use-confirmed", found, {"slot": str(found), "hours": str(hours), **done})
    return found


def confirm_missed(actor: User, key: int, note: str = "") -> Booking:
    """Says that nobody came. Raises ValidationError as `confirm_use` does."""
    with transaction.atomic():
        found = _over(key)
        found.note = note
        _end(actor, found, Booking.State.MISSED)
        record(actor, "booking.missed", found, {"slot": str(found)})
    return found


def confirm(
    actor: User,
    key: int,
    came: str,
    hours: Decimal | None = None,
    quantity: Decimal | None = None,
    unit: str = "",
    note: str = "",
) -> Booking:
    """Says how it turned out: `used`, for some hours, or `missed`. Raises ValidationError as these do."""
    if came == Booking.State.USED:
        return confirm_use(actor, key, hours or Decimal(0), quantity, unit, note)
    return confirm_missed(actor, key, note)


def _booked(key: int) -> Booking:
    found = Booking.objects.select_for_update().get(pk=key)
    if found.state != Booking.State.BOOKED:
        raise ValidationError(
            here("这个预约刚刚有了变化，请刷新后再看。", "This booking has just changed: please look again.")
        )
    return found


def _over(key: int) -> Booking:
    found = _booked(key)
    if not found.is_over:
        raise ValidationError(here("还没有用完，用过以后再确认。", "It is not over yet: confirm it afterwards."))
    return found


def _end(actor: User, booking: Booking, state: Booking.State) -> None:
    booking.state, booking.ended_by, booking.ended_at = state, actor, timezone.now()
    booking.save()
