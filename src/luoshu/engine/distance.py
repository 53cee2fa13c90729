"""How far a decision is from yes, as more decisions of the same graph: the interpreter and SQL read the same trees.

For every condition: whether it holds, what is and what is needed, and the gap. For the whole: how many conditions
fail, how many cannot be told, and how far the failing ones are. Where one of several will do, the one with the fewest
failing conditions counts; among those the one with the fewest that cannot be told, then the nearest, then the first
written.

The *gap* of a comparison of numbers is what lacks to the line; *over need* it is a share of what is needed, to 6
places, half up. Durations are numbers of months, or of days. The gap of a date is the days to the nearest date that
will do, and its share is of a year. A failing condition that has no such share (no numbers, or a need of 0) adds 1 to
the distance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any as AnyValue

from luoshu.engine.breakpoints import DAYS_OF_A_YEAR
from luoshu.engine.condition_reader import Reader
from luoshu.engine.conditions import All, Any, Condition, Conditions, Kind, parts_first
from luoshu.feel import tree, types
from luoshu.feel.tree import Node
from luoshu.feel.types import Type
from luoshu.feel.values import Months
from luoshu.policy.graph import Graph, Step
from luoshu.policy.lower import FALSE, NULL, TRUE
from luoshu.policy.model import Decision
from luoshu.policy.reasons import NONE, both, either, is_null
from luoshu.policy.scope import canonical

PLACES = 6  # of a gap over its need
ZERO, ONE = tree.Number(Decimal(0)), tree.Number(Decimal(1))


@dataclass(frozen=True, slots=True)
class Measured:
    """A condition with the names of the steps that measure it. `gap` and `over_need` are None where it has no numbers.
    `have` and `need` of durations are numbers: of months, or of days.

    `on_way` says whether the nearest way to yes leads through it; None where every way does.
    """

    number: int
    condition: Condition
    holds: str
    have: str
    need: str | None
    gap: str | None
    over_need: str | None
    on_way: str | None

    def told(self, value: AnyValue) -> AnyValue:
        """What a step of `have` or `need` gives, as a value of the condition's kind."""
        if value is None or self.condition.kind not in _COUNTED:
            return value
        return _COUNTED[self.condition.kind].of(Fraction(value))


@dataclass(frozen=True, slots=True)
class Measure:
    """A decision with the names of the steps that measure it, in a graph of what it rests on and these steps. `cut`
    names the decisions of which not every way was followed."""

    graph: Graph
    step: Step
    conditions: Conditions
    measured: tuple[Measured, ...]
    failing: str
    unknown: str
    distance: str
    cut: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """The steps that hold what is measured, each once."""
        told = [self.failing, self.unknown, self.distance]
        for each in self.measured:
            told += [name for name in (each.holds, each.have, each.need, each.gap, each.over_need, each.on_way) if name]
        return list(dict.fromkeys(told))


def measure(step: Step, cone: Graph) -> Measure:
    """Measures a yes-or-no decision. `cone` holds it and what it rests on; it is left as it is."""
    reader = Reader(cone)
    conditions = reader.of(step)
    writer = _Writer(Graph(cone.on, dict(cone.steps)), step)
    total, measured = writer.measure(conditions)
    return Measure(
        writer.graph, step, conditions, measured, total.failing, total.unknown, total.distance, tuple(reader.cut)
    )


@dataclass(frozen=True, slots=True)
class _Total:
    """The names of the steps that add up a part."""

    failing: str
    unknown: str
    distance: str


