"""The facts that a policy uses as the input data of a DMN model, with the types that the vocabulary gives them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from luoshu.dmn.model import Feel, InputData, Item, Variable
from luoshu.facts.vocabulary import Fact, Interval, Kind, Record, Scalar
from luoshu.feel import tree, types
from luoshu.feel.printer import to_feel
from luoshu.feel.text import quoted
from luoshu.feel.types import Type
from luoshu.policy.exchange.notes import DATA, Notes
from luoshu.policy.exchange.wording import LAGGED, Wording
from luoshu.policy.lower import literal
from luoshu.policy.model import RUN_DATE, Policy

_PLAIN = {
    Kind.INTEGER: "number",
    Kind.DECIMAL: "number",
    Kind.MONEY: "number",
    Kind.RATE: "number",
    Kind.DATE: "date",
    Kind.BOOLEAN: "boolean",
}


@dataclass
class DataWriter:
    """Writes the input data of one model; the item definitions that they need are in `items`."""

    policy: Policy
    wording: Wording
    items: dict[str, Item] = field(default_factory=dict)

    def input_data(self, id_: str, plain: str) -> InputData:
        """The input data for a name of lowered trees."""
        name = self.wording.name(plain)
        if plain == RUN_DATE:
            return InputData(id_, Variable(name, "date"), DATA.write(Notes(note="评价日期", english="date of the run")))
        match = LAGGED.fullmatch(plain)
        fact = self.wording.facts[match["fact"] if match else plain]
        description = DATA.write(self._notes(fact, int(match["years"]) if match else 0))
        return InputData(id_, Variable(name, self._ref(fact)), description)

    def type_of(self, plain: str) -> Type:
        """The type of what a name of lowered trees stands for."""
        if plain == RUN_DATE:
            return types.DATE
        match = LAGGED.fullmatch(plain)
        return self.policy.vocabulary.feel_type(self.wording.facts[match["fact"] if match else plain])

    # --- types --------------------------------------------------------------------------------------------------------

    def _ref(self, fact: Fact) -> str:
        """The type of a fact: FEEL's own, or an item definition that says more."""
        item = self._item(fact, f"t{fact.name}", ())
        if not (item.components or item.allowed or item.collection):
            return item.type_ref or "Any"
        self.items[item.name] = item
        return item.name

    def _item(self, fact: Fact, name: str, inside: tuple[str, ...]) -> Item:
        if fact.kind is not Kind.LIST:
            return Item(name, _PLAIN.get(fact.kind, "string"), allowed=_allowed(fact))
        record = self.policy.vocabulary.records.get(fact.target)
        fields = self._fields(record) if record is not None and fact.target not in inside else ()
        components = tuple(self._item(each, each.name, (*inside, fact.target)) for each in fields)
        return Item(name, None if components else "Any", collection=True, components=components)

    def _fields(self, record: Record) -> Iterator[Fact]:
        """The fields of a list's items that anything speaks of."""
        return (fact for fact in record.facts.values() if fact.name in self.wording.fields)

    # --- words --------------------------------------------------------------------------------------------------------

    def _notes(self, fact: Fact, years: int) -> Notes:
        record = self.policy.vocabulary.records.get(fact.target) if fact.kind is Kind.LIST else None
        return Notes(
            kind=_kind(fact),
            unit=fact.unit,
            period="年度" if fact.annual else "",
            years=str(years) if years else "",
            default=_default(fact.default),
            english=fact.english,
            note=fact.note,
            fields={each.name: self._field_notes(each) for each in self._fields(record)} if record else {},
        )

    def _field_notes(self, fact: Fact) -> Notes:
        return Notes(kind=_kind(fact), unit=fact.unit, default=_default(fact.default), english=fact.english)


def _kind(fact: Fact) -> str:
    return f"{fact.kind.zh} {fact.target}" if fact.target else fact.kind.zh


def _default(value: Scalar | None) -> str:
    return "" if value is None else to_feel(literal(value))


def _allowed(fact: Fact) -> Feel | None:
    """The values that a fact may have: those of its list, or of its range."""
    if fact.values:
        return Feel(", ".join(map(quoted, fact.values)))
    return None if fact.range is None else Feel(_range(fact.range))


def _range(interval: Interval) -> str:
    low, high = (None if end is None else _end(end) for end in (interval.low, interval.high))
    if low is None or high is None:
        node = low if high is None else high
        closed = interval.low_closed if high is None else interval.high_closed
        sign = ">" if high is None else "<"
        return f"{sign}{'=' if closed else ''} {to_feel(node) if node is not None else 'null'}"
    return to_feel(tree.Range(low, high, interval.low_closed, interval.high_closed))


def _end(end: Decimal | date) -> tree.Node:
    return literal(end)


FEEL_REFS: Mapping[Type, str] = {
    each: each.name
    for each in (
        types.NUMBER,
        types.STRING,
        types.BOOLEAN,
        types.DATE,
        types.TIME,
        types.DATE_TIME,
    )
} | {types.DAY_DURATION: "dayTimeDuration", types.MONTH_DURATION: "yearMonthDuration"}
