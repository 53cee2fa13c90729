"""Decision tables (OMG DMN 1.5, chapter 8): their parts, and the hit policies."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from luoshu.feel.tree import NOWHERE, Node, Span


class HitPolicy(Enum):
    """DMN 1.5, 8.2.8, by the letters that stand in a table's first header cell."""

    UNIQUE = "U"
    ANY = "A"
    PRIORITY = "P"
    FIRST = "F"
    RULE_ORDER = "R"
    OUTPUT_ORDER = "O"
    COLLECT = "C"
    COLLECT_SUM = "C+"
    COLLECT_COUNT = "C#"
    COLLECT_MIN = "C<"
    COLLECT_MAX = "C>"

    @property
    def is_list(self) -> bool:
        """Whether the result is a list of outputs."""
        return self in (HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER, HitPolicy.COLLECT)


@dataclass(frozen=True, slots=True)
class Input:
    """A plain header: an expression, the text of which explanations show."""

    expression: Node
    text: str


@dataclass(frozen=True, slots=True)
class Output:
    """A bold header. `allowed` lists the allowed values, the most important first (for P and O)."""

    name: str
    allowed: tuple[Node, ...] = ()
    span: Span = NOWHERE


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: a test an input (AnyTest, UnaryTest or Tests), an expression an output, and notes.

    `number` is the row's place from 1; `texts` are its input cells as written; `line` its line in the document.
    """

    number: int
    tests: tuple[Node, ...]
    outputs: tuple[Node, ...]
    texts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table. `line` is that of its header."""

    hit_policy: HitPolicy
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    annotations: tuple[str, ...] = ()
    line: int = 0
