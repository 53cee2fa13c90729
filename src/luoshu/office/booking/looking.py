"""What an address or an operation names, for who may: a facility, a booking, a closure, a service, an order."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from luoshu.office.accounts.guard import Rule, may, require
from luoshu.office.accounts.meanwhile import require_now
from luoshu.office.booking.catalogues import catalogue_of
from luoshu.office.booking.facilities import facilities
from luoshu.office.booking.models import Booking, Closure, Order
from luoshu.office.booking.rules import operates, sees_order
from luoshu.office.register.models import Entity


def facility_of(request: HttpRequest, key: int, rule: Rule | None = None) -> Entity:
    """The facility, for which the rule holds where one is given."""
    found = get_object_or_404(facilities(), pk=key)
    if rule is not None:
        require(request, rule, found)
    return found


def booking_of(request: HttpRequest, key: int, rule: Rule) -> Booking:
    """The booking, for which the rule holds."""
    found = get_object_or_404(Booking.objects.select_related("facility", "organisation", "made_by", "ended_by"), pk=key)
    require_now(request, rule, found)
    return found


def closure_of(request: HttpRequest, key: int) -> Closure:
    """The closure of a facility, for who keeps it."""
    found = get_object_or_404(Closure.objects.select_related("facility"), pk=key)
    require(request, operates, found.facility)
    return found


def service_of(key: int) -> Entity:
    """A service that is offered."""
    found = get_object_or_404(Entity, pk=key, state=Entity.State.ACTIVE)
    if catalogue_of(found.kind) is None:
        raise Http404
    return found


def order_of(request: HttpRequest, key: int) -> Order:
    """The order; of others' nobody is told that there is one."""
    known = Order.objects.select_related("base", "service", "organisation", "reported_by", "confirmed_by", "entry")
    found = get_object_or_404(known, pk=key)
    if not may(request, sees_order, found):
        raise Http404
    return found
