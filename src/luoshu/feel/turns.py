"""The scopes of evaluation, and the values that a variable takes in turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from luoshu.feel import moments
from luoshu.feel.failure import EvaluationError, NullOperandError
from luoshu.feel.moments import FarDate
from luoshu.feel.operations import compare, lies_in
from luoshu.feel.types import DATE
from luoshu.feel.values import RangeValue, Value, kind_of

Values: TypeAlias = Mapping[str, Value]


class Scope(Mapping[str, Value]):
    """Values over those of an outer scope."""

    __slots__ = ("_outer", "_values")

    def __init__(self, values: Values, outer: Values) -> None:
        self._values = values
        self._outer = outer

    def __getitem__(self, name: str) -> Value:
        scope: Values = self
        while isinstance(scope, Scope):
            if name in scope._values:
                return scope._values[name]
            scope = scope._outer
        return scope[name]

    def __iter__(self) -> Iterator[str]:
        yield from {**self._outer, **self._values}

    def __len__(self) -> int:
        return len({**self._outer, **self._values})


def item_scope(item: Value, scope: Values) -> Values:
    """What the condition of a filter sees: `item`, and the fields of the item where it is a context."""
    inner: dict[str, Value] = {"item": item}
    return Scope(inner | item if isinstance(item, dict) else inner, scope)


MOST_STEPS = 1_000_000  # what a loop goes through must fit the memory


def steps(low: Value, high: Value) -> Iterator[Value]:
    """Whole numbers or days from `low` to `high`, upwards or downwards; at most MOST_STEPS."""
    if isinstance(low, Decimal | Fraction) and isinstance(high, Decimal | Fraction):
        first, last = int(low), int(high)
        if first == low and last == high:
            return (Decimal(number) for number in _whole(first, last))
    elif isinstance(low, date | FarDate) and isinstance(high, date | FarDate) and kind_of(low) == kind_of(high) == DATE:
        return _days(moments.day_number(low), moments.day_number(high))
    if low is None or high is None:
        raise NullOperandError
    raise EvaluationError("只能在整数或日期之间逐一取值", "only whole numbers and dates can be stepped through")


def _days(first: int, last: int) -> Iterator[Value]:
    return (moments.date_at(day) for day in _whole(first, last))


def _whole(first: int, last: int) -> range:
    if abs(last - first) >= MOST_STEPS:
        raise EvaluationError(f"超过 {MOST_STEPS:,} 步", f"that is more than {MOST_STEPS:,} steps")
    step = 1 if first <= last else -1
    return range(first, last + step, step)


def steps_in(bounds: RangeValue) -> Iterator[Value]:
    """The whole numbers or days in a range, whose ends must stand in order."""
    values = steps(bounds.low, bounds.high)
    if compare(bounds.low, bounds.high) == 1:
        raise EvaluationError("区间的起点大于终点", "the range begins after its end")
    return (value for value in values if lies_in(value, bounds))


def items_of(domain: Value) -> Iterator[Value]:
    """What a variable stands for in turn: the items of a list, the steps of a range, or a single value.

    Raises:
        NullOperandError: where it is null.
        EvaluationError: where a range cannot be stepped through.
    """
    match domain:
        case None:
            raise NullOperandError
        case list():
            return iter(domain)
        case RangeValue():
            return steps_in(domain)
    return iter([domain])
