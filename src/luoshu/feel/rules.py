"""The rules of a long decision table as sets of constants: which of them hit, and what follows by the hit policy.

A short table is lowered to a chain of ifs. A chain of a thousand is slow wherever it is read, so a long table whose
cells compare with constants, and whose outputs are constants, stays in one piece (:class:`luoshu.feel.tree.RuleTable`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal, TypeAlias

from luoshu.feel.pieces import Piece

Output: TypeAlias = Decimal | str | bool | date


Cell: TypeAlias = tuple[Piece, ...] | None  # None: `-`, any value, known or not. The pieces share no value.
Policy: TypeAlias = Literal["first", "unique", "any", "sum", "count"]


@dataclass(frozen=True, eq=False)
class Rules:
    """The cells of each rule and its output.

    `first` picks the rule of the least `place`, before which another output may not be left open; rules of one place
    have one output. `unique`, `any`, `sum` and `count` are U, A, C+ and C#.
    """

    policy: Policy
    cells: tuple[tuple[Cell, ...], ...]
    outputs: tuple[Output, ...]
    places: tuple[int, ...]

    @cached_property
    def kind(self) -> type:
        return type(self.outputs[0])

    def found(self, values: Sequence[Any], failed: Sequence[bool]) -> Found:
        """What the rules give for the inputs: None where one is missing, or (where it `failed`) has no value."""
        hits: list[int] = []
        undetermined: dict[int, tuple[int, ...]] = {}
        for at, cells in enumerate(self.cells):
            undecided = _undecided(cells, values, failed)
            if undecided:
                undetermined[at] = undecided
            elif undecided is not None:
                hits.append(at)
        return Found(self, hits, undetermined)


def _undecided(cells: Sequence[Cell], values: Sequence[Any], failed: Sequence[bool]) -> tuple[int, ...] | None:
    """The inputs that leave a rule undetermined; None where it does not hit."""
    found = []
    for at, (cell, value) in enumerate(zip(cells, values, strict=True)):
        if cell is None:
            continue
        if value is None:
            if failed[at]:
                return None
            found.append(at)
        elif not any(piece.holds(Fraction(value) if isinstance(value, Decimal) else value) for piece in cell):
            return None
    return tuple(found)


@dataclass(frozen=True)
class Found:
    """The rules that hit for certain, and those that are undetermined with the inputs that leave them so."""

    rules: Rules
    hits: Sequence[int]
    undetermined: dict[int, tuple[int, ...]]

    @property
    def contradicts(self) -> bool:
        """Whether the certain hits are too many, or do not agree."""
        match self.rules.policy:
            case "unique":
                return len(self.hits) > 1
            case "any":
                return len({self.rules.outputs[at] for at in self.hits}) > 1
        return False

    @property
    def value(self) -> Any:
        outputs = self.rules.outputs
        told = [outputs[at] for at in self.hits]
        match self.rules.policy:
            case "unique":
                return told[0] if len(told) == 1 else None
            case "sum" | "count" as policy:
                if next(self._matters(), None) is not None:
                    return None
                return Decimal(len(told)) if policy == "count" else sum(told, Decimal(0))
        if not told:
            return None
        chosen = outputs[self._first()] if self.rules.policy == "first" else told[0]
        others = [*(outputs[at] for at in self._matters()), *(told if self.rules.policy == "any" else [])]
        return chosen if all(output == chosen for output in others) else None

    def _first(self) -> int:
        return min(self.hits, key=self.rules.places.__getitem__)

    def _matters(self) -> Iterator[int]:
        """The undetermined rules that could change the result."""
        rules = self.rules
        end = rules.places[self._first()] if rules.policy == "first" and self.hits else None
        for at in self.undetermined:
            if end is not None and rules.places[at] >= end:
                continue
            if rules.policy != "sum" or rules.outputs[at] != 0:
                yield at

    def open(self, input_: int) -> bool:
        """Whether an input leaves a rule undetermined that could change the result."""
        return any(input_ in self.undetermined[at] for at in self._matters())
