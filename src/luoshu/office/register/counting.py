"""A register at a date: how many there are by kind and level, how that grew, and what expires when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from luoshu.facts.vocabulary import Fact as Word
from luoshu.facts.vocabulary import Kind, Record
from luoshu.office.register.authorised import Look
from luoshu.office.register.entries import Entry, Held, held, rank
from luoshu.office.register.models import Entity
from luoshu.office.register.queries import current_facts
from luoshu.office.register.words import text_of, words
from luoshu.policy.model import Register
from luoshu.problems import Text

AHEAD = timedelta(days=366)
YEARS = 10  # that growth is shown of, at most
NOT_SAID = "–"


def ends_fact(record: Record) -> Word | None:
    """The day until which an entry of a register is valid."""
    register = words().register(record.name)
    return record.facts.get(register.until) if register else None


def sorted_by(record: Record) -> tuple[Word | None, Word | None]:
    """The facts by which a register is counted, of those whose values the vocabulary lists: its kind, and its level.

    Without a level the last of them stands in its place; where there is but one, nothing does.
    """
    register = words().register(record.name)
    level = record.facts.get(register.level) if register else None
    listed = [fact for fact in record.facts.values() if fact.kind is Kind.TEXT and fact.values and fact != level]
    if level is not None:
        return (listed[0], level) if listed else (level, None)
    return (listed[0] if listed else None), (listed[-1] if len(listed) > 1 else None)


@dataclass(frozen=True)
class Counts:
    """How many by the values of two facts, and by which rule."""

    rows: list[str]
    columns: list[str]  # empty where there is one fact alone
    counted: Counter[tuple[str, str]]
    rule: Text
    total: int

    @property
    def table(self) -> list[tuple[str, list[int], int]]:
        """Each row with its cells, and what they come to."""
        return [(row, [self.counted[row, column] for column in self.columns], self._sum(row)) for row in self.rows]

    def _sum(self, row: str) -> int:
        return sum(count for (of, _), count in self.counted.items() if of == row)


def counts_at(record: Record, on: date, look: Look) -> Counts | None:
    """The counts of a date; None where a register has nothing to count by."""
    return counts_of(held(record, on, look)) if sorted_by(record)[0] else None


def counts_of(held: Held) -> Counts:
    """How many were valid on the day, by what was known at its end. What has levels counts once, at the highest."""
    rows, columns = sorted_by(held.record)
    entries = held.now
    counted = Counter((_value(entry, rows), _value(entry, columns)) for entry in entries)
    return Counts(
        _used(rows, (row for row, _ in counted)) if rows else [],
        _used(columns, (column for _, column in counted)) if columns else [],
        counted,
        rule_of(held.record, held.register),
        len(entries),
    )


@dataclass(frozen=True)
class Growth:
    """How many were valid at the end of each year, the last as of the day itself; by level, where there are any."""

    days: list[date]
    levels: list[str]
    counted: list[Counter[str]]


def growth_of(held: Held) -> Growth | None:
    """None where a register does not say from when on an entry counts, or has none."""
    if held.register is None or not held.register.since or not held.entries:
        return None
    first = min(held.begins(entry) for entry in held.entries).year
    days = [date(year, 12, 31) for year in range(max(first, held.on.year - YEARS + 1), held.on.year)]
    days.append(held.on)
    counted = [Counter(_value(entry, held.level) for entry in held.counted(day)) for day in days]
    levels = _used(held.level, (level for each in counted for level in each)) if held.level else [""]
    return Growth(days, levels, counted) if any(counted) else None


def _value(entry: Entry, fact: Word | None) -> str:
    return entry.facts.get(fact.name, NOT_SAID) if fact else ""


def _used(fact: Word, values: Iterable[str]) -> list[str]:
    return sorted(set(values), key=lambda value: rank(fact, value))


def rule_of(record: Record, register: Register | None) -> Text:
    """By which rule entries are counted, in words."""
    if register is None:
        return Text(
            "一条一计；迁出、合并、注销的不计。", "Each entry counts once; those that moved, merged or ended do not."
        )
    zh, en = "一条一计", "Each entry counts once"
    if register.same:
        names = [text_of(record.facts[name]) for name in register.same]
        zh = f"{'、'.join(name.zh for name in names)}相同的只计一次"
        en = f"Alike in {' and '.join(name.en for name in names)} counts once"
        if register.level:
            zh, en = f"{zh}，取最高级别", f"{en}, at the highest level"
    for case in register.counts:
        fact = text_of(record.facts[case.fact])
        zh, en = f"{zh}；只计{fact.zh}为“{case.value}”的", f"{en}; only where '{fact.en}' is '{case.value}'"
    days_zh, days_en = [], []
    if register.since:
        fact = text_of(record.facts[register.since])
        days_zh.append(f"自{fact.zh}起计，没有填的自登记之日起计")
        days_en.append(f"from '{fact.en}' on, or else from when it was registered")
    if register.until:
        fact = text_of(record.facts[register.until])
        days_zh.append(f"{fact.zh}以后不计")
        days_en.append(f"not after '{fact.en}'")
    days = [f"；{'；'.join(days_zh)}", f"; {'; '.join(days_en)}"] if days_zh else ["", ""]
    return Text(
        f"{zh}{days[0]}；合并、重新认定、撤销以后，旧的不计。",
        f"{en}{days[1]}; what merged, was approved again or was revoked does not count any more.",
    )


def expiring(record: Record, on: date, look: Look) -> list[tuple[date, Entity]]:
    """What of a register expires within a year of a date, or has lately, soonest first."""
    ends = ends_fact(record)
    if ends is None:
        return []
    rows = current_facts().filter(
        entity__kind=record.name,
        entity__state=Entity.State.ACTIVE,
        name=ends.name,
        value__gte=(on - timedelta(days=30)).isoformat(),
        value__lte=(on + AHEAD).isoformat(),
    )
    found = list(rows.select_related("entity", "recording__source").order_by("value", "pk")[:500])
    look.at_each(found)
    return [(date.fromisoformat(fact.value), fact.entity) for fact in found]
