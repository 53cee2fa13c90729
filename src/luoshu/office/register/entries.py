"""The entries of a register by what was known at a moment: what the counts, sums and pictures of it are made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from luoshu.facts.vocabulary import NUMERIC, Record
from luoshu.facts.vocabulary import Fact as Word
from luoshu.office.register.authorised import Look
from luoshu.office.register.models import Entity, Event
from luoshu.office.register.models.entities import STATES
from luoshu.office.register.models.facts import NO_YEAR
from luoshu.office.register.queries import current_facts, facts_as_of
from luoshu.office.register.words import name_fact, words
from luoshu.policy.model import Register


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its facts, those of a year by name and year, and the days on which it came to an end or came back."""

    key: int
    identifier: str
    name: str
    known_since: date
    facts: Mapping[str, str]
    yearly: Mapping[tuple[str, int], str]
    turns: tuple[tuple[date, bool], ...] = ()  # in order; whether it is there from then on

    def is_there(self, on: date) -> bool:
        """Whether nothing had ended it by that day."""
        return next((there for day, there in reversed(self.turns) if day <= on), True)

    def day(self, name: str) -> date | None:
        return date.fromisoformat(self.facts[name]) if name in self.facts else None

    def number(self, fact: Word, year: int = NO_YEAR) -> Decimal | None:
        text = self.yearly.get((fact.name, year)) if fact.annual else self.facts.get(fact.name)
        return Decimal(text) if text is not None and fact.kind in NUMERIC else None


@dataclass(frozen=True)
class Held:
    """A register on a day, as it was known at the end of that day or of a later one; `register` says how it is kept,
    where a document does. `look` is for whom it was read, and what else is read with it."""

    record: Record
    register: Register | None
    on: date
    known: date
    entries: list[Entry]
    look: Look

    @property
    def level(self) -> Word | None:
        return self.record.facts.get(self.register.level) if self.register else None

    def is_valid(self, entry: Entry, first: date, last: date | None = None) -> bool:
        """Whether it was valid on a day, or on one of some days: begun, not expired, not ended by an event."""
        last = last or first
        begins, ends = self.begins(entry), entry.day(self.register.until) if self.register else None
        return begins <= last and (ends is None or ends >= first) and entry.is_there(first)

    def begins(self, entry: Entry) -> date:
        """The day from which it counts; of which none is known, that on which it was registered."""
        return (entry.day(self.register.since) if self.register else None) or entry.known_since

    @cached_property
    def now(self) -> list[Entry]:
        """Those that count on the day itself."""
        return self.counted(self.on)

    @cached_property
    def under_way(self) -> list[Entry]:
        """Those that are valid on the day itself, those too that do not count, or not yet."""
        return self._of_each_body(entry for entry in self.entries if self.is_valid(entry, self.on))

    def counted(self, first: date, last: date | None = None) -> list[Entry]:
        """The valid ones that count, of each body one: that with the highest level."""
        return self._of_each_body(
            entry for entry in self.entries if self.counts(entry) and self.is_valid(entry, first, last)
        )

    def counts(self, entry: Entry) -> bool:
        """Whether it is such as the register counts."""
        cases = self.register.counts if self.register else ()
        return all(entry.facts.get(case.fact) == case.value for case in cases)

    def _of_each_body(self, entries: Iterable[Entry]) -> list[Entry]:
        best: dict[object, Entry] = {}
        for entry in entries:
            body = self.body(entry)
            if body not in best or self.rank(entry) < self.rank(best[body]):
                best[body] = entry
        return list(best.values())

    def body(self, entry: Entry) -> object:
        same = self.register.same if self.register else ()
        if not same or same[0] not in entry.facts:
            return entry.key
        return tuple(entry.facts.get(name, "") for name in same)

    def rank(self, entry: Entry) -> int:
        return rank(self.level, entry.facts.get(self.level.name, "")) if self.level else 0


