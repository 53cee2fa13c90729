"""Values as text: as FEEL would write them, and as `string()` shows them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

from luoshu.feel.arithmetic import text_of
from luoshu.feel.lexing import WORD
from luoshu.feel.moments import FarDate, FarDateTime, FineTime, WideDuration
from luoshu.feel.temporal import date_text, date_time_text, duration_text, time_text
from luoshu.feel.values import Months, RangeValue, Value


def to_text(value: Value) -> str:
    """The value as FEEL text that reads back as the same value; a function only by what it is.

    A number is written with at most 34 digits.
    """
    match value:
        case str():
            return quoted(value)
        case datetime() | FarDateTime():
            return f'date and time("{date_time_text(value)}")'
        case date() | FarDate():
            return f'date("{date_text(value)}")'
        case time() | FineTime():
            return f'time("{time_text(value)}")'
        case timedelta() | WideDuration() | Months():
            return f'duration("{duration_text(value)}")'
    return _text(value, to_text)


def display(value: Value) -> str:
    """The value as `string()` gives it: a string as it is, dates and durations bare."""
    return value if isinstance(value, str) else _shown(value)


def quoted(text: str) -> str:
    """A string literal."""
    return json.dumps(text, ensure_ascii=False)


def key_text(name: str) -> str:
    """The key of a context, quoted where it is not one plain word."""
    return name if WORD.fullmatch(name) else quoted(name)


def _shown(value: Value) -> str:
    match value:
        case str():
            return quoted(value)
        case datetime() | FarDateTime():
            return date_time_text(value)
        case date() | FarDate():
            return date_text(value)
        case time() | FineTime():
            return time_text(value)
        case timedelta() | WideDuration() | Months():
            return duration_text(value)
    return _text(value, _shown)


def _text(value: Value, write: Callable[[Value], str]) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Decimal() | Fraction():
            return text_of(value)
        case list():
            return f"[{', '.join(write(item) for item in value)}]"
        case dict():
            return "{" + ", ".join(f"{key_text(name)}: {write(item)}" for name, item in value.items()) + "}"
        case RangeValue():
            return _range_text(value, write)
    return "function"


def _range_text(value: RangeValue, write: Callable[[Value], str]) -> str:
    if value.sign:
        return f"({value.sign} {write(value.other_than if value.sign == '!=' else value.low)})"
    if value.low is None:
        return f"({'<=' if value.high_closed else '<'} {write(value.high)})"
    if value.high is None:
        return f"({'>=' if value.low_closed else '>'} {write(value.low)})"
    opening, closing = "[" if value.low_closed else "(", "]" if value.high_closed else ")"
    return f"{opening}{write(value.low)}..{write(value.high)}{closing}"
