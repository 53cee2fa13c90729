"""What policies come to for one entity: the benefits that they give, and what they conclude."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from luoshu.engine.headlines import headlines
from luoshu.feel import types
from luoshu.policy.graph import Graph
from luoshu.policy.model import Benefit, Decision, Policy
from luoshu.policy.scope import canonical


@dataclass(frozen=True, slots=True)
class Outcome:
    """A decision that people look for: who gets a benefit, or a conclusion of the document."""

    policy: Policy = field(compare=False)
    name: str  # canonical
    decision: Decision = field(compare=False)
    benefit: Benefit | None = field(default=None, compare=False)

    @property
    def yes_or_no(self) -> bool:
        return bool(self.decision.type == types.BOOLEAN)


def outcomes(policy: Policy, graph: Graph) -> list[Outcome]:
    """Those of a policy, in the order of the document: its benefits; and the decisions that it shows to others, or of a
    document without benefits those that nothing else uses."""
    return list(dict.fromkeys(_found(policy, graph)))


def _found(policy: Policy, graph: Graph) -> Iterator[Outcome]:
    for benefit in policy.benefits:
        if name := benefit.who or benefit.amount or benefit.until:
            yield Outcome(policy, canonical(policy.id, name), policy.decisions[name], benefit)
    conclusions = policy.exports or (() if policy.benefits else headlines(graph, policy))
    for name in conclusions:
        if name in policy.decisions:
            yield Outcome(policy, canonical(policy.id, name), policy.decisions[name])
