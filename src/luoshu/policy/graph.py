"""The decisions of policies on a date, lowered and in the order in which they can be computed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from luoshu.feel import tree
from luoshu.feel.compiled import Functions
from luoshu.feel.tree import Node
from luoshu.policy.lower import Lowered, Lowering, LoweringError
from luoshu.policy.lower_tables import lower_table
from luoshu.policy.model import Decision, Policy
from luoshu.policy.reasons import NONE, Choose, Items, Missing, Reason, Union, can_be_unknown, can_fail, unknown_name
from luoshu.policy.scope import DecisionRef, Scope, canonical
from luoshu.policy.source import Source
from luoshu.problems import Problem, ProblemError


@dataclass(frozen=True, slots=True)
class Step:
    """One decision, lowered. `name` is its canonical name; trees refer to other decisions by theirs."""

    name: str
    policy: Policy
    decision: Decision
    value: Node
    reasons: Reason
    absent: tuple[Problem, ...] = ()  # the parameters it uses that have no value on the date
    names: tuple[str, ...] = field(init=False, compare=False)  # that its value and reasons speak of

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", tuple(names(self.value, self.reasons)))

    @property
    def nullable(self) -> bool:
        return self.reasons != NONE

    @property
    def can_fail(self) -> bool:
        """Whether it may be null though no fact is missing."""
        return can_fail(self.reasons)

    @property
    def can_be_unknown(self) -> bool:
        return can_be_unknown(self.reasons)


@dataclass(slots=True)
class Graph:
    """Lowered decisions by canonical name, each after those it uses."""

    on: date
    steps: dict[str, Step] = field(default_factory=dict)
    functions: Functions = field(default_factory=Functions, repr=False, compare=False)

    @classmethod
    def of(cls, policies: Iterable[Policy], on: date) -> Graph:
        graph = cls(on)
        for policy in policies:
            for name in policy.decisions:
                graph.step(policy, name)
        return graph

    def step(self, policy: Policy, name: str) -> Step:
        """The step of a decision, made after those that it uses: a chain of them may be longer than the stack."""
        first = DecisionRef(policy, name)
        stack, seen = [first], set()
        while stack:
            ref = stack[-1]
            if ref.canonical not in self.steps and ref.canonical not in seen:
                seen.add(ref.canonical)
                stack += reversed(self._named_by(ref))
                continue
            if ref.canonical not in self.steps:
                self.steps[ref.canonical] = self._made(ref)
            stack.pop()
        return self.steps[first.canonical]

    def _named_by(self, ref: DecisionRef) -> list[DecisionRef]:
        """The decisions without a step that a decision's expressions name."""
        scope = Scope(ref.policy, self.on)
        found = {}
        for root in expressions(ref.policy.decisions[ref.name]):
            for node in tree.walk(root):
                binding = scope.resolve(node.name) if isinstance(node, tree.Name) else None
                if isinstance(binding, DecisionRef) and binding.canonical not in self.steps:
                    found[binding.canonical] = binding
        return list(found.values())

    def _made(self, ref: DecisionRef) -> Step:
        policy, name, key = ref.policy, ref.name, ref.canonical
        lowering = Lowering(self._lowered)
        scope = Scope(policy, self.on)
        decision = policy.decisions[name]
        try:
            if decision.table is not None:
                lowered = lower_table(name, decision.table, decision.output, lowering, scope)
            else:
                assert decision.formula is not None
                lowered = lowering.lower(decision.formula, scope)
        except LoweringError as error:
            raise ProblemError([_cannot_be_said(policy, decision, error)]) from None
        absent = tuple(dict.fromkeys(lowering.absent))
        return Step(key, policy, decision, lowered.value, lowered.reasons, absent)

    def _lowered(self, ref: DecisionRef) -> Lowered:
        step = self.step(ref.policy, ref.name)
        return Lowered(tree.Name(step.name), step.reasons)

    def lowering(self) -> Lowering:
        """For lowering further expressions over the same decisions (an explanation's parts)."""
        return Lowering(self._lowered)

    def of_policy(self, policy: Policy) -> Mapping[str, Step]:
        """The steps of one policy by the decisions' own names, in document order."""
        return {name: self.steps[canonical(policy.id, name)] for name in policy.decisions}

    def affected_by(self, fact: str) -> list[Step]:
        """The steps that a fact reaches, directly or through others, in order."""
        reached, found = {fact}, []
        for step in self.steps.values():
            if not reached.isdisjoint(step.names):
                reached |= {step.name, unknown_name(step.name)}
                found.append(step)
        return found

    def cone(self, wanted: Iterable[str]) -> Graph:
        """The decisions that the wanted ones rest on, and themselves."""
        needed: set[str] = set()
        stack = list(wanted)
        while stack:
            name = stack.pop()
            if name not in needed:
                needed.add(name)
                stack += self.uses(self.steps[name])
        return Graph(self.on, {name: step for name, step in self.steps.items() if name in needed}, self.functions)

    def of_one(self, policy: Policy) -> Graph:
        """One policy's decisions and those that they rest on."""
        return self.cone(step.name for step in self.of_policy(policy).values())

    def require_parameters(self) -> Graph:
        """The graph itself.

        Raises:
            ProblemError: decisions use parameters that have no value on the date; with every such parameter.
        """
        absent = dict.fromkeys(problem for step in self.steps.values() for problem in step.absent)
        if absent:
            raise ProblemError(absent)
        return self

    def uses(self, step: Step) -> list[str]:
        """The canonical names of the decisions that a step's value or reasons speak of."""
        return [name for name in step.names if name in self.steps]


def expressions(decision: Decision) -> list[Node]:
    """A decision's expressions as written: its formula; or its table's inputs, tests, and outputs of its column."""
    if decision.formula is not None:
        return [decision.formula]
    if decision.table is None:
        return []
    rules = decision.table.rules
    return [
        *(column.expression for column in decision.table.inputs),
        *(test for rule in rules for test in rule.tests),
        *(rule.outputs[decision.output] for rule in rules),
    ]


def names(value: Node, reasons: Reason = NONE) -> list[str]:
    """Every name in a value and its reasons, once, in order."""
    found: dict[str, None] = {}
    for node in tree.walk(value, *_trees(reasons)):
        if isinstance(node, tree.Name):
            found[node.name] = None
    return list(found)


def _trees(reason: Reason) -> Iterator[Node]:
    match reason:
        case Missing(value, _):
            yield value
        case Union(parts):
            for part in parts:
                yield from _trees(part)
        case Choose(condition, then, otherwise):
            yield condition
            yield from _trees(then)
            yield from _trees(otherwise)
        case Items(list_, inner, _):
            yield list_
            yield from _trees(inner)


def _cannot_be_said(policy: Policy, decision: Decision, error: LoweringError) -> Problem:
    """That a form cannot stand in a policy, at the form where its place is known, else at its decision."""
    source, span = Source(policy.text, policy.path), error.node.span
    place = source.place(span if span.start >= 0 else source.line_span(decision.place.line or 1))
    return Problem("form", error.text, place)
