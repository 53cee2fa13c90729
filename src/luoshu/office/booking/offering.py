"""The services of the catalogues, each with its base; and the orders that wait for who looks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from luoshu.office.accounts.acting import Acting
from luoshu.office.booking.catalogues import Catalogue, catalogues
from luoshu.office.booking.models import Order
from luoshu.office.booking.rules import orders_answerable_by, orders_settleable_by, orders_visible_to
from luoshu.office.register.models import Entity
from luoshu.office.register.queries import open_facts


@dataclass(frozen=True, slots=True)
class Service:
    """A service, what its base is called, and what the register opens of it but for these."""

    entity: Entity
    base: str
    facts: list[tuple[str, str]]


def services(search: str = "") -> QuerySet[Entity]:
    """The active ones of every catalogue, by name or how the number begins."""
    kinds = [each.services.name for each in catalogues()]
    found = Entity.objects.filter(kind__in=kinds, state=Entity.State.ACTIVE).order_by("kind", "identifier")
    if search:
        found = found.filter(Q(name__icontains=search) | Q(identifier__istartswith=search))
    return found


def described(found: Iterable[Entity]) -> list[Service]:
    """Each service with its base and what is open to the public of it, in two queries."""
    by_kind = {each.services.name: each for each in catalogues()}
    found = list(found)
    known: dict[int, dict[str, str]] = {service.pk: {} for service in found}
    facts = open_facts().filter(entity__in=known).values_list("entity_id", "name", "value")
    for key, name, value in facts:
        known[key][name] = value
    codes = {service.pk: known[service.pk].get(by_kind[service.kind].services.register.within, "") for service in found}
    bases = Entity.objects.filter(kind__in=[each.base.name for each in by_kind.values()], identifier__in=codes.values())
    names = {base.identifier: str(base) for base in bases}
    return [
        Service(service, names.get(codes[service.pk], ""), _public(by_kind[service.kind], known[service.pk]))
        for service in found
    ]


def _public(catalogue: Catalogue, facts: dict[str, str]) -> list[tuple[str, str]]:
    """What the register opens of a service, but for its name and base, which stand apart."""
    kept = catalogue.services
    apart = {kept.register.within, kept.called.name if kept.called else ""}
    return [(name, facts[name]) for name in kept.register.public if name in facts and name not in apart]


def orders_of(who: Acting) -> QuerySet[Order]:
    """Those that one has a part in, the latest first, with what a list shows of each."""
    return orders_visible_to(who).select_related("base", "service", "organisation")


def waiting_for(who: Acting) -> set[int]:
    """The orders that wait for who looks: requests and what is under way for the base, reports for the client."""
    theirs = orders_answerable_by(who).exclude(organisation=who.organisation).values_list("pk", flat=True)
    reports = orders_settleable_by(who).filter(state=Order.State.REPORTED).values_list("pk", flat=True)
    return {*theirs, *reports}
