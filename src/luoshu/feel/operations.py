"""What operators do to values (DMN 1.5, 10.3.2.13 to 15). A null operand gives null; what cannot be done raises."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from luoshu.feel import moments, temporal
from luoshu.feel.arithmetic import Arithmetic
from luoshu.feel.failure import EvaluationError
from luoshu.feel.moments import CLOCKS, DATE, DATE_TIME, DAYS, TIME
from luoshu.feel.values import Months, RangeValue, Value, kind_name, kind_of

_NUMBER = (Decimal, Fraction)
_DURATION = (Months, *DAYS)
_MOMENT = (*DATE, *TIME, *DATE_TIME)
_CLOCKED = frozenset(CLOCKS)


def calculate(op: str, left: Value, right: Value, numbers: Arithmetic) -> Value:
    """`left op right` for `+ - * / **`."""
    if left is None or right is None:
        return None
    if isinstance(left, _NUMBER) and isinstance(right, _NUMBER):
        match op:
            case "+":
                return numbers.add(left, right)
            case "-":
                return numbers.subtract(left, right)
            case "*":
                return numbers.multiply(left, right)
            case "/":
                return numbers.divide(left, right)
            case _:
                return numbers.power(left, right)
    try:
        match op:
            case "+":
                result = _add(left, right)
            case "-":
                result = _subtract(left, right)
            case "*":
                result = _multiply(left, right)
            case "/":
                result = _divide(left, right, numbers)
            case _:
                result = None
    except OverflowError:
        raise EvaluationError("时长过大", "the duration is too large") from None
    if result is None:
        raise _cannot(op, left, right)
    return result


def negate(value: Value, numbers: Arithmetic) -> Value:
    if value is None:
        return None
    if isinstance(value, _NUMBER):
        return numbers.negate(value)
    if isinstance(value, Months):
        return Months(-value.months)
    if isinstance(value, DAYS):
        return moments.duration(-moments.nanoseconds(value))
    name = kind_name(kind_of(value))
    raise EvaluationError(f"{name.zh}不能取负", f"a {name.en} cannot be negated")


def _add(left: Value, right: Value) -> Value:
    if isinstance(left, str) and isinstance(right, str):
        return left + right
    if isinstance(left, _MOMENT) and isinstance(right, _DURATION):
        return temporal.shift(left, right, 1)
    if isinstance(left, _DURATION) and isinstance(right, _MOMENT):
        return temporal.shift(right, left, 1)
    if isinstance(left, Months) and isinstance(right, Months):
        return Months(left.months + right.months)
    if isinstance(left, DAYS) and isinstance(right, DAYS):
        return moments.added(left, right, 1)
    return None


def _subtract(left: Value, right: Value) -> Value:
    if isinstance(left, _MOMENT) and isinstance(right, _DURATION):
        return temporal.shift(left, right, -1)
    if isinstance(left, _MOMENT) and isinstance(right, _MOMENT):
        return temporal.distance(left, right)
    if isinstance(left, Months) and isinstance(right, Months):
        return Months(left.months - right.months)
    if isinstance(left, DAYS) and isinstance(right, DAYS):
        return moments.added(left, right, -1)
    return None


def _multiply(left: Value, right: Value) -> Value:
    if isinstance(left, _NUMBER):
        left, right = right, left
    if not isinstance(right, _NUMBER):
        return None
    if isinstance(left, Months):
        return Months(int(left.months * Fraction(right)))
    if isinstance(left, DAYS):
        return moments.duration(int(moments.nanoseconds(left) * Fraction(right)))
    return None


def _divide(left: Value, right: Value, numbers: Arithmetic) -> Value:
    if isinstance(left, Months) and isinstance(right, Months):
        return numbers.divide(Decimal(left.months), Decimal(right.months))
    if isinstance(left, DAYS) and isinstance(right, DAYS):
        return numbers.divide(Decimal(moments.nanoseconds(left)), Decimal(moments.nanoseconds(right)))
    if isinstance(left, _DURATION) and isinstance(right, _NUMBER):
        if not right:
            raise EvaluationError("除数为零", "division by zero")
        return _multiply(left, 1 / Fraction(right))
    return None


def _cannot(op: str, left: Value, right: Value) -> EvaluationError:
    one, other = kind_name(kind_of(left)), kind_name(kind_of(right))
    return EvaluationError(f"{one.zh}与{other.zh}之间不能做 {op}", f"no {op} between {one.en} and {other.en}")


# --- equality and order -----------------------------------------------------------------------------------------------


def equal(left: Value, right: Value) -> bool | None:
    """Equality: null equals only null; values of different kinds cannot be compared (DMN 1.5, table 53).

    Ranges are the same only where they were written with the same sign or the same brackets.
    """
    if left is None or right is None:
        return left is right
    if kind_of(left) != kind_of(right):
        raise _incomparable(left, right)
    match left, right:
        case list(), list():
            if len(left) != len(right):
                return False
            return every(equal(one, other) for one, other in zip(left, right, strict=True))
        case dict(), dict():
            if left.keys() != right.keys():
                return False
            return every(equal(value, right[key]) for key, value in left.items())
        case RangeValue(), RangeValue():
            if (left.low_closed, left.high_closed, left.sign) != (right.low_closed, right.high_closed, right.sign):
                return False
            ends = ((left.low, right.low), (left.high, right.high), (left.other_than, right.other_than))
            return every(equal(one, other) for one, other in ends)
    if type(left) in _CLOCKED:
        return temporal.is_equal(left, right)  # type: ignore[arg-type]
    return bool(left == right)


def compare(left: Value, right: Value) -> int | None:
    """-1, 0 or 1 as `left` lies before, at or after `right`; null where one is null."""
    if left is None or right is None:
        return None
    if kind_of(left) != kind_of(right) or isinstance(left, bool | list | dict | RangeValue):
        raise _incomparable(left, right)
    try:
        if type(left) in _CLOCKED:
            apart = temporal.seconds_apart(left, right)  # type: ignore[arg-type]
            return (apart > 0) - (apart < 0)
        return (left > right) - (left < right)  # type: ignore[operator]
    except TypeError:
        raise _incomparable(left, right) from None


def holds(op: str, left: Value, right: Value) -> bool | None:
    """`left op right` for the comparison operators."""
    if op == "=":
        return equal(left, right)
    if op == "!=":
        return negation(equal(left, right))
    order = compare(left, right)
    if order is None:
        return None
    match op:
        case "<":
            return order < 0
        case "<=":
            return order <= 0
        case ">":
            return order > 0
    return order >= 0


def lies_in(value: Value, bounds: RangeValue) -> bool | None:
    """Whether a value lies in a range."""
    if bounds.other_than is not None:
        return negation(equal(value, bounds.other_than))
    low = True if bounds.low is None else holds(">=" if bounds.low_closed else ">", value, bounds.low)
    high = True if bounds.high is None else holds("<=" if bounds.high_closed else "<", value, bounds.high)
    return every((low, high))


def matches(value: Value, end: Value) -> bool | None:
    """A test that is a bare value: it is a range `value` lies in, a list `value` is in, or equals `value`."""
    if isinstance(end, RangeValue) and not isinstance(value, RangeValue):
        return lies_in(value, end)
    if isinstance(end, list):
        if isinstance(value, list) and same(value, end):
            return True
        return some(_matches_item(value, item) for item in end)
    if isinstance(end, bool) and value is not None and not isinstance(value, bool):
        return end
    return equal(value, end)


def _matches_item(value: Value, item: Value) -> bool | None:
    """An item of another kind than the value is simply not the value."""
    if isinstance(item, RangeValue) and not isinstance(value, RangeValue):
        return lies_in(value, item)
    return same(value, item)


def same(left: Value, right: Value) -> bool:
    """Equality for looking things up in lists: values that cannot be compared are not the same."""
    try:
        return equal(left, right) is True
    except EvaluationError:
        return False


def _incomparable(left: Value, right: Value) -> EvaluationError:
    one, other = kind_name(kind_of(left)), kind_name(kind_of(right))
    return EvaluationError(f"{one.zh}与{other.zh}不能比较", f"{one.en} and {other.en} cannot be compared")


# --- three-valued logic -----------------------------------------------------------------------------------------------


def truth(value: Value) -> bool | None:
    """A boolean as it is; in logic anything else is unknown."""
    return value if isinstance(value, bool) else None


def negation(value: bool | None) -> bool | None:
    return None if value is None else not value


def some(values: Iterable[bool | None]) -> bool | None:
    """Kleene's or: true where one is true, else null where one is null."""
    unknown = False
    for value in values:
        if value:
            return True
        unknown = unknown or value is None
    return None if unknown else False


def every(values: Iterable[bool | None]) -> bool | None:
    """Kleene's and: false where one is false, else null where one is null."""
    unknown = False
    for value in values:
        if value is None:
            unknown = True
        elif not value:
            return False
    return None if unknown else True
