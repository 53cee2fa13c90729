"""Why a value is null: a small algebra over missing facts and failed operations, evaluated beside the value.

Lowering gives every expression two plain trees: its value, and its reasons. The reasons hold only where the value is
null: a *missing fact* makes it unknown, a *failed operation* gives it a cause; where both stand, missing beats failed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from luoshu.feel.tree import (
    And,
    Boolean,
    Call,
    Comparison,
    Filter,
    If,
    Iteration,
    Name,
    Node,
    Null,
    Number,
    Or,
    Quantified,
)
from luoshu.problems import Text


@dataclass(frozen=True, slots=True)
class Reason:
    """Base of the algebra."""


@dataclass(frozen=True, slots=True)
class Missing(Reason):
    """`fact` is missing where `value` is null. Of an item's field the fact is `知识产权.有争议`."""

    value: Node
    fact: str


@dataclass(frozen=True, slots=True)
class Failed(Reason):
    """An operation has no result: `cause` says why, `subject` what failed where one cause can stand for several."""

    cause: Text


@dataclass(frozen=True, slots=True)
class Of(Reason):
    """The reasons of another decision; `can_fail` where it may be null without a missing fact."""

    decision: str
    can_fail: bool


@dataclass(frozen=True, slots=True)
class Union(Reason):
    parts: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Choose(Reason):
    """The reasons of `then` where the condition is true, else those of `otherwise`."""

    condition: Node
    then: Reason
    otherwise: Reason


@dataclass(frozen=True, slots=True)
class Items(Reason):
    """The reasons of every item of a list: its fields are in scope, or it stands under `name`."""

    list: Node
    reason: Reason
    name: str | None = None


NONE = Union()
_SAME: Mapping[str, str] = {}


def union(*parts: Reason) -> Reason:
    """The parts together, flattened, each once."""
    flat: dict[Reason, None] = {}
    for part in parts:
        for inner in part.parts if isinstance(part, Union) else (part,):
            flat[inner] = None
    return next(iter(flat)) if len(flat) == 1 else Union(tuple(flat))


def choose(condition: Node, then: Reason, otherwise: Reason = NONE) -> Reason:
    return then if then == otherwise else Choose(condition, then, otherwise)


def items(list_: Node, reason: Reason, name: str | None = None) -> Reason:
    return NONE if reason == NONE else Items(list_, reason, name)


def leaves(reason: Reason) -> Iterator[Reason]:
    """Every Missing, Failed and Of below, in order."""
    match reason:
        case Union(parts):
            for part in parts:
                yield from leaves(part)
        case Choose(_, then, otherwise):
            yield from leaves(then)
            yield from leaves(otherwise)
        case Items(_, inner, _):
            yield from leaves(inner)
        case _:
            yield reason


def can_be_unknown(reason: Reason) -> bool:
    return any(isinstance(leaf, (Missing, Of)) for leaf in leaves(reason))


def can_fail(reason: Reason) -> bool:
    return any(isinstance(leaf, Failed) or (isinstance(leaf, Of) and leaf.can_fail) for leaf in leaves(reason))


def is_null(node: Node) -> Node:
    return Comparison("=", node, Null())


def is_known(node: Node) -> Node:
    return Comparison("!=", node, Null())


def either(*conditions: Node) -> Node:
    """The conditions joined by `or`; false when there are none."""
    return _joined(Or, conditions, False)


def both(*conditions: Node) -> Node:
    """The conditions joined by `and`; true when there are none."""
    return _joined(And, conditions, True)


def _joined(kind: Callable[[Node, Node], Node], conditions: tuple[Node, ...], empty: bool) -> Node:
    left = [condition for condition in dict.fromkeys(conditions) if condition != Boolean(empty)]
    if Boolean(not empty) in left:
        return Boolean(not empty)
    if not left:
        return Boolean(empty)
    result = left[0]
    for condition in left[1:]:
        result = kind(result, condition)
    return result


def some_item(list_: Node, condition: Node, name: str | None = None) -> Node:
    """Whether an item of the list meets a condition; false for the empty list."""
    if condition == Boolean(False):
        return condition
    if name is not None:
        return Quantified("some", (Iteration(name, list_),), condition)
    return Comparison(">", Call(Name("count"), (Filter(list_, condition),)), Number(Decimal(0)))


def unknown_name(decision: str) -> str:
    """The name under which an evaluator says whether a decision is null for want of a fact."""
    return f"unknown({decision})"


def unknown(reason: Reason) -> Node:
    """A plain boolean tree: whether a missing fact is among the reasons."""
    match reason:
        case Missing(value, _):
            return is_null(value)
        case Failed():
            return Boolean(False)
        case Of(decision, fails):
            return Name(unknown_name(decision)) if fails else is_null(Name(decision))
        case Union(parts):
            return either(*(unknown(part) for part in parts))
        case Choose(condition, then, otherwise):
            yes, no = unknown(then), unknown(otherwise)
            if no == Boolean(False):
                return yes if yes == no else both(condition_true(condition), yes)
            return If(condition, yes, no)
        case Items(list_, inner, name):
            return some_item(list_, unknown(inner), name)
    raise TypeError(reason)


def condition_true(condition: Node) -> Node:
    """The condition as a plain yes or no: null counts as no."""
    return condition if _never_null(condition) else If(condition, Boolean(True), Boolean(False))


def _never_null(node: Node) -> bool:
    match node:
        case Boolean():
            return True
        case Comparison("=" | "!=", _, Null()):
            return True
        case And(left, right) | Or(left, right):
            return _never_null(left) and _never_null(right)
    return False


def renamed(reason: Reason, change: Callable[[Node], Node], decisions: Mapping[str, str] = _SAME) -> Reason:
    """The reasons with `change` applied to every tree they hold, and with other names of `decisions`."""
    match reason:
        case Missing(value, fact):
            return Missing(change(value), fact)
        case Of(decision, _):
            return replace(reason, decision=decisions.get(decision, decision))
        case Union(parts):
            return Union(tuple(renamed(part, change, decisions) for part in parts))
        case Choose(condition, then, otherwise):
            then, otherwise = (renamed(part, change, decisions) for part in (then, otherwise))
            return Choose(change(condition), then, otherwise)
        case Items(list_, inner, _):
            return replace(reason, list=change(list_), reason=renamed(inner, change, decisions))
        case _:
            return reason
