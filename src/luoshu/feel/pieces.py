"""Sets of values on a line as pieces between two ends: what tests that compare with constants hold of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, TypeAlias

Point: TypeAlias = Fraction | str | bool | date


@dataclass(frozen=True, slots=True)
class Piece:
    """The values between two ends, each of which belongs to it where it is closed; None: without end."""

    low: Point | None = None
    high: Point | None = None
    low_closed: bool = True
    high_closed: bool = True

    @property
    def point(self) -> Point | None:
        """The value that is all of it; None where it is longer."""
        return self.low if self.low == self.high and self.low_closed and self.high_closed else None

    def holds(self, value: Any) -> bool:
        above = self.low is None or self.low < value or (self.low == value and self.low_closed)
        return bool(above and (self.high is None or value < self.high or (value == self.high and self.high_closed)))


def joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """The same values in pieces that share none, in order; those that hold nothing are left out."""
    found: list[Piece] = []
    for piece in sorted(filter(_has_values, pieces), key=_start):
        if found and _reaches(found[-1], piece):
            found[-1] = _longer(found[-1], piece)
        else:
            found.append(piece)
    return tuple(found)


def outside(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The values in none of the pieces, which share none and are in order."""
    found = []
    low, closed = None, True
    for piece in pieces:
        if piece.low is not None:
            found.append(Piece(low, piece.low, closed, not piece.low_closed))
        if piece.high is None:
            return tuple(filter(_has_values, found))
        low, closed = piece.high, not piece.high_closed
    return tuple(filter(_has_values, [*found, Piece(low, None, closed)]))


def _has_values(piece: Piece) -> bool:
    if piece.low is None or piece.high is None:
        return True
    return bool(piece.low < piece.high) or piece.point is not None  # type: ignore[operator]


def _start(piece: Piece) -> Any:
    return (0,) if piece.low is None else (1, piece.low, not piece.low_closed)


def _reaches(one: Piece, other: Piece) -> bool:
    """Whether a piece ends where the one after it begins, or later."""
    if one.high is None or other.low is None:
        return True
    return bool(other.low < one.high or (other.low == one.high and (one.high_closed or other.low_closed)))  # type: ignore[operator]


def _longer(one: Piece, other: Piece) -> Piece:
    if one.high is None or (other.high is not None and (other.high, other.high_closed) <= (one.high, one.high_closed)):
        return one
    return Piece(one.low, other.high, one.low_closed, other.high_closed)
