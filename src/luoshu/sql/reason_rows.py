"""What the bits of a decision's masks stand for: the rows that unknown.parquet may have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from luoshu.policy.graph import Graph, Step
from luoshu.problems import Text
from luoshu.sql.masks import Leaf, own_leaves
from luoshu.sql.program import Program
from luoshu.sql.source import Source


@dataclass(frozen=True)
class ReasonRow:
    """One bit of one decision's masks: a fact that is missing, or (with an empty fact) the cause of a failure."""

    decision: int  # its place among the graph's steps
    word: int
    bit: int
    fact: str
    cause: Text


MISSING = Text("缺失", "missing")


def reason_rows(program: Program) -> Iterator[ReasonRow]:
    """For each nullable decision the leaves that may stand behind it."""
    for number, (name, step) in enumerate(program.graph.steps.items()):
        for leaf in closure(program.graph, step):
            for word in program.mask_words.get(name, ()):
                bit = program.leaves.bit(leaf, word)
                if bit:
                    yield ReasonRow(number, word, bit, leaf.fact, cause_of(leaf, program.source))


def cause_of(leaf: Leaf, source: Source) -> Text:
    """Why a leaf stands behind a null. A list that is there and yet not known of somebody lost a row."""
    if leaf.cause is not None:
        return leaf.cause
    file = source.incomplete.get(leaf.fact)
    return Text(f"略去了 {file} 的行", f"a row of {file} was left out") if file else MISSING


def closure(graph: Graph, step: Step) -> list[Leaf]:
    """The leaves of a step and of the decisions it uses."""
    found: dict[Leaf, None] = {}
    stack, seen = [step], {step.name}
    while stack:
        current = stack.pop()
        for leaf in own_leaves(current.reasons):
            found[leaf] = None
        for name in graph.uses(current):
            if name not in seen:
                seen.add(name)
                stack.append(graph.steps[name])
    return list(found)
