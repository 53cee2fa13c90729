"""The text of one document, the places in it, and the problems found there."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate

from luoshu.feel.tree import Span
from luoshu.problems import Place, Problem, Report, Severity, Text


class Source:
    """A document as read: knows the line and column (both from 1) of every offset."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text.removeprefix("\ufeff").replace("\r\n", "\n")
        self.path = path
        self.lines = self.text.split("\n")
        self._starts = list(accumulate((len(line) + 1 for line in self.lines), initial=0))

    def line_start(self, line: int) -> int:
        """The offset of the first character of a line."""
        return self._starts[line - 1]

    def line_of(self, offset: int) -> int:
        return min(max(bisect_right(self._starts, offset), 1), len(self.lines))

    def line_span(self, line: int) -> Span:
        """The whole of a line, without its indentation."""
        text = self.lines[line - 1]
        start = self.line_start(line)
        return Span(start + len(text) - len(text.lstrip()), start + len(text.rstrip()))

    def place(self, span: Span) -> Place:
        """Where a span begins; it is underlined to its end, or to the end of its first line."""
        line = self.line_of(span.start)
        text = self.lines[line - 1]
        column = span.start - self.line_start(line) + 1
        width = max(1, min(span.end - span.start, len(text) - column + 1))
        return Place(self.path, line, column, text, width)

    def slice(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def trimmed(self, start: int, end: int) -> Span:
        """The span without the white space at both its ends."""
        text = self.text[start:end]
        return Span(start + len(text) - len(text.lstrip()), max(start, end - len(text) + len(text.rstrip())))


@dataclass(slots=True)
class Findings(Report):
    """The problems of one document, each at a span of its text."""

    source: Source = field(default_factory=lambda: Source("", ""))

    def sort(self) -> None:
        """Puts the problems in the order of the text; those of other documents come last."""

        def where(problem: Problem) -> tuple[bool, int, int]:
            place = problem.place
            if place is None or place.file != self.source.path:
                return True, 0, 0
            return False, place.line or 0, place.column if isinstance(place.column, int) else 0

        self.problems.sort(key=where)

    def note(self, severity: Severity, code: str, span: Span, text: Text, hint: Text | None = None) -> None:
        self.add(Problem(code, text, self.source.place(span), hint, severity))

    def error(self, code: str, span: Span, text: Text, hint: Text | None = None) -> None:
        self.note("error", code, span, text, hint)

    def warn(self, code: str, span: Span, text: Text, hint: Text | None = None) -> None:
        self.note("warning", code, span, text, hint)

    def advise(self, code: str, span: Span, text: Text, hint: Text | None = None) -> None:
        self.note("advice", code, span, text, hint)
