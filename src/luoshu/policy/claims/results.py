"""What the check of a claim found, and how it is said."""

from __future__ import annotations

from dataclasses import dataclass

from luoshu.policy.claims.solving import Solution
from luoshu.policy.model import Claim
from luoshu.problems import Problem, Text


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """`holds` is None where there is nothing to compare: no formula, one with `?`, or one without a value.

    Where it does not hold, `readings` are those under which it would, of the `tried`.
    """

    claim: Claim
    holds: bool | None = None
    value: str = ""  # what the formula comes to, printed as the figure is; "" of a yes or no
    readings: tuple[Text, ...] = ()
    tried: int = 0
    solution: Solution | None = None

    @property
    def problem(self) -> Problem | None:
        """What there is to say of a claim that does not hold, is solved for its `?`, or has no value."""
        if self.solution:
            return self._found(_solved(self.claim, self.solution), _ways_of_rounding(self.solution))
        if self.holds is False:
            return self._found(_does_not_hold(self.claim, self.value), self._readings())
        if self.holds is None and self.claim.formula is not None:
            return self._found(Text("算式没有结果", "the formula has no value"))
        return None

    def _found(self, text: Text, hint: Text | None = None) -> Problem:
        name, about = self.claim.id, self.claim.statement
        said = Text(
            f"声明 {name}{f'（{about.zh}）' if about.zh else ''}：{text.zh}",
            f"claim {name}{f' ({about.en})' if about.en else ''}: {text.en}",
        )
        return Problem("claim", said, self.claim.place, hint, "finding")

    def _readings(self) -> Text:
        found, tried = len(self.readings), self.tried
        if not found:
            count = Text(f"（试过 {tried} 种）", f" ({tried} tried)") if tried else Text("", "")
            return Text(f"没有找到成立的读法{count.zh}", f"no reading found{count.en}")
        count = Text(f"（试过 {tried} 种）", f" ({found} of {tried} tried)") if found < tried else Text("", "")
        return Text(
            f"若{'，或'.join(words.zh for words in self.readings)}，则成立{count.zh}",
            f"it would hold if {', or if '.join(words.en for words in self.readings)}{count.en}",
        )


def _does_not_hold(claim: Claim, value: str) -> Text:
    if value:
        return Text(f"报出 {claim.published}，算得 {value}", f"printed {claim.published}, it comes to {value}")
    printed = (
        Text(f"报出 {claim.published}，但 ", f"printed {claim.published}, but ") if claim.published else Text("", "")
    )
    return Text(f"{printed.zh}{claim.text} 不成立", f"{printed.en}{claim.text} is not so")


def _solved(claim: Claim, solution: Solution) -> Text:
    numbers = solution.either
    if numbers is None:
        return Text(
            f"报出 {claim.published}，没有整数 ? 使 {claim.text} 得出它",
            f"printed {claim.published}, no whole number ? in {claim.text} gives it",
        )
    found = numbers.say()
    return Text(
        f"报出 {claim.published}，由 {claim.text} 反推 ? 为 {found.zh}",
        f"printed {claim.published}, so in {claim.text} the ? is {found.en}",
    )


def _ways_of_rounding(solution: Solution) -> Text | None:
    """Which numbers go with which way of rounding, where that makes a difference."""
    if solution.rounded == solution.cut:
        return None
    rounded, cut = (numbers.say() if numbers else Text("无", "none") for numbers in (solution.rounded, solution.cut))
    return Text(
        f"依舍入方式：四舍五入则 {rounded.zh}，截去尾数则 {cut.zh}",
        f"by the way of rounding: {rounded.en} if it was rounded, {cut.en} if it was cut off",
    )
