"""Why an answer is another: the first of what a decision rests on directly that is another too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from luoshu.engine.compare.beside import Beside
from luoshu.engine.compare.pairs import Pair
from luoshu.engine.labels import decision_label
from luoshu.feel import tree
from luoshu.feel.printer import to_feel
from luoshu.feel.tree import Node
from luoshu.feel.types import BOOLEAN
from luoshu.policy.graph import Graph
from luoshu.policy.model import Decision, Policy
from luoshu.policy.scope import DecisionRef, Scope, canonical
from luoshu.problems import Text

Side = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Cause:
    """A decision that is another, is new or is gone; or a condition without a name, as it is written. Without either it
    is the rule itself that changed."""

    decision: Decision | None = None
    side: Side | Literal["both"] = "both"
    condition: str = ""

    @property
    def label(self) -> Text:
        if self.decision is None and not self.condition:
            return Text("这一条本身变了", "the rule itself changed")
        name = decision_label(self.decision) if self.decision else Text(self.condition, self.condition)
        match self.side:
            case "after":
                return Text(f"新增的“{name.zh}”", f"new: {name.en}")
            case "before":
                return Text(f"取消的“{name.zh}”", f"no longer asked: {name.en}")
        return name


ITSELF = Cause()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible cause; `before` and `after` are names in the joint graph, "" where that side has no such decision.

    `condition_of`: it is one of those that this side's decision joins by `and`. The one without a name has none here:
    where no other has the answer of the whole, it does.
    """

    cause: Cause
    before: str
    after: str
    condition_of: Side | Literal[""] = ""


@dataclass
class Causes:
    """Finds the candidates of pairs, in the order in which they count."""

    before: Policy
    after: Policy
    graphs: tuple[Graph, Graph]
    joint: Beside
    twins: Mapping[str, str]
    on: date

    def candidates(self, pair: Pair) -> list[Candidate]:
        """First the conditions joined by `and` that decide by themselves, then whatever else the decision uses."""
        found = [*self._conditions(pair, "after"), *self._conditions(pair, "before"), *self._inputs(pair)]
        return list(dict.fromkeys(found))

    def _conditions(self, pair: Pair, side: Side) -> Iterator[Candidate]:
        if pair.before.type != BOOLEAN or pair.after.type != BOOLEAN:
            return
        parts = self._parts(pair, side)
        if len(parts) == 1:
            return
        unnamed = []
        for written, decision in parts.items():
            if decision is None:
                unnamed.append(written)
            else:
                yield self._candidate(decision, side, condition_of=side)
        if len(unnamed) == 1:
            others = self._parts(pair, "before" if side == "after" else "after")
            yield Candidate(Cause(None, "both" if unnamed[0] in others else side, unnamed[0]), "", "", side)

    def _parts(self, pair: Pair, side: Side) -> dict[str, str | None]:
        """The conditions that a decision joins by `and`, as they are written; those with a name with the decision's."""
        policy, decision = (self.after, pair.after) if side == "after" else (self.before, pair.before)
        scope = Scope(policy, self.on)
        found: dict[str, str | None] = {}
        for part in _joined(decision.formula) if decision.formula is not None else []:
            ref = scope.resolve(part.name) if isinstance(part, tree.Name) else None
            found[_written(part, policy)] = ref.canonical if isinstance(ref, DecisionRef) else None
        return found

    def _inputs(self, pair: Pair) -> Iterator[Candidate]:
        """What both use: what only one does cannot be seen to change."""
        second = self.graphs[1]
        step = second.steps[canonical(self.after.id, pair.after.name)]
        for name in second.uses(step):
            candidate = self._candidate(name, "after")
            if candidate.before and candidate.before != candidate.after:
                yield candidate

    def _candidate(self, name: str, side: Side, condition_of: Side | Literal[""] = "") -> Candidate:
        first, second = self.graphs
        if side == "after":
            twin = self.twins.get(name, "")
            before, after = (twin if twin in first.steps else ""), name
        else:
            before, after = name, next((each for each, twin in self.twins.items() if twin == name), "")
        has_after = after in second.steps
        decision = (second.steps[after] if has_after else first.steps[before]).decision
        kind: Side | Literal["both"] = "both" if before and has_after else "after" if has_after else "before"
        return Candidate(Cause(decision, kind), before, self.joint.after[after] if has_after else "", condition_of)


def _written(node: Node, policy: Policy) -> str:
    if node.span.start < 0:
        return to_feel(node)
    return " ".join(policy.text[node.span.start : node.span.end].split())


def _joined(node: Node) -> list[Node]:
    """The conditions that an expression joins by `and`."""
    match node:
        case tree.Assumed(inner):
            return _joined(inner)
        case tree.And(left, right):
            return [*_joined(left), *_joined(right)]
    return [node]
