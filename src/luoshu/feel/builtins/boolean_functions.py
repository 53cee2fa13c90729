"""Functions of booleans, and sameness."""

from __future__ import annotations

from luoshu.feel.builtins.registry import builtin, overload
from luoshu.feel.failure import EvaluationError
from luoshu.feel.moments import CLOCKS
from luoshu.feel.operations import negation, same
from luoshu.feel.temporal import is_same
from luoshu.feel.types import BOOLEAN
from luoshu.feel.values import Value, kind_name, kind_of


@builtin(
    "not",
    "negand: Any",
    result=BOOLEAN,
    zh="否定",
    en="the opposite of a boolean",
    example="not(true)",
    answer="false",
)
def not_(negand: Value) -> Value:
    if negand is None or isinstance(negand, bool):
        return negation(negand)
    name = kind_name(kind_of(negand))
    raise EvaluationError(f"{name.zh}不能否定", f"a {name.en} has no opposite")


@builtin(
    "is",
    "value1: Any, value2: Any",
    result=BOOLEAN,
    zh="是否同类且同值（时间比较到时区与秒的小数）",
    en="whether two values are of one kind and the same, time zones and fractions of a second included",
    example='is(date("2012-12-25"), time("23:00:50"))',
    answer="false",
)
def is_(value1: Value, value2: Value) -> Value:
    if kind_of(value1) != kind_of(value2):
        return False
    return _is(value1, value2)


def _is(one: Value, other: Value) -> bool:
    """Sameness goes down to the items of lists and the entries of contexts."""
    if isinstance(one, CLOCKS) and isinstance(other, CLOCKS):
        return kind_of(one) == kind_of(other) and is_same(one, other)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_is, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_is(value, other[key]) for key, value in one.items())
    return same(one, other)


@overload("is", "value1: Any", "value2: Any")
def is_nothing(value: Value) -> Value:
    """Of two values only one is named: the other is null, a value like any other to compare with."""
    return value is None
