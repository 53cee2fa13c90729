"""Where the places of rows stand from left to right: near what they are joined to, and never too near to each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from luoshu.dmn.layers import Place, Rows

SWEEPS = 16


def spaced(rows: Rows, box: float, gap: float, lane: float) -> dict[Place, float]:
    """The middle of each place. `box` is the width of a box, `gap` what is left beside one, `lane` between lanes."""

    def apart(left: Place, right: Place) -> float:
        boxes = rows.is_box(left) + rows.is_box(right)
        return boxes * box / 2 + (gap if boxes else lane)

    joined: dict[Place, tuple[list[Place], list[Place]]] = {place: ([], []) for row in rows.rows for place in row}
    for segments in rows.gaps:
        for low, high in segments:
            joined[low][0].append(high)
            joined[high][1].append(low)
    needed = [[apart(*pair) for pair in pairwise(row)] for row in rows.rows]
    found: dict[Place, float] = {}
    for row, distances in zip(rows.rows, needed, strict=True):
        found |= zip(row, settled([0.0] * len(row), [1.0] * len(row), distances), strict=True)
    for sweep in range(SWEEPS):
        last = sweep >= SWEEPS - 2  # in the end every place looks both ways
        order = range(len(rows.rows))
        for at in order if sweep % 2 == 0 else reversed(order):
            row = rows.rows[at]
            wanted = [_wanted(place, joined[place], found, both=last, up=sweep % 2 == 0) for place in row]
            weights = [1.0 if rows.is_box(place) else 4.0 for place in row]  # long lines had better be straight
            found |= zip(row, settled(wanted, weights, needed[at]), strict=True)
    return found


def _wanted(
    place: Place, joined: tuple[list[Place], list[Place]], at: Mapping[Place, float], *, both: bool, up: bool
) -> float:
    above, below = joined
    beside = [*above, *below] if both else (above if up else below) or [place]
    return sum(at[each] for each in beside) / len(beside) if beside else at[place]


def settled(wanted: Sequence[float], weights: Sequence[float], distances: Sequence[float]) -> list[float]:
    """The positions nearest to those wanted (least squares) that keep their order and their distances.

    Without the distances it is an isotonic regression, solved by pooling adjacent violators.
    """
    offsets = [0.0]
    for distance in distances:
        offsets.append(offsets[-1] + distance)
    pools: list[tuple[float, float, int]] = []  # the position that a pool wants, its weight, how many are in it
    for want, weight, offset in zip(wanted, weights, offsets, strict=False):
        pool = (want - offset, weight, 1)
        while pools and pools[-1][0] > pool[0]:
            before = pools.pop()
            heavy = before[1] + pool[1]
            pool = ((before[0] * before[1] + pool[0] * pool[1]) / heavy, heavy, before[2] + pool[2])
        pools.append(pool)
    bases = [position for position, _, count in pools for _ in range(count)]
    return [base + offset for base, offset in zip(bases, offsets, strict=False)]
