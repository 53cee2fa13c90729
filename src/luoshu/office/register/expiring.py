"""What ends when: the titles that are held, and the dates of every register. A page of them is asked of the database.

Titles are items of a list (`policy.titles` knows it by its fields); a register's dates are those that its `台账` table
names, and those whose name ends in 至.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import CharField, Count, Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, Substr

from luoshu.facts.vocabulary import Kind, Record
from luoshu.office.library.shelf import open_library
from luoshu.office.register.models import Entity, Fact, Item
from luoshu.office.register.models.facts import NO_YEAR
from luoshu.office.register.shelves import revision
from luoshu.office.register.words import words
from luoshu.policy.library import today
from luoshu.policy.model import Register as Keeping
from luoshu.policy.titles import Register, register_of

MONTHS = (3, 6, 12, 24)
FOR_EVER = "9999-12-31"
_COLUMNS = ("until", "what", "number", "since", "by", "entity_id", "source")
_TITLE, _REGISTER = "title", "register"


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


@dataclass(frozen=True)
class Asked:
    """From which day to which, of which title or date, and whose."""

    first: date
    last: date
    what: str = ""
    owner: str = ""  # the identifier of the enterprise or institution whose it must be

    def count(self) -> tuple[Counter[str], Counter[str]]:
        """How many by month (2026-03), and how many by title or date, whatever is asked for of these."""
        months: Counter[str] = Counter()
        names: Counter[str] = Counter()
        for part in (self._titles(), self._dates()):
            grouped = part.annotate(month=Substr("until", 1, 7)).order_by().values_list("month", "what")
            for month, what, many in grouped.annotate(many=Count("pk")):
                names[what] += many
                if not self.what or what == self.what:
                    months[month] += many
        return months, names

    def page(self, start: int, count: int | None) -> list[Ending]:
        """Some of them, soonest first; all from `start` where no count is given."""
        found = self._rows()[start : start + count if count is not None else None]
        rows = list(found)
        entities = Entity.objects.in_bulk({row[_COLUMNS.index("entity_id")] for row in rows})
        return [_ending(dict(zip(_COLUMNS, row, strict=True)), entities) for row in rows]

    def _rows(self) -> Any:
        parts: list[Any] = [self._titles(), self._dates()]
        if self.what:
            parts = [part.filter(what=self.what) for part in parts]
        first, *others = [part.order_by().values_list(*_COLUMNS) for part in parts]
        return first.union(*others, all=True).order_by("until", "entity_id", "what", "number")

    def _titles(self) -> QuerySet[Any]:
        register = titles()
        if register is None:
            return _no_items()
        items = Item.objects.filter(name=register.list, ended__isnull=True, entity__state=Entity.State.ACTIVE)
        if self.owner:
            items = items.filter(entity__identifier=self.owner)
        found: QuerySet[Any] = items.annotate(**_of_title(register))
        return found.filter(until__gte=self.first.isoformat(), until__lte=self.last.isoformat())

    def _dates(self) -> QuerySet[Any]:
        of_kind = Q(pk__in=())
        for kind, names in dates().items():
            of_kind |= Q(entity__kind=kind, name__in=names)
        facts = Fact.objects.filter(
            of_kind,
            year=NO_YEAR,
            ended__isnull=True,
            entity__state=Entity.State.ACTIVE,
            value__gte=self.first.isoformat(),
            value__lte=self.last.isoformat(),
        )
        if self.owner:
            facts = facts.filter(_owned_by(self.owner))
        nothing = Value("", output_field=TextField())
        return facts.annotate(
            until=F("value"),
            what=Cast(F("name"), TextField()),
            number=Cast(F("entity__identifier"), TextField()),
            since=nothing,
            by=nothing,
            source=Value(_REGISTER, output_field=CharField()),
        )


def _of_title(register: Register) -> dict[str, Any]:
    empty = Value("", output_field=TextField())
    return {
        "until": Coalesce(InItem(register.until), empty),
        "what": Coalesce(InItem(register.title), empty),
        "number": Coalesce(InItem(register.number), empty) if register.number else empty,
        "since": Coalesce(InItem(register.since), empty) if register.since else empty,
        "by": Coalesce(InItem("授予机关"), empty),
        "source": Value(_TITLE, output_field=CharField()),
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


def _ending(row: Mapping[str, Any], entities: Mapping[int, Entity]) -> Ending:
    return Ending(
        date.fromisoformat(row["until"]),
        row["what"],
        row["number"],
        date.fromisoformat(row["since"]) if row["since"] else None,
        row["by"],
        entities[row["entity_id"]],
        row["source"] == _TITLE,
    )


def held(entity: Entity) -> list[Ending]:
    """Every title that an entity was granted, those that last longest first."""
    register = titles()
    if register is None:
        return []
    items = entity.items.filter(name=register.list, ended__isnull=True).annotate(**_of_title(register))
    rows = [dict(zip(_COLUMNS, row, strict=True)) for row in items.values_list(*_COLUMNS)]
    found = [_ending(row | {"until": row["until"] or FOR_EVER}, {entity.pk: entity}) for row in rows]
    return sorted(found, key=lambda each: (each.until, each.what), reverse=True)


# --- what the documents say ------------------------------------------------------------------------------------------


def titles() -> Register | None:
    """The list of titles that entities hold: that of enterprises, or the first there is."""
    vocabulary = words().vocabulary
    found = (register_of(vocabulary, record) for record in words().kinds)
    return next((each for each in found if each is not None), None)


def dates() -> dict[str, list[str]]:
    """By kind of entity, the dates on which something of it ends or is due."""
    keeping = _keeping(today(), revision())
    found = {record.name: _dates_of(record, keeping.get(record.name)) for record in words().kinds}
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
    return {name: keeping.owner for name, keeping in _keeping(today(), revision()).items() if keeping.owner}


@lru_cache(maxsize=1)
def _keeping(on: date, state: Hashable) -> dict[str, Keeping]:
    library = open_library()
    policies, _ = library.resolve_all(sorted({version.id for version in library.all_versions()}), on)
    return {register.name: register for policy in policies for register in policy.registers}
