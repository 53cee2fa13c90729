"""An index over the columns of a decision table: which rows can hit is looked up, not tried row by row.

A column's constants cut the line of its values into points and the gaps between them; for each there is a set of rows,
as the bits of one integer. What an index cannot tell (a cell that compares with no constant, a value of another kind)
stays open, and is evaluated.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from luoshu.feel import tree
from luoshu.feel.constant_tests import PieceReader
from luoshu.feel.interpreter import evaluate
from luoshu.feel.pieces import Piece
from luoshu.feel.tree import Node
from luoshu.feel.values import Value


@dataclass(frozen=True, slots=True)
class Found:
    """The rows that a column does not rule out, and those of them of which it cannot tell, as bits."""

    rows: int
    open: int


class ColumnIndex:
    """The index of one column. `tests` are its cells; None is `-`, a test that is no tree of constants is open."""

    def __init__(self, tests: Sequence[Node | None]) -> None:
        cells = [None if test is None else _PIECES.test(test) for test in tests]
        self.kind = _only_kind(cells)
        closed = {at: cell for at, cell in enumerate(cells) if cell is not None and self.kind is not None}
        self.any = _bits(at for at, test in enumerate(tests) if test is None)
        self.tested = _bits(range(len(tests))) & ~self.any
        self.open = self.tested & ~_bits(closed)
        # `not("a")` is true of null: equality is never null.
        self.null = _bits(at for at in closed if evaluate(tests[at] or tree.Null(), {"?": None}) is True)
        self.points = sorted({end for cell in closed.values() for piece in cell for end in _ends(piece)})
        self.masks = self._swept(closed)

    def _swept(self, cells: dict[int, tuple[Piece, ...]]) -> list[int]:
        """The rows of each gap and point in turn: a cell's bit is put in where a piece begins, taken out after it."""
        size = 2 * len(self.points) + 1
        turned = [0] * (size + 1)
        for at, pieces in cells.items():
            for piece in pieces:
                first = 0 if piece.low is None else self._point(piece.low) + (not piece.low_closed)
                last = size - 1 if piece.high is None else self._point(piece.high) - (not piece.high_closed)
                turned[first] ^= 1 << at
                turned[last + 1] ^= 1 << at
        masks, mask = [], 0
        for change in turned[:-1]:
            mask ^= change
            masks.append(mask)
        return masks

    def _point(self, end: Any) -> int:
        return 2 * bisect_left(self.points, end) + 1

    def rows(self, value: Value) -> Found:
        if value is None:
            return Found(self.null | self.any | self.open, self.open)
        if type(value) is not self.kind:  # comparisons fail, and a trace must hear it
            return Found(self.any | self.tested, self.tested)
        place = bisect_left(self.points, value)
        at = 2 * place + (place < len(self.points) and self.points[place] == value)
        return Found(self.masks[at] | self.any | self.open, self.open)


def bits(rows: int) -> Iterator[int]:
    """The places of the bits that are set, in order."""
    while rows:
        least = rows & -rows
        yield least.bit_length() - 1
        rows ^= least


def _bits(places: Any) -> int:
    return sum(1 << place for place in places)


def _only_kind(cells: Sequence[tuple[Piece, ...] | None]) -> type | None:
    kinds = {type(end) for cell in cells for piece in cell or () for end in _ends(piece)}
    return kinds.pop() if len(kinds) == 1 else None


def _ends(piece: Piece) -> list[Any]:
    return [end for end in (piece.low, piece.high) if end is not None]


def _constant(node: Node) -> Any:
    """A literal's value, where it is one that values of its kind can be ordered by."""
    if not isinstance(node, tree.Number | tree.String | tree.Boolean | tree.Negate | tree.AtLiteral | tree.Call):
        return None
    called = {id(part.function) for part in tree.walk(node) if isinstance(part, tree.Call)}
    if any(isinstance(part, tree.Name) and (id(part) not in called or part.name != "date") for part in tree.walk(node)):
        return None
    value = evaluate(node, {})
    return value if isinstance(value, Decimal | str | bool) or type(value) is date else None


_PIECES = PieceReader(_constant, lambda value: not isinstance(value, bool))
