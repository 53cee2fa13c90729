"""How points and ranges lie to one another (DMN 1.5, 10.3.4.9; the relations of J. F. Allen).

A point is taken as the closed range from itself to itself, so that one rule serves points and ranges.
"""

from __future__ import annotations

from luoshu.feel import tree, types
from luoshu.feel.builtins.registry import Environment, builtin
from luoshu.feel.failure import EvaluationError, NullOperandError
from luoshu.feel.lexing import FeelSyntaxError
from luoshu.feel.operations import compare
from luoshu.feel.scope import Names
from luoshu.feel.types import BOOLEAN
from luoshu.feel.values import RangeValue, Value


def _order(left: Value, right: Value) -> int:
    order = compare(left, right)
    if order is None:
        raise NullOperandError
    return order


def _range(value: Value) -> RangeValue:
    return value if isinstance(value, RangeValue) else RangeValue(value, value)


def _is_before(one: RangeValue, other: RangeValue) -> bool:
    order = _order(one.high, other.low)
    return order < 0 or (order == 0 and not (one.high_closed and other.low_closed))


def _starts_no_later(one: RangeValue, other: RangeValue) -> bool:
    order = _order(one.low, other.low)
    return order < 0 or (order == 0 and (one.low_closed or not other.low_closed))


def _ends_no_sooner(one: RangeValue, other: RangeValue) -> bool:
    order = _order(one.high, other.high)
    return order > 0 or (order == 0 and (one.high_closed or not other.high_closed))


def _same_start(one: RangeValue, other: RangeValue) -> bool:
    return _order(one.low, other.low) == 0 and one.low_closed == other.low_closed


def _same_end(one: RangeValue, other: RangeValue) -> bool:
    return _order(one.high, other.high) == 0 and one.high_closed == other.high_closed


# What an end of a range given as text may be: a literal, or one of these functions on a literal.
_MAKERS = {"date", "time", "date and time", "duration"}

_RANGES = "range1: range, range2: range"


def _lacks(*values: Value) -> bool:
    return any(value is None for value in values)


@builtin(
    "before",
    "point1: Any, point2: Any",
    "range: Any, point: Any",
    "point: Any, range: Any",
    "range1: Any, range2: Any",
    result=BOOLEAN,
    zh="是否整个在前",
    en="whether the first lies wholly before the second",
    example="before(1, [5..10])",
    answer="true",
)
def before(one: Value, other: Value) -> Value:
    return None if _lacks(one, other) else _is_before(_range(one), _range(other))


@builtin(
    "after",
    "point1: Any, point2: Any",
    "range: Any, point: Any",
    "point: Any, range: Any",
    "range1: Any, range2: Any",
    result=BOOLEAN,
    zh="是否整个在后",
    en="whether the first lies wholly after the second",
    example="after(12, [5..10])",
    answer="true",
)
def after(one: Value, other: Value) -> Value:
    return None if _lacks(one, other) else _is_before(_range(other), _range(one))


@builtin(
    "meets",
    _RANGES,
    result=BOOLEAN,
    zh="前一区间的终点是否即后一区间的起点",
    en="whether the first ends where the second starts",
    example="meets([1..5], [5..10])",
    answer="true",
)
def meets(one: RangeValue, other: RangeValue) -> Value:
    return one.high_closed and other.low_closed and _order(one.high, other.low) == 0


@builtin(
    "met by",
    _RANGES,
    result=BOOLEAN,
    zh="前一区间的起点是否即后一区间的终点",
    en="whether the first starts where the second ends",
    example="met by([5..10], [1..5])",
    answer="true",
)
def met_by(one: RangeValue, other: RangeValue) -> Value:
    return meets(other, one)


@builtin(
    "overlaps",
    _RANGES,
    result=BOOLEAN,
    zh="是否有共同的部分",
    en="whether two ranges have a part in common",
    example="overlaps([1..5], [3..8])",
    answer="true",
)
def overlaps(one: RangeValue, other: RangeValue) -> Value:
    return not _is_before(one, other) and not _is_before(other, one)


@builtin(
    "overlaps before",
    _RANGES,
    result=BOOLEAN,
    zh="是否先开始，并与后者的开头重叠",
    en="whether the first starts earlier and overlaps the start of the second",
    example="overlaps before([1..5], [3..8])",
    answer="true",
)
def overlaps_before(one: RangeValue, other: RangeValue) -> Value:
    starts_first = _starts_no_later(one, other) and not _same_start(one, other)
    return starts_first and not _is_before(one, other) and _ends_no_sooner(other, one)


