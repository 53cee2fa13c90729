"""Checks the `声明` of a policy: whether the arithmetic gives the published figure, as precisely as it was printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from luoshu.feel.arithmetic import EXACT, quantize_half_up
from luoshu.feel.interpreter import evaluate
from luoshu.feel.tree import Arithmetic, Name, Node, Number, transform, walk
from luoshu.policy.forms.claims import PUBLISHED
from luoshu.policy.model import Claim, Policy
from luoshu.problems import Place, Problem, Severity, Text

_UNITS = {"": Decimal(1), "%": Decimal("0.01"), "万": Decimal(10_000), "亿": Decimal(100_000_000)}
_LARGEST = 10**12  # the largest whole number looked for where a formula holds `?`
_READINGS = range(1, 11)  # roots that are tried instead of the one written


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure as printed: its value is `figure * unit`, with `places` decimals of the figure."""

    figure: Decimal
    unit: str
    places: int

    def of(self, value: Fraction) -> Decimal:
        """Another value, printed as this one is."""
        return quantize_half_up(value / Fraction(_UNITS[self.unit]), self.places)

    def show(self, value: Fraction) -> str:
        return f"{self.of(value)}{self.unit}"

    @property
    def step(self) -> Fraction:
        """One unit of its last decimal."""
        return Fraction(_UNITS[self.unit]) * Fraction(1, 10**self.places)


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """`holds` is None where there is nothing to compare: the formula is empty, holds `?`, or has no value."""

    claim: Claim
    holds: bool | None
    problem: Problem | None


def check_claims(policy: Policy) -> list[ClaimResult]:
    """A result for each claim; those that do not hold, or are solved for their `?`, carry a problem that says so."""
    return [_check(policy, claim) for claim in policy.claims]


def read_printed(text: str) -> Printed:
    """The figure of a cell 报出值; it was matched when the document was read."""
    found = PUBLISHED.fullmatch(text)
    if found is None:
        raise ValueError(text)
    figure = found["figure"].replace(",", "")
    return Printed(Decimal(figure), found["unit"], len(figure.partition(".")[2]))


def _check(policy: Policy, claim: Claim) -> ClaimResult:
    if claim.formula is None:
        return ClaimResult(claim, None, None)
    printed = read_printed(claim.published)
    if any(node == Name("?") for node in walk(claim.formula)):
        return ClaimResult(claim, None, _problem(policy, claim, _solved(claim, claim.formula, printed), "advice"))
    value = _value(claim.formula)
    if value is None:
        nothing = Text(f"声明 {claim.id}：算式没有结果", f"claim {claim.id}: the formula has no value")
        return ClaimResult(claim, None, _problem(policy, claim, nothing, "warning"))
    if printed.of(value) == printed.figure:
        return ClaimResult(claim, True, None)
    reading = _reading(claim.formula, printed)
    text = Text(
        f"声明 {claim.id}：算得 {printed.show(value)}，不是 {claim.published}" + (f"；{reading.zh}" if reading else ""),
        f"claim {claim.id}: it comes to {printed.show(value)}, not {claim.published}"
        + (f"; {reading.en}" if reading else ""),
    )
    return ClaimResult(claim, False, _problem(policy, claim, text, "warning"))


def _value(formula: Node, unknown: int | None = None) -> Fraction | None:
    scope = {} if unknown is None else {"?": Decimal(unknown)}
    value = evaluate(formula, scope, arithmetic=EXACT)
    return Fraction(value) if isinstance(value, Decimal | Fraction) else None


def _reading(formula: Node, printed: Printed) -> Text | None:
    """Another number of intervals under which the figure would hold: `** (1 / 3)` read as `** (1 / 4)`."""
    for years in _READINGS:
        changed = transform(formula, _with_root(years))
        value = _value(changed) if changed != formula else None
        if value is not None and printed.of(value) == printed.figure:
            return Text(f"按 {years} 个间隔开方则成立", f"it would hold over {years} intervals")
    return None


def _with_root(years: int) -> Callable[[Node], Node]:
    def change(node: Node) -> Node:
        match node:
            case Arithmetic("**", base, Arithmetic("/", Number(one), Number())) if one == 1:
                return Arithmetic("**", base, Arithmetic("/", Number(one), Number(Decimal(years))))
        return node

    return change


def _solved(claim: Claim, formula: Node, printed: Printed) -> Text:
    """The whole numbers that `?` can be, whether the figure was rounded half up or cut off."""
    target = Fraction(printed.figure * _UNITS[printed.unit])
    low, high = target - printed.step / 2, target + printed.step
    ends = _value(formula, 1), _value(formula, _LARGEST)
    if ends[0] is None or ends[1] is None:
        return Text(f"声明 {claim.id}：求不出 ?", f"claim {claim.id}: no ? can be found")
    rising = ends[0] < ends[1]
    at_low, at_high = _first(formula, low, rising=rising), _first(formula, high, rising=rising)
    first, last = (at_low, at_high - 1) if rising else (at_high + 1, at_low)
    if first > last:
        return Text(f"声明 {claim.id}：没有整数 ? 使其成立", f"claim {claim.id}: no whole number ? gives it")
    return Text(
        f"声明 {claim.id}：? 为 {first} 至 {last}（依舍入方式）",
        f"claim {claim.id}: ? is {first} to {last}, by the way of rounding",
    )


def _first(formula: Node, bound: Fraction, *, rising: bool) -> int:
    """Of a rising formula the first `?` that reaches the bound; of a falling one the last that still does."""
    low, high = 0, _LARGEST + 1
    while high - low > 1:
        middle = (low + high) // 2
        value = _value(formula, middle)
        reaches = value is not None and value >= bound
        if reaches == rising:
            high = middle
        else:
            low = middle
    return high if rising else low


def _problem(policy: Policy, claim: Claim, text: Text, severity: Severity) -> Problem:
    lines = policy.text.split("\n")
    column = lines[claim.line - 1].find(claim.published) + 1
    return Problem(
        "claim",
        text,
        Place(policy.path, claim.line, column, lines[claim.line - 1], len(claim.published)),
        None,
        severity,
    )
