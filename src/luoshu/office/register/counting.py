"""A register at a date: how many there are by kind and level, and what expires when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from luoshu.facts.vocabulary import Fact as Word
from luoshu.facts.vocabulary import Kind, Record
from luoshu.office.register.models import Entity, Fact
from luoshu.office.register.models.facts import NO_YEAR
from luoshu.office.register.queries import entities_as_of, facts_as_of
from luoshu.office.register.words import name_fact
from luoshu.problems import Text

LEVEL, HOST = "级别", "依托单位"
_BEGINS = ("认定日期", "自")
AHEAD = timedelta(days=366)


def ends_fact(record: Record) -> Word | None:
    """The day until which an entry of a register is valid."""
    return next((fact for fact in record.facts.values() if fact.kind is Kind.DATE and fact.name.endswith("至")), None)


def sorted_by(record: Record) -> list[Word]:
    """The facts by which a register is counted: texts that the vocabulary lists the values of, the level last."""
    listed = [fact for fact in record.facts.values() if fact.kind is Kind.TEXT and fact.values]
    return sorted(listed, key=lambda fact: fact.name == LEVEL)


@dataclass(frozen=True)
class Counts:
    """How many by the values of two facts (the second is the level, where there is one), and by which rule."""

    rows: list[str]
    columns: list[str]
    counted: Counter[tuple[str, str]]
    rule: Text
    total: int

    @property
    def table(self) -> list[tuple[str, list[int], int]]:
        cells = {row: [self.counted[row, column] for column in self.columns] for row in self.rows}
        return [(row, counts, sum(counts)) for row, counts in cells.items()]


def counts_at(record: Record, on: date) -> Counts | None:
    """What was in the register on a date, by what was known at its end; None where it has nothing to count by.

    What has levels counts once, at the highest: the same name and host is the same body.
    """
    by = sorted_by(record)
    if not by:
        return None
    moment = timezone.make_aware(datetime.combine(on, time.max))
    known = _known(record, moment)
    rows, columns = by[0], by[-1]
    best: dict[object, tuple[str, str]] = {}
    for key, facts in known.items():
        if not _is_valid(record, facts, on):
            continue
        place = facts.get(rows.name, "–"), facts.get(columns.name, "–") if columns is not rows else ""
        body = _body(record, facts, key) if columns.name == LEVEL else key
        if body not in best or _rank(columns, place[1]) < _rank(columns, best[body][1]):
            best[body] = place
    counted = Counter(best.values())
    return Counts(
        _used(rows, (row for row, _ in counted)),
        _used(columns, (column for _, column in counted)) if columns is not rows else [""],
        counted,
        _rule(columns),
        len(best),
    )


def _known(record: Record, moment: datetime) -> dict[int, dict[str, str]]:
    wanted = {fact.name for fact in sorted_by(record)} | {HOST, *_BEGINS}
    for fact in (name_fact(record), ends_fact(record)):
        wanted |= {fact.name} if fact else set()
    entities = entities_as_of(moment).filter(kind=record.name).values_list("pk", flat=True)
    found: dict[int, dict[str, str]] = {key: {} for key in entities}
    rows = facts_as_of(moment).filter(entity__kind=record.name, name__in=wanted, year=NO_YEAR)
    for key, name, value in rows.values_list("entity_id", "name", "value"):
        if key in found:
            found[key][name] = value
    return found


def _is_valid(record: Record, facts: dict[str, str], on: date) -> bool:
    ends = ends_fact(record)
    begun = all(date.fromisoformat(facts[name]) <= on for name in _BEGINS if name in facts)
    return begun and (ends is None or ends.name not in facts or date.fromisoformat(facts[ends.name]) >= on)


def _body(record: Record, facts: dict[str, str], key: int) -> object:
    called = name_fact(record)
    name = facts.get(called.name) if called else None
    return (name, facts.get(HOST, "")) if name else key


def _rank(fact: Word, value: str) -> int:
    return fact.values.index(value) if value in fact.values else len(fact.values)


def _used(fact: Word, values: Iterable[str]) -> list[str]:
    return sorted(set(values), key=lambda value: _rank(fact, value))


def _rule(columns: Word) -> Text:
    if columns.name != LEVEL:
        return Text("一条一计；失效的不计。", "Each entry counts once; those no longer valid do not.")
    return Text(
        "同一名称、同一依托单位只计一次，取最高级别；失效的不计。",
        "The same name and host counts once, at the highest level; those no longer valid do not count.",
    )


def expiring(record: Record, on: date) -> list[tuple[date, Entity]]:
    """What of a register expires within a year of a date, or has lately, soonest first."""
    ends = ends_fact(record)
    if ends is None:
        return []
    rows = Fact.objects.filter(
        entity__kind=record.name,
        entity__state=Entity.State.ACTIVE,
        name=ends.name,
        ended__isnull=True,
        value__gte=(on - timedelta(days=30)).isoformat(),
        value__lte=(on + AHEAD).isoformat(),
    ).select_related("entity")
    return [(date.fromisoformat(fact.value), fact.entity) for fact in rows.order_by("value", "pk")[:500]]
