"""Advice: what follows `satisfies` reaches as far as it can, and so may take in more than was meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from luoshu.feel.tree import And, Name, Node, Or, Quantified, Span, walk
from luoshu.policy.checks.free_names import parts_of
from luoshu.policy.model import Decision
from luoshu.policy.source import Findings
from luoshu.problems import Text

_SHOWN = 24  # signs of the text that was taken in


def advise_brackets(decisions: Iterable[Decision], findings: Findings) -> None:
    """Advises brackets where a `some` or `every` without them takes in an `and` or `or` that may belong outside."""
    told: set[Span] = set()
    for decision in decisions:
        for root in parts_of(decision):
            for quantified in _taking_in(root):
                if quantified.span not in told:
                    told.add(quantified.span)
                    _advise(quantified, findings)


def _taking_in(root: Node) -> Iterator[Quantified]:
    """Those that end an `and` or `or`; and a whole formula whose `or` has an alternative that is not about an item."""
    if isinstance(root, Quantified) and _is_open(root) and isinstance(root.condition, Or):
        variables = {iterator.name for iterator in root.iterators}
        if any(not _speaks_of(part, variables) for part in _chain(root.condition)):
            yield root
    for node in walk(root):
        # Brackets leave no trace in the tree, but between the end of what they hold and the end of the whole.
        ends_with = node.right if isinstance(node, And | Or) else None
        if isinstance(ends_with, Quantified) and ends_with.span.end == node.span.end and _is_open(ends_with):
            yield ends_with


def _is_open(quantified: Quantified) -> bool:
    """Whether its condition is an `and` or `or` without brackets around the whole."""
    condition = quantified.condition
    return isinstance(condition, And | Or) and condition.span.end == quantified.span.end


def _chain(condition: Node) -> list[Node]:
    """`a or b or c` as its parts; likewise with `and`."""
    kind = type(condition)
    parts: list[Node] = []
    while isinstance(condition, And | Or) and type(condition) is kind:
        parts.append(condition.right)
        condition = condition.left
    return [condition, *reversed(parts)]


def _speaks_of(node: Node, variables: set[str]) -> bool:
    return any(isinstance(inner, Name) and inner.name in variables for inner in walk(node))


def _advise(quantified: Quantified, findings: Findings) -> None:
    word = "and" if isinstance(quantified.condition, And) else "or"
    names = ", ".join(iterator.name for iterator in quantified.iterators)
    taken = " ".join(findings.source.slice(_chain(quantified.condition)[1].span).split())
    taken = taken if len(taken) <= _SHOWN else f"{taken[: _SHOWN - 1]}…"
    kind = quantified.kind
    findings.advise(
        "reach",
        quantified.span,
        Text(
            f"“{kind} {names} … satisfies”没有加括号，其后的“{word} {taken}”也成了它的条件；"
            f"想分开就写作 ({kind} … satisfies …) {word} …，确是条件就把条件括起来",
            f"'{kind} {names} … satisfies' stands without brackets and takes in what follows, '{word} {taken}': "
            f"write ({kind} … satisfies …) {word} … to part them, or put brackets round the condition if it is meant",
        ),
    )
