"""Comparisons with the literal null that can never hold: null is neither more nor less than anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from luoshu.feel.printer import to_feel
from luoshu.feel.tree import Between, Comparison, Node, Range, Span, UnaryTest, walk
from luoshu.policy.checks.free_names import parts_of
from luoshu.policy.expressions import unmarked
from luoshu.policy.lower import is_null_literal
from luoshu.policy.model import Decision
from luoshu.policy.source import Findings
from luoshu.problems import Text


def warn_of_null(decisions: Iterable[Decision], findings: Findings) -> None:
    """Warns of each such comparison, once."""
    told: set[Span] = set()
    for decision in decisions:
        for root in parts_of(decision):
            for node in walk(root):
                if _compares_with_null(node) and node.span not in told:
                    told.add(node.span)
                    _warn(node, findings)


def _compares_with_null(node: Node) -> bool:
    return any(map(is_null_literal, _ends(node)))


def _ends(node: Node) -> Iterator[Node]:
    """What a node compares in order."""
    match node:
        case Comparison("<" | "<=" | ">" | ">=", left, right):
            yield from (left, right)
        case Between(value, low, high):
            yield from (value, low, high)
        case UnaryTest("<" | "<=" | ">" | ">=", end):
            yield end
        case Range(low, high):
            yield from (end for end in (low, high) if end is not None)


def _warn(node: Node, findings: Findings) -> None:
    written = to_feel(unmarked(node))
    findings.warn(
        "null-compared",
        node.span,
        Text(f"与空值比较大小，永远不成立：{written}", f"a comparison with null can never hold: {written}"),
        Text("问是否缺数据，写作 … = null", "to ask whether it is missing write … = null"),
    )