class _Writer:
    """Writes steps into a graph, each after those it uses. A part that stands at several places is measured once."""

    def __init__(self, graph: Graph, step: Step) -> None:
        self.graph, self.about = graph, step
        self.totals: dict[int, _Total] = {}  # by the identity of parts
        self.chosen: dict[int, list[Node]] = {}  # of each part that is a choice: when its parts are the nearest
        self.found: list[tuple[Measured, _Total]] = []
        self.written = 0

    def measure(self, conditions: Conditions) -> tuple[_Total, tuple[Measured, ...]]:
        parts = parts_first(conditions)
        for part in parts:
            match part:
                case Condition():
                    total = self._single(part)
                case All(inner):
                    total = self._sum([self.totals[id(each)] for each in inner])
                case Any(inner):
                    total, self.chosen[id(part)] = self._least([self.totals[id(each)] for each in inner])
            self.totals[id(part)] = total
        on_way = self._ways(parts)
        measured = tuple(replace(each, on_way=on_way[each.number]) for each, _ in self.found)
        shared = len(parts) < 1 + sum(len(part.parts) for part in parts if not isinstance(part, Condition))
        return (self._counted_once(measured) if shared else self.totals[id(conditions)]), measured

    def _ways(self, parts: Sequence[Conditions]) -> dict[int, str | None]:
        """Of every condition by its number, the step that says whether the nearest way leads through it; None where
        every way does. A part is reached through any of the parts that it stands in."""
        reached: dict[int, list[Node]] = {id(parts[-1]): [TRUE]}
        numbers = {id(each.condition): each.number for each, _ in self.found}
        found: dict[int, str | None] = {}
        for part in reversed(parts):
            way = either(*reached[id(part)])
            if isinstance(part, Condition):
                number = numbers[id(part)]
                found[number] = None if way == TRUE else self._step(f"{number}·on way", way, types.BOOLEAN)
                continue
            if way != TRUE and not isinstance(way, tree.Name):
                self.written += 1
                way = tree.Name(self._step(f"way {self.written}", way, types.BOOLEAN))
            choices = self.chosen.get(id(part), [TRUE] * len(part.parts))
            for inner, choice in zip(part.parts, choices, strict=True):
                reached.setdefault(id(inner), []).append(both(way, choice))
        return found

    def _counted_once(self, measured: Sequence[Measured]) -> _Total:
        """The conditions on the way added up, where one may stand on it at several places."""
        told = []
        for each, (_, total) in zip(measured, self.found, strict=True):
            if each.on_way is None:
                told.append(total)
                continue
            values = [tree.If(tree.Name(each.on_way), tree.Name(getattr(total, of)), ZERO) for of in _MEASURES]
            told.append(self._totals(values))
        return self._sum(told)

    # --- one condition ------------------------------------------------------------------------------------------------

    def _single(self, condition: Condition) -> _Total:
        number = len(self.found) + 1
        holds = self._step(f"{number}·holds", condition.value, types.BOOLEAN)
        value = tree.Name(holds)
        failing = self._step(f"{number}·failing", tree.If(_fails(value), ONE, ZERO), types.NUMBER)
        unknown = self._step(f"{number}·unknown", tree.If(is_null(value), ONE, ZERO), types.NUMBER)
        type_ = _TYPES.get(condition.kind, types.ANY)
        have = self._step(f"{number}·have", _counted(condition.have, condition.kind), type_)
        need = None
        if condition.need is not None:
            need = self._step(f"{number}·need", _counted(condition.need, condition.kind), type_)
        measured = Measured(number, condition, holds, have, need, None, None, None)
        distance = failing
        if type_ in (types.NUMBER, types.DATE) and need is not None and condition.op in _LACKING:
            line = condition.need if isinstance(condition.need, tree.Number) else tree.Name(need)
            lacking, over = _lacking(condition, tree.Name(have), line)
            gap = self._step(f"{number}·gap", tree.If(_fails(value), lacking, NULL), types.NUMBER)
            share = self._step(f"{number}·over need", tree.If(_fails(value), over, NULL), types.NUMBER)
            known = tree.If(is_null(tree.Name(share)), tree.Name(failing), tree.Name(share))
            distance = self._step(f"{number}·distance", known, types.NUMBER)
            measured = replace(measured, gap=gap, over_need=share)
        total = _Total(failing, unknown, distance)
        self.found.append((measured, total))
        return total

    # --- several ------------------------------------------------------------------------------------------------------

    def _sum(self, totals: Sequence[_Total]) -> _Total:
        if len(totals) == 1:
            return totals[0]
        return self._totals([_added([getattr(total, of) for total in totals]) for of in _MEASURES])

    def _least(self, totals: Sequence[_Total]) -> tuple[_Total, list[Node]]:
        """The nearest of several, and of each when it is that: found by pairs, so that many make no deep chain."""
        if len(totals) == 1:
            return totals[0], [TRUE]
        half = (len(totals) + 1) // 2
        (left, lefts), (right, rights) = self._least(totals[:half]), self._least(totals[half:])
        self.written += 1
        nearer = tree.Name(self._step(f"nearer {self.written}", _nearer(right, left), types.BOOLEAN))
        farther = tree.Call(tree.Name("not"), (nearer,))
        values = [tree.If(nearer, tree.Name(getattr(right, of)), tree.Name(getattr(left, of))) for of in _MEASURES]
        chosen = [*(both(farther, choice) for choice in lefts), *(both(nearer, choice) for choice in rights)]
        return self._totals(values), chosen

    def _totals(self, values: Sequence[Node]) -> _Total:
        self.written += 1
        names = (
            self._step(f"{of} {self.written}", value, types.NUMBER) for of, value in zip(_MEASURES, values, strict=True)
        )
        return _Total(*names)

    # --- steps --------------------------------------------------------------------------------------------------------

    def _name(self, name: str) -> str:
        return canonical(f"near {self.about.name}", name)

    def _step(self, name: str, value: Node, type_: Type) -> str:
        return self._write(self._name(name), value, type_)

    def _write(self, key: str, value: Node, type_: Type) -> str:
        about = self.about.decision
        self.graph.steps[key] = Step(
            key, self.about.policy, Decision(key, about.article, about.place, formula=value, type=type_), value, NONE
        )
        return key


