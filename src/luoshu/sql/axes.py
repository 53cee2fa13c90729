"""An input of a long table as a number: which stretch it lies in, of those into which the rules' cells cut its axis."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from luoshu.feel import tree
from luoshu.feel.pieces import Piece, Point
from luoshu.sql import numbers
from luoshu.sql.numbers import Num, binary
from luoshu.sql.refusal import refuse
from luoshu.sql.values import Compiled, Value

if TYPE_CHECKING:
    from luoshu.sql.compiler import Compiler

FAILED = -1  # the code of an input that is null because an operation failed: no cell but `-` holds of it
FEW = 8  # cuts that are as well tried in turn
_POINTS: dict[str, type] = {"string": str, "boolean": bool, "date": date}


@dataclass(frozen=True)
class Cut:
    """An axis is cut before a point, or after it."""

    point: Any
    after: bool


@dataclass(frozen=True)
class Axis:
    """The cuts in order. Stretch n lies after n of them."""

    cuts: Sequence[Cut]

    def codes(self, piece: Piece) -> tuple[int, int]:
        """The first and the last stretch of a piece."""
        first = 0 if piece.low is None else 1 + self._place(Cut(piece.low, not piece.low_closed))
        last = len(self.cuts) if piece.high is None else self._place(Cut(piece.high, piece.high_closed))
        return first, last

    def _place(self, cut: Cut) -> int:
        return bisect_left(self.cuts, _order(cut), key=_order)

    def sql(self, value: Compiled, null: Value, failed: Value, compiler: Compiler) -> exp.Expr:
        """The number of the stretch; null where the input is unknown. A search by halves, so that a thousand stretches
        cost ten comparisons."""
        searched = self._search(value, 0, len(self.cuts), compiler)
        case = exp.Case()
        if failed.const is not False:
            case = case.when(failed.sql, exp.Literal.number(FAILED))
        if null.const is not False:
            case = case.when(null.sql, exp.null())
        whole = case.else_(searched) if case.args.get("ifs") else searched
        return numbers.cast(whole, "INTEGER")

    def _search(self, value: Compiled, low: int, high: int, compiler: Compiler) -> exp.Expr:
        """Among the stretches from `low` to `high`; of a few, one after the other."""
        if high - low <= FEW:
            few = exp.Case()
            for at in range(low, high):
                few = few.when(_before(value, self.cuts[at], compiler), exp.Literal.number(at), copy=False)
            return few.else_(exp.Literal.number(high), copy=False) if low < high else exp.Literal.number(low)
        middle = (low + high) // 2
        before = _before(value, self.cuts[middle], compiler)
        return (
            exp.Case()
            .when(before, self._search(value, low, middle, compiler), copy=False)
            .else_(self._search(value, middle + 1, high, compiler), copy=False)
        )


def axis_of(pieces: Iterable[Piece]) -> Axis:
    cuts = {Cut(piece.low, not piece.low_closed) for piece in pieces if piece.low is not None}
    cuts |= {Cut(piece.high, piece.high_closed) for piece in pieces if piece.high is not None}
    return Axis(sorted(cuts, key=_order))


def _order(cut: Cut) -> tuple[Any, bool]:
    return cut.point, cut.after


def _before(value: Compiled, cut: Cut, compiler: Compiler) -> exp.Expr:
    """Whether a value that is not null lies before a cut."""
    point: Point = cut.point
    if isinstance(value, Num) and isinstance(point, Fraction):
        return numbers.compare("<=" if cut.after else "<", value, numbers.rational(point))
    if isinstance(value, Value) and isinstance(point, _POINTS.get(value.kind, ())):
        literal = compiler.constant(point, tree.Null())
        assert isinstance(literal, Value)
        return binary(exp.LTE if cut.after else exp.LT, value.sql.copy(), literal.sql)
    raise refuse("单元格与条件的类型不同", "a cell is of another type than its input")
