"""The values of FEEL at run time, and what they are called.

null is None; a number is a Decimal, or a Fraction where exact arithmetic needs one; a string str; a boolean bool; dates
and times and durations in days and time those of `datetime`, or of :mod:`luoshu.feel.moments` where they do not fit; a
duration in years and months :class:`Months`; a list a list, a context a dict; ranges and functions the classes here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from luoshu.feel import types
from luoshu.feel.moments import FarDate, FarDateTime, FineTime, WideDuration
from luoshu.feel.tree import FunctionLiteral
from luoshu.feel.types import Type
from luoshu.problems import Text

Number: TypeAlias = Decimal | Fraction


@dataclass(frozen=True, slots=True, order=True)
class Months:
    """A years and months duration, in months; negative before now."""

    months: int


@dataclass(frozen=True, slots=True)
class RangeValue:
    """From `low` to `high`; an end that is None is open without bound.

    `sign` is `=` or `!=` where the range was written with it; with `!=` it holds all but `other_than`, and has no ends.
    """

    low: Value
    high: Value
    low_closed: bool = True
    high_closed: bool = True
    sign: str = ""
    other_than: Value = None


@dataclass(frozen=True, slots=True, eq=False)
class FunctionValue:
    """A function written in FEEL, with the scope it was written in. `types` holds Any where none was written."""

    literal: FunctionLiteral
    types: tuple[Type, ...]
    scope: Mapping[str, Value]


@dataclass(frozen=True, slots=True, eq=False)
class NativeFunction:
    """A function by its name in FEEL; `call(positional values, named values)`."""

    name: str
    call: Callable[..., Value]


Function: TypeAlias = FunctionValue | NativeFunction
Value: TypeAlias = (
    bool
    | Decimal
    | Fraction
    | str
    | date
    | time
    | datetime
    | timedelta
    | FarDate
    | FineTime
    | FarDateTime
    | WideDuration
    | Months
    | RangeValue
    | FunctionValue
    | NativeFunction
    | list["Value"]
    | dict[str, "Value"]
    | None
)

# Ordered: bool before int, datetime before date, since each is a subclass of the other.
_TYPES: tuple[tuple[type, Type], ...] = (
    (bool, types.BOOLEAN),
    (Decimal, types.NUMBER),
    (Fraction, types.NUMBER),
    (str, types.STRING),
    (datetime, types.DATE_TIME),
    (date, types.DATE),
    (time, types.TIME),
    (timedelta, types.DAY_DURATION),
    (FarDate, types.DATE),
    (FineTime, types.TIME),
    (FarDateTime, types.DATE_TIME),
    (WideDuration, types.DAY_DURATION),
    (Months, types.MONTH_DURATION),
    (list, types.ListType()),
    (dict, types.ContextType()),
    (RangeValue, types.RangeType()),
    (FunctionValue, types.FunctionType()),
    (NativeFunction, types.FunctionType()),
)
_BY_CLASS = dict(_TYPES)

_ZH = {
    "Null": "空值",
    "number": "数",
    "string": "字符串",
    "boolean": "布尔值",
    "date": "日期",
    "time": "时间",
    "date and time": "日期时间",
    "days and time duration": "天时时长",
    "years and months duration": "年月时长",
    "list": "列表",
    "context": "上下文",
    "range": "区间",
    "function": "函数",
    "Any": "任意值",
}


def kind_of(value: Value) -> Type:
    """The type of a value, without its parts."""
    return types.NULL if value is None else _BY_CLASS[type(value)]


def kind_name(kind: Type) -> Text:
    """What a type is called in messages."""
    return Text(_ZH.get(kind.name, kind.name), kind.name)


def has_type(value: Value, wanted: Type) -> bool:
    """Whether a value that is not null is of a type, its parts included."""
    if wanted == types.ANY:
        return True
    match value:
        case list() if isinstance(wanted, types.ListType):
            return all(item is None or has_type(item, wanted.item) for item in value)
        case dict() if isinstance(wanted, types.ContextType):
            return all(
                name in value and (value[name] is None or has_type(value[name], type_)) for name, type_ in wanted.fields
            )
        case RangeValue() if isinstance(wanted, types.RangeType):
            ends = (value.low, value.high, value.other_than)
            return all(end is None or has_type(end, wanted.item) for end in ends)
        case FunctionValue() if isinstance(wanted, types.FunctionType):
            return not wanted.params or len(wanted.params) == len(value.literal.params)
    return kind_of(value).name == wanted.name


def plain(value: object) -> Value:
    """A value given from outside as FEEL holds it: an int becomes a Decimal."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return value  # type: ignore[return-value]
