"""The interpreter's way through a graph of decisions for one entity: values, and why those that are null are so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from luoshu.feel.arithmetic import EXACT
from luoshu.feel.interpreter import evaluate
from luoshu.policy.graph import Graph, Step
from luoshu.policy.model import RUN_DATE
from luoshu.policy.reasons import Choose, Failed, Items, Missing, Of, Reason, Union, unknown_name
from luoshu.problems import Text

Cause = tuple[str, Text | None]  # a missing fact and no cause, or an empty fact and the cause of a failure


@dataclass(slots=True)
class Answer:
    """The decisions for one entity, by canonical name. `why` holds the causes of each that is null."""

    facts: Mapping[str, Any]
    on: date
    values: dict[str, Any] = field(default_factory=dict)
    why: dict[str, list[Cause]] = field(default_factory=dict)

    def scope(self) -> dict[str, Any]:
        """What plain trees see: facts, the run's date, decisions, and whether a decision is unknown."""
        told = {unknown_name(name): self.is_unknown(name) for name in self.values}
        return {**self.facts, RUN_DATE: self.on, **self.values, **told}

    def is_unknown(self, name: str) -> bool:
        """Whether a decision is null because a fact is missing."""
        return any(fact for fact, _ in self.why.get(name, ()))

    def missing(self, name: str) -> list[str]:
        return [fact for fact, _ in self.why.get(name, ()) if fact]


def answer(graph: Graph, facts: Mapping[str, Any]) -> Answer:
    """Evaluates every decision of the graph over one entity's facts.

    `facts` holds each fact under its name (None where missing), an earlier year's under `prior(name, n)`, a related
    list as a list of dicts or None where it is absent. Arithmetic is exact: a quotient without a finite decimal is a
    fraction.
    """
    result = Answer(facts, graph.on)
    _fill(result, graph.steps.values(), {**facts, RUN_DATE: graph.on})
    return result


def answer_again(before: Answer, facts: Mapping[str, Any], affected: Iterable[Step]) -> Answer:
    """The answer where facts have changed: only the affected steps, in the graph's order, are evaluated again."""
    affected = list(affected)
    changed = {step.name for step in affected}
    why = {name: causes_ for name, causes_ in before.why.items() if name not in changed}
    result = Answer(facts, before.on, dict(before.values), why)
    _fill(result, affected, {**before.scope(), **facts})
    return result


def _fill(result: Answer, steps: Iterable[Step], scope: dict[str, Any]) -> None:
    for step in steps:
        name = step.name
        value = evaluate(step.value, scope, arithmetic=EXACT)
        result.values[name] = scope[name] = value
        if value is None:
            result.why[name] = causes(step.reasons, scope, result.why)
        scope[unknown_name(name)] = value is None and result.is_unknown(name)


def causes(reason: Reason, scope: Mapping[str, Any], why: Mapping[str, list[Cause]]) -> list[Cause]:
    """The leaves that hold, each once, sorted by fact; where a fact is missing, failures do not count."""
    found = dict.fromkeys(_holding(reason, scope, why))
    missing = sorted((cause for cause in found if cause[0]), key=lambda cause: cause[0])
    return missing or list(found)


def _holding(reason: Reason, scope: Mapping[str, Any], why: Mapping[str, list[Cause]]) -> list[Cause]:
    match reason:
        case Missing(value, fact):
            return [(fact, None)] if evaluate(value, scope, arithmetic=EXACT) is None else []
        case Failed(cause):
            return [("", cause)]
        case Of(decision, _):
            return list(why.get(decision, ()))
        case Union(parts):
            return [cause for part in parts for cause in _holding(part, scope, why)]
        case Choose(condition, then, otherwise):
            holds = evaluate(condition, scope, arithmetic=EXACT) is True
            return _holding(then if holds else otherwise, scope, why)
        case Items(list_, inner, name):
            return _of_items(evaluate(list_, scope, arithmetic=EXACT), inner, name, scope, why)
    raise TypeError(reason)


def _of_items(
    items: object, inner: Reason, name: str | None, scope: Mapping[str, Any], why: Mapping[str, list[Cause]]
) -> list[Cause]:
    found: list[Cause] = []
    for item in items if isinstance(items, list) else []:
        local = {**scope, name: item} if name else {**scope, "item": item, **(item if isinstance(item, dict) else {})}
        found += _holding(inner, local, why)
    return found
