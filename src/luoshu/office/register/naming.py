"""What an entity was called, and under whose control it was, by what was told of it and stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from luoshu.office.register.models import Entity, Event, Fact
from luoshu.office.register.queries import facts_before
from luoshu.office.register.words import name_fact, words


class Change(NamedTuple):
    """From a day on it was `after`; until then it had been `before`."""

    event: Event
    before: str
    after: str


def chain(told: Iterable[Event]) -> list[Change]:
    """The events of one kind of one entity (its renamings, its controllers) that stand, in their order: each goes on
    from the one before it, whenever they were told; the first from what was when the very first was told."""
    told = sorted(told, key=lambda event: event.pk)
    before, found = told[0].before if told else "", list[Change]()
    for event in sorted(told, key=lambda event: (event.on, event.pk)):
        if event.taken_back_at is None:
            found.append(Change(event, before, event.after))
            before = event.after
    return found


def name_on(entity: Entity, on: date) -> str:
    """What it was called at the end of a day."""
    told = list(Event.objects.filter(entity=entity, kind=Event.Kind.RENAMED))
    changes = chain(told)
    called = [change.after for change in changes if change.event.on <= on]
    if called:
        return called[-1]
    return changes[0].before if changes else entity.name


def name_as_told_by_nobody(entity: Entity) -> str:
    """What it is called where no renaming stands: what was known before the first was told, but for imports that were
    undone since."""
    first = Event.objects.filter(entity=entity, kind=Event.Kind.RENAMED).order_by("pk").first()
    if first is None:
        return entity.name
    called = name_fact(words().vocabulary.records[entity.kind])
    known: Fact | None = None
    if called is not None:
        known = facts_before(first.recorded_at).filter(entity=entity, name=called.name).first()
    return known.value if known is not None else first.before