_MEASURES = ("failing", "unknown", "distance")
_TYPES: dict[Kind, Type] = {
    "number": types.NUMBER, "date": types.DATE, "months": types.NUMBER, "days": types.NUMBER, "string": types.STRING,
    "boolean": types.BOOLEAN,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Counted:
    """A kind of duration that is counted."""

    one: Node
    of: Callable[[Fraction], AnyValue]


_DAY = tree.AtLiteral("P1D")
_COUNTED: dict[Kind, _Counted] = {
    "months": _Counted(tree.AtLiteral("P1M"), lambda count: Months(int(count))),
    "days": _Counted(_DAY, lambda count: timedelta(microseconds=int(count * 86_400_000_000))),
}
_LACKING: dict[str, Callable[[Node, Node], Node]] = {
    ">=": lambda have, need: tree.Arithmetic("-", need, have),
    ">": lambda have, need: tree.Arithmetic("-", need, have),
    "<=": lambda have, need: tree.Arithmetic("-", have, need),
    "<": lambda have, need: tree.Arithmetic("-", have, need),
    "=": lambda have, need: _size(tree.Arithmetic("-", have, need)),
}


def _counted(value: Node, kind: Kind) -> Node:
    return tree.Arithmetic("/", value, _COUNTED[kind].one) if kind in _COUNTED else value


def _lacking(condition: Condition, have: Node, need: Node) -> tuple[Node, Node]:
    """What lacks, and its share."""
    lacking = _LACKING[condition.op](have, need)
    if condition.kind != "date":
        return lacking, _share(lacking, need)
    if condition.op == "=":
        days = _size(tree.Arithmetic("/", tree.Arithmetic("-", have, need), _DAY))
    else:
        days = tree.Arithmetic("/", lacking, _DAY)
    if condition.op in ("<", ">"):
        days = tree.Arithmetic("+", days, ONE)
    return days, _share(days, _whole(DAYS_OF_A_YEAR))


def _fails(value: Node) -> Node:
    """Whether a condition certainly fails; never null."""
    return tree.If(is_null(value), FALSE, tree.If(value, FALSE, TRUE))


def _share(gap: Node, need: Node) -> Node:
    """The gap as a share of what is needed; null where that is 0."""
    if isinstance(need, tree.Number):
        if need.value == 0:
            return NULL
        size: Node = tree.Number(abs(need.value))
        return _rounded(tree.Arithmetic("/", gap, size))
    return tree.If(tree.Comparison("=", need, ZERO), NULL, _rounded(tree.Arithmetic("/", gap, _size(need))))


def _rounded(value: Node) -> Node:
    return tree.Call(tree.Name("round half up"), (value, _whole(PLACES)))


def _size(value: Node) -> Node:
    return tree.Call(tree.Name("abs"), (value,))


def _whole(value: int) -> Node:
    return tree.Number(Decimal(value))


def _added(names: Sequence[str]) -> Node:
    """The sum of steps, by halves, so that many make no deep chain; 0 of none."""
    if len(names) < 2:
        return tree.Name(names[0]) if names else ZERO
    half = (len(names) + 1) // 2
    return tree.Arithmetic("+", _added(names[:half]), _added(names[half:]))


def _nearer(one: _Total, other: _Total) -> Node:
    """Whether one way is nearer than another."""
    test: Node = FALSE
    for of in reversed(_MEASURES):
        left, right = tree.Name(getattr(one, of)), tree.Name(getattr(other, of))
        less, same = tree.Comparison("<", left, right), tree.Comparison("=", left, right)
        test = either(less, both(same, test))
    return test
