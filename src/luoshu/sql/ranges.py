"""How points and ranges lie to one another (DMN 1.5, 10.3.4.9): each function a few comparisons of ends.

A point is the closed range from itself to itself. An end without bound compares with nothing: what asks for it is null,
unless what stood before it has settled the question, as the interpreter has it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlglot import exp

from luoshu.feel.tree import Node
from luoshu.sql import numbers
from luoshu.sql.numbers import negated, paren
from luoshu.sql.refusal import refuse
from luoshu.sql.values import Compiled, Interval, Value, boolean

if TYPE_CHECKING:
    from luoshu.sql.compiler import Compiler

UNKNOWN = Value("boolean", numbers.cast(exp.null(), "BOOLEAN"))


class Relation:
    """The questions of order between two ranges."""

    def __init__(self, compiler: Compiler, node: Node) -> None:
        self.compiler, self.node = compiler, node

    def order(self, op: str, one: Compiled | None, other: Compiled | None) -> Value:
        if one is None or other is None:
            return UNKNOWN
        return self.compiler.compared(op, one, other, self.node)

    def before(self, one: Interval, other: Interval) -> Value:
        return self.order("<" if one.high_closed and other.low_closed else "<=", one.high, other.low)

    def no_later(self, one: Interval, other: Interval) -> Value:
        return self.order("<=" if one.low_closed or not other.low_closed else "<", one.low, other.low)

    def no_sooner(self, one: Interval, other: Interval) -> Value:
        return self.order(">=" if one.high_closed or not other.high_closed else ">", one.high, other.high)

    def same_start(self, one: Interval, other: Interval) -> Value:
        return self._same(one.low, other.low, one.low_closed == other.low_closed)

    def same_end(self, one: Interval, other: Interval) -> Value:
        return self._same(one.high, other.high, one.high_closed == other.high_closed)

    def _same(self, one: Compiled | None, other: Compiled | None, alike: bool) -> Value:
        equal = self.order("=", one, other)
        return equal if alike or equal == UNKNOWN else boolean(False)

    @staticmethod
    def both(first: Value, second: Value) -> Value:
        """`first and second`, where a first that cannot be told leaves the second unasked."""
        if first == UNKNOWN or first.const is False or second.const is True:
            return first
        if first.const is True:
            return second
        return Value("boolean", exp.and_(paren(first.sql), paren(second.sql)))

    @staticmethod
    def no(value: Value) -> Value:
        if value.const is not None:
            return boolean(not value.const)
        return value if value == UNKNOWN else Value("boolean", negated(paren(value.sql)))

    # --- the functions ------------------------------------------------------------------------------------------------

    def meets(self, one: Interval, other: Interval) -> Value:
        return self.order("=", one.high, other.low) if one.high_closed and other.low_closed else boolean(False)

    def overlaps(self, one: Interval, other: Interval) -> Value:
        return self.both(self.no(self.before(one, other)), self.no(self.before(other, one)))

    def overlaps_before(self, one: Interval, other: Interval) -> Value:
        starts_first = self.both(self.no_later(one, other), self.no(self.same_start(one, other)))
        return self.both(self.both(starts_first, self.no(self.before(one, other))), self.no_sooner(other, one))

    def overlaps_after(self, one: Interval, other: Interval) -> Value:
        starts_last = self.both(self.no_later(other, one), self.no(self.same_start(one, other)))
        return self.both(self.both(starts_last, self.no(self.before(other, one))), self.no_sooner(one, other))

    def finishes(self, one: Interval, other: Interval) -> Value:
        return self.both(self.same_end(one, other), self.no_later(other, one))

    def includes(self, one: Interval, other: Interval) -> Value:
        return self.both(self.no_later(one, other), self.no_sooner(one, other))

    def starts(self, one: Interval, other: Interval) -> Value:
        return self.both(self.same_start(one, other), self.no_sooner(other, one))

    def coincides(self, one: Interval, other: Interval) -> Value:
        return self.both(self.same_start(one, other), self.same_end(one, other))


_Ask = Callable[[Relation, Interval, Interval], Value]


def _turned(ask: _Ask) -> _Ask:
    return lambda relation, one, other: ask(relation, other, one)


# What each function asks, and which of its arguments may be points.
RELATIONS: dict[str, tuple[_Ask, tuple[bool, bool]]] = {
    "before": (Relation.before, (True, True)),
    "after": (_turned(Relation.before), (True, True)),
    "meets": (Relation.meets, (False, False)),
    "met by": (_turned(Relation.meets), (False, False)),
    "overlaps": (Relation.overlaps, (False, False)),
    "overlaps before": (Relation.overlaps_before, (False, False)),
    "overlaps after": (Relation.overlaps_after, (False, False)),
    "finishes": (Relation.finishes, (True, False)),
    "finished by": (_turned(Relation.finishes), (False, True)),
    "includes": (Relation.includes, (False, True)),
    "during": (_turned(Relation.includes), (True, False)),
    "starts": (Relation.starts, (True, False)),
    "started by": (_turned(Relation.starts), (False, True)),
    "coincides": (Relation.coincides, (True, True)),
}


def related(name: str) -> Callable[[Compiler, list[Compiled], Node], Compiled]:
    """The function of that name."""
    ask, points = RELATIONS[name]

    def compiled(compiler: Compiler, values: list[Compiled], node: Node) -> Compiled:
        one, other = (_range(value, point, node) for value, point in zip(values, points, strict=True))
        return ask(Relation(compiler, node), one, other)

    return compiled


def _range(value: Compiled, point: bool, node: Node) -> Interval:
    if isinstance(value, Interval):
        return value
    if not point:
        raise refuse("这里需要区间", "a range is needed here", node)
    return Interval(value, value)
