"""The list of entities of a kind: searched, filtered, with some facts beside each; the same rows exported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from luoshu.facts.vocabulary import Fact as Word
from luoshu.facts.vocabulary import Kind, Record
from luoshu.office.register import bulk
from luoshu.office.register.authorised import Look
from luoshu.office.register.models import Entity, Event, Fact
from luoshu.office.register.models.facts import NO_YEAR, Beginning
from luoshu.office.register.queries import current_facts
from luoshu.office.register.values import EntryError, entered
from luoshu.office.register.words import name_fact, scalars, text_of, words
from luoshu.problems import Lang, Text

SHOWN = 5  # facts beside each entity, where nobody says which
MISSING, KNOWN, IS = "missing", "known", "is"
_FIRST = ("销售收入", "研发费用", "职工总数", "成立日期")  # that people look for


@dataclass(frozen=True)
class Asked:
    """What somebody asked of the list, as the address has it; what makes no sense is left out."""

    record: Record
    search: str = ""
    state: str = Entity.State.ACTIVE
    fact: str = ""
    has: str = ""
    value: str = ""
    year: int = 0
    show: tuple[str, ...] = field(default=())

    @classmethod
    def of(cls, record: Record, given: Mapping[str, Any], show: Sequence[str] = ()) -> Asked:
        state = given.get("state", Entity.State.ACTIVE)
        year = given.get("year", "")
        has, value = given.get("has", ""), given.get("value", "").strip()[:200]
        return cls(
            record,
            given.get("q", "").strip()[:100],
            state if state in (*Entity.State.values, "all") else Entity.State.ACTIVE,
            fact if (fact := given.get("fact", "")) in record.facts else "",
            has if has in (MISSING, KNOWN) or (has == IS and value) else "",
            value,
            int(year) if year.isascii() and year.isdigit() and len(year) == 4 else timezone.localdate().year - 1,
            tuple(name for name in show if name in record.facts),
        )

    @cached_property
    def wrong(self) -> Text | None:
        """Why nothing is found: what is looked for is no value of the fact."""
        if not self.fact or self.has != IS:
            return None
        try:
            entered(self.record.facts[self.fact], self.value)
        except EntryError as error:
            return error.text
        return None

    @cached_property
    def columns(self) -> list[Word]:
        """The facts that are shown: those asked for, or else the first that people look for; the filtered one too."""
        facts = beside_the_name(self.record)
        chosen = [fact for fact in facts if fact.name in self.show]
        if not chosen:
            chosen = [fact for fact in facts if fact.name in _FIRST] or self._kept_by(facts)[:SHOWN]
        filtered = [fact for fact in facts if fact.name == self.fact and self.has and fact not in chosen]
        return chosen + filtered

    def _kept_by(self, facts: list[Word]) -> list[Word]:
        """The facts of a register, those first by which it is kept: kind and level, where it is, from when until when,
        what is added up."""
        kept = words().register(self.record.name)
        if kept is None:
            return facts
        first = [kept.level, kept.within, kept.since, kept.until, *kept.sums]
        kinds = [fact for fact in facts if fact.values][:1]
        chosen = [fact for name in first for fact in facts if fact.name == name]
        return list(dict.fromkeys([*kinds, *chosen, *facts]))

    def year_of(self, fact: Word) -> int:
        return self.year if fact.annual else NO_YEAR

    def entities(self, visible: QuerySet[Entity]) -> QuerySet[Entity]:
        found = visible.filter(self.is_kept)
        if self.search:
            called_so = Event.objects.standing().filter(kind=Event.Kind.RENAMED, before__icontains=self.search)
            found = found.filter(
                Q(name__icontains=self.search)
                | Q(identifier__istartswith=self.search)
                | Q(pk__in=called_so.values("entity"))  # by a former name too
            )
        if self.fact and self.has:
            found = found.filter(self._condition())
        return found.order_by("identifier")

    @property
    def is_kept(self) -> Q:
        of_kind = Q(kind=self.record.name)
        return of_kind if self.state == "all" else of_kind & Q(state=self.state)

    @property
    def facts(self) -> QuerySet[Fact]:
        """The current values that are asked about: of the fact, or those of them that are the value."""
        word = self.record.facts[self.fact]
        facts = current_facts().filter(name=word.name, year=self.year_of(word))
        return _having(facts, _wanted(word, self.value)) if self.has == IS else facts

    def _condition(self) -> Q:
        if self.has != MISSING:
            return Q(pk__in=self.facts.values("entity"))
        # PostgreSQL is quick where a row is not there, SQLite where a key is not among those read once.
        if connection.vendor == "postgresql":
            return ~Q(Exists(self.facts.filter(entity=OuterRef("pk"))))
        return ~Q(pk__in=self.facts.values("entity"))

    def values(self, entities: Iterable[Entity], look: Look) -> dict[int, dict[str, str]]:
        """The current values of the shown facts by entity and fact, in two queries."""
        shown = self.shown([entity.pk for entity in entities])
        look.at(shown)
        return _by_entity(shown)

    def shown(self, entities: Any) -> QuerySet[Fact]:
        """The current values of the shown facts, of these entities (a list or a query of their keys)."""
        annual = [fact.name for fact in self.columns if fact.annual]
        once = [fact.name for fact in self.columns if not fact.annual]
        of_its_year = Q(name__in=annual, year=self.year) | Q(name__in=once, year=NO_YEAR)
        return current_facts().filter(of_its_year, entity__in=entities)


def referred(facts: Sequence[Word], values: Mapping[int, Mapping[str, str]]) -> dict[tuple[str, str], str]:
    """What is called how, by kind and identifier, of what these facts of a list refer to; in one query."""
    references = {fact.name: fact.target for fact in facts if fact.kind is Kind.REFERENCE}
    asked = {(references[name], value) for of in values.values() for name, value in of.items() if name in references}
    if not asked:
        return {}
    kinds, identifiers = {kind for kind, _ in asked}, {identifier for _, identifier in asked}
    found = Entity.objects.filter(kind__in=kinds, identifier__in=identifiers).exclude(name="")
    return {(kind, identifier): name for kind, identifier, name in found.values_list("kind", "identifier", "name")}


class EntityList:
    """The entities of a list, counted, and a part of them, as `paging.rows` asks for them.

    Of whom a fact is known or missing is counted in an index of facts, where the database would look for each entity
    among 100,000. And where many are such, a page of them is soon full.
    """

    SOON = 20_000  # entities looked at one after another, before reading once of whom the fact is known is quicker

    def __init__(self, asked: Asked, visible: QuerySet[Entity]) -> None:
        self.asked, self.visible = asked, visible
        self.entities = asked.entities(visible)
        self._by_index = bool(asked.fact and asked.has) and not asked.search and not visible.query.where

    def count(self) -> int:
        return self._total

    def __getitem__(self, part: slice) -> QuerySet[Entity]:
        if self._by_index and part.stop * self._kept <= self._total * self.SOON:
            has = ~Q(self._is_known) if self.asked.has == MISSING else Q(self._is_known)
            return self.visible.filter(self.asked.is_kept, has).order_by("identifier")[part]
        return self.entities[part]

    @cached_property
    def _total(self) -> int:
        if not self._by_index:
            return self.entities.count()
        others = self.visible.filter(~self.asked.is_kept, self._is_known)
        known = self.asked.facts.count() - others.count()
        return self._kept - known if self.asked.has == MISSING else known

    @cached_property
    def _kept(self) -> int:
        return self.visible.filter(self.asked.is_kept).count()

    @property
    def _is_known(self) -> Exists:
        return Exists(self.asked.facts.filter(entity=OuterRef("pk")))


def beside_the_name(record: Record) -> list[Word]:
    """Every fact that is one value, but for the name, which has a column of its own beside the identifier."""
    called = name_fact(record)
    return [fact for fact in scalars(record) if fact != called]


def header_of(asked: Asked, facts: Sequence[Word], lang: Lang) -> list[str]:
    """The heads of the columns of an export: the identifier, the name, each fact with its year."""
    assert asked.record.key is not None
    called = name_fact(asked.record)
    name = text_of(called) if called is not None else Text("名称", "name")
    return [asked.record.key.name, name.say(lang), *(_headed(fact, asked, lang) for fact in facts)]


def _headed(fact: Word, asked: Asked, lang: Lang) -> str:
    year = asked.year_of(fact)
    name = text_of(fact).say(lang)
    return f"{name} {year}" if year else name


def _wanted(word: Word, text: str) -> str:
    """What somebody looks for, as it is kept: 1200万, 是. What is no value of the fact is found nowhere."""
    try:
        return entered(word, text)
    except EntryError:
        return text


def _having(facts: QuerySet[Fact], value: str) -> QuerySet[Fact]:
    found = facts.alias(beginning=Beginning("value")).filter(beginning=value[: Beginning.LETTERS])
    return found if len(value) < Beginning.LETTERS else found.filter(value=value)


def exported(asked: Asked, visible: QuerySet[Entity], facts: Sequence[Word], look: Look) -> Iterator[list[str]]:
    """Every entity of the list with every fact, as rows of text; a piece of them at a time.

    What of it is authorised is looked up before the first: however far a file is read, all of it was taken out. No
    query is left half read between two pieces: SQLite would refuse whatever is written beside it.
    """
    every = replace(asked, show=tuple(fact.name for fact in facts))
    entities = asked.entities(visible)
    look.at(every.shown(entities.order_by().values("pk")))
    pieces = bulk.pieces(list(entities.values_list("pk", flat=True)), 500)
    return chain.from_iterable(_rows(every, _in_order(piece), facts) for piece in pieces)


def _in_order(keys: Sequence[int]) -> list[Entity]:
    found = Entity.objects.in_bulk(keys)
    return [found[key] for key in keys]


def _rows(asked: Asked, entities: Sequence[Entity], facts: Sequence[Word]) -> Iterator[list[str]]:
    values = _by_entity(asked.shown([entity.pk for entity in entities]))
    for entity in entities:
        known = values.get(entity.pk, {})
        yield [entity.identifier, entity.name, *(known.get(fact.name, "") for fact in facts)]


def _by_entity(facts: QuerySet[Fact]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for entity, name, value in facts.values_list("entity_id", "name", "value"):
        found.setdefault(entity, {})[name] = value
    return found
