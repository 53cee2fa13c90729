"""What of the registers anyone may have: the tables that a document opens (`台账`, property `公开`), and the policies.

A table has what is registered and active now, and the facts that its document names, never a person's number. It is a
CSV file of a data package (Data Package v2, Table Schema).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from luoshu.facts.identifiers import IDENTITY_CARD
from luoshu.facts.vocabulary import Fact as Word
from luoshu.facts.vocabulary import Interval, Kind
from luoshu.office.library import queries as library
from luoshu.office.register.bulk import pieces
from luoshu.office.register.models import Entity, Event, Recording
from luoshu.office.register.models.facts import NO_YEAR
from luoshu.office.register.queries import open_facts
from luoshu.office.register.shelves import revision
from luoshu.office.register.words import Words, public_registers, text_of, words
from luoshu.office.shell.spreadsheets import lines
from luoshu.policy.library import today
from luoshu.policy.model import Policy, Register
from luoshu.problems import Text

POLICIES = "policies"
_PERSONAL = (IDENTITY_CARD, "身份证件", "护照", "手机")  # what is never open, whatever a document says
_TYPES: Mapping[Kind, str] = {
    Kind.INTEGER: "integer",
    Kind.DECIMAL: "number",
    Kind.MONEY: "number",
    Kind.RATE: "number",
    Kind.DATE: "date",
    Kind.BOOLEAN: "boolean",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the file, in both languages, its type and what its values are held to."""

    name: str
    title: Text
    type: str
    note: str = ""
    constraints: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One file: what it is of, where it comes from, its columns and a way to its rows."""

    slug: str
    title: Text
    source: Text
    source_at: str  # the address, below the site's
    columns: tuple[Column, ...]
    key: str  # the column that tells rows apart, where it is open
    rows: Callable[[], Iterable[Iterable[str]]]


def tables() -> list[Table]:
    """The policies, then every register that a document opens."""
    vocabulary = words()
    found = [_of_policies()]
    for policy, register in public_registers():
        table = _of_register(policy, register, vocabulary)
        if table is not None:
            found.append(table)
    return found


def table(slug: str) -> Table | None:
    return next((each for each in tables() if each.slug == slug), None)


@dataclass(frozen=True, slots=True)
class File:
    """A table as CSV in UTF-8 (with the mark by which spreadsheets know it); no cell of it can be a formula."""

    body: bytes
    sha256: str


def files(wanted: Iterable[Table]) -> list[tuple[Table, File]]:
    """Each with its file, which is written anew only where something has changed since."""
    kept = _files(_state())
    found = []
    for each in wanted:
        if each.slug not in kept:
            body = "".join(lines([column.name for column in each.columns], each.rows())).encode()
            kept[each.slug] = File(body, hashlib.sha256(body).hexdigest())
        found.append((each, kept[each.slug]))
    return found


def package(at: Callable[[str], str]) -> dict[str, Any]:
    """`datapackage.json`. `at` makes an address of the site whole."""
    made: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "luoshu-open-data",
        "title": "公开数据 / Open data",
        "description": "公开的台账和政策目录 / the registers that are open, and the policies",
        "created": _created().isoformat(timespec="seconds"),
        "resources": [_resource(each, file, at) for each, file in files(tables())],
    }
    if settings.OPEN_LICENCE:
        made["licenses"] = [{"name": settings.OPEN_LICENCE}]
    return made


def _resource(each: Table, file: File, at: Callable[[str], str]) -> dict[str, Any]:
    return {
        "name": each.slug,
        "type": "table",
        "path": f"{each.slug}.csv",
        "title": f"{each.title.zh} / {each.title.en}",
        "titles": {"zh-Hans": each.title.zh, "en": each.title.en},
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(file.body),
        "hash": f"sha256:{file.sha256}",
        "sources": [{"title": f"{each.source.zh} / {each.source.en}", "path": at(each.source_at)}],
        "schema": {
            "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
            "fields": [_field(column) for column in each.columns],
            "missingValues": [""],
            **({"primaryKey": [each.key]} if each.key else {}),
        },
    }


def _field(column: Column) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": column.name,
        "type": column.type,
        "title": f"{column.title.zh} / {column.title.en}",
        "titles": {"zh-Hans": column.title.zh, "en": column.title.en},
    }
    if column.note:
        told["description"] = column.note
    if column.constraints:
        told["constraints"] = {name: list(v) if isinstance(v, tuple) else v for name, v in column.constraints}
    return told


# --- the policies -----------------------------------------------------------------------------------------------------


def _of_policies() -> Table:
    columns = (
        Column("policy", Text("编号", "id"), "string", constraints=(("required", True), ("unique", True))),
        Column("title_zh", Text("标题", "title in Chinese"), "string"),
        Column("title_en", Text("英文标题", "title in English"), "string"),
        Column("number", Text("文号", "number"), "string"),
        Column("issuer", Text("发布机关", "issuer"), "string"),
        Column("about", Text("针对谁", "about whom"), "string"),
        Column("since", Text("施行日", "in force from"), "date"),
        Column("until", Text("最后一天", "last day"), "date"),
    )
    title = Text("施行中的政策", "Policies in force")
    source = Text("政策库", "The library of policies")
    return Table(POLICIES, title, source, "/policies/", columns, "policy", _policies)


def _policies() -> Iterator[list[str]]:
    for each in library.found(library.Wanted(on=today())):
        days = [day.isoformat() if day else "" for day in (each.since, each.until)]
        yield [each.document.key, each.title, each.title_en, each.number, each.issuer, each.about, *days]


# --- the registers ----------------------------------------------------------------------------------------------------


def _of_register(policy: Policy, register: Register, vocabulary: Words) -> Table | None:
    record = vocabulary.record(register.name)
    if record is None or record.key is None:
        return None
    open_ones = [
        fact
        for name in register.public
        if (fact := record.facts.get(name)) is not None
        and fact.kind is not Kind.LIST
        and not _is_personal(fact, vocabulary)
    ]
    if not open_ones:
        return None
    open_ones.sort(key=lambda fact: fact.kind is not Kind.ID)
    year = today().year - 1
    key = record.key.name if record.key in open_ones else ""
    return Table(
        vocabulary.slug(record.name),
        vocabulary.label(record.name),
        policy.title,
        f"/policies/{policy.id}/",
        tuple(_column(fact, year) for fact in open_ones),
        key,
        lambda: _entries(record.name, open_ones, year),
    )


def _is_personal(fact: Word, vocabulary: Words) -> bool:
    """Whether it is a person's number, or refers to who is registered by one."""
    target = vocabulary.record(fact.target) if fact.kind is Kind.REFERENCE else None
    names = [fact.name, *([target.key.name] if target is not None and target.key is not None else [])]
    return any(word in name for word in _PERSONAL for name in names)


