"""Values of facts: as text that is the same for the same value, as people enter them, as people read them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import timezone

from luoshu.engine.figures import show, unit_of_fact
from luoshu.facts.cells import COLUMN_TYPE, explain
from luoshu.facts.identifiers import CREDIT_CODE, IDENTITY_CARD
from luoshu.facts.readers import quote
from luoshu.facts.typed import read_typed
from luoshu.facts.vocabulary import NUMERIC, PLACES, Fact, Kind, Record
from luoshu.office.register.models.entities import LONGEST_NAME
from luoshu.office.shell.language import here
from luoshu.problems import Lang, ProblemError, Text

Value = str | int | Decimal | bool | date
NAMES = ("名称", "姓名")  # a fact that ends so says what an entity is called
NOT_KNOWN = ("不知道", "未知", "unknown", "not known")  # what withdraws a value without giving another


class EntryError(ValidationError):
    """What was entered is no value of the fact; `text` says why, `hint` what to enter."""

    def __init__(self, text: Text, hint: Text | None = None) -> None:
        self.text, self.hint = text, hint
        super().__init__(here(text.zh, text.en))


def canonical(fact: Fact, value: Value) -> str:
    """The one way in which a value is kept: no zeros behind the point, days as 2025-06-30, true and false."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
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


_WIDE = {ord("！") + place: ord("!") + place for place in range(94) if chr(ord("!") + place).isalnum()}


def identifier_entered(kind: Record, text: str) -> str:
    """An identifier as it is kept: what an input method made wide is plain, letters of official codes are capitals."""
    plain = text.strip().translate(_WIDE)
    official = kind.key is not None and kind.key.name in (CREDIT_CODE, IDENTITY_CARD)
    return plain.upper() if official else plain


def entered(fact: Fact, text: str) -> str:
    """The text that is kept of what someone entered: 2亿, 1,200 万元, 30%, 3 月 5 日 are understood.

    Raises:
        EntryError: it is no value of this fact.
    """
    text = text.strip()
    if fact.kind in NUMERIC or fact.kind in (Kind.DATE, Kind.BOOLEAN):
        try:
            return canonical(fact, read_typed(fact, text, timezone.localdate()))
        except ProblemError as error:
            problem = error.problems[0]
            raise EntryError(problem.text, problem.hint) from None
    if fact.values and text not in fact.values:
        fault = explain(fact, text)
        raise EntryError(fault.text, fault.hint)
    if fact.name.endswith(NAMES) and len(text) > LONGEST_NAME:
        raise EntryError(Text(f"最多 {LONGEST_NAME} 个字", f"{LONGEST_NAME} characters at most"))
    return text
