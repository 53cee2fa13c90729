"""What the views of bookings have in common."""

from __future__ import annotations

from datetime import date, time

from django.http import Http404, HttpRequest
from django.utils import timezone

from luoshu.office.booking.facilities import slot_at
from luoshu.office.register.models import Entity
from luoshu.policy.quantities import Slot


def day_asked(request: HttpRequest, name: str = "week") -> date:
    """The day that the address names; today where it names none, or none that there is."""
    try:
        found = date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return timezone.localdate()
    return found if 2000 <= found.year <= 2200 else timezone.localdate()


def slot_asked(request: HttpRequest, facility: Entity) -> Slot:
    """The slot that begins when the address says."""
    try:
        begins = time.fromisoformat(request.GET.get("at", ""))
    except ValueError:
        raise Http404 from None
    found = slot_at(facility, begins)
    if found is None:
        raise Http404
    return found
