"""Forms of conditions: chains of connectives, tests as comparisons, a cell with its header in words."""

from __future__ import annotations

from collections.abc import Sequence

from luoshu.feel import tree
from luoshu.feel.tree import Node


def operands(node: Node) -> list[Node]:
    """What a chain of one connective joins, in order."""
    found, stack = [], [node]
    while stack:
        part = stack.pop()
        if isinstance(part, tree.And | tree.Or) and type(part) is type(node):
            stack += [part.right, part.left]
        else:
            found.append(part)
    return found


def cell_label(header: str, text: str, parts: Sequence[Node], negated: bool) -> str:
    """A cell with its header as one condition: `a >= 10`, `a in [5..10)`, `b = true`, `c in ("甲", "乙")`."""
    (first, *others) = parts
    if negated or not isinstance(first, tree.UnaryTest):
        return f"{header}: {text}"
    if others:
        return f"{header} in ({text})"
    if isinstance(end_of(first), tree.Range):
        return f"{header} in {text}"
    return f"{header} {text}" if first.op != "=" or text.startswith("=") else f"{header} = {text}"


def is_order(test: Node) -> bool:
    return isinstance(test, tree.UnaryTest) and test.op != "="


def end_of(test: Node) -> Node | None:
    """What a test compares with; None where it is no comparison."""
    match test:
        case tree.Assumed(inner):
            return end_of(inner)
        case tree.UnaryTest(_, end):
            return end.value if isinstance(end, tree.Assumed) else end
        case tree.Range() | tree.String() | tree.Number() | tree.AtLiteral():
            return test
    return None


def as_comparison(value: Node, test: Node, whole: Node) -> Node | None:
    """A test of `in` as comparisons of its value."""
    end = end_of(test)
    if end is None:
        return None
    span = test.span if test.span.start >= 0 else whole.span
    if not isinstance(end, tree.Range):
        op = test.op if isinstance(test, tree.UnaryTest) else "="
        return tree.Comparison(op, value, end, span=whole.span)
    ends: list[Node] = []
    if end.low is not None:
        ends.append(tree.Comparison(">=" if end.low_closed else ">", value, end.low, span=whole.span))
    if end.high is not None:
        ends.append(tree.Comparison("<=" if end.high_closed else "<", value, end.high, span=whole.span))
    return ends[0] if len(ends) == 1 else tree.And(ends[0], ends[1], span=span)
