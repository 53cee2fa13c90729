"""The decisions that matter by themselves."""

from __future__ import annotations

from luoshu.policy.graph import Graph
from luoshu.policy.model import Policy


def headlines(graph: Graph, policy: Policy) -> list[str]:
    """The decisions that other policies may see, and those that nothing else in the policy uses; in document order.

    The two decisions that a benefit makes of its cells are left to the benefit, unless there are no others.
    """
    steps = graph.of_policy(policy)
    used = {name for step in steps.values() for name in graph.uses(step)}
    found = [name for name, step in steps.items() if name in policy.exports or step.name not in used]
    of_benefits = {name for benefit in policy.benefits for name in (benefit.who, benefit.amount)}
    return [name for name in found if name not in of_benefits or name in policy.exports] or found