@builtin(
    "overlaps after",
    _RANGES,
    result=BOOLEAN,
    zh="是否后开始，并与后者的结尾重叠",
    en="whether the first starts later and overlaps the end of the second",
    example="overlaps after([3..8], [1..5])",
    answer="true",
)
def overlaps_after(one: RangeValue, other: RangeValue) -> Value:
    starts_last = _starts_no_later(other, one) and not _same_start(one, other)
    return starts_last and not _is_before(other, one) and _ends_no_sooner(one, other)


@builtin(
    "finishes",
    "point: Any, range: range",
    "range1: range, range2: range",
    result=BOOLEAN,
    zh="是否与后者同时结束",
    en="whether the first lies in the second and ends with it",
    example="finishes(10, [1..10])",
    answer="true",
)
def finishes(one: Value, other: RangeValue) -> Value:
    if one is None:
        return None
    inner = _range(one)
    return _same_end(inner, other) and _starts_no_later(other, inner)


@builtin(
    "finished by",
    "range: range, point: Any",
    "range1: range, range2: range",
    result=BOOLEAN,
    zh="后者是否与前者同时结束",
    en="whether the second lies in the first and ends with it",
    example="finished by([1..10], 10)",
    answer="true",
)
def finished_by(one: RangeValue, other: Value) -> Value:
    return finishes(other, one)


@builtin(
    "includes",
    "range: range, point: Any",
    "range1: range, range2: range",
    result=BOOLEAN,
    zh="是否包含后者",
    en="whether the second lies in the first",
    example="includes([5..10], 6)",
    answer="true",
)
def includes(one: RangeValue, other: Value) -> Value:
    if other is None:
        return None
    inner = _range(other)
    return _starts_no_later(one, inner) and _ends_no_sooner(one, inner)


@builtin(
    "during",
    "point: Any, range: range",
    "range1: range, range2: range",
    result=BOOLEAN,
    zh="是否在后者之内",
    en="whether the first lies in the second",
    example="during(5, [1..10])",
    answer="true",
)
def during(one: Value, other: RangeValue) -> Value:
    return includes(other, one)


@builtin(
    "starts",
    "point: Any, range: range",
    "range1: range, range2: range",
    result=BOOLEAN,
    zh="是否与后者同时开始",
    en="whether the first lies in the second and starts with it",
    example="starts(1, [1..10])",
    answer="true",
)
def starts(one: Value, other: RangeValue) -> Value:
    if one is None:
        return None
    inner = _range(one)
    return _same_start(inner, other) and _ends_no_sooner(other, inner)


@builtin(
    "started by",
    "range: range, point: Any",
    "range1: range, range2: range",
    result=BOOLEAN,
    zh="后者是否与前者同时开始",
    en="whether the second lies in the first and starts with it",
    example="started by([1..10], 1)",
    answer="true",
)
def started_by(one: RangeValue, other: Value) -> Value:
    return starts(other, one)


@builtin(
    "coincides",
    "point1: Any, point2: Any",
    "range1: Any, range2: Any",
    result=BOOLEAN,
    zh="是否完全重合",
    en="whether two points or ranges are the same",
    example="coincides([1..5], [1..5])",
    answer="true",
)
def coincides(one: Value, other: Value) -> Value:
    if _lacks(one, other):
        return None
    left, right = _range(one), _range(other)
    return _same_start(left, right) and _same_end(left, right)


@builtin(
    "range",
    "from: string",
    result=types.RangeType(),
    zh="区间，由文字得出",
    en="a range, from text",
    example='range("[18..21]")',
    answer="[18..21]",
)
def range_of_text(environment: Environment, text: str) -> Value:
    # The parser knows the names of the built-ins, and so can only be imported when they are all there.
    from luoshu.feel.parser import parse

    try:
        node = parse(text, Names())
    except FeelSyntaxError:
        node = tree.Null()
    if not isinstance(node, tree.Range) or not (_is_end(node.low) and _is_end(node.high)):
        raise EvaluationError(f"“{text}”不是区间", f"'{text}' is not a range")
    value = environment.evaluate(node, {})
    if isinstance(value, RangeValue) and _order(value.low, value.high) > 0:
        raise EvaluationError(f"“{text}”的两端颠倒", f"the ends of '{text}' are in the wrong order")
    return value


def _is_end(node: tree.Node | None) -> bool:
    if isinstance(node, tree.Call):
        return (
            isinstance(node.function, tree.Name)
            and node.function.name in _MAKERS
            and all(isinstance(arg, tree.String) for arg in node.args)
        )
    return isinstance(node, tree.Number | tree.String | tree.AtLiteral)
