"""An enterprise or institution takes a slot of a facility; a slot is taken once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from luoshu.office.accounts.models import Organisation, User
from luoshu.office.audit.recording import record
from luoshu.office.booking.facilities import last_day_of, only_until, slots_of
from luoshu.office.booking.models import Booking, Closure
from luoshu.office.register.models import Entity
from luoshu.office.shell.language import here
from luoshu.policy.quantities import Slot

AHEAD = timedelta(days=366)  # a slip of the keyboard is no booking


def book(actor: User, organisation: Organisation, key: int, day: date, slot: Slot, purpose: str) -> Booking:
    """Books it; where the same person has booked just that already, it is that booking: a button was pressed twice.

    Raises:
        ValidationError: it is taken, closed, over, after the entry's last day, or no slot of the facility.
    """
    with transaction.atomic():
        facility = Entity.objects.select_for_update().get(pk=key)
        same = {"day": day, "begins": slot.begins, "organisation": organisation, "made_by": actor, "purpose": purpose}
        own = Booking.objects.filter(facility=facility, state=Booking.State.BOOKED, **same).first()
        if own is not None:
            return own
        _refuse(facility, day, slot)
        made = Booking(
            facility=facility,
            day=day,
            begins=slot.begins,
            ends=slot.ends,
            organisation=organisation,
            purpose=purpose,
            made_by=actor,
            made_at=timezone.now(),
        )
        try:
            with transaction.atomic():
                made.save()
        except IntegrityError:  # the database itself refuses what nobody may do, however it came here
            raise ValidationError(_taken()) from None
        record(actor, "booking.booked", made, {"facility": facility.identifier, "slot": str(made)})
    return made


def _refuse(facility: Entity, day: date, slot: Slot) -> None:
    if facility.state != Entity.State.ACTIVE or slot not in slots_of(facility):
        raise ValidationError(here("没有这个时段。", "There is no such slot."))
    begins = timezone.make_aware(datetime.combine(day, slot.begins))
    if begins <= timezone.now() or day > timezone.localdate() + AHEAD:
        raise ValidationError(here("只能预约今后一年以内的时段。", "Slots of the year to come can be booked."))
    last = last_day_of(facility)
    if last is not None and day > last:
        raise ValidationError(_closed(only_until(last)))
    closure = Closure.objects.filter(facility=facility, first__lte=day, last__gte=day, lifted_at__isnull=True).first()
    if closure is not None:
        raise ValidationError(_closed(closure.reason))
    # Where the slots were otherwise once, a booking may overlap without beginning at the same time.
    others = Booking.objects.filter(facility=facility, day=day, begins__lt=slot.ends, ends__gt=slot.begins)
    if others.exclude(state=Booking.State.CANCELLED).exists():
        raise ValidationError(_taken())


def _closed(why: str) -> str:
    return here(f"这一天不开放：{why}。", f"It is closed on that day: {why}.")


def _taken() -> str:
    return here("这个时段刚刚被预约了，请另选一个。", "This slot has just been taken: choose another.")
