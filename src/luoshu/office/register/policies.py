"""The policies that this office can run."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from luoshu.engine.explain import Explaining
from luoshu.engine.outcomes import Outcome, outcomes
from luoshu.engine.run import runnable
from luoshu.office.library.shelf import shelf
from luoshu.office.register.shelves import revision
from luoshu.policy.graph import Graph, expressions
from luoshu.policy.library import today
from luoshu.policy.model import Policy
from luoshu.policy.references import PriorRef, references
from luoshu.policy.scope import FactRef, Scope


def runnable_policies(about: str | None = None, on: date | None = None) -> list[Policy]:
    """Those in force that are about an entity (or about entities of one kind), by id."""
    return [policy for policy in _runnable(on or today(), revision()) if about is None or policy.about == about]


@lru_cache(maxsize=4)
def _runnable(on: date, state: Hashable) -> tuple[Policy, ...]:
    return tuple(runnable(shelf().in_force(on))[0])


@dataclass
class Answering:
    """What answers need of a policy alone: worked out once, for whoever asks."""

    policy: Policy
    on: date

    @cached_property
    def _graph(self) -> Graph:
        return Graph.of([self.policy], self.on)

    @cached_property
    def outcomes(self) -> list[Outcome]:
        return outcomes(self.policy, self._graph)

    @cached_property
    def concluding(self) -> Explaining:
        """Explains what people look for."""
        return Explaining(self.policy, self._graph, among=[each.decision.name for each in self.outcomes])

    @cached_property
    def whole(self) -> Explaining:
        """Explains all that the policy decides."""
        return Explaining(self.policy, self._graph)


def answering(policy: Policy, on: date) -> Answering:
    key = id(policy), on  # of a policy that is kept alive by what is kept of it
    if key not in _answering:
        if len(_answering) >= _MOST:
            _answering.clear()
        _answering[key] = Answering(policy, on)
    return _answering[key]


_MOST = 200
_answering: dict[tuple[int, date], Answering] = {}


def facts_of(policy: Policy) -> frozenset[str]:
    """The facts that a policy's decisions speak of, those of the policies that it uses too."""
    return _facts_of(policy.id, revision())


@lru_cache(maxsize=256)
def _facts_of(policy_id: str, state: Hashable) -> frozenset[str]:
    policy = next(each for each in runnable_policies() if each.id == policy_id)
    graph = Graph.of([policy], today())
    found: set[str] = set()
    for step in graph.steps.values():
        scope = Scope(step.policy, today())
        spoken = references(expressions(step.decision), scope)
        found |= {each.fact.name for each in spoken if isinstance(each, FactRef | PriorRef)}
    return frozenset(found)
