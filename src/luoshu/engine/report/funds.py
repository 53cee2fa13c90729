"""What benefits take from each fund in a run, beside what the fund may spend in the year. Nothing is cut by it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from luoshu.engine.report.tallies import BenefitTally
from luoshu.feel import tree
from luoshu.feel.arithmetic import EXACT, quantize_half_up
from luoshu.feel.interpreter import evaluate
from luoshu.policy.expressions import unmarked
from luoshu.policy.model import Benefit, Budget, Policy


@dataclass(frozen=True, slots=True)
class FundTally:
    """`amount` is what is payable together, `open` how many payments have no amount yet; `budget` is that of the year,
    in yuan, and None where the document gives none."""

    fund: str
    amount: Decimal
    open: int
    budget: Decimal | None
    assumed: bool


def fund_tallies(policy: Policy, paid: Mapping[str, BenefitTally], on: date) -> list[FundTally]:
    """The funds that the policy's benefits are paid from and those with a budget for the year, in document order."""
    budgets = {budget.fund: budget for budget in policy.budgets if budget.year == on.year}
    funds = dict.fromkeys([*(each.fund for each in policy.benefits if each.fund and each.amount), *budgets])
    return [_tally(policy, fund, paid, budgets.get(fund)) for fund in funds]


def _tally(policy: Policy, fund: str, paid: Mapping[str, BenefitTally], budget: Budget | None) -> FundTally:
    tallies = [paid[each.name] for each in _paid_from(policy.benefits, fund) if each.name in paid]
    amount = sum((each.amount for each in tallies if each.amount is not None), Decimal(0))
    without = sum(each.without_amount for each in tallies)
    if budget is None:
        return FundTally(fund, amount, without, None, assumed=False)
    value, assumed = budget_amount(policy, budget)
    return FundTally(fund, amount, without, value, assumed)


def _paid_from(benefits: Iterable[Benefit], fund: str) -> list[Benefit]:
    return [each for each in benefits if each.fund == fund and each.amount]


def budget_amount(policy: Policy, budget: Budget) -> tuple[Decimal | None, bool]:
    """What a budget comes to with the parameters of its year's last day, to the fen; and whether it is assumed."""
    on = date(budget.year, 12, 31)
    names = {node.name for node in tree.walk(budget.amount) if isinstance(node, tree.Name)}
    rows = {name: policy.parameter(name, on) for name in names}
    values = {name: evaluate(unmarked(row.value), {}) for name, row in rows.items() if row is not None}
    found = evaluate(unmarked(budget.amount), values, arithmetic=EXACT)
    assumed = budget.assumed or any(row is not None and row.assumed for row in rows.values())
    if isinstance(found, bool) or not isinstance(found, int | Decimal | Fraction):
        return None, assumed
    return quantize_half_up(Fraction(found), 2), assumed
