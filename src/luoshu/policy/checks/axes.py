"""The inputs of a decision table as axes cut into atoms: pieces on which no test of the table changes its answer.

A set of atoms is an int, a bit an atom. On an ordered axis the atoms are the points named in the tests and the open
stretches between them; on the others each value named, and (unless the values are a closed list) one for all the rest.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from luoshu.policy.checks.hull import Hull

Op = Literal["=", "!=", "<", "<=", ">", ">="]
Point = Fraction | date | str | bool


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison of the input with a constant."""

    op: Op
    value: Point


@dataclass(frozen=True, slots=True)
class Between:
    """The input lies in a range; an end that is None is open."""

    low: Test | None
    high: Test | None


SimpleTest = Test | Between


class Axis(ABC):
    """One input of a table."""

    @property
    @abstractmethod
    def everything(self) -> int:
        """The atoms that the input can be in at all."""

    @abstractmethod
    def atoms(self, test: Test) -> int:
        """The atoms where the test holds."""

    @abstractmethod
    def sample(self, atom: int) -> Point:
        """A value in an atom."""

    @abstractmethod
    def atom_of(self, value: object) -> int | None:
        """The atom in which a value lies; None where it is no value of this axis."""

    def where(self, test: SimpleTest) -> int:
        if isinstance(test, Test):
            return self.atoms(test) & self.everything
        ends = [self.atoms(end) for end in (test.low, test.high) if end is not None]
        found = self.everything
        for end in ends:
            found &= end
        return found


@dataclass(frozen=True, slots=True)
class ValueAxis(Axis):
    """Texts or truth values. `closed`: no other values than these."""

    values: tuple[Point, ...]
    closed: bool

    @property
    def everything(self) -> int:
        return (1 << (len(self.values) + (not self.closed))) - 1

    def atoms(self, test: Test) -> int:
        hit = 1 << self.values.index(test.value) if test.value in self.values else 0
        return hit if test.op == "=" else self.everything & ~hit if test.op == "!=" else 0

    def atom_of(self, value: object) -> int | None:
        for at, known in enumerate(self.values):
            if value is known or value == known:
                return at
        return None if self.closed or not isinstance(value, str) else len(self.values)

    def sample(self, atom: int) -> Point:
        if atom < len(self.values):
            return self.values[atom]
        other = "其他"
        while other in self.values:
            other += "…"
        return other


@dataclass(frozen=True, slots=True)
class OrderedAxis(Axis):
    """Numbers or dates. Atom 2i+1 is `points[i]`, atom 2i the open stretch before it."""

    points: tuple[Fraction | date, ...]
    hull: Hull
    whole: bool  # only whole numbers, or days
    _everything: int = field(init=False, default=0, compare=False)

    def __post_init__(self) -> None:
        found = 0
        for atom in range(2 * len(self.points) + 1):
            if self._inside(atom) is not None:
                found |= 1 << atom
        object.__setattr__(self, "_everything", found)

    @property
    def everything(self) -> int:
        return self._everything

    def atoms(self, test: Test) -> int:
        at = 2 * bisect_left(self.points, test.value) + 1
        below, here = (1 << at) - 1, 1 << at
        every = (1 << (2 * len(self.points) + 1)) - 1
        return {
            "=": here,
            "!=": every & ~here,
            "<": below,
            "<=": below | here,
            ">": every & ~(below | here),
            ">=": every & ~below,
        }[test.op]

    def atom_of(self, value: object) -> int | None:
        if isinstance(value, Decimal):
            value = Fraction(value)
        if not isinstance(value, Fraction | date):
            return None
        at = bisect_left(self.points, value)
        return 2 * at + (at < len(self.points) and self.points[at] == value)

    def sample(self, atom: int) -> Point:
        value = self._inside(atom)
        assert value is not None, "an atom without a value takes part in nothing"
        return value

    def _inside(self, atom: int) -> Fraction | date | None:
        """A value of the input in an atom, as plain as can be found; None where there is none."""
        if atom % 2:
            point = self.points[atom // 2]
            is_whole = isinstance(point, date) or not self.whole or point.denominator == 1
            return point if is_whole and self.hull.contains(point) else None
        before = self.points[atom // 2 - 1] if atom else None
        after = self.points[atom // 2] if atom // 2 < len(self.points) else None
        return self.hull.pick(before, after, whole=self.whole)


def simple_points(tests: Sequence[SimpleTest]) -> list[Point]:
    """Every constant that the tests compare with."""
    found: list[Point] = []
    for test in tests:
        ends = [test] if isinstance(test, Test) else [end for end in (test.low, test.high) if end is not None]
        found += [end.value for end in ends]
    return found
