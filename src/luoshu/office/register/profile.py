"""Everything that is known of one entity, for its page: in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from luoshu.facts.vocabulary import Fact as Word
from luoshu.facts.vocabulary import Kind
from luoshu.office.register.models import Check, Dispute, Entity, Event, Fact
from luoshu.office.register.words import scalars, words


@dataclass(frozen=True)
class Profile:
    """`facts` are those without a year in the vocabulary's order, `yearly` those of the last years, `missing` what is
    not known; `lists` the related lists that are known, each with the columns that hold something, and its rows."""

    entity: Entity
    facts: list[tuple[Word, Fact]]
    years: list[int]
    yearly: list[tuple[Word, list[Fact | None]]]
    missing: list[Word]
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


def profile(entity: Entity) -> Profile:
    vocabulary = words()
    record = vocabulary.vocabulary.records[entity.kind]
    current = entity.facts.filter(ended__isnull=True).select_related("recording__source", "recording__by")
    known: dict[str, dict[int, Fact]] = defaultdict(dict)
    for fact in current:
        known[fact.name][fact.year] = fact
    facts = scalars(record)
    years = sorted({year for found in known.values() for year in found if year}, reverse=True)[:5]
    lists = _lists(entity, record.lists, known)
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
        lists,
        [word for word in record.lists if word not in [listed for listed, *_ in lists]],
        list(entity.events.select_related("other", "recorded_by")),
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


def _lists(
    entity: Entity, lists: list[Word], known: dict[str, dict[int, Fact]]
) -> list[tuple[Word, list[Word], list[list[str]]]]:
    items: dict[str, list[dict[str, str]]] = defaultdict(list)
    for item in entity.items.filter(ended__isnull=True).order_by("pk"):
        items[item.name].append(item.values)
    found = []
    for word in lists:
        rows = items[word.name]
        filled = {name for row in rows for name in row}
        columns = [fact for fact in words().item(word).facts.values() if fact.name in filled]
        if word.name in known or rows:
            found.append((word, columns, [[row.get(fact.name, "") for fact in columns] for row in rows]))
    return found
