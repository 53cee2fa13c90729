"""Who keeps a facility closes it for some days, and opens it again."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.booking.models import Booking, Closure
from luoshu.office.register.models import Entity
from luoshu.office.shell.language import here


def close(actor: User, key: int, first: date, last: date, reason: str) -> Closure:
    """Closes it. Raises ValidationError where the days are over, or somebody has booked them."""
    if last < first or last < timezone.localdate():
        raise ValidationError(
            {"last": here("应不早于开始日期和今天。", "It must not end before it begins, nor before today.")}
        )
    with transaction.atomic():
        facility = Entity.objects.select_for_update().get(pk=key)
        booked = Booking.objects.filter(
            facility=facility, day__gte=max(first, timezone.localdate()), day__lte=last, state=Booking.State.BOOKED
        )
        if count := booked.count():
            raise ValidationError(
                here(
                    f"这几天已有 {count} 个预约，请先与预约单位商定后取消。",
                    f"{count} bookings are on these days: agree with who booked and cancel them first.",
                )
            )
        made = Closure.objects.create(
            facility=facility, first=first, last=last, reason=reason, made_by=actor, made_at=timezone.now()
        )
        detail = {"first": first.isoformat(), "last": last.isoformat(), "reason": reason}
        record(actor, "booking.closed", facility, detail)
    return made


def lift(actor: User, key: int) -> None:
    """Opens it again."""
    with transaction.atomic():
        found = Closure.objects.select_related("facility").get(pk=key)
        if not Closure.objects.filter(pk=key, lifted_at__isnull=True).update(lifted_at=timezone.now(), lifted_by=actor):
            raise ValidationError(here("已经恢复开放。", "It is open again already."))
        record(actor, "booking.opened", found.facility, {"first": found.first.isoformat()})
