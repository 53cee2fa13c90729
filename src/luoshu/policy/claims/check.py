"""Checks the `声明` of a policy: whether the arithmetic gives the published figure, as precisely as it was printed."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from luoshu.feel.tree import Node, walk
from luoshu.policy.claims.printed import Printed, read_printed
from luoshu.policy.claims.readings import readings_of
from luoshu.policy.claims.results import ClaimResult
from luoshu.policy.claims.rounding import of_rounded
from luoshu.policy.claims.solving import solve
from luoshu.policy.claims.values import UNKNOWN, value_of
from luoshu.policy.expressions import unmarked
from luoshu.policy.model import Claim, Policy, Reading
from luoshu.problems import Text

# Each reading that was tried, and whether the claim holds under it.
Tries = Iterator[tuple[Text, bool]]


def check_claims(policy: Policy) -> list[ClaimResult]:
    """A result for each claim; those that do not hold, or are solved for their `?`, carry a problem that says so."""
    return [_check(claim, policy.text) for claim in policy.claims]


def _check(claim: Claim, text: str) -> ClaimResult:
    if claim.formula is None:
        return ClaimResult(claim)
    formula, printed = unmarked(claim.formula), read_printed(claim.published)
    if printed and UNKNOWN in walk(formula):
        return ClaimResult(claim, solution=solve(formula, printed))
    value = value_of(formula)
    holds = _holds(value, printed)
    shown = printed.show(value) if printed and isinstance(value, Fraction) else ""
    if holds is not False:
        return ClaimResult(claim, holds, shown)
    tries = [(reading.words, _gives(reading, printed)) for reading in claim.readings]
    if printed and not printed.sign and isinstance(value, Fraction):
        tries += _of_rounding(formula, value, printed, text)
        tries += [(reading.words, _gives(reading, printed)) for reading in readings_of(formula)]
    return ClaimResult(claim, False, shown, tuple(words for words, holds in tries if holds), len(tries))


def _holds(value: Fraction | bool | None, printed: Printed | None) -> bool | None:
    """Whether a formula says yes, or gives the printed figure."""
    if isinstance(value, bool) or value is None:
        return value
    return printed.fits(value) if printed else None


def _gives(reading: Reading, printed: Printed | None) -> bool:
    return _holds(value_of(unmarked(reading.formula)), printed) is True


def _of_rounding(formula: Node, value: Fraction, printed: Printed, text: str) -> Tries:
    """The figure cut off where that makes a difference, and the figures in the formula taken as rounded ones."""
    if printed.cut(value) != printed.rounded(value):
        cut = Text("尾数是截去的，不是四舍五入的", "it were cut off, not rounded")
        yield cut, printed.cut(value) == printed.figure
    within = of_rounded(formula, text, printed)
    if within is not None:
        yield Text("算式里的数本身也是舍入过的", "the figures in it were rounded themselves"), within
