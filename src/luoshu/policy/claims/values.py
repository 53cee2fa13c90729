"""What the formula of a claim comes to, exactly."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from luoshu.feel.arithmetic import EXACT
from luoshu.feel.interpreter import evaluate
from luoshu.feel.tree import Name, Node

UNKNOWN = Name("?")  # what the page does not print


def value_of(formula: Node, unknown: int | None = None) -> Fraction | bool | None:
    """A number, or whether what the formula says is so; None where it has no value."""
    scope = {} if unknown is None else {UNKNOWN.name: Decimal(unknown)}
    value = evaluate(formula, scope, arithmetic=EXACT)
    if isinstance(value, bool):
        return value
    return Fraction(value) if isinstance(value, Decimal | Fraction) else None


def number_of(formula: Node, unknown: int | None = None) -> Fraction | None:
    """The same of a formula that gives a number; a yes or no is none."""
    value = value_of(formula, unknown)
    return None if isinstance(value, bool) else value
