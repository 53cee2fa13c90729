"""Solves a claim for its `?`, the whole number that is not printed: in 199% = 721 / ? it is 361 to 363."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from luoshu.feel.tree import Node
from luoshu.policy.claims.printed import Printed
from luoshu.policy.claims.values import number_of
from luoshu.problems import Text

_LARGEST = 10**12  # the largest whole number looked for


@dataclass(frozen=True, slots=True)
class Whole:
    """Whole numbers from `first` to `last`."""

    first: int
    last: int

    def __str__(self) -> str:
        return self.say().en

    def say(self) -> Text:
        if self.first == self.last:
            return Text(f"{self.first}", f"{self.first}")
        if self.last >= _LARGEST:
            return Text(f"{self.first} 或更多", f"{self.first} or more")
        return Text(f"{self.first} 至 {self.last}", f"{self.first} to {self.last}")


@dataclass(frozen=True, slots=True)
class Solution:
    """What `?` can be where the figure was rounded, and where it was cut off; None where no whole number gives it."""

    rounded: Whole | None
    cut: Whole | None

    @property
    def either(self) -> Whole | None:
        found = [each for each in (self.rounded, self.cut) if each]
        return Whole(min(each.first for each in found), max(each.last for each in found)) if found else None


def solve(formula: Node, printed: Printed) -> Solution:
    """The whole numbers from 1 on that give the figure, for a formula that rises or falls throughout."""
    return Solution(_between(formula, *printed.rounded_from), _between(formula, *printed.cut_from))


def _between(formula: Node, low: Fraction, high: Fraction) -> Whole | None:
    """Those whose value is `low` or more and less than `high`."""
    ends = number_of(formula, 1), number_of(formula, _LARGEST)
    if ends[0] is None or ends[1] is None:
        return None
    rising = ends[0] < ends[1]
    at_low, at_high = _turn(formula, low, rising=rising), _turn(formula, high, rising=rising)
    first, last = (at_low, at_high - 1) if rising else (at_high + 1, at_low)
    return Whole(first, last) if first <= last else None


def _turn(formula: Node, bound: Fraction, *, rising: bool) -> int:
    """Of a rising formula the first `?` that reaches the bound; of a falling one the last that still does."""
    low, high = 0, _LARGEST + 1
    while high - low > 1:
        middle = (low + high) // 2
        value = number_of(formula, middle)
        reaches = value is not None and value >= bound
        if reaches == rising:
            high = middle
        else:
            low = middle
    return high if rising else low
