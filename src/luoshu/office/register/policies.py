"""The policies that this office can run."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from functools import lru_cache

from luoshu.engine.explain import Explaining
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


def explaining(policy: Policy, on: date) -> Explaining:
    """What an explanation needs of a policy alone, kept for whoever asks next."""
    key = id(policy), on  # of a policy that is kept alive by what is kept of it
    if key not in _explaining:
        if len(_explaining) >= _MOST:
            _explaining.clear()
        _explaining[key] = Explaining(policy, on)
    return _explaining[key]


_MOST = 200
_explaining: dict[tuple[int, date], Explaining] = {}


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
