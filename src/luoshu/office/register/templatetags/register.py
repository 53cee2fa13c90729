"""`{% load register %}`: values, days and states as people read them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from luoshu.engine.figures import MONEY, RATE, in_brackets, show, show_date, unit_in_head, unit_of_fact
from luoshu.facts.vocabulary import NUMERIC, Fact, Kind
from luoshu.feel.arithmetic import quantize_half_up
from luoshu.office.register import saying
from luoshu.office.register.models import Entity, Source, Trial, Work
from luoshu.office.register.profile import Profile
from luoshu.office.register.values import shown
from luoshu.office.register.words import text_of, words
from luoshu.office.shell.language import language
from luoshu.office.shell.templatetags.words import marked
from luoshu.problems import Text

register = template.Library()


@register.filter
def day(value: date | datetime | None) -> str:
    """2025 年 6 月 30 日 / 30 June 2025."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return show_date(value, language()) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """The same with the time of day."""
    return f"{day(value)} {timezone.localtime(value):%H:%M}" if value else ""


@register.filter
def yuan(value: str | Decimal | None) -> str:
    try:
        return show(Decimal(value), MONEY, language()) if value is not None else "–"
    except InvalidOperation:
        return str(value)


@register.filter
def signed_yuan(value: str | None) -> str:
    """A difference, with its sign: +12 万元."""
    sign = "+" if value and not value.startswith("-") and value.strip("0.") else ""
    return f"{sign}{yuan(value)}"


@register.filter
def written_day(value: str) -> str:
    """Of a day as JSON keeps it."""
    return day(date.fromisoformat(value)) if value else ""


@register.filter
def count(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value or 0)


@register.filter
def both(pair: list[str]) -> str:
    """Of two texts as JSON keeps them, the one in the reader's language."""
    return pair[0 if language() == "zh" else 1]


@register.simple_tag
def fact_value(kind: str, name: str, value: str) -> str:
    """A kept value as people read it; of a fact that the vocabulary no longer has, as it is kept."""
    record = words().vocabulary.records.get(kind)
    fact = record.facts.get(name) if record else None
    return shown(fact, value, language()) if fact is not None and value else value


@register.filter
def lapsed(source: Source) -> str:
    """In place of what a source said whose authorisation has ended."""
    return saying.lapsed(source).say(language())


@register.filter
def is_list(fact: Fact) -> bool:
    return fact.kind is Kind.LIST


@register.filter
def is_number(fact: Fact) -> bool:
    return fact.kind in NUMERIC


@register.simple_tag
def column_unit(fact: Fact, exactly: bool = False) -> str:
    """For the head of a column or row, whose numbers then need no unit of their own: （万元）, to the fen （元）."""
    if fact.kind not in NUMERIC:
        return ""
    unit, lang = unit_of_fact(fact), language()
    return in_brackets("万元" if unit == MONEY and lang == "zh" and not exactly else unit_in_head(unit, lang), lang)


@register.simple_tag
def column_value(fact: Fact, value: str, exactly: bool = False) -> str:
    """A kept value under such a head. Amounts have two places, so that they stand under each other."""
    if not value or fact.kind not in NUMERIC:
        return shown(fact, value, language()) if value else value
    unit = unit_of_fact(fact)
    if unit == MONEY:
        smaller = 1 if exactly or language() == "en" else 10_000
        return f"{quantize_half_up(Fraction(value) / smaller, 2):,f}"
    return show(Decimal(value), RATE if unit == RATE else "", language())


@register.simple_tag
def fact_name(kind: str, name: str) -> str:
    record = words().vocabulary.records.get(kind)
    fact = record.facts.get(name) if record else None
    return text_of(fact).say(language()) if fact is not None else name


@register.simple_tag
def named_by(profile: Profile, fact: Fact) -> Entity | None:
    """The entity whose identifier a fact holds, where it is one that is registered."""
    return profile.named.get(fact.name)


@register.simple_tag
def setting_said(work: Trial) -> str:
    """The parameter that a trial changed, and to what: share of the rent (租金补贴比例)=40%."""
    name, sign, value = work.setting.replace("＝", "=", 1).partition("=")
    return f"{parameter_said(work, name.strip())}{sign}{value}"


@register.simple_tag
def parameter_said(work: Trial, name: str) -> str:
    return words().named_in(next(iter(work.policies), ""), name).say(language())


@register.simple_tag
def conclusion_said(work: Trial, name: str) -> str:
    """A conclusion that the change of a parameter moves, as the table of the policy calls it."""
    (policy, *_) = work.result["policies"]
    return next((both(each["label"]) for each in policy["decisions"] if each["name"] == name), name)


@register.simple_tag
def stage_name(name: str) -> str:
    return words().said(name).say(language())


@register.filter
def kind_name(kind: str) -> str:
    return words().label(kind).say(language())


@register.filter
def nth(items: list[Any], place: int) -> Any:
    """The item at a place from 0: of rows and columns that go together."""
    return items[place]


@register.filter
def minus(value: Any, other: Any) -> int:
    return int(value or 0) - int(other or 0)


def _word(table: dict[Any, Text], value: str) -> str:
    return next((text.say(language()) for key, text in table.items() if key == value), value)


@register.filter
def entity_state(value: str) -> str:
    return _word(saying.STATES, value)


@register.filter
def event_kind(value: str) -> str:
    return _word(saying.EVENTS, value)


@register.filter
def source_kind(value: str) -> str:
    return _word(saying.SOURCES, value)


@register.filter
def source_name(source: Source | None) -> str:
    return saying.source_called(source).say(language()) if source else ""


@register.filter
def dispute_state(value: str) -> str:
    return _word(saying.DISPUTES, value)


@register.filter
def work_state(work: Work) -> SafeString:
    shape, colour = saying.mark_of(work)
    return marked(shape, f"state {colour}", saying.state_of(work))
