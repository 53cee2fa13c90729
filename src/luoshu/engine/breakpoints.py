"""Where a decision may change as one number changes: the exact values at which a comparison that it reaches turns.

A side of a comparison depends on the number by a formula that is not known here; but policies are made of sums,
products and quotients, and in one number those are `(p·x + q) / (r·x + s)` piece by piece. Three samples give the
piece, a fourth one checks it, and its root is exact. Whoever uses a root evaluates again, so that a wrong one costs
time and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from luoshu.facts.vocabulary import NUMERIC, PLACES, Fact, Kind
from luoshu.feel import tree
from luoshu.feel.arithmetic import EXACT
from luoshu.feel.interpreter import evaluate
from luoshu.feel.tree import Node
from luoshu.policy.graph import Step, names

Size = tuple[int, Fraction]  # changes of one kind come before those of another, whatever they measure
DAYS_OF_A_YEAR = 365
Sampler = Callable[[Fraction], Mapping[str, Any] | None]
_SAMPLES = 4
_MANY = 10**18  # steps where there is no bound
_PIECES = 6  # how many pieces beyond the present one are looked into, at most, on each side


@dataclass(frozen=True, slots=True)
class Axis:
    """A numeric fact or a date as a line of exact numbers: the step to the next value, and its bounds."""

    step: Fraction
    low: Fraction | None
    high: Fraction | None
    is_date: bool = False

    @classmethod
    def of(cls, fact: Fact) -> Axis | None:
        if fact.kind is Kind.DATE:
            return cls(Fraction(1), Fraction(1), Fraction(date.max.toordinal()), True)
        if fact.kind not in NUMERIC:
            return None
        step = Fraction(1, 10 ** PLACES[fact.kind])
        bounds = fact.bounds
        low = high = None
        if bounds is not None and isinstance(bounds.low, int | Decimal):
            low = Fraction(bounds.low) + (0 if bounds.low_closed else step)
        if bounds is not None and isinstance(bounds.high, int | Decimal):
            high = Fraction(bounds.high) - (0 if bounds.high_closed else step)
        return cls(step, low, high)

    def contains(self, at: Fraction) -> bool:
        return (self.low is None or self.low <= at) and (self.high is None or at <= self.high)

    def room(self, at: Fraction, direction: int) -> int:
        """How many steps there are from a value to the bound."""
        bound = self.high if direction > 0 else self.low
        return _MANY if bound is None else max(0, int((bound - at) * direction // self.step))

    def value(self, at: Fraction) -> Decimal | date:
        """The fact's value at a place of the line."""
        return date.fromordinal(int(at)) if self.is_date else Decimal(at.numerator) / Decimal(at.denominator)

    def size(self, old: Fraction, new: Fraction) -> Size:
        """How large a change is: of dates in years; of numbers over the larger of both. To, from or across 0 it is a
        whole or more, over the old one, and comes last."""
        change = abs(new - old)
        if self.is_date:
            return (0, change / DAYS_OF_A_YEAR)
        if old * new > 0:
            return (0, change / max(abs(new), abs(old)))
        return (4, change / abs(old) if old else Fraction(1))

    def beside(self, root: Fraction) -> list[Fraction]:
        """The values that can be stored at a root and just beside it."""
        below, above = root // self.step * self.step, -(-root // self.step) * self.step
        return [at for at in dict.fromkeys((below - self.step, below, above, above + self.step)) if self.contains(at)]


def place_of(value: Any) -> Fraction | None:
    """Where a value stands on its axis; None where it is no number and no date."""
    if isinstance(value, date):
        return Fraction(value.toordinal())
    return Fraction(value) if isinstance(value, int | Decimal | Fraction) and not isinstance(value, bool) else None


def comparisons(affected: Sequence[Step], fact: str) -> list[tuple[Node, Node]]:
    """The pairs of expressions that the steps which a fact reaches compare with each other and that depend on it."""
    tainted = {fact, *(step.name for step in affected)}
    found: dict[tuple[Node, Node], None] = {}
    for step in affected:
        for node in tree.walk(step.value):
            for pair in _pairs(node):
                if any(not tainted.isdisjoint(names(side)) for side in pair):
                    found[pair] = None
    return list(found)


def _pairs(node: Node) -> Iterator[tuple[Node, Node]]:
    match node:
        case tree.Comparison(_, left, right) if not isinstance(right, tree.Null):
            yield left, right
        case tree.In(value, tests):
            for test in tests:
                end = test.end if isinstance(test, tree.UnaryTest) else test
                ends = (end.low, end.high) if isinstance(end, tree.Range) else (end,)
                for each in ends:
                    if each is not None:
                        yield value, each


