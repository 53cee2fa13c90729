"""What can be booked: entries of the registers whose `台账` table has slots."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from django.db.models import Q, QuerySet

from luoshu.engine.figures import show_date
from luoshu.office.filing.registers import Kept, registers
from luoshu.office.register.models import Entity
from luoshu.office.register.queries import open_facts
from luoshu.office.shell.language import here, language
from luoshu.policy.quantities import Slot


def bookable() -> dict[str, Kept]:
    """The registers of facilities by name."""
    return {name: kept for name, kept in registers().items() if kept.register.slots}


def facilities() -> QuerySet[Entity]:
    return Entity.objects.filter(kind__in=list(bookable()), state=Entity.State.ACTIVE)


def facilities_asked(search: str = "") -> QuerySet[Entity]:
    """By name, or how the number begins."""
    found = facilities().order_by("kind", "identifier")
    if search:
        found = found.filter(Q(name__icontains=search) | Q(identifier__istartswith=search))
    return found


def public_facts(facility: Entity) -> list[tuple[str, str]]:
    """What its register opens of it, but for its name."""
    kept = bookable()[facility.kind]
    told = open_facts().filter(entity=facility, name__in=kept.register.public)
    facts = dict(told.values_list("name", "value"))
    called = kept.called.name if kept.called else ""
    return [(name, facts[name]) for name in kept.register.public if name in facts and name != called]


def slot_at(facility: Entity, begins: time) -> Slot | None:
    """The slot that begins then."""
    return next((slot for slot in slots_of(facility) if slot.begins == begins), None)


def slots_of(facility: Entity) -> Sequence[Slot]:
    """Its slots of a day; none where its register has no slots any more."""
    kept = registers().get(facility.kind)
    return sorted(kept.register.slots, key=lambda slot: slot.begins) if kept else ()


def last_day_of(facility: Entity) -> date | None:
    """The day on which its entry ends; None where it has none, or none is known."""
    kept = registers().get(facility.kind)
    told = _known(facility, kept.register.until) if kept and kept.register.until else ""
    return date.fromisoformat(told) if told else None


def only_until(last: date) -> str:
    """Why nothing is open after that day."""
    told = show_date(last, language())
    return here(f"登记到{told}为止", f"registered until {told} only")


def keeper_of(facility: Entity) -> str:
    """The identifier of who keeps it; empty where it is not known."""
    kept = registers().get(facility.kind)
    return _known(facility, kept.register.owner) if kept and kept.files else ""


def _known(facility: Entity, name: str) -> str:
    """What is known of a fact of it; empty where nothing is."""
    known = open_facts().filter(entity=facility, name=name)
    return known.values_list("value", flat=True).first() or ""