def rank(fact: Word, value: str) -> int:
    """The place of a value among those that the vocabulary lists; what it does not list comes last."""
    return fact.values.index(value) if value in fact.values else len(fact.values)


def day_of(asked: date | None) -> date:
    """The day that was asked for, or today: no register is counted on a day to come."""
    today = timezone.localdate()
    return min(asked or today, today)


def end_of(on: date) -> datetime:
    """The moment by which everything of a day is known."""
    return timezone.make_aware(datetime.combine(on, time.max))


def held(
    record: Record,
    on: date,
    look: Look,
    more: Iterable[str] = (),
    known: date | None = None,
    among: QuerySet[Entity] | None = None,
) -> Held:
    """The register at the end of a day with the facts that counting needs, and `more`: in four queries.

    By what was known at that moment, or at the end of the day `known`; with `among`, of these entities alone.
    """
    known = known or on
    register = words().register(record.name)
    wanted = {fact.name for fact in record.facts.values() if fact.values} | set(more)
    called = name_fact(record)
    if called is not None:
        wanted.add(called.name)
    if register is not None:
        wanted |= {register.since, register.until, register.within, register.next, *register.same, *register.sums}
        wanted |= {case.fact for case in register.counts}
        wanted |= {name for stage in register.stages for name in (stage.planned, stage.actual) if name}
    return Held(record, register, on, known, list(_entries(record, end_of(known), look, wanted, called, among)), look)


def _entries(
    record: Record,
    moment: datetime,
    look: Look,
    wanted: Collection[str],
    called: Word | None,
    among: QuerySet[Entity] | None,
) -> Iterator[Entry]:
    these = {} if among is None else {"entity__in": among.values("pk")}
    found = (Entity.objects if among is None else among).filter(kind=record.name, first__at__lte=moment)
    known = list(found.order_by("identifier").values_list("pk", "identifier", "name", "first__at"))
    if not known:
        return
    facts: dict[int, dict[str, str]] = defaultdict(dict)
    yearly: dict[int, dict[tuple[str, int], str]] = defaultdict(dict)
    rows = facts_as_of(moment).filter(entity__kind=record.name, name__in=[name for name in wanted if name], **these)
    look.at(rows)
    for key, name, year, value in rows.values_list("entity_id", "name", "year", "value").iterator(10_000):
        if year == NO_YEAR:
            facts[key][name] = value
        else:
            yearly[key][name, year] = value
    turns = _turns(record.name, moment, these)
    for key, identifier, name, at in known:
        of = facts.get(key, {})
        as_known = of.get(called.name, name) if called is not None else name
        since = timezone.localdate(at)
        yield Entry(key, identifier, as_known or identifier, since, of, yearly.get(key, {}), tuple(turns.get(key, ())))


def _turns(kind: str, moment: datetime, these: Mapping[str, Any]) -> dict[int, list[tuple[date, bool]]]:
    told = Event.objects.standing(moment).filter(
        entity__kind=kind, kind__in=list(STATES), recorded_at__lte=moment, **these
    )
    found: dict[int, list[tuple[date, bool]]] = defaultdict(list)
    for key, on, what in told.order_by("on", "pk").values_list("entity_id", "on", "kind"):
        found[key].append((on, STATES[what] == Entity.State.ACTIVE))
    return found


def part_of(kind: str, within: str, identifier: str) -> QuerySet[Entity]:
    """The entities of a kind that are part of something, by the fact that says so."""
    named = current_facts().filter(entity=OuterRef("pk"), name=within, value=identifier)
    return Entity.objects.filter(Exists(named), kind=kind)


def total(entries: Iterable[Entry], of: Callable[[Entry], Decimal | None]) -> tuple[Decimal, int]:
    """What a number of theirs comes to, and how many have none."""
    numbers = [of(entry) for entry in entries]
    return sum((number for number in numbers if number is not None), Decimal()), numbers.count(None)
