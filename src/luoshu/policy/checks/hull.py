"""What values a number or a date can take at all: the smallest range that is known to hold them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from luoshu.facts.vocabulary import Interval, Kind
from luoshu.feel import tree
from luoshu.feel.tree import Node
from luoshu.policy.model import Decision
from luoshu.policy.names import DecisionName, FactName, Meaning, ParameterName

Bound = Fraction | date


@dataclass(frozen=True, slots=True)
class Hull:
    """From `low` to `high`; None is no bound. `whole`: only whole numbers."""

    low: Bound | None = None
    high: Bound | None = None
    low_closed: bool = True
    high_closed: bool = True
    whole: bool = False

    def contains(self, value: Bound) -> bool:
        above = self.low is None or value > self.low or (value == self.low and self.low_closed)  # type: ignore[operator]
        below = self.high is None or value < self.high or (value == self.high and self.high_closed)  # type: ignore[operator]
        return above and below

    def pick(self, after: Bound | None, before: Bound | None, *, whole: bool) -> Bound | None:
        """A plain value of the hull strictly between two others; None where there is none."""
        low, low_closed = _tighter(after, self.low, self.low_closed, upper=False)
        high, high_closed = _tighter(before, self.high, self.high_closed, upper=True)
        if isinstance(low, date) or isinstance(high, date):
            return _pick_date(low, high, low_closed, high_closed)
        return _pick_number(low, high, low_closed, high_closed, whole=whole)


ANYTHING = Hull()


def _tighter(open_end: Bound | None, end: Bound | None, closed: bool, *, upper: bool) -> tuple[Bound | None, bool]:
    """The tighter of an open end and a hull's own."""
    if open_end is None:
        return end, closed
    if end is None or (end > open_end if upper else end < open_end):  # type: ignore[operator]
        return open_end, False
    return (open_end, False) if end == open_end else (end, closed)


def _pick_date(low: Bound | None, high: Bound | None, low_closed: bool, high_closed: bool) -> date | None:
    day = timedelta(days=1)
    first = low if isinstance(low, date) and low_closed else low + day if isinstance(low, date) else None
    last = high if isinstance(high, date) and high_closed else high - day if isinstance(high, date) else None
    if first is not None and last is not None and first > last:
        return None
    return first or last


def _pick_number(
    low: Bound | None, high: Bound | None, low_closed: bool, high_closed: bool, *, whole: bool
) -> Fraction | None:
    assert not isinstance(low, date)
    assert not isinstance(high, date)
    if low is None and high is None:
        return Fraction(0)
    if low is None or high is None:
        return _pick_half_open(low, high, low_closed, high_closed)
    if low > high or (low == high and not (low_closed and high_closed)):
        return None
    first = ceil(low) if low_closed or low.denominator > 1 else low + 1
    last = floor(high) if high_closed or high.denominator > 1 else high - 1
    if first <= last:
        return Fraction(first)
    return None if whole else _plainest((low + high) / 2, low, high)


def _pick_half_open(low: Fraction | None, high: Fraction | None, low_closed: bool, high_closed: bool) -> Fraction:
    if low is not None:
        return Fraction(ceil(low) if low_closed or low.denominator > 1 else low + 1)
    assert high is not None
    return Fraction(floor(high) if high_closed or high.denominator > 1 else high - 1)


def _plainest(middle: Fraction, low: Fraction, high: Fraction) -> Fraction:
    """The number with the fewest decimals strictly between two others, near their middle."""
    if low == high:
        return low
    scale = 10
    while True:
        rounded = Fraction(round(middle * scale), scale)
        if low < rounded < high:
            return rounded
        scale *= 10


def from_interval(interval: Interval | None, *, whole: bool = False) -> Hull:
    if interval is None:
        return Hull(whole=whole)
    low, high = (Fraction(end) if isinstance(end, Decimal) else end for end in (interval.low, interval.high))
    return Hull(low, high, interval.low_closed, interval.high_closed, whole)


