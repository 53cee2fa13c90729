"""Why an answer is another: the first of what a decision rests on directly that is another too."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
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

    `condition_of`: it is one of those that this side's decision joins by `and`. The one without a name has none here,
    or that of what joins it: where no other has the answer of the whole, it does.
    """

    cause: Cause
    before: str
    after: str
    condition_of: Side | Literal[""] = ""


@dataclass(frozen=True, slots=True)
class _Part:
    """A condition as it is written; one with a name with the decision's, and where that stands."""

    written: str
    decision: str | None
    stands: tuple[Policy, Decision]


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
        policy, decision = (self.after, pair.after) if side == "after" else (self.before, pair.before)
        other = (self.before, pair.before) if side == "after" else (self.after, pair.after)
        others = {each.written for each in self._parts(*other)}
        yield from self._joined_by(policy, decision, side, others, "")

    def _joined_by(
        self, policy: Policy, decision: Decision, side: Side, others: Collection[str], whole: str
    ) -> Iterator[Candidate]:
        """The conditions that a decision joins. One that joins others and that the other side has not says little: its
        conditions stand for it. `whole` is the name of such a decision; of the pair's own it is "".

        The one without a name among them has the answer of the whole where no other has, and the whole has it."""
        parts = self._parts(policy, decision)
        if len(parts) == 1 and (parts[0].decision is None or not self._is_hollow(parts[0], side)):
            return
        for part in parts:
            if part.decision is not None and self._is_hollow(part, side):
                yield from self._joined_by(*part.stands, side, others, part.decision)
            if part.decision is not None:
                yield self._candidate(part.decision, side, condition_of=side)
        unnamed = [part.written for part in parts if part.decision is None]
        if len(unnamed) == 1:
            names = (whole, "") if side == "before" else ("", self.joint.after[whole] if whole else "")
            yield Candidate(Cause(None, "both" if unnamed[0] in others else side, unnamed[0]), *names, side)

    def _is_hollow(self, part: _Part, side: Side) -> bool:
        """Whether a condition with a name joins others, and the other side has none of its name."""
        formula = part.stands[1].formula
        if part.decision is None or formula is None or len(_joined(formula)) == 1:
            return False
        return self._candidate(part.decision, side).cause.side == side

    def _parts(self, policy: Policy, decision: Decision) -> list[_Part]:
        """The conditions that a decision joins by `and`, each once."""
        scope = Scope(policy, self.on)
        found: dict[str, _Part] = {}
        for part in _joined(decision.formula) if decision.formula is not None else []:
            ref = scope.resolve(part.name) if isinstance(part, tree.Name) else None
            written = _written(part, policy)
            if isinstance(ref, DecisionRef):
                found[written] = _Part(written, ref.canonical, (ref.policy, ref.policy.decisions[ref.name]))
            else:
                found[written] = _Part(written, None, (policy, decision))
        return list(found.values())

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
