"""What operators give for operands of given types, and how types come together."""

from __future__ import annotations

from collections.abc import Iterable

from luoshu.feel import types
from luoshu.feel.types import ANY, DATE, NUMBER, STRING, FunctionType, ListType, Type, conforms

_ORDERED = {
    type_.name
    for type_ in (
        types.NUMBER, types.STRING, types.DATE, types.TIME, types.DATE_TIME, types.DAY_DURATION, types.MONTH_DURATION
    )
}  # fmt: skip
_DAY, _MONTH, _MOMENT = types.DAY_DURATION, types.MONTH_DURATION, types.DATE_TIME
_RESULTS: dict[tuple[str, Type, Type], Type] = {
    **{(op, NUMBER, NUMBER): NUMBER for op in ("+", "-", "*", "/", "**")},
    ("+", STRING, STRING): STRING,
    **{(op, moved, by): moved for op in "+-" for moved in (DATE, _MOMENT) for by in (_DAY, _MONTH)},
    **{("+", by, moved): moved for moved in (DATE, _MOMENT) for by in (_DAY, _MONTH)},
    **{(op, types.TIME, _DAY): types.TIME for op in "+-"},
    ("+", _DAY, types.TIME): types.TIME,
    **{("-", one, other): _DAY for one in (DATE, _MOMENT) for other in (DATE, _MOMENT)},
    ("-", types.TIME, types.TIME): _DAY,
    **{(op, size, size): size for op in "+-" for size in (_DAY, _MONTH)},
    **{(op, size, NUMBER): size for op in "*/" for size in (_DAY, _MONTH)},
    **{("*", NUMBER, size): size for size in (_DAY, _MONTH)},
    **{("/", size, size): NUMBER for size in (_DAY, _MONTH)},
}


def result_of(op: str, left: Type, right: Type) -> Type | None:
    """The type of `left op right`; where one side is not known, what all results with the other side have in common."""
    if not is_open(left) and not is_open(right):
        return _RESULTS.get((op, left, right))
    results = {
        result
        for (sign, one, other), result in _RESULTS.items()
        if sign == op and (is_open(left) or one == left) and (is_open(right) or other == right)
    }
    return results.pop() if len(results) == 1 else ANY


def comparable(op: str, left: Type, right: Type) -> bool:
    """Whether values of two types may be compared by an operator."""
    if is_open(left) or is_open(right):
        return True
    return left.name == right.name and (op in ("=", "!=") or left.name in _ORDERED)


def join(one: Type, other: Type) -> Type:
    """The narrowest type that holds the values of both."""
    if conforms(one, other) and one not in (ANY, types.NULL):
        return other
    if conforms(other, one) and other not in (ANY, types.NULL):
        return one
    if types.NULL in (one, other):
        return other if one == types.NULL else one
    if isinstance(one, ListType) and isinstance(other, ListType):
        return types.list_of(join(one.item, other.item))
    return ANY


def join_all(given: Iterable[Type]) -> Type:
    """The narrowest type that holds all; Any of none."""
    result: Type | None = None
    for type_ in given:
        result = type_ if result is None else join(result, type_)
    return ANY if result is None else result


def is_open(type_: Type) -> bool:
    """Whether nothing can be said of it."""
    return type_ in (ANY, types.NULL)


def fits(given: Type, wanted: Type) -> bool:
    """Whether an argument suits a parameter; a single value is a list of one, and any function a function."""
    if is_open(given) or conforms(given, wanted):
        return True
    if isinstance(wanted, FunctionType):
        return isinstance(given, FunctionType)
    return isinstance(wanted, ListType) and not isinstance(given, ListType) and conforms(given, wanted.item)
