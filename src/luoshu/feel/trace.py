"""What the interpreter tells while it works: every value, and the cause of every null that an operation made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from luoshu.feel.tree import Node
from luoshu.feel.values import Value
from luoshu.problems import Text


class Trace(Protocol):
    """Hears of the evaluation, parts before wholes."""

    def step(self, node: Node, value: Value) -> None:
        """`node` was evaluated and has `value`."""

    def failure(self, node: Node, cause: Text) -> None:
        """The operation of `node` failed, and gave null for this cause. A null from a null operand is no failure."""


@dataclass(slots=True)
class Recorder:
    """A trace that keeps everything it hears, in order."""

    steps: list[tuple[Node, Value]] = field(default_factory=list)
    failures: list[tuple[Node, Text]] = field(default_factory=list)

    def step(self, node: Node, value: Value) -> None:
        self.steps.append((node, value))

    def failure(self, node: Node, cause: Text) -> None:
        self.failures.append((node, cause))
