"""A yes-or-no decision as a tree of conditions: what must hold together, what may hold instead, down to single
comparisons.

References to other yes-or-no formulas are followed, into used policies too, and `not` is carried down to the single
conditions, so that every one of them reads as something that must be met.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from luoshu.engine.references import expressions, references
from luoshu.feel import tree, types
from luoshu.feel.arithmetic import EXACT
from luoshu.feel.check import infer
from luoshu.feel.interpreter import evaluate
from luoshu.feel.scope import Names
from luoshu.feel.text import display
from luoshu.feel.tree import Node
from luoshu.feel.values import Months
from luoshu.policy.graph import Graph, Step
from luoshu.policy.lower import Lowering
from luoshu.policy.model import RUN_DATE, Article, Decision, Policy
from luoshu.policy.names import meanings, type_of
from luoshu.policy.scope import DecisionRef, ParameterRef, Scope
from luoshu.problems import Place

Kind = Literal["number", "date", "months", "days", "string", "boolean", "other"]
_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_SWAPPED = {"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}


@dataclass(frozen=True, slots=True)
class Condition:
    """A single condition. Trees are plain ones over a graph's decisions.

    `value` says whether it holds; `have op need` is what it compares: a fact and the yes or no it must be, where it
    is no comparison. `need` is None where several values will do: `need_text` then lists them. `fixed` is its value
    where it depends on no fact, only on the run's date and the document."""

    text: str  # as written
    policy: Policy = field(compare=False)
    decision: Decision  # in which it stands
    scope: Scope = field(compare=False)
    place: Place = field(compare=False)  # the same condition written twice counts once
    kind: Kind
    op: str
    value: Node
    have: Node
    need: Node | None
    written: tuple[Node, Node | None]  # `have` and `need` as written
    need_text: str = ""
    assumed: bool = False
    fixed: bool | None = None

    @property
    def article(self) -> Article:
        return self.decision.article


