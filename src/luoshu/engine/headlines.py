"""The decisions that matter by themselves."""

from __future__ import annotations

from luoshu.policy.forms.stacking import ENTITLED
from luoshu.policy.graph import Graph
from luoshu.policy.model import Policy


def headlines(graph: Graph, policy: Policy) -> list[str]:
    """The decisions that other policies may see, and those that no other decision uses; in document order.

    A benefit makes decisions of its cells. What the one on who is entitled uses is as final as that one, which stands
    for itself where there is nothing else; amounts and last days are left to the benefit.
    """
    steps = graph.of_policy(policy)
    who = {benefit.who for benefit in policy.benefits}
    particular = particulars(policy)
    counted = [step for name, step in steps.items() if name not in who and name not in particular]
    used = {other for step in counted for other in graph.uses(step)}
    found = [name for name, step in steps.items() if name in policy.exports or step.name not in used]
    for left_out in (who | particular, particular):
        if kept := [name for name in found if name in policy.exports or name not in left_out]:
            return kept
    return found


def particulars(policy: Policy) -> set[str | None]:
    """The decisions that say how much of a benefit, until when, and how benefits add up."""
    found = {name for benefit in policy.benefits for name in (benefit.amount, benefit.until)}
    for rule in policy.stackings:
        found |= {rule.cap, rule.had, rule.choice, rule.order, *rule.results.values()}
        found |= {f"{member}·{ENTITLED}" for member in rule.members}
    return found
