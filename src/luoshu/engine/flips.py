"""The smallest change of a single fact that turns a decision round, and the facts that settle one that cannot be told.

Tried, for each fact that the decision rests on and that is known:

* a number or a date: the values at which a comparison that it reaches turns, and the storable values beside them (one
  person, one fen, one day), nearest first, within the range of the vocabulary; and where the decision turns at ever
  larger distances;
* a yes or no: the other one; a text with listed values: the others;
* a related list: one to five more items that meet, or fail, a condition by which the policy picks items.

Each is verified by evaluating the decision again. The smallest wins, in this order: numbers, by the size of the change
over the larger of old and new, and dates, by its share of a year; more items, the fewer the better; yes or no; texts;
then numbers to, from or across 0. Among equals the fact that the policy names first wins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from luoshu.engine.breakpoints import Axis, Size, comparisons, further_roots, place_of, roots, turns
from luoshu.engine.items import fields_used, item_for
from luoshu.facts.vocabulary import Fact, Kind
from luoshu.policy.evaluate import Answer, answer, answer_again
from luoshu.policy.graph import Graph, Step, expressions
from luoshu.policy.references import PriorRef, Selection, references, selections
from luoshu.policy.scope import FactRef, Scope, lagged

MOST_ITEMS = 5
_ITEMS: Size = (1, Fraction(1))
_YES_OR_NO: Size = (2, Fraction(1))
_TEXT: Size = (3, Fraction(1))
FARTHEST: Size = (9, Fraction(0))
_MOST_TRIED = 400  # values of one fact; far more than a policy has lines


@dataclass(frozen=True, slots=True)
class Flip:
    """Were `fact` `new` instead of `old`, the decision would be `result`. For a list `added` are the items it gains."""

    name: str  # as in a row of facts: `销售收入`, `prior(销售收入, 1)`
    fact: Fact
    years: int
    old: Any
    new: Any
    result: bool
    added: tuple[Mapping[str, Any], ...] = ()
    size: Size = (0, Fraction(0))


@dataclass(frozen=True, slots=True)
class Settling:
    """A missing fact. `outcomes` are the values from which on the decision is `True`, `False`, or still None; empty
    where no value of this fact alone was tried (a list, or a field of its items)."""

    name: str
    fact: Fact | None
    years: int
    outcomes: tuple[tuple[Any, bool | None], ...] = ()

    @property
    def settles(self) -> bool:
        """Whether this fact alone settles the decision, whatever it is."""
        return bool(self.outcomes) and all(result is not None for _, result in self.outcomes)


class Changes:
    """Tries changes of single facts on one yes-or-no decision. `graph` holds the decision and what it rests on."""

    def __init__(self, graph: Graph, name: str, facts: Mapping[str, Any]) -> None:
        self.graph, self.name, self.facts = graph, name, facts
        self.now = answer(graph, facts)
        self.known = facts_of(graph)
        self.affected: dict[str, list[Step]] = {}

    def smallest(self) -> Flip | None:
        """The smallest change that turns a yes to no or a no to yes; None where no single fact does."""
        if self.now.values[self.name] is None:
            return None
        best: Flip | None = None
        for name, (fact, years) in self.known.items():
            for flip in self._flips(name, fact, years, best.size if best else FARTHEST):
                if best is None or flip.size < best.size:
                    best = flip
        return best

    def settling(self) -> list[Settling]:
        """The facts for want of which the decision cannot be told, those that settle it alone first."""
        found = [self._settling(name) for name in self.now.missing(self.name)]
        return sorted(found, key=lambda each: not each.settles)

    def _result(self, name: str, value: Any) -> bool | None:
        result = self._again(name, value).values[self.name]
        return result if isinstance(result, bool) else None

    def _again(self, name: str, value: Any) -> Answer:
        return answer_again(self.now, {**self.facts, name: value}, self._affected(name))

    def _affected(self, name: str) -> list[Step]:
        if name not in self.affected:
            self.affected[name] = self.graph.affected_by(name)
        return self.affected[name]

    # --- turning round ------------------------------------------------------------------------------------------------

    def _flips(self, name: str, fact: Fact, years: int, limit: Size) -> Iterator[Flip]:
        """Changes of a fact that turn the decision, its smallest among them where it is under `limit`."""
        old = self.facts.get(name)
        if old is None:
            return  # where the decision is known without it, no value of it matters
        if fact.kind is Kind.LIST:
            if limit > _ITEMS:
                yield from self._with_items(fact, old)
        elif isinstance(old, bool):
            if limit > _YES_OR_NO:
                yield from self._turned(name, fact, years, [not old], _YES_OR_NO)
        elif isinstance(old, str):
            if limit > _TEXT:
                others = [value for value in fact.values if value != old]
                yield from self._turned(name, fact, years, others, _TEXT)
        else:
            yield from self._moved(name, fact, years, old, limit)

    def _turned(self, name: str, fact: Fact, years: int, values: Iterable[Any], size: Size) -> Iterator[Flip]:
        for value in values:
            result = self._result(name, value)
            if result is (not self.now.values[self.name]):
                yield Flip(name, fact, years, self.facts[name], value, result, size=size)
                return

    def _moved(self, name: str, fact: Fact, years: int, old: Any, limit: Size) -> Iterator[Flip]:
        """The change of a number or a date by roots, then by those of the pieces beyond, then by looking for turns;
        each time only at what is nearer than what was found before."""
        axis, at = Axis.of(fact), place_of(old)
        if axis is None or at is None:
            return

        nearest = (limit, Fraction(0))

        def distance(place: Fraction) -> tuple[Size, Fraction]:
            return axis.size(at, place), abs(place - at)

        def nearer(place: Fraction) -> bool:
            return place != at and distance(place) < nearest

        def flipped(place: Fraction) -> bool:
            return self._result(name, axis.value(place)) is (not self.now.values[self.name])

        first = self._roots(name, axis, at)
        finders: tuple[Callable[[], Iterable[Fraction]], ...] = (
            lambda: first,
            lambda: self._further(name, axis, at, filter(nearer, first)),
            lambda: turns(flipped, at, axis, nearer),
        )
        tried: set[Fraction] = set()
        for find in finders:
            values = {place for root in find() for place in axis.beside(root) if nearer(place)} - tried
            for place in sorted(values, key=distance)[:_MOST_TRIED]:
                tried.add(place)
                flip = next(self._turned(name, fact, years, [axis.value(place)], axis.size(at, place)), None)
                if flip is not None:
                    nearest = distance(place)
                    yield flip
                    break

    def _roots(self, name: str, axis: Axis, at: Fraction) -> list[Fraction]:
        pairs = comparisons(self._affected(name), name)
        return roots(pairs, lambda place: self._scope(name, axis.value(place)), at, axis)

    def _further(self, name: str, axis: Axis, at: Fraction, known: Iterable[Fraction]) -> list[Fraction]:
        pairs = comparisons(self._affected(name), name)
        return further_roots(pairs, lambda place: self._scope(name, axis.value(place)), known, at, axis)

    def _scope(self, name: str, value: Any) -> Mapping[str, Any]:
        return self._again(name, value).scope()

    def _with_items(self, fact: Fact, old: list[Any]) -> Iterator[Flip]:
        picked = self._selections(fact)
        used = fields_used(selection for selection, _ in picked)
        for (selection, scope), meeting in product(picked, (True, False)):
            item = item_for(selection, scope, self.graph, self.now.scope(), used, meeting=meeting)
            if item is None:
                continue
            for count in range(1, MOST_ITEMS + 1):
                added = [item] * count
                result = self._result(fact.name, [*old, *added])
                if result is (not self.now.values[self.name]):
                    yield Flip(fact.name, fact, 0, old, [*old, *added], result, tuple(added), (1, Fraction(count)))
                    break

    def _selections(self, fact: Fact) -> list[tuple[Selection, Scope]]:
        found = []
        for step in self.graph.steps.values():
            scope = Scope(step.policy, self.graph.on)
            picked = selections(expressions(step.decision), scope)
            found += [(each, scope) for each in picked if each.list.name == fact.name]
        return found

    # --- settling -----------------------------------------------------------------------------------------------------

    def _settling(self, name: str) -> Settling:
        fact, years = self.known.get(name, (None, 0))
        if fact is None or fact.kind is Kind.LIST:
            return Settling(name, fact, years)
        values = self._values(name, fact)
        outcomes: list[tuple[Any, bool | None]] = []
        for value in values:
            result = self._result(name, value)
            if not outcomes or fact.kind in (Kind.BOOLEAN, Kind.TEXT) or outcomes[-1][1] is not result:
                outcomes.append((value, result))
        return Settling(name, fact, years, tuple(outcomes))

    def _values(self, name: str, fact: Fact) -> list[Any]:
        """Values of a missing fact to try: both of yes and no, each listed text, both sides of every line."""
        if fact.kind is Kind.BOOLEAN:
            return [True, False]
        axis = Axis.of(fact)
        if axis is None:
            return list(fact.values)
        start = Fraction(self.graph.on.toordinal()) if axis.is_date else max(axis.low or Fraction(0), Fraction(0)) + 1
        found = self._roots(name, axis, start)
        found += self._further(name, axis, start, found)
        found += turns(lambda place: self._result(name, axis.value(place)), start, axis, lambda place: True)
        places = {place for root in found for place in axis.beside(root)}
        places |= {place for place in (axis.low, start) if place is not None and not axis.is_date}
        return [axis.value(place) for place in sorted(places)[:_MOST_TRIED]]


def facts_of(graph: Graph) -> dict[str, tuple[Fact, int]]:
    """The facts that a graph's decisions speak of, by their names in a row of facts, in the order of the documents."""
    found: dict[str, tuple[Fact, int]] = {}
    for step in graph.steps.values():
        for reference in references(expressions(step.decision), Scope(step.policy, graph.on)):
            match reference:
                case FactRef(fact, _):
                    found.setdefault(fact.name, (fact, 0))
                case PriorRef(fact, years):
                    found.setdefault(lagged(fact.name, years), (fact, years))
    return found
