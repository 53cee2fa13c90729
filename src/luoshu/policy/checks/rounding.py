"""Advice: a quotient that is kept as a decision is written with 6 places, unless the document rounds it."""

from __future__ import annotations

from collections.abc import Iterator

from luoshu.feel.tree import NOWHERE, Arithmetic, Assumed, Cases, If, Negate, Node, Number
from luoshu.policy.model import Decision
from luoshu.policy.source import Findings
from luoshu.problems import Text


def advise_rounding(decision: Decision, findings: Findings) -> None:
    """Advises to round where a formula keeps a quotient as its value."""
    quotient = next(_kept_quotients(decision.formula), None) if decision.formula is not None else None
    if quotient is not None:
        composed = quotient.span == NOWHERE  # by an instrument
        findings.advise(
            "rounding",
            findings.source.line_span(decision.place.line or 1) if composed else quotient.span,
            Text(
                f"“{decision.name}”保存的是商：比较时精确，写出时四舍五入到 6 位小数",
                f"'{decision.name}' keeps a quotient: compared exactly, written with 6 places",
            ),
            Text("要定死位数，写 round half up(…, 位数)", "to settle its places write round half up(…, places)"),
        )


def _kept_quotients(node: Node) -> Iterator[Node]:
    """The quotients that reach the value of an expression as they are."""
    match node:
        case Arithmetic("/", left, right):
            if _is_exact_divisor(right):
                yield from _kept_quotients(left)
            else:
                yield node
        case Arithmetic("+" | "-" | "*", left, right):
            yield from _kept_quotients(left)
            yield from _kept_quotients(right)
        case Negate(inner) | Assumed(inner):
            yield from _kept_quotients(inner)
        case If(_, then, otherwise):
            yield from _kept_quotients(then)
            yield from _kept_quotients(otherwise)
        case Cases(branches, otherwise):
            for _, value in branches:
                yield from _kept_quotients(value)
            yield from _kept_quotients(otherwise)


def _is_exact_divisor(node: Node) -> bool:
    """Whether division by it never leaves more decimals than can be written: a literal of twos and fives."""
    if not isinstance(node, Number) or not node.value:
        return False
    rest = abs(node.value.as_integer_ratio()[0])
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1
