"""What ends when: the titles that are held, and the dates of every register.

Titles are items of a list (`policy.titles` knows it by its fields); a register's dates are those that its `台账` table
names, and those whose name ends in 至.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce

from luoshu.facts.vocabulary import Kind, Record
from luoshu.office.register.models import Entity, Fact, Item
from luoshu.office.register.models.facts import NO_YEAR
from luoshu.office.register.words import words
from luoshu.policy.model import Register as Keeping
from luoshu.policy.titles import Register, register_of

MONTHS = (3, 6, 12, 24)
FOR_EVER = "9999-12-31"


class InItem(Func):
    """A field of an item's content, as the database reads JSON."""

    output_field = TextField()

    def __init__(self, name: str | None) -> None:
        self.key = name or ""
        super().__init__(F("content"))

    def as_sqlite(self, compiler: Any, connection: Any, **extra_context: Any) -> Any:
        path = '$."' + self.key.replace('"', '\\"') + '"'
        sql, given = compiler.compile(self.source_expressions[0])
        return f"json_extract({sql}, %s)", (*given, path)

    def as_postgresql(self, compiler: Any, connection: Any, **extra_context: Any) -> Any:
        sql, given = compiler.compile(self.source_expressions[0])
        return f"({sql}::jsonb ->> %s)", (*given, self.key)


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
        every = [
            Key(until, entity, what, pk, True)
            for until, entity, what, pk in self._titles().values_list("until", "entity_id", "what", "pk")
        ]
        every += [
            Key(until, entity, name, pk, False)
            for until, entity, name, pk in self._dates().values_list("value", "entity_id", "name", "pk")
        ]
        wanted = [key for key in every if not self.what or key.what == self.what]
        return sorted(wanted), Counter(key.what for key in every)

    def _titles(self) -> QuerySet[Any]:
        register = titles()
        if register is None:
            return _no_items()
        items = Item.objects.filter(name=register.list, ended__isnull=True)
        if self.owner:
            items = items.filter(entity__in=Entity.objects.filter(identifier=self.owner).values("pk"))
        gone = Entity.objects.exclude(state=Entity.State.ACTIVE).values("pk")  # few: not joined, so that the list leads
        items = items.exclude(entity__in=gone)
        found: QuerySet[Any] = items.annotate(**_of_title(register))
        return found.filter(until__range=self._range).order_by()

    def _dates(self) -> QuerySet[Any]:
        known = dates()
        of_kind = Q(pk__in=())
        for kind, names in known.items():
            of_kind |= Q(entity__kind=kind, name__in=names)
        kept = Entity.objects.filter(kind__in=known, state=Entity.State.ACTIVE).values("pk")
        facts = Fact.objects.filter(
            of_kind, entity__in=kept, year=NO_YEAR, ended__isnull=True, value__range=self._range
        )
        return facts.filter(_owned_by(self.owner)) if self.owner else facts

    @property
    def _range(self) -> tuple[str, str]:
        return self.first.isoformat(), self.last.isoformat()


def details(keys: Iterable[Key]) -> list[Ending]:
    """What ends, with all that is known of it, in the order of the keys: three queries for however many."""
    keys = list(keys)
    register = titles() or Register("", "", "")
    entities = Entity.objects.in_bulk({key.entity for key in keys})
    items: QuerySet[Any] = Item.objects.filter(pk__in=[key.pk for key in keys if key.is_title])
    items = items.annotate(**_of_title(register))
    told = {row[0]: row for row in items.values_list("pk", "number", "since", "by")}
    found = []
    for key in keys:
        entity = entities[key.entity]
        _, number, since, by = told[key.pk] if key.is_title else (0, entity.identifier, "", "")
        found.append(Ending(date.fromisoformat(key.until), key.what, number, _day(since), by, entity, key.is_title))
    return found


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _of_title(register: Register) -> dict[str, Any]:
    empty = Value("", output_field=TextField())
    return {
        "until": Coalesce(InItem(register.until), empty),
        "what": Coalesce(InItem(register.title), empty),
        "number": Coalesce(InItem(register.number), empty) if register.number else empty,
        "since": Coalesce(InItem(register.since), empty) if register.since else empty,
        "by": Coalesce(InItem("授予机关"), empty),
    }


def _no_items() -> QuerySet[Any]:
    nothing = Register("", "", "")
    return Item.objects.filter(pk__in=()).annotate(**_of_title(nothing))


def _owned_by(owner: str) -> Q:
    """Of facts: that the entry is the owner's, as its register names the fact that says so."""
    found = Q(entity__identifier=owner)
    for kind, name in owners().items():
        said = Fact.objects.filter(entity=OuterRef("entity"), name=name, year=NO_YEAR, value=owner, ended__isnull=True)
        found |= Q(Exists(said), entity__kind=kind)
    return found


def held(entity: Entity) -> list[Ending]:
    """Every title that an entity was granted, those that last longest first."""
    register = titles()
    if register is None:
        return []
    items: QuerySet[Any] = entity.items.filter(name=register.list, ended__isnull=True)
    items = items.annotate(**_of_title(register))
    keys = [
        Key(until or FOR_EVER, entity.pk, what, pk, True)
        for until, what, pk in items.values_list("until", "what", "pk")
    ]
    return details(sorted(keys, reverse=True))


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
