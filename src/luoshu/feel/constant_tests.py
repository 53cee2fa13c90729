"""Tests that compare with constants, read as the sets of values that they hold of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from luoshu.feel import tree
from luoshu.feel.pieces import Piece, joined, outside
from luoshu.feel.tree import Node


@dataclass(frozen=True)
class PieceReader:
    """Reads tests as sets of values; gives None where one is something else.

    `constant` is the value of an expression, or None where it speaks of more than constants; `ordered` says whether
    values of its kind may be asked for more than being equal.
    """

    constant: Callable[[Node], Any]
    ordered: Callable[[Any], bool]

    def test(self, test: Node) -> tuple[Piece, ...] | None:
        match test:
            case tree.Assumed(inner):
                return self.test(inner)
            case tree.UnaryTest():
                pieces = self._pieces(test)
                return None if pieces is None else joined(pieces)
            case tree.Tests(parts, negated):
                found: list[Piece] = []
                for part in parts:
                    pieces = self._pieces(part)
                    if pieces is None:
                        return None
                    found += pieces
                return outside(joined(found)) if negated else joined(found)
        return None

    def _pieces(self, test: Node) -> list[Piece] | None:
        if not isinstance(test, tree.UnaryTest):
            return None
        end = test.end.value if isinstance(test.end, tree.Assumed) else test.end
        if isinstance(end, tree.Range):
            return self._range(end) if test.op == "=" else None
        value = self.constant(end)
        if value is None or (test.op not in ("=", "!=") and not self.ordered(value)):
            return None
        match test.op:
            case "=":
                return [Piece(value, value)]
            case "!=":
                return list(outside([Piece(value, value)]))
            case "<" | "<=":
                return [Piece(None, value, high_closed=test.op == "<=")]
        return [Piece(value, None, low_closed=test.op == ">=")]

    def _range(self, node: tree.Range) -> list[Piece] | None:
        low = None if node.low is None else self.constant(node.low)
        high = None if node.high is None else self.constant(node.high)
        if (low is None) != (node.low is None) or (high is None) != (node.high is None):
            return None
        ends = [end for end in (low, high) if end is not None]
        if not all(map(self.ordered, ends)) or len({type(end) for end in ends}) > 1:
            return None
        return [Piece(low, high, node.low_closed, node.high_closed)]
