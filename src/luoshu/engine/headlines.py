"""The decisions that matter by themselves."""

from __future__ import annotations

from luoshu.policy.forms.stacking import ENTITLED, WHO
from luoshu.policy.graph import Graph
from luoshu.policy.model import Policy, rung_states


def headlines(graph: Graph, policy: Policy) -> list[str]:
    """The decisions that other policies may see, and those that no other decision uses; in document order.

    A benefit, a call and a pool make decisions of their cells. What the one on who is meant uses is as final as that
    one, which stands for itself where there is nothing else; amounts and last days are left to the benefit. Where one
    stands on ladders is told beside the decisions.
    """
    steps = graph.of_policy(policy)
    who: set[str | None] = {benefit.who for benefit in policy.benefits}
    who.update(name for instrument in policy.instruments for name in instrument.decisions.values())
    particular, inputs = particulars(policy), _inputs(policy)
    counted = [step for name, step in steps.items() if name in inputs or name not in who | particular]
    used = {other for step in counted for other in graph.uses(step)}
    found = [name for name, step in steps.items() if name in policy.exports or step.name not in used]
    for left_out in (who | particular, particular):
        if kept := [name for name in found if name in policy.exports or name not in left_out]:
            return kept
    return found


def particulars(policy: Policy) -> set[str | None]:
    """The decisions that say how much of a benefit, until when, how benefits add up, where one stands on ladders."""
    found = {name for benefit in policy.benefits for name in (benefit.amount, benefit.until)}
    found.update(_inputs(policy), rung_states(policy))
    for rule in policy.stackings:
        found.update(rule.results.values())
        found |= {f"{member}·{part}" for member in rule.members for part in (WHO, ENTITLED)}
    return found


def _inputs(policy: Policy) -> set[str | None]:
    """What rules of stacking rest on."""
    return {name for rule in policy.stackings for name in (rule.cap, rule.had, rule.choice, rule.order)}