def roots(pairs: Sequence[tuple[Node, Node]], sample: Sampler, at: Fraction, axis: Axis) -> list[Fraction]:
    """The values at which the sides of a pair are equal, on the pieces at both sides of `at`. `sample` gives the
    scope in which the number has a value."""
    found: dict[Fraction, None] = {}
    for direction in (1, -1):
        places = [at + direction * axis.step * count for count in range(1, _SAMPLES + 1)]
        if not all(axis.contains(place) for place in places):
            continue
        scopes = [sample(place) for place in places]
        for left, right in pairs:
            root = _root(places, [_difference(left, right, scope) for scope in scopes])
            if root is not None and axis.contains(root):
                found[root] = None
    return list(found)


def further_roots(
    pairs: Sequence[tuple[Node, Node]], sample: Sampler, known: Iterable[Fraction], at: Fraction, axis: Axis
) -> list[Fraction]:
    """The roots on the pieces that begin at roots already known, nearest first, as far as these go."""
    near = sorted(known, key=lambda root: abs(root - at))
    sides = [[root for root in near if root > at][:_PIECES], [root for root in near if root < at][:_PIECES]]
    return [root for side in sides for start in side for root in roots(pairs, sample, start, axis)]


def turns(
    result: Callable[[Fraction], object], at: Fraction, axis: Axis, within: Callable[[Fraction], bool]
) -> Iterator[Fraction]:
    """The storable values from which on, away from `at`, the result is another than before: on each side by doubling
    the distance until that leads beyond what is `within` reach, and halving the interval in which the result changed.

    What rises in steps (whole months, a rounded figure) has no root that could be computed, but it turns. A result that
    changes twice between two looks is missed."""
    for direction in (1, -1):
        most, before, count, known = axis.room(at, direction), 0, 1, result(at)
        while before < most and (before == 0 or within(at + direction * axis.step * before)):
            count = min(count, most)
            found = result(at + direction * axis.step * count)
            if found != known:

                def changed(steps: int, to: int = direction, old: object = known) -> bool:
                    return result(at + to * axis.step * steps) != old

                yield at + direction * axis.step * _first(changed, before, count)
            before, count, known = count, count * 2, found


def _first(holds: Callable[[int], bool], before: int, after: int) -> int:
    """The first whole number of which something holds that holds of `after` and not of `before`."""
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (before, middle) if holds(middle) else (middle, after)
    return after


def _difference(left: Node, right: Node, scope: Mapping[str, Any] | None) -> Fraction | None:
    if scope is None:
        return None
    sides = [place_of(evaluate(side, scope, arithmetic=EXACT)) for side in (left, right)]
    return None if sides[0] is None or sides[1] is None else sides[0] - sides[1]


def _root(places: Sequence[Fraction], values: Sequence[Fraction | None]) -> Fraction | None:
    """The root of the straight line, or else of the quotient of two, through the samples; None where neither fits."""
    told = [value for value in values if value is not None]
    if len(told) < len(places):
        return None
    slope = (told[1] - told[0]) / (places[1] - places[0])
    if all(told[0] + slope * (place - places[0]) == value for place, value in zip(places, told, strict=True)):
        return places[0] - told[0] / slope if slope else None
    return _root_of_quotient(places, told)


def _root_of_quotient(places: Sequence[Fraction], values: Sequence[Fraction]) -> Fraction | None:
    """The root of `(p·x + q) / (x + s)`: from `p·x + q - s·y = x·y` at three samples, checked at the fourth."""
    solved = _solve([[x, Fraction(1), -y, x * y] for x, y in list(zip(places, values, strict=True))[:3]])
    if solved is None:
        return None
    p, q, s = solved
    x, y = places[3], values[3]
    if p * x + q - s * y != x * y or p == 0:
        return None
    return -q / p


def _solve(rows: list[list[Fraction]]) -> list[Fraction] | None:
    """The solution of as many linear equations as unknowns, by elimination; None where there is not just one."""
    size = len(rows)
    for column in range(size):
        pivot = next((row for row in range(column, size) if rows[row][column]), None)
        if pivot is None:
            return None
        rows[column], rows[pivot] = rows[pivot], rows[column]
        head = [value / rows[column][column] for value in rows[column]]
        rows = [
            head if index == column else [value - row[column] * above for value, above in zip(row, head, strict=True)]
            for index, row in enumerate(rows)
        ]
    return [row[-1] for row in rows]
