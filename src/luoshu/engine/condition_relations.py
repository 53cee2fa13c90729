"""Whether one condition settles another: 12 or more is more than 10, and is not less than 5."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import eq, ge, gt, le, lt, ne
from typing import Any as AnyValue

from luoshu.engine.conditions import All, Any, Condition, Conditions
from luoshu.feel import tree
from luoshu.feel.arithmetic import EXACT
from luoshu.feel.interpreter import evaluate
from luoshu.feel.tree import Node

_HOLDS: dict[str, Callable[[int, int], bool]] = {
    "<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "!=": ne,
}  # fmt: skip


def settled_by(known: Iterable[Condition], other: Conditions) -> bool | None:
    """What conditions that hold make of another; None where they leave it open."""
    known = list(known)
    match other:
        case Condition():
            found = {_settles(each, other) for each in known}
            return False if False in found else True if True in found else None
        case All(parts):
            told = [settled_by(known, part) for part in parts]
            return False if False in told else None if None in told else True
        case Any(parts):
            told = [settled_by(known, part) for part in parts]
            return True if True in told else None if None in told else False


def _settles(known: Condition, other: Condition) -> bool | None:
    if known.have != other.have or known.kind != other.kind:
        return None
    one, two = _holds(known), _holds(other)
    if one is None or two is None:
        return None
    found = {two(place) for place in _places(known, other) if one(place)}
    return found.pop() if len(found) == 1 else None


Place = tuple[AnyValue, int]  # a value, and whether a place before it, at it or after it is meant


def _places(*conditions: Condition) -> list[Place]:
    """A place for every way to stand to the values that conditions speak of."""
    values = [evaluate(node, {}, arithmetic=EXACT) for condition in conditions for node in _ends(condition)]
    return [(value, side) for value in values for side in (-1, 0, 1)]


def _ends(condition: Condition) -> tuple[Node, ...]:
    return condition.among or ((condition.need,) if condition.need is not None else ())


def _holds(condition: Condition) -> Callable[[Place], bool] | None:
    """Whether a condition holds at a place; None where that depends on more than its value."""
    ends = [evaluate(node, {}, arithmetic=EXACT) for node in _ends(condition) if _is_literal(node)]
    if not ends or len(ends) < len(_ends(condition)):
        return None
    match condition.op:
        case "in":
            return lambda place: any(_order(place, end) == 0 for end in ends)
        case "not in":
            return lambda place: all(_order(place, end) != 0 for end in ends)
        case op if op in _HOLDS:
            return lambda place: _HOLDS[op](_order(place, ends[0]), 0)
    return None


def _is_literal(node: Node) -> bool:
    return isinstance(node, tree.Number | tree.String | tree.Boolean | tree.AtLiteral)


def _order(place: Place, end: AnyValue) -> int:
    """How a place stands to a value: before, at, or after it."""
    value, side = place
    return (value > end) - (value < end) or side