def _column(fact: Word, year: int) -> Column:
    title = text_of(fact)
    if fact.annual:
        title = Text(f"{year} 年{title.zh}", f"{title.en} in {year}")
    unit = f"{fact.unit}。" if fact.unit else ""
    return Column(fact.name, title, _TYPES.get(fact.kind, "string"), f"{unit}{fact.note}", tuple(_constraints(fact)))


def _constraints(fact: Word) -> Iterator[tuple[str, Any]]:
    if fact.kind is Kind.ID:
        yield from (("required", True), ("unique", True))
    if fact.values:
        yield "enum", fact.values
    span = fact.range
    if isinstance(span, Interval) and fact.kind in _TYPES:
        if span.low is not None:
            yield ("minimum" if span.low_closed else "exclusiveMinimum"), _plainly(span.low)
        if span.high is not None:
            yield ("maximum" if span.high_closed else "exclusiveMaximum"), _plainly(span.high)


def _plainly(bound: Any) -> Any:
    """A bound as JSON has it: a number, or a day as text."""
    if hasattr(bound, "isoformat"):
        return bound.isoformat()
    return int(bound) if bound == int(bound) else float(bound)


def _entries(kind: str, facts: list[Word], year: int) -> Iterator[list[str]]:
    """What is registered and active now, and known by more than an authorisation lets us see, in the order of
    identifiers, a thousand at a time."""
    known = Exists(open_facts().filter(entity=OuterRef("pk")))
    active = Entity.objects.filter(known, kind=kind, state=Entity.State.ACTIVE).order_by("identifier")
    for piece in pieces(active.iterator(1000), 1000):
        yield from _rows(piece, facts, year)


def _rows(entities: list[Entity], facts: list[Word], year: int) -> Iterator[list[str]]:
    years = {fact.name: year if fact.annual else NO_YEAR for fact in facts}
    known: dict[int, dict[str, str]] = {}
    current = open_facts().filter(entity__in=entities, name__in=list(years), year__in=set(years.values()))
    for entity, name, of, value in current.values_list("entity_id", "name", "year", "value"):
        if of == years[name]:
            known.setdefault(entity, {})[name] = value
    for each in entities:
        values = known.get(each.pk, {})
        yield [each.identifier if fact.kind is Kind.ID else values.get(fact.name, "") for fact in facts]


# --- kept as long as nothing changes ----------------------------------------------------------------------------------


def _state() -> Hashable:
    recorded = Recording.objects.aggregate(last=Max("pk"))["last"]
    told = tuple(Event.objects.aggregate(Max("pk"), Max("taken_back_at")).values())
    return recorded, told, revision(), today()


@lru_cache(maxsize=1)
def _files(state: Hashable) -> dict[str, File]:
    """The files of the newest state, by slug: those of former ones are let go."""
    return {}


def _created() -> datetime:
    """When something last changed."""
    last: datetime | None = Recording.objects.aggregate(last=Max("at"))["last"]
    return timezone.localtime(last or timezone.now())
