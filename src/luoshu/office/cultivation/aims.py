"""What one can be near to: the yes-or-no decisions and the rungs of the policies that are in force."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from luoshu.engine.headlines import headlines
from luoshu.engine.labels import decision_label, label_of
from luoshu.feel.types import BOOLEAN
from luoshu.office.cultivation.models import Aim
from luoshu.office.library.shelf import open_library
from luoshu.office.register.policies import runnable_policies
from luoshu.office.register.shelves import revision
from luoshu.policy.graph import Graph, Step
from luoshu.policy.library import today
from luoshu.policy.model import Ladder, Policy, Rung
from luoshu.policy.scope import DecisionRef, Scope
from luoshu.problems import Problem, ProblemError, Text

_BETWEEN = "|"  # in what a form sends; no id of a policy has it


@dataclass(frozen=True)
class Offered:
    """Something to aim at, as a form offers it: a rung where it has a `ladder`, else a decision."""

    policy: Policy
    decision: str
    ladder: str
    rung: str
    label: Text
    titles: tuple[str, ...] = ()

    @property
    def value(self) -> str:
        return _BETWEEN.join((self.policy.id, self.decision, self.ladder, self.rung))

    def aim(self) -> Aim:
        """The aim that is kept, made when it is first asked for; the label is that of today."""
        made, _ = Aim.objects.update_or_create(
            policy=self.policy.id,
            decision=self.decision,
            ladder=self.ladder,
            rung=self.rung,
            defaults={
                "kind": self.policy.about or "",
                "titles": list(self.titles),
                "zh": self.label.zh,
                "en": self.label.en,
            },
        )
        return made


def offered(on: date | None = None) -> tuple[Offered, ...]:
    """Rungs first, then decisions, as the policies have them."""
    return _offered(on or today(), revision())


@lru_cache(maxsize=4)
def _offered(on: date, state: Hashable) -> tuple[Offered, ...]:
    policies = runnable_policies(on=on)
    rungs = [_rung(policy, ladder, rung) for policy in policies for ladder in policy.ladders for rung in ladder.rungs]
    decisions = [_decision(policy, name) for policy in policies for name in _final(policy, on)]
    return (*(each for each in rungs if each is not None), *decisions)


def step_of(aim: Aim, on: date) -> Step:
    """The decision that must say yes, in the policy in which it stands.

    Raises:
        ProblemError: no such policy is in force on that day, or it has no such decision or rung.
    """
    policy = open_library().resolve(aim.policy, on)
    name = aim.decision or _condition(policy, aim)
    found = Scope(policy, on).resolve(name) if name else None
    if not isinstance(found, DecisionRef):
        raise ProblemError([Problem("no-aim", Text(f"{on} 没有“{aim.zh}”", f"there is no '{aim.en}' on {on}"))])
    return Graph.of([policy], on).steps[found.canonical]


def _condition(policy: Policy, aim: Aim) -> str | None:
    rungs = [rung for ladder in policy.ladders if ladder.name == aim.ladder for rung in ladder.rungs]
    return next((rung.condition for rung in rungs if rung.name == aim.rung), None)


def _final(policy: Policy, on: date) -> list[str]:
    graph = Graph.of([policy], on)
    return [name for name in headlines(graph, policy) if policy.decisions[name].type == BOOLEAN]


def _decision(policy: Policy, name: str) -> Offered:
    label = decision_label(policy.decisions[name])
    title = policy.title
    return Offered(policy, name, "", "", Text(f"{title.zh}：{label.zh}", f"{title.en}: {label.en}"))


def _rung(policy: Policy, ladder: Ladder, rung: Rung) -> Offered | None:
    """None where a rung has no conditions that could be near."""
    if not rung.condition:
        return None
    on, above = label_of(ladder.name, policy), label_of(rung.name, policy)
    label = Text(f"{on.zh}：{above.zh}", f"{on.en}: {above.en}")
    return Offered(policy, "", ladder.name, rung.name, label, rung.titles)
