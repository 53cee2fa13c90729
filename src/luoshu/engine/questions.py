"""Which fact to ask for next, so that what policies come to is settled by few questions.

Asked for are the facts for want of which an outcome cannot be told. The one that settles most comes first: for each
outcome that is open its share of the answers that settle it, added up. What answers there are:

* yes and no; each value of a text that lists them, or that a condition compares it with, and another one;
* of a number or a date its pieces, as the comparisons that it reaches cut it (`breakpoints`), each counted once;
* of a related list that it is empty, and that it is not.

Among equals the fact on which more open outcomes rest comes first, then the one that the documents name first. A fact
whose answer cannot matter is not asked for: where all that an outcome still lacks has few values, they are gone
through, together with those of the other facts, and no two answers lead to different ends. An outcome that ends in one
way whatever the answers are is settled by that."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from itertools import combinations, groupby
from typing import Any

from luoshu.engine.breakpoints import Axis, comparisons, roots, turns
from luoshu.engine.distance import Measure, measure
from luoshu.engine.explain import nearest_way
from luoshu.engine.explanation import Way
from luoshu.engine.flips import facts_of
from luoshu.engine.outcomes import Outcome, outcomes
from luoshu.facts.vocabulary import Fact, Kind, Vocabulary
from luoshu.feel import tree
from luoshu.policy.evaluate import Answer, answer, answer_again
from luoshu.policy.graph import Graph, Step, expressions
from luoshu.policy.model import Policy

_MOST_TRIED = 64  # values of a number or date
_MOST_WAYS = 256  # evaluations, to see that an answer cannot matter
_MOST_KEPT = 50_000  # shares that were worked out
_FARTHEST = 40_000  # days from today to what may turn an outcome
_OTHER = "\u0000"  # a text that no document speaks of


@dataclass(frozen=True, slots=True)
class Question:
    """A fact to ask for. `settles` says of how many of the outcomes that rest on it, one answer with the other."""

    name: str  # as in a row of facts: `销售收入`, `prior(销售收入, 1)`
    fact: Fact
    years: int
    decides: tuple[Outcome, ...]
    settles: Fraction


@dataclass(frozen=True, slots=True)
class State:
    """Where the outcomes stand. `anyway` holds those that come to one end whatever the facts are that they lack."""

    answer: Answer
    question: Question | None
    left: int  # questions that may still come, at most
    anyway: Mapping[str, Any] = field(default_factory=dict)

    def value(self, outcome: Outcome) -> Any:
        value = self.answer.values[outcome.name]
        return self.anyway.get(outcome.name) if value is None else value


class Interview:
    """Questions about one entity, for all that policies about it come to on a date. It may be used for many entities,
    one after the other."""

    def __init__(self, policies: Sequence[Policy], on: date) -> None:
        self.on = on
        self.graph = Graph.of(policies, on)
        self.outcomes = [each for policy in policies for each in outcomes(policy, self.graph)]
        self.facts = facts_of(self.graph)
        self.records = Vocabulary().merged(policy.vocabulary for policy in policies).records
        self._cones = {each.name: self.graph.cone([each.name]) for each in self.outcomes}
        self._rests = {name: facts_of(cone) for name, cone in self._cones.items()}
        self._order = {name: place for place, name in enumerate(self.facts)}
        self._affected: dict[tuple[str, str], list[Step]] = {}
        self._measures: dict[str, Measure] = {}
        self._shares: dict[tuple[str, str, tuple[tuple[str, str], ...]], Fraction] = {}

    def state(self, facts: Mapping[str, Any], skipped: Collection[str] = ()) -> State:
        """What is known from the facts; `skipped` are those that cannot be had."""
        now = answer(self.graph, facts)
        lacking = [each for each in self.outcomes if now.values[each.name] is None and now.missing(each.name)]
        anyway = {
            each.name: ends[0] for each in lacking if (ends := self._ends(self._part(each, now))) and len(ends) == 1
        }
        still = [each for each in lacking if each.name not in anyway]
        asked = {name for name in self.facts if facts.get(name) is None and name not in skipped}
        question = self._next(still, now, asked)
        left = {
            name
            for each in still
            for name, (fact, _) in self._rests[each.name].items()
            if name in asked and fact.default is None
        }
        return State(now, question, len(left) if question else 0, anyway)

    def fields(self, name: str) -> set[str]:
        """The fields of a related list's items that decisions which speak of the list name."""
        record = self.records[self.facts[name][0].target]
        told: set[str] = set()
        for step in self.graph.steps.values():
            nodes = [node for root in expressions(step.decision) for node in tree.walk(root)]
            spoken = {node.name for node in nodes if isinstance(node, tree.Name | tree.Path)}
            told |= spoken if name in spoken else set()
        return told & set(record.facts)

    def way(self, outcome: Outcome, facts: Mapping[str, Any]) -> Way:
        """The nearest way to yes of a yes-or-no outcome."""
        if outcome.name not in self._measures:
            self._measures[outcome.name] = measure(self.graph.steps[outcome.name], self._cones[outcome.name])
        return nearest_way(self._measures[outcome.name], facts)

    def lacks(self, now: Answer, outcome: Outcome) -> list[str]:
        """The facts for want of which an outcome cannot be told; a list stands for the fields of its items."""
        return list(dict.fromkeys(self._whole(name) for name in now.missing(outcome.name)))

    def _whole(self, name: str) -> str:
        whole, dot, _ = name.partition(".")
        return whole if dot and whole in self.facts else name

    # --- which one ----------------------------------------------------------------------------------------------------

    def _next(self, still: Iterable[Outcome], now: Answer, asked: Collection[str]) -> Question | None:
        parts = [self._part(each, now) for each in still]
        while True:
            resting: dict[str, list[_Part]] = {}
            for part in parts:
                for name in self.lacks(part.answer, part.outcome):
                    if name in asked:
                        resting.setdefault(name, []).append(part)
            if not resting:
                return None
            best = self._best(resting)
            if self._matters(best.name, resting[best.name]):
                return best
            # Whatever it is, the rest decides: what that is shows once it is taken to be anything.
            asked = [name for name in asked if name != best.name]
            parts = [self._with_any(part, best.name) if part in resting[best.name] else part for part in parts]

    def _best(self, resting: Mapping[str, Sequence[_Part]]) -> Question:
        """The question that settles most; those that cannot settle more than the best so far are not tried."""
        best: Question | None = None
        for name in sorted(resting, key=lambda name: (-len(resting[name]), self._order[name])):
            parts = resting[name]
            if best is not None and len(parts) <= best.settles:
                break
            settles = sum((self._share(name, part) for part in parts), Fraction(0))
            if best is None or settles > best.settles:
                best = Question(name, *self.facts[name], tuple(part.outcome for part in parts), settles)
        assert best is not None
        return best

    def _share(self, name: str, part: _Part) -> Fraction:
        """The share of the answers to a question that settle an outcome. It is the same as long as no fact on which
        the outcome rests is another."""
        given = tuple((each, repr(value)) for each in part.rests if (value := part.answer.facts.get(each)) is not None)
        key = part.outcome.name, name, given
        if key not in self._shares:
            if len(self._shares) >= _MOST_KEPT:
                self._shares.clear()
            self._shares[key] = self._share_of(name, part)
        return self._shares[key]

    def _share_of(self, name: str, part: _Part) -> Fraction:
        values = self._values(name, part)
        kind = self.facts[name][0].kind
        told = [self._with(part, name, value).is_settled for value in values]
        if kind is Kind.LIST:
            return Fraction(sum(told), 2)
        if kind not in (Kind.BOOLEAN, Kind.TEXT):
            told = [settled for settled, _ in groupby(told)]
        return Fraction(sum(told), len(told)) if told else Fraction(0)

    # --- what an answer leads to --------------------------------------------------------------------------------------

    def _part(self, outcome: Outcome, now: Answer) -> _Part:
        cone = self._cones[outcome.name]
        values = {name: now.values[name] for name in cone.steps}
        why = {name: now.why[name] for name in cone.steps if name in now.why}
        part = Answer(now.facts, now.on, now.functions, values, why)
        return _Part(outcome, part, tuple(self._rests[outcome.name]))

    def _with(self, part: _Part, name: str, value: Any) -> _Part:
        key = part.outcome.name, name
        if key not in self._affected:
            self._affected[key] = self._cones[part.outcome.name].affected_by(name)
        changed = answer_again(part.answer, {**part.answer.facts, name: value}, self._affected[key])
        return replace(part, answer=changed)

    def _with_any(self, part: _Part, name: str) -> _Part:
        return self._with(part, name, self._values(name, part)[0])

    def _values(self, name: str, part: _Part) -> list[Any]:
        fact, _ = self.facts[name]
        match fact.kind:
            case Kind.BOOLEAN:
                return [True, False]
            case Kind.LIST:
                return [[]]
            case Kind.INTEGER | Kind.DECIMAL | Kind.MONEY | Kind.RATE | Kind.DATE:
                return self._pieces(name, fact, part)
        return list(fact.values) or [*self._compared(name, part), _OTHER]

    def _compared(self, name: str, part: _Part) -> list[str]:
        pairs = comparisons(self._reached(name, part), name)
        texts = [node.value for pair in pairs for node in pair if isinstance(node, tree.String)]
        return list(dict.fromkeys(texts))

    def _pieces(self, name: str, fact: Fact, part: _Part) -> list[Any]:
        axis = Axis.of(fact)
        assert axis is not None
        start = Fraction(self.on.toordinal()) if axis.is_date else max(axis.low or Fraction(0), Fraction(0)) + 1
        pairs = comparisons(self._reached(name, part), name)
        found = roots(pairs, lambda at: self._with(part, name, axis.value(at)).answer.scope(), start, axis)
        if axis.is_date and not found:  # durations have no roots
            result = self._result(name, axis, part)
            found += turns(result, start, axis, lambda at: abs(at - start) <= _FARTHEST)
        places = {place for root in found for place in axis.beside(root)} | {start}
        return [axis.value(place) for place in sorted(places)[:_MOST_TRIED]]

    def _result(self, name: str, axis: Axis, part: _Part) -> Callable[[Fraction], Any]:
        return lambda at: self._with(part, name, axis.value(at)).value

    def _reached(self, name: str, part: _Part) -> list[Step]:
        self._with(part, name, None)
        return self._affected[part.outcome.name, name]

    # --- whether it matters -------------------------------------------------------------------------------------------

    def _matters(self, name: str, parts: Iterable[_Part]) -> bool:
        """Whether two answers may lead to different ends of an outcome; taken for granted where that is much to try."""
        return not self._is_finite(name) or any(self._tells_apart(name, part) for part in parts)

    def _tells_apart(self, name: str, part: _Part) -> bool:
        tries = _Budget(_MOST_WAYS)
        answers = [self._with(part, name, value) for value in self._values(name, part)]
        return any(self._may_differ(one, other, tries) for one, other in combinations(answers, 2))

    def _may_differ(self, one: _Part, other: _Part, tries: _Budget) -> bool:
        if one.is_settled and other.is_settled:
            return bool(one.value != other.value)
        name = self._whole((one.lacks or other.lacks)[0])
        if not self._is_finite(name) or not tries.left():
            return True
        values = self._values(name, one)
        return any(self._may_differ(self._with(one, name, v), self._with(other, name, v), tries) for v in values)

    def _ends(self, part: _Part) -> list[Any]:
        """The ends that an outcome may come to, or two of them; none where that is much to try."""
        tries = _Budget(_MOST_WAYS)
        ends: list[Any] = []
        stack = [part]
        while stack and len(ends) < 2:
            at = stack.pop()
            if at.is_settled:
                ends += [at.value] if at.value not in ends else []
                continue
            name = self._whole(at.lacks[0])
            if not all(self._is_finite(self._whole(each)) for each in at.lacks) or not tries.left():
                return []
            stack += [self._with(at, name, value) for value in self._values(name, at)]
        return ends

    def _is_finite(self, name: str) -> bool:
        fact = self.facts[name][0] if name in self.facts else None
        return fact is not None and (fact.kind is Kind.BOOLEAN or (fact.kind is Kind.TEXT and bool(fact.values)))


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """What is known of one outcome."""

    outcome: Outcome
    answer: Answer
    rests: tuple[str, ...]  # the facts on which it rests

    @property
    def value(self) -> Any:
        return self.answer.values[self.outcome.name]

    @property
    def lacks(self) -> list[str]:
        return self.answer.missing(self.outcome.name)

    @property
    def is_settled(self) -> bool:
        """Whether no fact is missing: a failed operation is an end as well."""
        return self.value is not None or not self.lacks


@dataclass(slots=True)
class _Budget:
    most: int

    def left(self) -> bool:
        self.most -= 1
        return self.most >= 0
