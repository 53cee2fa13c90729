"""Whether a figure comes of rounding: its own, or that of the figures it is made of."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from luoshu.feel.arithmetic import to_decimal
from luoshu.feel.tree import Node, Number, Span, transform, walk
from luoshu.policy.claims.printed import Printed, read_printed
from luoshu.policy.claims.values import number_of

_MOST = 8  # rounded figures of one formula; every way to round them is computed


def of_rounded(formula: Node, text: str, printed: Printed) -> bool | None:
    """Whether values that are rounded to the figures in the formula give the printed one; None where all are exact.

    `text` is the document: a whole number without a unit is a count and exact, `99.36` and `21.9%` are rounded.
    """
    steps = {node.span: step for node in walk(formula) if isinstance(node, Number) and (step := _step(node, text))}
    if not 0 < len(steps) <= _MOST:
        return None
    found = []
    for halves in product((Fraction(-1, 2), Fraction(1, 2)), repeat=len(steps)):
        moved = {span: step * half for (span, step), half in zip(steps.items(), halves, strict=True)}
        found.append(number_of(_with(formula, moved)))
    values = [value for value in found if value is not None]
    low, high = printed.rounded_from
    return len(values) == len(found) and min(values) < high and low <= max(values)


def _step(node: Number, text: str) -> Fraction | None:
    written = read_printed(text[node.span.start : node.span.end])
    return written.step if written and (written.places or written.unit) else None


def _with(formula: Node, moved: dict[Span, Fraction]) -> Node:
    def change(node: Node) -> Node:
        if isinstance(node, Number) and node.span in moved:
            return Number(to_decimal(Fraction(node.value) + moved[node.span]))
        return node

    return transform(formula, change)
