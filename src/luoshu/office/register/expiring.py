"""What ends when: the titles that are held, and the dates of every register.

Titles are items of a list (`policy.titles` knows it by its fields); a register's dates are those that its `台账` table
names, and those whose name ends in 至.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from luoshu.facts.vocabulary import Kind, Record
from luoshu.office.register.authorised import Look
from luoshu.office.register.models import Entity, Fact, Item
from luoshu.office.register.models.facts import NO_YEAR
from luoshu.office.register.queries import current_facts, current_items
from luoshu.office.register.words import words
from luoshu.policy.model import Register as Keeping
from luoshu.policy.titles import Register, register_of

MONTHS = (3, 6, 12, 24)
FOR_EVER = "9999-12-31"
_GRANTED_BY = "授予机关"


@dataclass(frozen=True)
class Ending:
    """What ends on a day: a title of an entity, or a date of an entry of a register."""

    until: date
    what: str
    number: str
    since: date | None
    by: str
    entity: Entity
    is_title: bool


class Key(NamedTuple):
    """What ends, as it is sorted and counted; `pk` is of the item, or of the fact."""

    until: str
    entity: int
    what: str
    pk: int
    is_title: bool


@dataclass(frozen=True)
class Asked:
    """From which day to which, of which title or date, and whose."""

    first: date
    last: date
    what: str = ""
    owner: str = ""  # the identifier of the enterprise or institution whose it must be

    def found(self) -> tuple[list[Key], Counter[str]]:
        """All of them, soonest first; and how many there are of each title or date, whatever is asked for of these.

        The database reads each title once: it is sorted and counted here, and a page of it asked for by `details`.
        """
        every = [Key._make((*row, True)) for row in self._titles().values_list("until", "entity_id", "title", "pk")]
        every += [Key._make((*row, False)) for row in self._dates().values_list("value", "entity_id", "name", "pk")]
        wanted = [key for key in every if key.what == self.what] if self.what else every
        return sorted(wanted), Counter(map(attrgetter("what"), every))

    def _titles(self) -> QuerySet[Item]:
        register = titles()
        if register is None:
            return Item.objects.none()
        items = current_items().filter(name=register.list, until__range=self._range)
        if self.owner:
            items = items.filter(entity__in=Entity.objects.filter(identifier=self.owner).values("pk"))
        gone = Entity.objects.exclude(state=Entity.State.ACTIVE).values("pk")  # few: not joined, so that the list leads
        return items.exclude(entity__in=gone)

    def _dates(self) -> QuerySet[Any]:
        known = dates()
        of_kind = Q(pk__in=())
        for kind, names in known.items():
            of_kind |= Q(entity__kind=kind, name__in=names)
        kept = Entity.objects.filter(kind__in=known, state=Entity.State.ACTIVE).values("pk")
        facts = current_facts().filter(of_kind, entity__in=kept, year=NO_YEAR, value__range=self._range)
        return facts.filter(_owned_by(self.owner)) if self.owner else facts

    @property
    def _range(self) -> tuple[str, str]:
        return self.first.isoformat(), self.last.isoformat()


def details(keys: Iterable[Key], look: Look) -> list[Ending]:
    """What ends, with all that is known of it, in the order of the keys: four queries for however many."""
    keys = list(keys)
    register = titles()
    entities = Entity.objects.in_bulk({key.entity for key in keys})
    titled = Item.objects.filter(pk__in=[key.pk for key in keys if key.is_title])
    look.at(titled, Fact.objects.filter(pk__in=[key.pk for key in keys if not key.is_title]))
    items = {item.pk: item for item in titled}
    found = []
    for key in keys:
        entity, until = entities[key.entity], date.fromisoformat(key.until)
        if register is None or not key.is_title:
            found.append(Ending(until, key.what, entity.identifier, None, "", entity, False))
            continue
        told = items[key.pk].values
        since = date.fromisoformat(told[register.since]) if register.since in told else None
        number = told.get(register.number, "") if register.number else ""
        found.append(Ending(until, key.what, number, since, told.get(_GRANTED_BY, ""), entity, True))
    return found


def _owned_by(owner: str) -> Q:
    """Of facts: that the entry is the owner's, as its register names the fact that says so."""
    found = Q(entity__identifier=owner)
    for kind, name in owners().items():
        said = current_facts().filter(entity=OuterRef("entity"), name=name, year=NO_YEAR, value=owner)
        found |= Q(Exists(said), entity__kind=kind)
    return found


def held(entity: Entity, look: Look) -> list[Ending]:
    """Every title that an entity was granted, those that last longest first."""
    register = titles()
    if register is None:
        return []
    items = current_items().filter(entity=entity, name=register.list)
    keys = [
        Key(until or FOR_EVER, entity.pk, what, pk, True)
        for until, what, pk in items.values_list("until", "title", "pk")
    ]
    return details(sorted(keys, reverse=True), look)


# --- what the documents say ------------------------------------------------------------------------------------------


def titles() -> Register | None:
    """The list of titles that entities hold: that of enterprises, or the first there is."""
    vocabulary = words().vocabulary
    found = (register_of(vocabulary, record) for record in words().kinds)
    return next((each for each in found if each is not None), None)


def dates() -> dict[str, list[str]]:
    """By kind of entity, the dates on which something of it ends or is due."""
    found = {record.name: _dates_of(record, words().register(record.name)) for record in words().kinds}
    return {kind: names for kind, names in found.items() if names}


def _dates_of(record: Record, keeping: Keeping | None) -> list[str]:
    named = {*keeping.dates, keeping.until} if keeping is not None else set()
    return [
        fact.name
        for fact in record.facts.values()
        if fact.kind is Kind.DATE and (fact.name in named or fact.name.endswith("至"))
    ]


def owners() -> dict[str, str]:
    """By register, the fact that holds the identifier of whose entry it is."""
    return {name: keeping.owner for name, keeping in words().registers.items() if keeping.owner}
