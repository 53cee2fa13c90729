"""The rows of a model's picture: what is used stands below all that uses it, and as near to it as can be.

A requirement that passes a row takes a place there, its *lane*, so that no line runs through a box; all requirements of
one element share their lanes. After Sugiyama, Tagawa and Toda (1981): rows, lanes, an order with few crossings.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

SWEEPS = 12

Place = tuple[str, int]  # an element, or a lane of its lines, in a row; rows are counted from the top
Segment = tuple[Place, Place]  # from a place to one in the row above it
Uses = Mapping[str, Sequence[str]]


@dataclass
class Rows:
    """The places of each row from left to right, and the pieces of lines between each row and the one below it."""

    rows: list[list[Place]] = field(default_factory=list)
    gaps: list[list[Segment]] = field(default_factory=list)
    row_of: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, uses: Uses, sunk: frozenset[str], most: int) -> Rows:
        """At most so many boxes in a row; what nothing uses stands on top, unless it is `sunk`."""
        found = cls()
        for level in _levels(uses, sunk):
            found._add(level, uses, most)
        found._draw(uses)
        found._order()
        return found

    def is_box(self, place: Place) -> bool:
        return self.row_of[place[0]] == place[1]

    def ways(self, used: str, by: str) -> list[Place]:
        """The places that a requirement goes through, upwards; only its ends where it leads down."""
        low, high = self.row_of[used], self.row_of[by]
        return [*((used, row) for row in range(low, min(high, low - 1), -1)), (by, high)]

    # --- rows ---------------------------------------------------------------------------------------------------------

    def _add(self, level: Iterable[str], uses: Uses, most: int) -> None:
        """The rows of a level: of one that is too wide, each takes every so many-th of its boxes."""
        users = _users(uses)
        spots = {place[0]: spot for row in self.rows for place, spot in _spots(row).items()}
        ordered = sorted(level, key=lambda id_: _mean([spots[user] for user in users[id_] if user in spots], 0.5))
        count = -(-len(ordered) // most)
        for first in range(count):
            row = ordered[first::count]
            self.row_of |= dict.fromkeys(row, len(self.rows))
            self.rows.append([(id_, len(self.rows)) for id_ in row])

    def _draw(self, uses: Uses) -> None:
        """The lanes, and the pieces of lines."""
        found: list[dict[Segment, None]] = [{} for _ in self.rows]
        for by, used in uses.items():
            for each in used:
                ways = self.ways(each, by)
                if self.row_of[each] <= self.row_of[by]:
                    continue  # part of a circle: a straight line
                for low, high in pairwise(ways):
                    found[high[1]][low, high] = None
                    if not self.is_box(high) and high not in self.rows[high[1]]:
                        self.rows[high[1]].append(high)
        self.gaps = [list(each) for each in found]

    # --- order --------------------------------------------------------------------------------------------------------

    def _order(self) -> None:
        """Each place near the middle of what it is joined to, down and up, and the best of all orders."""
        best, fewest = [list(row) for row in self.rows], self.crossings()
        for sweep in range(SWEEPS):
            down = sweep % 2 == 0
            for at in range(1, len(self.rows)) if down else range(len(self.rows) - 2, -1, -1):
                self._sort(at, at - 1 if down else at + 1)
            if (now := self.crossings()) < fewest:
                best, fewest = [list(row) for row in self.rows], now
        self.rows = best

    def _sort(self, at: int, beside: int) -> None:
        spots, own = _spots(self.rows[beside]), _spots(self.rows[at])
        joined: dict[Place, list[float]] = {place: [] for place in self.rows[at]}
        for low, high in self.gaps[min(at, beside)]:
            here, there = (low, high) if low[1] == at else (high, low)
            joined[here].append(spots[there])
        self.rows[at].sort(key=lambda place: _mean(joined[place], own[place]))

    def crossings(self) -> int:
        """How often lines cross."""
        found = 0
        for row, (gap, below) in enumerate(zip(self.gaps, self.rows[1:], strict=False)):
            low = {place: at for at, place in enumerate(below)}
            high = {place: at for at, place in enumerate(self.rows[row])}
            before: list[int] = []
            for _, end in sorted((low[one], high[other]) for one, other in gap):
                found += len(before) - bisect_right(before, end)
                insort(before, end)
        return found


def _levels(uses: Uses, sunk: frozenset[str]) -> Iterator[list[str]]:
    """The elements by the longest way down to them from what nothing uses."""
    users = _users(uses)
    depth = dict.fromkeys(uses, 0)
    for _ in depth:  # as many times as the longest way has steps; a circle ends it too
        deeper = {id_: max((depth[user] + 1 for user in users[id_]), default=0) for id_ in uses}
        if deeper == depth:
            break
        depth = deeper
    last = max(depth.values(), default=0)
    found: dict[int, list[str]] = {}
    for id_, at in depth.items():
        found.setdefault(last if id_ in sunk and not users[id_] else at, []).append(id_)
    yield from (found[at] for at in sorted(found))


def _users(uses: Uses) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {id_: [] for id_ in uses}
    for by, used in uses.items():
        for each in used:
            found[each].append(by)
    return found


def _spots(row: Sequence[Place]) -> dict[Place, float]:
    """Where places stand in a row, whose length is 1."""
    return {place: (at + 0.5) / len(row) for at, place in enumerate(row)}


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
