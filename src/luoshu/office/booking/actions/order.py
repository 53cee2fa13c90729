"""A client asks for a service; who keeps the base takes or declines it, and reports it once it is done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from luoshu.office.accounts.models import Organisation, User
from luoshu.office.audit.recording import record
from luoshu.office.booking.catalogues import catalogue_of
from luoshu.office.booking.models import Order
from luoshu.office.register.models import Entity
from luoshu.office.register.queries import open_facts
from luoshu.office.shell.language import here


def ask(actor: User, organisation: Organisation, service: Entity, wanted: str) -> Order:
    """Asks for it. Raises ValidationError where the service, or its base, is no longer there."""
    catalogue = catalogue_of(service.kind)
    base = None
    if catalogue is not None and service.state == Entity.State.ACTIVE:
        within = open_facts().filter(entity=service, name=catalogue.services.register.within)
        base = Entity.objects.filter(
            kind=catalogue.base.name, identifier__in=within.values("value"), state=Entity.State.ACTIVE
        ).first()
    if base is None:
        raise ValidationError(here("这项服务现在不提供。", "This service is not offered now."))
    with transaction.atomic():
        made = Order.objects.create(
            base=base,
            service=service,
            organisation=organisation,
            wanted=wanted,
            made_by=actor,
            made_at=timezone.now(),
        )
        record(actor, "booking.service-asked", made, {"base": base.identifier, "service": service.identifier})
    return made


def withdraw(actor: User, key: int) -> None:
    """The client needs it no more, before anybody took it."""
    with transaction.atomic():
        found = locked(key, Order.State.ASKED)
        _go(actor, found, Order.State.WITHDRAWN, "", "booking.service-withdrawn")


def take(actor: User, key: int, said: str = "") -> None:
    """The base will do it."""
    with transaction.atomic():
        _go(actor, locked(key, Order.State.ASKED), Order.State.TAKEN, said, "booking.service-taken")


def decline(actor: User, key: int, said: str) -> None:
    """The base will not do it, and says why."""
    with transaction.atomic():
        _go(actor, locked(key, Order.State.ASKED), Order.State.DECLINED, said, "booking.service-declined")


def report(actor: User, key: int, done_on: date, quantity: Decimal, unit: str, amount: Decimal, said: str = "") -> None:
    """The base says what was done. Raises ValidationError where the day is yet to come."""
    if done_on > timezone.localdate():
        raise ValidationError({"done_on": here("不能晚于今天。", "It cannot be after today.")})
    with transaction.atomic():
        found = locked(key, Order.State.TAKEN)
        found.done_on, found.quantity, found.unit, found.amount = done_on, quantity, unit, amount
        found.reported_by = actor
        # Once it is sent back another report takes its place: the audit keeps each.
        told = {"done_on": done_on.isoformat(), "quantity": str(quantity), "unit": unit, "amount": str(amount)}
        _go(actor, found, Order.State.REPORTED, said, "booking.service-reported", told)


def send_back(actor: User, key: int, said: str) -> None:
    """The client does not agree with what was reported, and says why: it is reported anew."""
    with transaction.atomic():
        _go(actor, locked(key, Order.State.REPORTED), Order.State.TAKEN, said, "booking.service-sent-back")


def locked(key: int, state: Order.State) -> Order:
    """The order, which nobody else changes meanwhile. Raises ValidationError where it has moved on."""
    found = Order.objects.select_for_update(of=("self",)).select_related("base", "service", "organisation").get(pk=key)
    if found.state != state:
        raise ValidationError(
            here("这一单刚刚有了变化，请刷新后再看。", "This order has just moved on: please look again.")
        )
    return found


def _go(
    actor: User, order: Order, state: Order.State, said: str, action: str, told: Mapping[str, str] | None = None
) -> None:
    order.state, order.said = state, said
    order.save()
    record(actor, action, order, {**(told or {}), **({"said": said} if said else {})})
