"""Rows of a table as boxes over its axes: a set of atoms for each input."""

from __future__ import annotations

from collections.abc import Sequence

Box = tuple[int, ...]

# More steps than this are given up: a table so tangled is not judged rather than judged slowly.
MAX_STEPS = 200_000


class TooTangledError(Exception):
    """The question would take too many steps."""


def meet(left: Box, right: Box) -> Box | None:
    """What two boxes share, or None."""
    shared = tuple(a & b for a, b in zip(left, right, strict=True))
    return shared if all(shared) else None


def outside(box: Box, others: Sequence[Box]) -> Box | None:
    """A box inside `box` that none of the others meets, or None where they cover it.

    Raises:
        TooTangledError: no answer within MAX_STEPS.
    """
    steps = 0
    todo: list[tuple[Box, int]] = [(box, 0)]
    while todo:
        rest, at = todo.pop()
        while at < len(others) and meet(rest, others[at]) is None:
            at += 1
        if at == len(others):
            return rest
        steps += 1
        if steps > MAX_STEPS:
            raise TooTangledError
        todo += reversed([(piece, at + 1) for piece in _minus(rest, others[at])])
    return None


def _minus(box: Box, other: Box) -> list[Box]:
    """The parts of a box outside another, disjoint, one for each axis at most."""
    pieces = []
    kept = list(box)
    for axis, atoms in enumerate(other):
        left = kept[axis] & ~atoms
        if left:
            pieces.append((*kept[:axis], left, *kept[axis + 1 :]))
        kept[axis] &= atoms
    return pieces


def first_atom(atoms: int) -> int:
    """The lowest atom of a set."""
    return (atoms & -atoms).bit_length() - 1
