"""Values of facts: as text that is the same for the same value, as people enter them, as people read them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from luoshu.engine.figures import show, unit_of_fact
from luoshu.facts.cells import COLUMN_TYPE, NO, YES, explain
from luoshu.facts.ranges import show_interval
from luoshu.facts.readers import quote
from luoshu.facts.vocabulary import NUMERIC, PLACES, Fact, Kind
from luoshu.problems import Lang, Text

Value = str | Decimal | bool | date
NOT_KNOWN = ("不知道", "未知", "unknown", "not known")  # what withdraws a value without giving another
_TIMES = {"万": 10**4, "亿": 10**8, "万亿": 10**12, "百万": 10**6, "千万": 10**7, "千": 10**3, "": 1}
_NUMBER = re.compile(
    r"([+-]?[0-9][0-9,]*(?:\.[0-9]+)?)(万亿|千万|百万|万|亿|千)?(%)?(?:元|人|项|家|个|分|年|级|平方米)?"
)
_DAY = re.compile(r"(?:([0-9]{4})[-/.年])?([0-9]{1,2})[-/.月]([0-9]{1,2})日?")


@dataclass
class EntryError(Exception):
    """What was entered is no value of the fact; `text` says why, `hint` what to enter."""

    text: Text
    hint: Text | None = None


def canonical(fact: Fact, value: Value) -> str:
    """The one way in which a value is kept: no zeros behind the point, days as 2025-06-30, true and false."""
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            text = f"{value:f}"
            return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-0", "0", value == 0) or "0"
        case date():
            return value.isoformat()
        case _:
            return value


def canonical_sql(fact: Fact) -> str:
    """The same in DuckDB, of a column of the fact's own type."""
    cell = quote(fact.name)
    if fact.kind in NUMERIC and PLACES[fact.kind]:
        return f"rtrim(rtrim(CAST({cell} AS VARCHAR), '0'), '.')"
    return cell if COLUMN_TYPE[fact.kind] == "VARCHAR" else f"CAST({cell} AS VARCHAR)"


def read(fact: Fact, text: str) -> Value:
    """What a kept text stands for."""
    if fact.kind in NUMERIC:
        return Decimal(text)
    match fact.kind:
        case Kind.DATE:
            return date.fromisoformat(text)
        case Kind.BOOLEAN:
            return text == "true"
        case _:
            return text


def shown(fact: Fact, text: str, lang: Lang) -> str:
    """As people write it: 1,200 万元, 2.83%, 2025 年 6 月 30 日."""
    if fact.kind is Kind.LIST:
        return show(Decimal(text), "项", lang)
    return show(read(fact, text), unit_of_fact(fact), lang)


def entered(fact: Fact, text: str) -> str:
    """The text that is kept of what someone entered: 2亿, 1,200 万元, 30%, 3 月 5 日 are understood.

    Raises:
        EntryError: it is no value of this fact.
    """
    text = text.strip()
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    if fact.kind in NUMERIC:
        return canonical(fact, _number(fact, text, plain))
    match fact.kind:
        case Kind.DATE:
            return canonical(fact, _day(fact, text, plain))
        case Kind.BOOLEAN:
            if plain.casefold() in (*YES, *NO):
                return "true" if plain.casefold() in YES else "false"
        case _:
            if not fact.values or text in fact.values:
                return text
    fault = explain(fact, text)
    raise EntryError(fault.text, fault.hint)


def _number(fact: Fact, text: str, plain: str) -> Decimal:
    match = _NUMBER.fullmatch(plain)
    if match is None:
        fault = explain(fact, text)
        raise EntryError(fault.text, fault.hint)
    value = Decimal(match[1].replace(",", "")) * _TIMES[match[2] or ""]
    if match[3]:
        value /= 100
    bounds = fact.bounds
    if bounds is not None and not bounds.contains(value):
        span = show_interval(bounds)
        raise EntryError(Text(f"{text} 超出范围 {span}", f"{text} is out of range {span}"))
    places = PLACES[fact.kind]
    if value != round(value, places):
        zh, en = (
            ("应是整数", "must be a whole number")
            if places == 0
            else (f"至多 {places} 位小数", f"{places} places at most")
        )
        raise EntryError(Text(f"{text}：{zh}", f"{text}: {en}"))
    return round(value, places)


def _day(fact: Fact, text: str, plain: str) -> date:
    """A day; without a year it is of this one."""
    match = _DAY.fullmatch(plain)
    try:
        if match is None:
            raise ValueError
        day = date(int(match[1] or timezone.localdate().year), int(match[2]), int(match[3]))
    except ValueError:
        fault = explain(fact, text)
        raise EntryError(fault.text, fault.hint) from None
    if fact.range is not None and not fact.range.contains(day):
        span = show_interval(fact.range)
        raise EntryError(Text(f"{text} 超出范围 {span}", f"{text} is out of range {span}"))
    return day
