"""Where one entity stands on ladders: on each rung the title it holds and until when, whether it meets the conditions,
and what lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from luoshu.engine.explanation import Rests, RungPart, StandingPart, Way
from luoshu.policy.evaluate import Answer
from luoshu.policy.graph import Graph, Step
from luoshu.policy.model import Policy, Rung, RungState
from luoshu.policy.scope import DecisionRef, Scope, canonical
from luoshu.policy.titles import Register, register_of

Ways = Callable[[Step], Way]


def standing(
    policy: Policy, graph: Graph, facts: Mapping[str, Any], answer: Answer, on: date, way: Ways
) -> Iterator[StandingPart]:
    """The policy's ladders; `way` gives the nearest way to a decision that is not yes."""
    reader = _Reader(policy, graph, facts, answer, on, way, register_of(policy.vocabulary, policy.entity))
    for ladder in policy.ladders:
        yield StandingPart(ladder, tuple(reader.rung(rung) for rung in ladder.rungs))


@dataclass(frozen=True, slots=True)
class _Reader:
    policy: Policy
    graph: Graph
    facts: Mapping[str, Any]
    answer: Answer
    on: date
    way: Ways
    register: Register | None

    def rung(self, rung: Rung) -> RungPart:
        part = RungPart(rung)
        if rung.state is not None:
            name = canonical(self.policy.id, rung.state)
            value = self.answer.values[name]
            part = replace(part, state=None if value is None else RungState(value), state_rests=self.rests(name))
        if rung.title and self.register:
            holds = self.register.is_held(self.facts, rung.titles, self.on)
            part = replace(part, holds=holds, held=self.register.held(self.facts, rung.titles, self.on))
        step = self.condition(rung)
        if step is None:
            return part
        met = self.answer.values[step.name]
        return replace(part, met=met, met_rests=self.rests(step.name), way=None if met is True else self.way(step))

    def condition(self, rung: Rung) -> Step | None:
        found = Scope(self.policy, self.on).resolve(rung.condition) if rung.condition else None
        return self.graph.steps[found.canonical] if isinstance(found, DecisionRef) else None

    def rests(self, name: str) -> Rests:
        """Why a decision is null: the facts missing, or else what failed."""
        why = self.answer.why.get(name, [])
        causes = tuple(cause for fact, cause in why if cause is not None and not fact)
        return Rests(tuple(fact for fact, _ in why if fact), causes)
