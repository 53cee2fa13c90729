"""Looks for facts that give the inputs of a table wanted values, to show that such a case can be."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from luoshu.facts.vocabulary import NUMERIC, Fact, Kind
from luoshu.feel import tree
from luoshu.feel.arithmetic import EXACT
from luoshu.feel.interpreter import evaluate
from luoshu.feel.tree import Node
from luoshu.policy.checks.axes import Axis, OrderedAxis, Point, ValueAxis
from luoshu.policy.checks.boxes import Box
from luoshu.policy.checks.hull import from_interval
from luoshu.policy.checks.space import Space
from luoshu.policy.names import DecisionName, FactName, Meaning

_TRIES = 2_000
_PLAIN = [Fraction(n) for n in (0, 1, 2, 3, 4, 5, 8, 10, 20, 25, 50, 100, 200, 1000, 10_000, 1_000_000)]


class _OutOfReachError(Exception):
    """The inputs depend on more than facts of one value each and formulas over them."""


class Realiser:
    """Searches, with a fixed seed, among plain values and multiples of the table's own constants."""

    def __init__(self, meanings: Mapping[str, Meaning]) -> None:
        self.meanings = meanings

    def facts_for(self, space: Space, box: Box) -> dict[str, Point] | None:
        """Facts for which every input lies in the box; None where none were found."""
        try:
            inputs = [self._inlined(expression, 0) for expression in space.expressions]
            facts = self._facts(inputs)
        except _OutOfReachError:
            return None
        found = [values for values in _candidates(facts, space) if _shows(values, inputs, space, box)]
        return min(found, key=_plainness) if found else None

    def _inlined(self, node: Node, depth: int) -> Node:
        """The expression with the formulas of decisions in place of their names."""
        if depth > 20:
            raise _OutOfReachError

        def replaced(part: Node) -> Node:
            if not isinstance(part, tree.Name):
                return part
            match self.meanings.get(part.name):
                case DecisionName(_, decision) if decision.formula is not None:
                    return self._inlined(decision.formula, depth + 1)
                case FactName(fact) if fact.kind is not Kind.LIST:
                    return part
                case None:
                    return part  # a function of the language
            raise _OutOfReachError

        return tree.transform(node, replaced)

    def _facts(self, inputs: list[Node]) -> list[Fact]:
        found: dict[str, Fact] = {}
        for node in inputs:
            for part in tree.walk(node):
                if isinstance(part, tree.Name) and part.name == "prior":
                    raise _OutOfReachError
                meaning = self.meanings.get(part.name) if isinstance(part, tree.Name) else None
                if isinstance(meaning, FactName):
                    found[meaning.fact.name] = meaning.fact
        return list(found.values())


def _candidates(facts: list[Fact], space: Space) -> Iterator[dict[str, Point]]:
    pools = {fact.name: _pool(fact, space) for fact in facts}
    if all(pools.values()):
        chance = random.Random(1)
        for _ in range(_TRIES):
            yield {name: chance.choice(pool) for name, pool in pools.items()}


def _pool(fact: Fact, space: Space) -> list[Point]:
    if fact.kind is Kind.BOOLEAN:
        return [True, False]
    if fact.kind in NUMERIC:
        points = [point for axis in space.axes if isinstance(axis, OrderedAxis) for point in axis.points]
        numbers = [point for point in points if isinstance(point, Fraction)]
        hull = from_interval(fact.range, whole=fact.kind is Kind.INTEGER)
        wanted = {*_PLAIN, *numbers, *(number * plain for number in numbers for plain in _PLAIN)}
        return [
            value for value in sorted(wanted) if hull.contains(value) and (not hull.whole or value.denominator == 1)
        ]
    if fact.kind is Kind.DATE:
        points = [point for axis in space.axes if isinstance(axis, OrderedAxis) for point in axis.points]
        return [point for point in points if isinstance(point, date)]
    texts = [value for axis in space.axes if isinstance(axis, ValueAxis) for value in axis.values]
    return [*fact.values] or [text for text in texts if isinstance(text, str)]


def _shows(values: Mapping[str, Point], inputs: list[Node], space: Space, box: Box) -> bool:
    """Whether with these facts every input lies in the box."""
    scope = {name: _runtime(value) for name, value in values.items()}
    return all(
        _is_in(evaluate(node, scope, arithmetic=EXACT), axis, atoms)
        for node, axis, atoms in zip(inputs, space.axes, box, strict=True)
    )


def _plainness(values: Mapping[str, Point]) -> tuple[int, int]:
    """Small for whole, short numbers above nought."""
    numbers = [value for value in values.values() if isinstance(value, Fraction)]
    odd = sum(value.denominator > 1 or value == 0 for value in numbers)
    return odd, sum(len(str(value)) for value in numbers)


def _is_in(value: object, axis: Axis, atoms: int) -> bool:
    """Whether a value lies in one of the atoms."""
    atom = axis.atom_of(value)
    return atom is not None and bool(atoms & 1 << atom)


def _runtime(value: Point) -> object:
    """A number as the interpreter takes it."""
    if isinstance(value, Fraction):
        decimal = Decimal(value.numerator) / Decimal(value.denominator)
        return decimal if Fraction(decimal) == value else value
    return value