@dataclass(frozen=True, slots=True)
class All:
    """Every part must hold; without parts it does."""

    parts: tuple[Conditions, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """One part must hold; without parts none does."""

    parts: tuple[Conditions, ...]


Conditions = Condition | All | Any


def conditions_of(step: Step, graph: Graph) -> Conditions:
    """The conditions of a yes-or-no decision of the graph. One that a table decides is a single condition."""
    return _Reader(graph).decision(step.policy, step.decision, negated=False)


def each(conditions: Conditions) -> Iterator[Condition]:
    """The single conditions, in order."""
    if isinstance(conditions, Condition):
        yield conditions
    else:
        for part in conditions.parts:
            yield from each(part)


@dataclass(frozen=True, slots=True)
class _At:
    """Where the reader is: the names in scope, the decision that is read, whether `not` or ⟨…⟩ stands above."""

    scope: Scope
    decision: Decision
    negated: bool
    assumed: bool = False

    @property
    def policy(self) -> Policy:
        return self.scope.policy


class _Reader:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.lowering: Lowering = graph.lowering()
        self._names: dict[str, Names] = {}
        self._settled = self._without_facts()

    def decision(self, policy: Policy, decision: Decision, *, negated: bool) -> Conditions:
        at = _At(Scope(policy, self.graph.on), decision, negated)
        if decision.formula is not None:
            return self.read(decision.formula, at)
        return self._yes_or_no(tree.Name(decision.name), at, decision.name)

    def read(self, node: Node, at: _At) -> Conditions:
        match node:
            case tree.Assumed(inner):
                return self.read(inner, replace(at, assumed=True))
            case tree.Call(tree.Name("not"), (inner,)):
                found = self.read(inner, replace(at, negated=not at.negated))
                if isinstance(found, Condition) and found.decision is at.decision and not at.negated:
                    # `not(fact)` is said as written, rather than by the bare name of the fact.
                    return replace(found, text=self._text(node, at))
                return found
            case tree.And(left, right):
                return self._joined(Any if at.negated else All, [left, right], at)
            case tree.Or(left, right):
                return self._joined(All if at.negated else Any, [left, right], at)
            case tree.Between(value, low, high):
                above, below = (
                    tree.Comparison(">=", value, low, span=node.span),
                    tree.Comparison("<=", value, high, span=node.span),
                )
                return self._joined(Any if at.negated else All, [above, below], at)
            case tree.Comparison():
                return self._comparison(node, at)
            case tree.In(value, tests):
                return self._in(node, value, tests, at)
            case tree.Name(name):
                match at.scope.resolve(name):
                    case DecisionRef(policy, used) if policy.decisions[used].formula is not None:
                        found = self.decision(policy, policy.decisions[used], negated=at.negated)
                        return _assumed(found) if at.assumed else found
        return self._yes_or_no(node, at, self._text(node, at))

    def _joined(self, kind: type[All] | type[Any], nodes: Sequence[Node], at: _At) -> Conditions:
        parts: list[Conditions] = []
        for node in nodes:
            part = self.read(node, at)
            parts += part.parts if isinstance(part, kind) else (part,)
        parts = _kept(kind, list(dict.fromkeys(parts)))
        return parts[0] if len(parts) == 1 else kind(tuple(parts))

    # --- single conditions --------------------------------------------------------------------------------------------

    def _comparison(self, node: tree.Comparison, at: _At) -> Conditions:
        left, right, op = node.left, node.right, str(node.op)
        if isinstance(left, tree.Null) or isinstance(right, tree.Null):
            return self._yes_or_no(node, at, self._text(node, at))
        if not self._varies(left, at) and self._varies(right, at):
            left, right, op = right, left, _SWAPPED[op]
        kind = self._kind(left, at)
        kind = self._kind(right, at) if kind == "other" else kind
        if kind == "boolean" and isinstance(right, tree.Boolean) and op in ("=", "!="):
            unlike = right.value != (op == "=")
            return self._yes_or_no(left, replace(at, negated=at.negated != unlike), self._text(node, at))
        op = _OPPOSITE[op] if at.negated else op
        compared = tree.Comparison(op, left, right, span=node.span)  # type: ignore[arg-type]
        return self._single(compared, at, kind, op, left, right)

    def _in(self, node: tree.In, value: Node, tests: Sequence[Node], at: _At) -> Conditions:
        ends = [_end(test) for test in tests]
        if any(isinstance(end, tree.Range) for end in ends) or any(map(_is_order, tests)):
            parts = [part for test in tests if (part := _as_comparison(value, test, node)) is not None]
            if len(parts) == len(tests):
                return self._joined(All if at.negated else Any, parts, at)
        if all(isinstance(end, tree.String | tree.Number | tree.AtLiteral) for end in ends):
            shown = ", ".join(self._text(end, at) for end in ends if end is not None)
            whole: Node = tree.Call(tree.Name("not"), (node,), span=node.span) if at.negated else node
            op = "not in" if at.negated else "in"
            return self._single(whole, at, self._kind(value, at), op, value, None, need_text=shown)
        return self._yes_or_no(node, at, self._text(node, at))

    def _yes_or_no(self, node: Node, at: _At, text: str) -> Condition:
        whole: Node = tree.Call(tree.Name("not"), (node,), span=node.span) if at.negated else node
        return self._single(whole, at, "boolean", "=", node, tree.Boolean(not at.negated), text=text)

    def _single(
        self,
        whole: Node,
        at: _At,
        kind: Kind,
        op: str,
        have: Node,
        need: Node | None,
        *,
        text: str = "",
        need_text: str = "",
    ) -> Condition:
        lowered = self._plain(whole, at)
        return Condition(
            text=text or self._text(whole, at),
            policy=at.policy,
            decision=at.decision,
            scope=at.scope,
            place=_place(at, whole),
            kind=kind,
            op=op,
            value=lowered,
            have=self._plain(have, at),
            need=None if need is None else self._known(self._plain(need, at)),
            written=(have, need),
            need_text=need_text,
            assumed=at.assumed or self._rests_on_assumption([whole], at.scope),
            fixed=self._fixed(lowered),
        )

    # --- what is known of an expression -------------------------------------------------------------------------------

    def _text(self, node: Node, at: _At) -> str:
        written = at.policy.text[node.span.start : node.span.end] if node.span.start >= 0 else ""
        return " ".join(written.split())

    def _plain(self, node: Node, at: _At) -> Node:
        """A lowered tree in which durations that the document settles stand by themselves: they are no columns."""
        return tree.transform(self.lowering.lower(node, at.scope).value, self._without_duration)

    def _without_duration(self, part: Node) -> Node:
        value = self._settled.get(part.name) if isinstance(part, tree.Name) else None
        return _literal(value) or part if isinstance(value, Months | timedelta) else part

    def _known(self, plain: Node) -> Node:
        """What is needed as a literal, where it rests on no fact."""
        return plain if self._facts(plain) else _literal(evaluate(plain, self._settled, arithmetic=EXACT)) or plain

    def _varies(self, node: Node, at: _At) -> bool:
        """Whether an expression rests on facts."""
        return bool(self._facts(self.lowering.lower(node, at.scope).value))

    def _fixed(self, plain: Node) -> bool | None:
        return None if self._facts(plain) else evaluate(plain, self._settled, arithmetic=EXACT) is True

    def _without_facts(self) -> dict[str, object]:
        """The run's date, and the decisions that rest on nothing else."""
        scope: dict[str, object] = {RUN_DATE: self.graph.on}
        for name, step in self.graph.steps.items():
            if not self._facts(step.value):
                scope[name] = evaluate(step.value, scope, arithmetic=EXACT)
        return scope

    def _facts(self, plain: Node) -> set[str]:
        """The names of a plain tree, followed through decisions, that are neither those nor functions nor the date."""
        called = {id(part.function) for part in tree.walk(plain) if isinstance(part, tree.Call)}
        found: set[str] = set()
        for part in tree.walk(plain):
            if isinstance(part, tree.Name) and id(part) not in called and part.name != RUN_DATE:
                step = self.graph.steps.get(part.name)
                found |= self._facts(step.value) if step is not None else {part.name}
        return found

    def _rests_on_assumption(self, nodes: Sequence[Node], scope: Scope) -> bool:
        """Whether a ⟨…⟩, or a parameter without a source, stands in expressions or in a decision that they use."""
        if any(isinstance(part, tree.Assumed) for node in nodes for part in tree.walk(node)):
            return True
        for reference in references(nodes, scope):
            match reference:
                case ParameterRef(parameter, _, _) if parameter is not None and parameter.assumed:
                    return True
                case DecisionRef(policy, name):
                    used = expressions(policy.decisions[name])
                    if self._rests_on_assumption(used, Scope(policy, self.graph.on)):
                        return True
        return False

    def _kind(self, node: Node, at: _At) -> Kind:
        type_ = infer(node, self._names_of(at.policy))[0]
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


_KINDS: Mapping[Kind, types.Type] = {
    "number": types.NUMBER,
    "date": types.DATE,
    "months": types.MONTH_DURATION,
    "days": types.DAY_DURATION,
    "string": types.STRING,
    "boolean": types.BOOLEAN,
}


def _literal(value: object) -> Node | None:
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


def _kept(kind: type[All] | type[Any], parts: list[Conditions]) -> list[Conditions]:
    """The parts without those that the run's date alone settles: a way that is shut is no way."""
    if kind is All:
        return [part for part in parts if not _certain(part)] or parts[:1]
    if any(_certain(part) for part in parts):
        return [part for part in parts if _certain(part)][:1]
    return [part for part in parts if not _shut(part)] or parts


def _certain(part: Conditions) -> bool:
    """Whether the run's date alone makes a part hold."""
    match part:
        case Condition():
            return part.fixed is True
        case All(parts):
            return all(_certain(inner) for inner in parts)
        case Any(parts):
            return any(_certain(inner) for inner in parts)


def _shut(part: Conditions) -> bool:
    """Whether the run's date alone keeps a part from holding."""
    match part:
        case Condition():
            return part.fixed is False
        case All(parts):
            return any(_shut(inner) for inner in parts)
        case Any(parts):
            return all(_shut(inner) for inner in parts)


def _assumed(conditions: Conditions) -> Conditions:
    if isinstance(conditions, Condition):
        return replace(conditions, assumed=True)
    return type(conditions)(tuple(_assumed(part) for part in conditions.parts))


def _is_order(test: Node) -> bool:
    return isinstance(test, tree.UnaryTest) and test.op != "="


def _end(test: Node) -> Node | None:
    """What a test compares with; None where it is no comparison."""
    match test:
        case tree.Assumed(inner):
            return _end(inner)
        case tree.UnaryTest(_, end):
            return end.value if isinstance(end, tree.Assumed) else end
        case tree.Range() | tree.String() | tree.Number() | tree.AtLiteral():
            return test
    return None


def _as_comparison(value: Node, test: Node, whole: Node) -> Node | None:
    """A test of `in` as comparisons of its value."""
    end = _end(test)
    if end is None:
        return None
    span = test.span if test.span.start >= 0 else whole.span
    if not isinstance(end, tree.Range):
        op = test.op if isinstance(test, tree.UnaryTest) else "="
        return tree.Comparison(op, value, end, span=whole.span)
    ends: list[Node] = []
    if end.low is not None:
        ends.append(tree.Comparison(">=" if end.low_closed else ">", value, end.low, span=whole.span))
    if end.high is not None:
        ends.append(tree.Comparison("<=" if end.high_closed else "<", value, end.high, span=whole.span))
    return ends[0] if len(ends) == 1 else tree.And(ends[0], ends[1], span=span)


def _place(at: _At, node: Node) -> Place:
    """Where a condition stands in its document; that of its decision where it was not written by itself."""
    if node.span.start < 0:
        return at.decision.place
    text = at.policy.text
    line = text.count("\n", 0, node.span.start) + 1
    column = node.span.start - (text.rfind("\n", 0, node.span.start) + 1) + 1
    return Place(at.decision.place.file, line, column, None, max(1, node.span.end - node.span.start))
