"""What the numbers of a register come to: at a date by kind, by year, and one over another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from luoshu.engine.figures import unit_of_fact
from luoshu.facts.vocabulary import Fact as Word
from luoshu.office.register.counting import NOT_SAID, sorted_by
from luoshu.office.register.entries import Entry, Held, part_of, rank, total
from luoshu.office.register.entries import held as load
from luoshu.office.register.models.facts import NO_YEAR
from luoshu.office.register.words import words
from luoshu.policy.quantities import Link, Ratio

YEARS = 10  # that are shown, at most
Numbers = list[Decimal | None]


@dataclass(frozen=True)
class Sums:
    """Facts of one unit, what they come to in each row (a kind or a year), and how many entries have no such number."""

    facts: list[Word]
    rows: list[tuple[str, Numbers]]
    lacking: list[int]

    @property
    def unit(self) -> str:
        return unit_of_fact(self.facts[0])


def summed(held: Held) -> list[Word]:
    """The facts that the register adds up."""
    return [held.record.facts[name] for name in held.register.sums] if held.register else []


def of_one_unit(facts: Sequence[Word]) -> list[list[Word]]:
    """The facts that can stand on one axis, in groups."""
    found: dict[str, list[Word]] = defaultdict(list)
    for fact in facts:
        found[unit_of_fact(fact)].append(fact)
    return list(found.values())


def by_kind(held: Held) -> list[Sums]:
    """What stands in the valid entries on the day; a body counts once."""
    kind, _ = sorted_by(held.record)
    entries = held.now
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[entry.facts.get(kind.name, NOT_SAID) if kind else ""].append(entry)
    names = sorted(groups, key=lambda name: rank(kind, name) if kind else 0)
    found = []
    for facts in of_one_unit([fact for fact in summed(held) if not fact.annual]):
        rows: list[tuple[str, Numbers]] = [
            (name, [total(groups[name], _number(fact))[0] for fact in facts]) for name in names
        ]
        found.append(Sums(facts, rows, [total(entries, _number(fact))[1] for fact in facts]))
    return found


def _number(fact: Word, year: int = NO_YEAR) -> Callable[[Entry], Decimal | None]:
    return lambda entry: entry.number(fact, year)


def by_year(held: Held) -> list[Sums]:
    """Annual facts by their year; the others by the year in which an entry began, where the register says when."""
    annual = of_one_unit([fact for fact in summed(held) if fact.annual])
    found = [Sums(facts, list(_annual(held, facts)), []) for facts in annual]
    if held.register is not None and held.register.since:
        once = of_one_unit([fact for fact in summed(held) if not fact.annual])
        found += [Sums(facts, list(_begun(held, facts)), []) for facts in once]
    return [sums for sums in found if len(sums.rows) > 1 or (any(fact.annual for fact in sums.facts) and sums.rows)]


def _annual(held: Held, facts: Sequence[Word]) -> Iterator[tuple[str, Numbers]]:
    names = {fact.name for fact in facts}
    years = {year for entry in held.entries for name, year in entry.yearly if name in names and year <= held.on.year}
    for year in sorted(years)[-YEARS:]:
        entries = held.counted(date(year, 1, 1), date(year, 12, 31))
        yield str(year), [total(entries, _number(fact, year))[0] for fact in facts]


def _begun(held: Held, facts: Sequence[Word]) -> Iterator[tuple[str, Numbers]]:
    groups: dict[int, list[Entry]] = defaultdict(list)
    for entry in held.entries:
        begins = held.begins(entry)
        if held.counts(entry) and begins <= held.on and entry.is_there(begins):
            groups[begins.year].append(entry)
    years = range(max(min(groups), held.on.year - YEARS + 1), max(groups) + 1) if groups else range(0)
    for year in years:
        yield str(year), [total(groups[year], _number(fact))[0] for fact in facts]


@dataclass(frozen=True)
class Share:
    """A ratio: `rows` are entries on the day, or years where a number is annual; each with both numbers.

    `whole` is what both come to over all of them.
    """

    name: str
    part: Word
    over: Word
    annual: bool
    rows: list[tuple[str, int | None, Decimal, Decimal]]  # name, key of the entry, part, over
    whole: tuple[Decimal, Decimal]

    @property
    def is_percentage(self) -> bool:
        return unit_of_fact(self.part) == unit_of_fact(self.over)


def shares(held: Held) -> list[Share]:
    """The ratios of what is held, on the day."""
    ratios = held.register.ratios if held.register else ()
    found = [_share(held, ratio) for ratio in ratios]
    return [share for share in found if share is not None and share.rows]


def ratio_facts(kind: str) -> set[str]:
    """The facts of a register's own that its ratios need."""
    register = words().register(kind)
    ratios = register.ratios if register else ()
    return {name for ratio in ratios for name in (ratio.part, ratio.over) if isinstance(name, str)}


def _share(of: Held, ratio: Ratio) -> Share | None:
    over = of.record.facts[ratio.over]
    if isinstance(ratio.part, Link):
        part, parts = _from_within(of, ratio.part)
        if part is None:
            return None
    else:
        part, parts = of.record.facts[ratio.part], None
    annual = over.annual or (parts is None and part.annual)
    rows: list[tuple[str, int | None, Decimal, Decimal]] = []
    if annual:
        names = {fact.name for fact in (part, over) if fact.annual}
        years = sorted({year for e in of.entries for name, year in e.yearly if name in names and year <= of.on.year})
        for year in years[-YEARS:]:
            pairs = [
                (e.number(part, year), e.number(over, year)) for e in of.counted(date(year, 1, 1), date(year, 12, 31))
            ]
            known = [(a, b) for a, b in pairs if a is not None and b]
            if known:
                rows.append((str(year), None, sum(a for a, _ in known), sum(b for _, b in known)))  # type: ignore[arg-type]
    else:
        for entry in of.now:
            number = entry.number(part) if parts is None else parts.get(entry.identifier, Decimal())
            base = entry.number(over)
            if number is not None and base:
                rows.append((entry.name, entry.key, number, base))
        rows.sort(key=lambda row: (-row[2] / row[3], row[0]))
    last = rows[-1:] if annual else rows
    whole = sum((row[2] for row in last), Decimal()), sum((row[3] for row in last), Decimal())
    return Share(ratio.name, part, over, annual, rows, whole)


def _from_within(of: Held, link: Link) -> tuple[Word | None, dict[str, Decimal]]:
    """What a fact of the entries within comes to, by the identifier of what they are part of."""
    vocabulary = words()
    record, register = vocabulary.record(link.record), vocabulary.register(link.record)
    if record is None or register is None or not register.within:
        return None, {}
    fact = record.facts[link.fact]
    found: dict[str, Decimal] = defaultdict(Decimal)
    alone = of.entries[0].identifier if len(of.entries) == 1 else None
    among = part_of(record.name, register.within, alone) if alone else None
    inside = load(record, of.on, of.look, [link.fact], of.known, among)
    for entry in inside.now:
        number, whole = entry.number(fact), entry.facts.get(register.within)
        if number is not None and whole:
            found[whole] += number
    return fact, found
