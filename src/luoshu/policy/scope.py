"""What a name in a policy stands for: a fact, a decision, a parameter, a field of an item, a local variable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from luoshu.facts.loading import lagged as lagged  # noqa: PLC0414 - plain trees name an earlier year's fact so too
from luoshu.facts.vocabulary import Fact, Kind, Record, Vocabulary
from luoshu.feel import tree
from luoshu.feel.tree import Node
from luoshu.policy.model import RUN_DATE, Parameter, Policy

RUN_DATE_NAMES = (RUN_DATE, "assessment date")


@dataclass(frozen=True, slots=True)
class FactRef:
    """A fact of the entity, or a field of an item (`label` is then `知识产权.有争议`)."""

    fact: Fact
    label: str


@dataclass(frozen=True, slots=True)
class DecisionRef:
    policy: Policy
    name: str

    @property
    def canonical(self) -> str:
        return canonical(self.policy.id, self.name)


@dataclass(frozen=True, slots=True)
class ParameterRef:
    parameter: Parameter | None  # None: no row is in force on the date
    policy: Policy
    name: str


@dataclass(frozen=True, slots=True)
class LocalRef:
    """A variable of `for`, `some`, `every`, or `item` of a filter; `record` is set for an item of a related list."""

    record: Record | None
    label: str


@dataclass(frozen=True, slots=True)
class RunDateRef:
    pass


Binding = FactRef | DecisionRef | ParameterRef | LocalRef | RunDateRef


def canonical(policy_id: str, decision: str) -> str:
    """The name of a decision among those of many policies."""
    return f"{policy_id}::{decision}"


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that an expression of a policy sees on a date. Inner names hide outer ones."""

    policy: Policy
    on: date
    locals: Mapping[str, Binding] = field(default_factory=dict)
    nonzero: frozenset[str] = frozenset()  # names that a condition around here says are not 0

    @property
    def vocabulary(self) -> Vocabulary:
        return self.policy.vocabulary

    def resolve(self, name: str) -> Binding | None:
        if name in self.locals:
            return self.locals[name]
        if name in self.policy.decisions:
            return DecisionRef(self.policy, name)
        if name in self.policy.parameters:
            return ParameterRef(self.policy.parameter(name, self.on), self.policy, name)
        fact = self.policy.fact(name)
        if fact is not None:
            return FactRef(fact, name)
        if name in RUN_DATE_NAMES:
            return RunDateRef()
        return self._used(name)

    def _used(self, name: str) -> Binding | None:
        for used in self.policy.used:
            for title in (used.title.zh, used.title.en, used.id):
                inner = name.removeprefix(f"{title}.")
                if inner != name and inner in used.exports:
                    return self._exported(used, inner)
        for used in self.policy.used:
            if name in used.exports:
                return self._exported(used, name)
        return None

    def _exported(self, used: Policy, name: str) -> Binding | None:
        if name in used.decisions:
            return DecisionRef(used, name)
        if name in used.parameters:
            return ParameterRef(used.parameter(name, self.on), used, name)
        return None

    def record(self, list_fact: Fact) -> Record | None:
        """The record of the items of a related list."""
        return self.vocabulary.records.get(list_fact.target) if list_fact.kind is Kind.LIST else None

    def with_fields(self, record: Record | None, label: str) -> Scope:
        """Inside `list[…]`: `item`, and the fields of an item by their names."""
        inner: dict[str, Binding] = {**self.locals, "item": LocalRef(record, label)}
        if record is not None:
            inner |= {name: FactRef(fact, f"{label}.{name}") for name, fact in record.facts.items()}
        return replace(self, locals=inner, nonzero=frozenset())

    def with_variable(self, name: str, record: Record | None, label: str) -> Scope:
        return replace(self, locals={**self.locals, name: LocalRef(record, label)}, nonzero=self.nonzero - {name})

    def assuming(self, condition: Node) -> Scope:
        """Where a condition is known to hold: what is compared with 0 in it may be divided by."""
        match condition:
            case tree.And(left, right):
                return self.assuming(left).assuming(right)
            case tree.Comparison(op, tree.Name(name), tree.Number(end)):
                if (op in (">", "!=") and end == 0) or (op in (">", ">=") and end > 0):
                    return replace(self, nonzero=self.nonzero | {name})
        return self
