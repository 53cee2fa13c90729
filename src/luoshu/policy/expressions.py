"""Expressions of a document: parsed where they stand, their errors put among the document's findings."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from luoshu.feel.cells import parse_tests
from luoshu.feel.lexing import POLICY, FeelSyntaxError
from luoshu.feel.parser import parse
from luoshu.feel.scope import Names
from luoshu.feel.tree import NOWHERE, Assumed, AtLiteral, Name, Node, Span, transform, walk
from luoshu.policy.model import RUN_DATE
from luoshu.policy.source import Findings
from luoshu.problems import Text

RUN_DATE_ENGLISH = "assessment date"
PRIOR = "prior"
_DAY = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})|([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日")


class ExpressionReader:
    """Parses spans of one document with the names that are known in it."""

    def __init__(self, findings: Findings, names: Names) -> None:
        self.findings = findings
        self.names = names

    def expression(self, span: Span) -> Node | None:
        """The tree of an expression; None where it is wrong, and then reported."""
        return self._parsed(span, tests=False)

    def literal(self, span: Span) -> Node | None:
        """The tree of a value in an example; a day may stand there as `2025-06-30` or `2025年6月30日`."""
        match = _DAY.fullmatch(self.findings.source.slice(span))
        if match is None:
            return self.expression(span)
        try:
            day = date(*(int(part) for part in match.groups() if part))
        except ValueError:
            self.findings.error("syntax", span, Text(f"没有 {match[0]} 这一天", f"there is no day {match[0]}"))
            return None
        return AtLiteral(day.isoformat(), span=span)

    def tests(self, span: Span) -> Node | None:
        """The tree of a table's input cell; None where it is wrong, and then reported."""
        return self._parsed(span, tests=True)

    def composed(self, text: str) -> Node:
        """The tree of an expression that the reader of a form has put together; it stands nowhere."""
        return transform(parse(text, self.names, dialect=POLICY), lambda node: replace(node, span=NOWHERE))

    def _parsed(self, span: Span, *, tests: bool) -> Node | None:
        parser = parse_tests if tests else parse
        try:
            node = parser(self.findings.source.text, self.names, dialect=POLICY, start=span.start, end=span.end)
        except FeelSyntaxError as error:
            self.findings.error("syntax", error.span, error.text, error.hint)
            return None
        return transform(node, _official_run_date)


def _official_run_date(node: Node) -> Node:
    return Name(RUN_DATE, span=node.span) if node == Name(RUN_DATE_ENGLISH) else node


def unmarked(node: Node) -> Node:
    """The tree without its ⟨…⟩."""
    return transform(node, lambda part: part.value if isinstance(part, Assumed) else part)


def is_assumed(node: Node | None) -> bool:
    return node is not None and any(isinstance(part, Assumed) for part in walk(node))
