"""A policy document that is being made of a DMN model: its facts, its decisions, what could not be brought over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from luoshu.dmn.tables import HitPolicy
from luoshu.facts.vocabulary import Kind
from luoshu.feel.tree import Node
from luoshu.policy.exchange.unguarded import gaps_named


class LeftOutError(Exception):
    """Something for which a policy has no form: in both languages, with the line of the model where that is known.

    `file` is that of an imported model; "" is the model's own.
    """

    def __init__(self, zh: str, en: str, line: int = 0, file: str = "") -> None:
        super().__init__(en)
        self.zh, self.en, self.line, self.file = zh, en, line, file


@dataclass(frozen=True, slots=True)
class FactDraft:
    """A row of a `数据` table, as it is written. `default` is a literal of FEEL."""

    name: str
    kind: Kind
    values: tuple[str, ...] = ()
    range: str = ""
    unit: str = ""
    annual: bool = False
    default: str = ""
    english: str = ""
    note: str = ""
    target: str = ""


@dataclass
class RecordDraft:
    name: str
    facts: dict[str, FactDraft] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Piece:
    """An expression of the model: as it stands there, and without the guards that policies need not write.

    `plain` is written where it means the same; that is proved after the document has been read.
    """

    written: Node
    plain: Node


@dataclass(frozen=True, slots=True)
class RowDraft:
    tests: tuple[Node, ...]
    outputs: tuple[Piece, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableDraft:
    hit_policy: HitPolicy
    inputs: tuple[Piece, ...]
    outputs: tuple[tuple[str, str], ...]  # the name of the decision, and its allowed values as written
    rows: tuple[RowDraft, ...]
    annotations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionDraft:
    """A formula or a table, under the headings of `path`. `line` is that of the model."""

    name: str
    logic: Piece | TableDraft
    path: tuple[str, ...] = ()
    english: str = ""
    prose: str = ""
    line: int = 0
    file: str = ""  # of an imported model

    def names(self) -> tuple[str, ...]:
        """The decisions that it makes."""
        return (self.name,) if isinstance(self.logic, Piece) else tuple(name for name, _ in self.logic.outputs)

    def pieces(self) -> Iterator[tuple[tuple[int, ...], Piece]]:
        """Its expressions with where they stand: the formula (), an input (at,), an output (row, at)."""
        if isinstance(self.logic, Piece):
            yield (), self.logic
            return
        for at, piece in enumerate(self.logic.inputs):
            yield (at,), piece
        for row, each in enumerate(self.logic.rows):
            for at, piece in enumerate(each.outputs):
                yield (row, at), piece


@dataclass(frozen=True)
class Front:
    """The front matter, and what stands under the title."""

    id: str
    zh: str
    en: str
    about: str
    number: str = ""
    issuer: str = ""
    period: str = ""
    prose: str = ""  # what else the model says of itself


@dataclass
class Draft:
    front: Front
    records: dict[str, RecordDraft]
    decisions: dict[str, DecisionDraft]
    kept: set[tuple[str, tuple[int, ...]]] = field(default_factory=set)  # pieces that stay as the model has them

    def node(self, name: str, at: tuple[int, ...], piece: Piece) -> Node:
        """The tree that is written: where the model's own tests for null stay, with names for what they find."""
        own = (name, at) in self.kept or piece.plain == piece.written
        return gaps_named(piece.written) if own else piece.plain
