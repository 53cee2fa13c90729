"""What differs between two rules before anyone is judged: the values of their parameters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from luoshu.engine.figures import show, unit_of
from luoshu.engine.labels import label_of
from luoshu.feel import tree
from luoshu.feel.printer import to_feel
from luoshu.policy.expressions import unmarked
from luoshu.policy.graph import expressions
from luoshu.policy.model import Decision, Policy
from luoshu.policy.scope import ParameterRef, Scope
from luoshu.problems import Text


@dataclass(frozen=True, slots=True)
class ParameterChange:
    """A parameter of the second policy (or of one that it uses), and its value on both sides."""

    policy: Policy
    name: str
    was: Text
    now: Text

    @property
    def label(self) -> Text:
        name = label_of(self.name, self.policy)
        return Text(f"{name.zh} {self.was.zh} → {self.now.zh}", f"{name.en} {self.was.en} → {self.now.en}")

    def is_named_by(self, decision: Decision, scope: Scope) -> bool:
        """Whether a decision speaks of the parameter itself."""
        found = (scope.resolve(node.name) for node in _named(decision))
        return any(
            isinstance(ref, ParameterRef) and (ref.policy.id, ref.name) == (self.policy.id, self.name) for ref in found
        )


def parameter_changes(before: Policy, after: Policy, on: date) -> list[ParameterChange]:
    """The parameters that both have, a policy's own by name, whose values differ on the days of the two rules."""
    first = {("" if each is before else each.id): each for each in _all(before)}
    found = []
    for each in _all(after):
        other = first.get("" if each is after else each.id)
        for name in each.parameters if other is not None else ():
            was, now = (_value(policy, name, on) for policy in (other, each) if policy is not None)
            if was != now:
                found.append(ParameterChange(each, name, was, now))
    return found


def _value(policy: Policy, name: str, on: date) -> Text:
    parameter = policy.parameter(name, on)
    if parameter is None:
        return Text("没有值", "no value") if name in policy.parameters else Text("没有", "none")
    value = unmarked(parameter.value)
    unit = parameter.unit or unit_of(parameter.value, Scope(policy, on))
    if isinstance(value, tree.Number):
        return Text(show(value.value, unit, "zh"), show(value.value, unit, "en"))
    return Text(to_feel(value), to_feel(value))


def _named(decision: Decision) -> Iterator[tree.Name]:
    for root in expressions(decision):
        yield from (node for node in tree.walk(root) if isinstance(node, tree.Name))


def _all(policy: Policy) -> Iterator[Policy]:
    """A policy and all that it uses, however far, each once."""
    seen, stack = set(), [policy]
    while stack:
        each = stack.pop(0)
        if each.id not in seen:
            seen.add(each.id)
            yield each
            stack += each.used
