"""The entities and facts that policies may speak of: type, unit, range, period, source.

A vocabulary is written as `数据` tables in a policy document; `luoshu.policy` reads them into the classes here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum

from luoshu.feel import types as feel


class Kind(Enum):
    """The closed list of the types of facts: the word in Chinese, and in English."""

    ID = ("标识", "id")
    TEXT = ("文本", "text")
    INTEGER = ("整数", "integer")
    DECIMAL = ("小数", "decimal")
    MONEY = ("金额", "money")
    RATE = ("比率", "rate")
    DATE = ("日期", "date")
    BOOLEAN = ("是否", "boolean")
    LIST = ("列表", "list of")
    REFERENCE = ("引用", "reference to")

    @property
    def zh(self) -> str:
        return self.value[0]

    @property
    def en(self) -> str:
        return self.value[1]


NUMERIC = {Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.RATE}

Scalar = str | int | Decimal | bool | date


@dataclass(frozen=True)
class Interval:
    """What a number or date may be; an end that is None is open."""

    low: Decimal | date | None = None
    high: Decimal | date | None = None
    low_closed: bool = True
    high_closed: bool = True

    def contains(self, value: Decimal | date) -> bool:
        if self.low is not None and (value < self.low or (value == self.low and not self.low_closed)):  # type: ignore[operator]
            return False
        return not (
            self.high is not None and (value > self.high or (value == self.high and not self.high_closed))  # type: ignore[operator]
        )


# What a column of each numeric kind can hold at all, whatever the vocabulary says (BIGINT, DECIMAL(18,2),
# DECIMAL(18,6), DECIMAL(9,6)): a tighter range in the vocabulary lets SQL compare with shorter, faster numbers.
COLUMN_RANGE: Mapping[Kind, Interval] = {
    Kind.INTEGER: Interval(Decimal(-(10**15)), Decimal(10**15)),
    Kind.MONEY: Interval(Decimal(-(10**16)), Decimal(10**16), False, False),
    Kind.DECIMAL: Interval(Decimal(-(10**12)), Decimal(10**12), False, False),
    Kind.RATE: Interval(Decimal(-1000), Decimal(1000), False, False),
}
# Decimal places kept in the column of each numeric kind.
PLACES: Mapping[Kind, int] = {Kind.INTEGER: 0, Kind.MONEY: 2, Kind.DECIMAL: 6, Kind.RATE: 6}


@dataclass(frozen=True)
class Fact:
    """One row of a `数据` table."""

    name: str
    kind: Kind
    unit: str = ""
    range: Interval | None = None
    values: tuple[str, ...] = ()  # the values a text may take; empty: any
    annual: bool = False  # 年度, or else 时点
    default: Scalar | None = None  # taken when missing, at evaluation only
    english: str = ""
    note: str = ""  # definition and source
    target: str = ""  # the item of a list, the entity of a reference
    owner: int = 0  # 1: this reference is the (first) owner of an item; 2: the second
    assumed: bool = False  # the range or default has no source
    line: int = 0

    @property
    def bounds(self) -> Interval | None:
        """The range of a numeric fact: the vocabulary's, inside what its column can hold."""
        limit = COLUMN_RANGE.get(self.kind)
        if limit is None or self.range is None:
            return limit
        low, high, low_closed, high_closed = limit.low, limit.high, limit.low_closed, limit.high_closed
        if self.range.low is not None:
            low, low_closed = self.range.low, self.range.low_closed
        if self.range.high is not None:
            high, high_closed = self.range.high, self.range.high_closed
        return Interval(low, high, low_closed, high_closed)


@dataclass(frozen=True)
class Record:
    """An entity (it has an identifier) or the item of a related list (it has an owner)."""

    name: str
    facts: Mapping[str, Fact]
    english: str = ""

    @property
    def key(self) -> Fact | None:
        """The identifier of an entity; None for an item."""
        return next((fact for fact in self.facts.values() if fact.kind is Kind.ID), None) if not self.owners else None

    @property
    def owners(self) -> list[Fact]:
        """The references that own an item, first owner first."""
        return sorted((fact for fact in self.facts.values() if fact.owner), key=lambda fact: fact.owner)

    @property
    def lists(self) -> list[Fact]:
        return [fact for fact in self.facts.values() if fact.kind is Kind.LIST]


@dataclass(frozen=True)
class Vocabulary:
    """Records by name. `sources` names the documents it was read from, with their hashes."""

    records: Mapping[str, Record] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)

    def merged(self, others: Iterable[Vocabulary]) -> Vocabulary:
        """This vocabulary and others as one; facts of the same record are put together, the first named wins."""
        records: dict[str, Record] = dict(self.records)
        sources = dict(self.sources)
        for other in others:
            sources |= other.sources
            for name, record in other.records.items():
                have = records.get(name)
                facts = {**record.facts, **have.facts} if have else record.facts
                records[name] = Record(name, facts, (have.english if have else "") or record.english)
        return Vocabulary(records, sources)

    def feel_type(self, fact: Fact, owner: str | None = None) -> feel.Type:
        """The FEEL type of a fact's value; the fields of an item leave out its owner."""
        match fact.kind:
            case Kind.INTEGER | Kind.DECIMAL | Kind.MONEY | Kind.RATE:
                return feel.NUMBER
            case Kind.DATE:
                return feel.DATE
            case Kind.BOOLEAN:
                return feel.BOOLEAN
            case Kind.LIST:
                return feel.list_of(self.item_type(fact.target))
            case _:
                return feel.STRING

    def item_type(self, name: str) -> feel.ContextType:
        """The context type of the items of a related list."""
        record = self.records.get(name)
        facts = record.facts.values() if record else []
        return feel.context({fact.name: self.feel_type(fact) for fact in facts}, label=name)
