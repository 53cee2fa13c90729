"""Everything that is known of one entity, or was on a day, for its page: in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q

from luoshu.facts.vocabulary import Fact as Word
from luoshu.facts.vocabulary import Kind, Record
from luoshu.office.register.authorised import Look
from luoshu.office.register.entries import end_of
from luoshu.office.register.models import Check, Dispute, Entity, Event, Fact, Item, Source
from luoshu.office.register.models.facts import NO_YEAR
from luoshu.office.register.queries import known_facts, known_items
from luoshu.office.register.words import name_fact, scalars, words


@dataclass(frozen=True)
class Profile:
    """`facts` are those without a year in the vocabulary's order, `yearly` those of the last years, `missing` what is
    not known; `lists` the related lists that are known, each with the columns that hold something, and its rows.

    `lapsed` are facts that another authority let us see and does no more, and lists with items of such: each with its
    year and source, never with what it said.
    """

    entity: Entity
    facts: list[tuple[Word, Fact]]
    years: list[int]
    yearly: list[tuple[Word, list[Fact | None]]]
    missing: list[Word]
    lapsed: list[tuple[Word, int, Source]]
    lists: list[tuple[Word, list[Word], list[list[str]]]]
    unknown_lists: list[Word]
    events: list[Event]
    disputes: list[Dispute]
    checks: list[Check]
    named: dict[str, Entity]  # by fact: the entity whose identifier it holds

    @property
    def disputed(self) -> set[int]:
        """The keys of the facts about which there is an open dispute."""
        return {dispute.fact_id for dispute in self.disputes if dispute.state == Dispute.State.OPEN}


def profile(entity: Entity, look: Look, on: date | None = None) -> Profile:
    """By what is known now, or was at the end of a day. What befell the entity, is disputed and was checked is told as
    of now."""
    record = words().vocabulary.records[entity.kind]
    moment = end_of(on) if on is not None else None
    found = known_facts(moment).filter(entity=entity).select_related("recording__source", "recording__by")
    lapsed: list[Fact | Item] = []
    called = name_fact(record)  # by which and its number it stands in the register: that is told for good
    known: dict[str, dict[int, Fact]] = defaultdict(dict)
    for fact in found:
        if fact.recording.source.has_lapsed and (called is None or fact.name != called.name):
            lapsed.append(fact)
        else:
            known[fact.name][fact.year] = fact
    items = list(known_items(moment).filter(entity=entity).select_related("recording__source").order_by("pk"))
    lapsed += [item for item in items if item.recording.source.has_lapsed]
    items = [item for item in items if not item.recording.source.has_lapsed]
    look.at_each(fact for of in known.values() for fact in of.values())
    look.at_each(items)
    facts = scalars(record)
    years = sorted({year for found in known.values() for year in found if year}, reverse=True)[:5]
    lists = _lists(record.lists, known, items)
    single = [(word, known[word.name][0]) for word in facts if 0 in known.get(word.name, {})]
    return Profile(
        entity,
        single,
        years,
        [
            (word, [known[word.name].get(year) for year in years])
            for word in facts
            if word.annual and word.name in known
        ],
        [word for word in facts if word.name not in known],
        _of_lapsed(record, lapsed),
        lists,
        [word for word in record.lists if word not in [listed for listed, *_ in lists]],
        list(entity.events.select_related("other", "recorded_by", "taken_back_by")),
        list(Dispute.objects.filter(fact__entity=entity).select_related("fact", "raised_by", "answered_by")[:20]),
        list(entity.checks.select_related("by")[:20]),
        _named([(word, fact.value) for word, fact in single if word.kind is Kind.REFERENCE]),
    )


def _named(references: list[tuple[Word, str]]) -> dict[str, Entity]:
    if not references:
        return {}
    wanted = reduce(or_, (Q(kind=word.target, identifier=value) for word, value in references))
    found = {(each.kind, each.identifier): each for each in Entity.objects.filter(wanted)}
    return {word.name: found[key] for word, value in references if (key := (word.target, value)) in found}


def _of_lapsed(record: Record, lapsed: list[Fact | Item]) -> list[tuple[Word, int, Source]]:
    told = {
        (each.name, each.year if isinstance(each, Fact) else NO_YEAR, each.recording.source_id): each.recording.source
        for each in lapsed
        if each.name in record.facts
    }
    return [(record.facts[name], year, source) for (name, year, _), source in told.items()]


def _lists(
    lists: list[Word], known: dict[str, dict[int, Fact]], items: list[Item]
) -> list[tuple[Word, list[Word], list[list[str]]]]:
    of: dict[str, list[dict[str, str]]] = defaultdict(list)
    for item in items:
        of[item.name].append(item.values)
    found = []
    for word in lists:
        rows = of[word.name]
        filled = {name for row in rows for name in row}
        columns = [fact for fact in words().item(word).facts.values() if fact.name in filled]
        if word.name in known or rows:
            found.append((word, columns, [[row.get(fact.name, "") for fact in columns] for row in rows]))
    return found
