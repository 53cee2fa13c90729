"""The properties of dates, times, durations and ranges that a path reads (DMN 1.5, tables 65 and 66)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from luoshu.feel import moments, types
from luoshu.feel.moments import SECOND, AnyDateTime, AnyDays, AnyTime, FarDate, FarDateTime, FineTime, WideDuration
from luoshu.feel.scope import Names
from luoshu.feel.types import Type
from luoshu.feel.values import Months, RangeValue, Value

_Read = Callable[[Any], Value]


def _part(name: str) -> _Read:
    return lambda value: Decimal(getattr(value, name))


def _of_size(unit: int, limit: int | None = None) -> _Read:
    """Whole units of a duration, with its sign; `limit` of them make the next larger unit."""

    def read(value: AnyDays) -> Decimal:
        size = moments.nanoseconds(value)
        count = abs(size) // (unit * SECOND)
        return Decimal((count % limit if limit else count) * (-1 if size < 0 else 1))

    return read


def _second(value: AnyTime | AnyDateTime) -> Decimal:
    return _seconds(value.second * SECOND + moments.nanosecond(value))


def _seconds_of_size(value: AnyDays) -> Decimal:
    size = moments.nanoseconds(value)
    return _seconds(abs(size) % (60 * SECOND)) * (-1 if size < 0 else 1)


def _seconds(nanoseconds: int) -> Decimal:
    """With their fraction: a decimal from 0 to less than 60."""
    whole, fraction = divmod(nanoseconds, SECOND)
    return Decimal(f"{whole}.{fraction:09}").normalize() if fraction else Decimal(whole)


def _of_months(years: bool) -> _Read:
    def read(value: Months) -> Decimal:
        parts = divmod(abs(value.months), 12)
        return Decimal((parts[0] if years else parts[1]) * (-1 if value.months < 0 else 1))

    return read


def _zone(value: AnyTime | AnyDateTime) -> Value:
    return value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None


_DATE: dict[str, tuple[Type, _Read]] = {
    "year": (types.NUMBER, _part("year")),
    "month": (types.NUMBER, _part("month")),
    "day": (types.NUMBER, _part("day")),
    "weekday": (types.NUMBER, lambda value: Decimal(moments.twin(value).isoweekday())),
}
_TIME: dict[str, tuple[Type, _Read]] = {
    "hour": (types.NUMBER, _part("hour")),
    "minute": (types.NUMBER, _part("minute")),
    "second": (types.NUMBER, _second),
    "time offset": (types.DAY_DURATION, lambda value: value.utcoffset()),
    "timezone": (types.STRING, _zone),
}
_DAYS: dict[str, tuple[Type, _Read]] = {
    "days": (types.NUMBER, _of_size(86_400)),
    "hours": (types.NUMBER, _of_size(3600, 24)),
    "minutes": (types.NUMBER, _of_size(60, 60)),
    "seconds": (types.NUMBER, _seconds_of_size),
}
_MONTHS: dict[str, tuple[Type, _Read]] = {
    "years": (types.NUMBER, _of_months(True)),
    "months": (types.NUMBER, _of_months(False)),
}
_RANGE: dict[str, tuple[Type, _Read]] = {
    "start": (types.ANY, lambda value: value.low),
    "end": (types.ANY, lambda value: value.high),
    "start included": (types.BOOLEAN, lambda value: value.low_closed),
    "end included": (types.BOOLEAN, lambda value: value.high_closed),
}

_OF_CLASS: dict[type, dict[str, tuple[Type, _Read]]] = {
    date: _DATE,
    time: _TIME,
    datetime: _DATE | _TIME,
    timedelta: _DAYS,
    FarDate: _DATE,
    FineTime: _TIME,
    FarDateTime: _DATE | _TIME,
    WideDuration: _DAYS,
    Months: _MONTHS,
    RangeValue: _RANGE,
}
_OF_TYPE: dict[str, dict[str, tuple[Type, _Read]]] = {
    types.DATE.name: _DATE,
    types.TIME.name: _TIME,
    types.DATE_TIME.name: _DATE | _TIME,
    types.DAY_DURATION.name: _DAYS,
    types.MONTH_DURATION.name: _MONTHS,
    "range": _RANGE,
}

PROPERTY_NAMES = Names({name: type_ for table in _OF_TYPE.values() for name, (type_, _) in table.items()})


def properties_of(type_: Type) -> dict[str, Type]:
    """The properties that values of a type have, with their types."""
    found = {name: result for name, (result, _) in _OF_TYPE.get(type_.name, {}).items()}
    if isinstance(type_, types.RangeType):
        found |= {"start": type_.item, "end": type_.item}
    return found


def has_properties(value: Value) -> bool:
    return type(value) in _OF_CLASS


def read_property(value: Value, name: str) -> tuple[bool, Value]:
    """Whether a value has the property, and the property."""
    entry = _OF_CLASS.get(type(value), {}).get(name)
    return (False, None) if entry is None else (True, entry[1](value))
