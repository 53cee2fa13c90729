"""Decisions whose names are known and whose expressions are still text: the first of a document's two passes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass

from luoshu.feel.tree import Span
from luoshu.policy.expressions import ExpressionReader
from luoshu.policy.model import Article, Decision
from luoshu.policy.source import Source


@dataclass(frozen=True, slots=True)
class Draft(ABC):
    """Something that defines one or more decisions. `names` and `name_spans` belong together."""

    article: Article
    names: tuple[str, ...]
    name_spans: tuple[Span, ...]

    @abstractmethod
    def texts(self, source: Source) -> Iterable[str]:
        """The text of all its expressions."""

    @abstractmethod
    def decisions(self, reader: ExpressionReader) -> list[Decision]:
        """The decisions, parsed with the reader's names; those with an error are left out, and the error reported."""


@dataclass(frozen=True, slots=True)
class FormulaDraft(Draft):
    """`名称: 表达式`, or the cell of an instrument."""

    span: Span
    unit: str = ""  # where the form says what the value is counted in

    def texts(self, source: Source) -> Iterable[str]:
        return (source.slice(self.span),)

    def decisions(self, reader: ExpressionReader) -> list[Decision]:
        formula = reader.expression(self.span)
        if formula is None:
            return []
        source = reader.findings.source
        place = source.place(self.name_spans[0])
        text = source.slice(self.span)
        return [Decision(self.names[0], self.article, place, formula=formula, text=text, unit=self.unit)]


@dataclass(frozen=True, slots=True)
class ComposedDraft(Draft):
    """A decision that an instrument makes of others: its formula is composed, and stands nowhere in the document."""

    formula: str
    unit: str = ""

    def texts(self, source: Source) -> Iterable[str]:
        return (self.formula,)

    def decisions(self, reader: ExpressionReader) -> list[Decision]:
        place = reader.findings.source.place(self.name_spans[0])
        formula = reader.composed(self.formula)
        return [Decision(self.names[0], self.article, place, formula=formula, text=self.formula, unit=self.unit)]