class HullFinder:
    """The hulls of expressions over the facts of a policy. What it does not know can be anything."""

    def __init__(self, meanings: Mapping[str, Meaning]) -> None:
        self.meanings = meanings
        self._decisions: dict[str, Hull] = {}
        self._open: set[str] = set()

    def of(self, node: Node) -> Hull:
        rule = _RULES.get(type(node))
        return rule(self, node) if rule else ANYTHING

    def number(self, node: tree.Number) -> Hull:
        value = Fraction(node.value)
        return Hull(value, value, whole=value.denominator == 1)

    def name(self, node: tree.Name) -> Hull:
        match self.meanings.get(node.name):
            case FactName(fact):
                return from_interval(fact.range, whole=fact.kind is Kind.INTEGER)
            case DecisionName(policy_id, decision):
                return self.decision(f"{policy_id}::{decision.name}", decision)
            case ParameterName(_, rows):
                return _union([self.of(row.value) for row in rows])
            case _:
                return ANYTHING

    def decision(self, key: str, decision: Decision) -> Hull:
        if key in self._open:
            return ANYTHING
        if key not in self._decisions:
            self._open.add(key)
            self._decisions[key] = self._of_decision(decision)
            self._open.discard(key)
        return self._decisions[key]

    def _of_decision(self, decision: Decision) -> Hull:
        if decision.formula is not None:
            return self.of(decision.formula)
        if decision.table is None or decision.table.hit_policy.value in ("C+", "C#", "C", "R", "O"):
            return ANYTHING
        return _union([self.of(rule.outputs[decision.output]) for rule in decision.table.rules])

    def arithmetic(self, node: tree.Arithmetic) -> Hull:
        left, right = self.of(node.left), self.of(node.right)
        combine = {"+": _sum, "-": _difference, "*": _product, "/": _quotient}.get(node.op)
        if combine is None or any(isinstance(end, date) for hull in (left, right) for end in (hull.low, hull.high)):
            return ANYTHING
        return combine(left, right)

    def conditional(self, node: tree.If) -> Hull:
        return _union([self.of(node.then), self.of(node.otherwise)])

    def negation(self, node: tree.Negate) -> Hull:
        return _difference(Hull(Fraction(0), Fraction(0), whole=True), self.of(node.operand))

    def assumed(self, node: tree.Assumed) -> Hull:
        return self.of(node.value)

    def call(self, node: tree.Call) -> Hull:
        function = node.function.name if isinstance(node.function, tree.Name) else ""
        if function == "count":
            return Hull(Fraction(0), whole=True)
        if function == "prior" and node.args:
            return self.of(node.args[0])
        return ANYTHING


def _union(hulls: list[Hull]) -> Hull:
    if not hulls or len({isinstance(hull.low or hull.high, date) for hull in hulls}) > 1:
        return ANYTHING
    found = hulls[0]
    for hull in hulls[1:]:
        low, low_closed = _outer(found.low, found.low_closed, hull.low, hull.low_closed, upper=False)
        high, high_closed = _outer(found.high, found.high_closed, hull.high, hull.high_closed, upper=True)
        found = Hull(low, high, low_closed, high_closed, found.whole and hull.whole)
    return found


def _outer(
    a: Bound | None, a_closed: bool, b: Bound | None, b_closed: bool, *, upper: bool
) -> tuple[Bound | None, bool]:
    if a is None or b is None:
        return None, True
    if a == b:
        return a, a_closed or b_closed
    return (a, a_closed) if (a > b) == upper else (b, b_closed)  # type: ignore[operator]


def _sum(left: Hull, right: Hull) -> Hull:
    low = None if left.low is None or right.low is None else left.low + right.low  # type: ignore[operator]
    high = None if left.high is None or right.high is None else left.high + right.high  # type: ignore[operator]
    return Hull(
        low,
        high,
        left.low_closed and right.low_closed,
        left.high_closed and right.high_closed,
        left.whole and right.whole,
    )


def _difference(left: Hull, right: Hull) -> Hull:
    low = None if right.high is None else -right.high  # type: ignore[operator]
    high = None if right.low is None else -right.low  # type: ignore[operator]
    return _sum(left, Hull(low, high, right.high_closed, right.low_closed, right.whole))


def _product(left: Hull, right: Hull) -> Hull:
    whole = left.whole and right.whole
    if _is_natural(left) and _is_natural(right):
        bounded = left.high is not None and right.high is not None
        high = left.high * right.high if bounded else None  # type: ignore[operator]
        return Hull(left.low * right.low, high, True, True, whole)  # type: ignore[operator]
    return Hull(whole=whole)


def _quotient(left: Hull, right: Hull) -> Hull:
    return Hull(Fraction(0)) if _is_natural(left) and _is_natural(right) else ANYTHING


def _is_natural(hull: Hull) -> bool:
    """Whether no value is below nought."""
    return hull.low is not None and not isinstance(hull.low, date) and hull.low >= 0


_RULES: Mapping[type[Node], Callable[..., Hull]] = {
    tree.Number: HullFinder.number,
    tree.Name: HullFinder.name,
    tree.Arithmetic: HullFinder.arithmetic,
    tree.If: HullFinder.conditional,
    tree.Negate: HullFinder.negation,
    tree.Assumed: HullFinder.assumed,
    tree.Call: HullFinder.call,
}
