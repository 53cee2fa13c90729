"""What is known of an expression before any entity is looked at: its kind, whether it rests on facts or on an
assumption, and where it does not, its value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from luoshu.engine.conditions import Kind
from luoshu.feel import tree, types
from luoshu.feel.arithmetic import EXACT
from luoshu.feel.check import infer
from luoshu.feel.interpreter import evaluate
from luoshu.feel.scope import Names
from luoshu.feel.text import display
from luoshu.feel.tree import Node
from luoshu.feel.values import Months
from luoshu.policy.graph import Graph, Step, expressions
from luoshu.policy.lower import Lowered, Lowering
from luoshu.policy.model import RUN_DATE, Policy
from luoshu.policy.names import meanings, type_of
from luoshu.policy.references import references
from luoshu.policy.scope import DecisionRef, ParameterRef, Scope

_KINDS: Mapping[Kind, types.Type] = {
    "number": types.NUMBER,
    "date": types.DATE,
    "months": types.MONTH_DURATION,
    "days": types.DAY_DURATION,
    "string": types.STRING,
    "boolean": types.BOOLEAN,
}


class Known:
    """What is known of the expressions of one graph's policies."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.lowering: Lowering = graph.lowering()
        self._names: dict[str, Names] = {}
        self._assumed: set[str] = set()  # steps that rest on an assumption
        self._settled: dict[str, object] = {RUN_DATE: graph.on}  # the run's date, and the steps that rest on no fact
        for step in graph.steps.values():
            self._look_at(step)

    def _look_at(self, step: Step) -> None:
        if not self._has_facts(step.value):
            self._settled[step.name] = evaluate(step.value, self._settled, arithmetic=EXACT)
        if self.rests_on_assumption(expressions(step.decision), Scope(step.policy, self.graph.on)):
            self._assumed.add(step.name)

    def lowered(self, node: Node, scope: Scope) -> Lowered:
        return self.lowering.lower(node, scope)

    def value(self, node: Node, scope: Scope) -> object:
        """The value of an expression that rests on no fact."""
        return evaluate(self.plain(node, scope), self._settled, arithmetic=EXACT)

    def plain(self, node: Node, scope: Scope) -> Node:
        """The lowered tree."""
        return self.with_durations(self.lowering.lower(node, scope).value)

    def with_durations(self, plain: Node) -> Node:
        """A plain tree in which durations that the document settles stand by themselves: they are no columns."""
        return tree.transform(plain, self._without_duration)

    def _without_duration(self, part: Node) -> Node:
        value = self._settled.get(part.name) if isinstance(part, tree.Name) else None
        return literal_of(value) or part if isinstance(value, Months | timedelta) else part

    def as_literal(self, plain: Node) -> Node:
        """A plain tree as a literal, where it rests on no fact."""
        if self._has_facts(plain):
            return plain
        return literal_of(evaluate(plain, self._settled, arithmetic=EXACT)) or plain

    def varies(self, node: Node, scope: Scope) -> bool:
        """Whether an expression rests on facts."""
        return self._has_facts(self.lowering.lower(node, scope).value)

    def fixed(self, plain: Node) -> bool | None:
        """Whether a plain tree is true, where it rests on no fact."""
        return None if self._has_facts(plain) else evaluate(plain, self._settled, arithmetic=EXACT) is True

    def _has_facts(self, plain: Node) -> bool:
        """Whether a name of a plain tree is neither a function, nor the date, nor a decision that rests on nothing
        else."""
        called = {id(part.function) for part in tree.walk(plain) if isinstance(part, tree.Call)}
        return any(
            isinstance(part, tree.Name) and id(part) not in called and part.name not in self._settled
            for part in tree.walk(plain)
        )

    def rests_on_assumption(self, nodes: Sequence[Node], scope: Scope) -> bool:
        """Whether a ⟨…⟩, or a parameter without a source, stands in expressions or in a decision that they use."""
        if any(isinstance(part, tree.Assumed) for node in nodes for part in tree.walk(node)):
            return True
        for reference in references(nodes, scope):
            match reference:
                case ParameterRef(parameter, _, _) if parameter is not None and parameter.assumed:
                    return True
                case DecisionRef() if reference.canonical in self._assumed:
                    return True
        return False

    def kind(self, node: Node, policy: Policy) -> Kind:
        type_ = infer(node, self._names_of(policy))[0]
        for kind, known in _KINDS.items():
            if type_ == known:
                return kind
        return "other"

    def _names_of(self, policy: Policy) -> Names:
        if policy.id not in self._names:
            known = {name: type_of(meaning, policy.vocabulary) for name, meaning in meanings(policy).items()}
            prior = {"prior": types.FunctionType(params=(types.ANY, types.NUMBER), result=types.NUMBER)}
            self._names[policy.id] = Names({**prior, **known})
        return self._names[policy.id]


def literal_of(value: object) -> Node | None:
    """A value as a literal; None where there is none for it (a fraction, a list)."""
    match value:
        case bool():
            return tree.Boolean(value)
        case Decimal():
            return tree.Number(value)
        case str():
            return tree.String(value)
        case datetime():
            return None
        case date() | timedelta() | Months():
            return tree.AtLiteral(display(value))
    return None
