"""What the views of bookings have in common."""

from __future__ import annotations

from datetime import date, time

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from luoshu.office.accounts.acting import acting
from luoshu.office.accounts.guard import Rule, require
from luoshu.office.accounts.models import User
from luoshu.office.booking.facilities import facilities, slot_at
from luoshu.office.booking.models import Booking
from luoshu.office.register.models import Entity
from luoshu.policy.quantities import Slot


def user_of(request: HttpRequest) -> User:
    user = acting(request).user
    assert user is not None  # the guard stands before
    return user


def facility_of(key: int) -> Entity:
    return get_object_or_404(facilities(), pk=key)


def booking_of(request: HttpRequest, key: int, rule: Rule) -> Booking:
    """The booking, for which the rule holds."""
    found = get_object_or_404(Booking.objects.select_related("facility", "organisation", "made_by", "ended_by"), pk=key)
    require(request, rule, found)
    return found


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
