"""The interpreter's way through a graph of decisions for one entity: values, and why those that are null are so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from luoshu.feel.compiled import Functions
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
    functions: Functions
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
    result = Answer(facts, graph.on, graph.functions)
    _fill(result, graph.steps.values(), {**facts, RUN_DATE: graph.on})
    return result


def answer_again(before: Answer, facts: Mapping[str, Any], affected: Iterable[Step]) -> Answer:
    """The answer where facts have changed: only the affected steps, in the graph's order, are evaluated again."""
    affected = list(affected)
    changed = {step.name for step in affected}
    why = {name: causes_ for name, causes_ in before.why.items() if name not in changed}
    result = Answer(facts, before.on, before.functions, dict(before.values), why)
    _fill(result, affected, {**before.scope(), **facts})
    return result


def _fill(result: Answer, steps: Iterable[Step], scope: dict[str, Any]) -> None:
    reader = _Reader(result.functions, result.why)
    for step in steps:
        name = step.name
        value = result.functions.value(step.value, scope)
        result.values[name] = scope[name] = value
        if value is None:
            result.why[name] = reader.causes(step.reasons, scope)
        scope[unknown_name(name)] = value is None and result.is_unknown(name)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads reasons where the decisions before have theirs."""

    functions: Functions
    why: Mapping[str, list[Cause]]

    def causes(self, reason: Reason, scope: Mapping[str, Any]) -> list[Cause]:
        """The leaves that hold, each once, sorted by fact; where a fact is missing, failures do not count."""
        found = dict.fromkeys(self.holding(reason, scope))
        missing = sorted((cause for cause in found if cause[0]), key=lambda cause: cause[0])
        return missing or list(found)

    def holding(self, reason: Reason, scope: Mapping[str, Any]) -> list[Cause]:
        match reason:
            case Missing(value, fact):
                return [(fact, None)] if self.functions.value(value, scope) is None else []
            case Failed(cause):
                return [("", cause)]
            case Of(decision, _):
                return list(self.why.get(decision, ()))
            case Union(parts):
                return [cause for part in parts for cause in self.holding(part, scope)]
            case Choose(condition, then, otherwise):
                holds = self.functions.value(condition, scope) is True
                return self.holding(then if holds else otherwise, scope)
            case Items(list_, inner, name):
                return self._of_items(self.functions.value(list_, scope), inner, name, scope)
        raise TypeError(reason)

    def _of_items(self, items: object, inner: Reason, name: str | None, scope: Mapping[str, Any]) -> list[Cause]:
        found: list[Cause] = []
        for item in items if isinstance(items, list) else []:
            local = (
                {**scope, name: item} if name else {**scope, "item": item, **(item if isinstance(item, dict) else {})}
            )
            found += self.holding(inner, local)
        return found
