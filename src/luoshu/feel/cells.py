"""The forms around expressions: the unary tests of a table cell, and the lines of a `feel` block."""

from __future__ import annotations

import re
from dataclasses import dataclass

from luoshu.feel import tree
from luoshu.feel.lexing import STANDARD, Dialect, FeelSyntaxError, plain_signs
from luoshu.feel.parser import Parser, parse
from luoshu.feel.scope import Names
from luoshu.feel.tree import Node, Span
from luoshu.problems import Text


def parse_tests(
    text: str, names: Names, *, dialect: Dialect = STANDARD, start: int = 0, end: int | None = None
) -> Node:
    """The tests of a cell, text[start:end]: AnyTest for `-`; UnaryTest for a single one; Tests for several, for
    `not(...)`, and for a boolean expression that speaks of `?`.

    Raises:
        FeelSyntaxError: where the text is no list of tests.
    """
    return Parser(text, names, dialect, start, end).whole(_tests)


def _tests(parser: Parser) -> Node:
    parser.skip()
    start = parser.position
    if parser.take("-"):
        parser.skip()
        if parser.position == parser.end:
            return tree.AnyTest(span=Span(start, parser.last))
        parser.position = start
    if parser.dialect.assumed and re.fullmatch(r"⟨\s*-\s*⟩\s*", parser.text[start : parser.end]):
        parser.position = parser.last = parser.end
        return tree.AnyTest(span=Span(start, parser.end))
    return _negated(parser, start) or _positive(parser, start)


def _negated(parser: Parser, start: int) -> Node | None:
    """`not(a, b)` where that is the whole cell."""
    if not (parser.take_word("not") and parser.take("(")):
        parser.position = start
        return None
    try:
        parts = _parts(parser)
        parser.expect(")")
        parser.skip()
    except FeelSyntaxError as error:
        if error.span.start >= parser.end - 1:
            raise
        parser.position = start
        return None
    if parser.position < parser.end or any(not isinstance(part, tree.UnaryTest) for part in parts):
        parser.position = start
        return None
    return tree.Tests(tuple(parts), negated=True, span=Span(start, parser.last))


def _positive(parser: Parser, start: int) -> Node:
    parts = _parts(parser)
    if len(parts) == 1 and isinstance(parts[0], tree.UnaryTest):
        return parts[0]
    return tree.Tests(tuple(parts), span=Span(start, parser.last))


def _parts(parser: Parser) -> list[Node]:
    parts = [parser.free(parser.test)]
    while parser.take(","):
        parts.append(parser.free(parser.test))
    return parts


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a `feel` block: its name, where the name stands, and where its expression does."""

    name: str
    name_span: Span
    start: int
    end: int


_COMMENT_OR_STRING = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|“[^”\n]*”', re.DOTALL)
_LINE = re.compile(r"[^\n]*")
_ENTRY = re.compile(r"\s*(?P<name>[^:\s(\[{\"=<>][^:(\[{\"=<>]*?)\s*:")


def split_context_lines(
    text: str,
    *,
    dialect: Dialect = STANDARD,
    start: int = 0,
    end: int | None = None,
    errors: list[FeelSyntaxError] | None = None,
) -> list[Entry]:
    """The entries of a `feel` block, `名称: 表达式` each; a line indented deeper than the first continues its entry.

    Errors are appended to `errors`; without it the first is raised.
    """
    end = len(text) if end is None else end
    plain = _without_comments(plain_signs(text, dialect)[start:end])
    entries: list[Entry] = []
    indent: int | None = None
    for line in _LINE.finditer(plain):
        if not line[0].strip():
            continue
        depth = len(line[0]) - len(line[0].lstrip())
        indent = depth if indent is None else indent
        stop = start + line.start() + len(line[0].rstrip())
        if depth > indent and entries:
            last = entries[-1]
            entries[-1] = Entry(last.name, last.name_span, last.start, stop)
            continue
        found = _ENTRY.match(line[0])
        if found is None:
            _report(_not_an_entry(Span(start + line.start() + depth, stop)), errors)
            continue
        begin = start + line.start()
        # The name is taken from the original text: it may hold signs that were made plain.
        span = Span(begin + found.start("name"), begin + found.end("name"))
        entries.append(Entry(" ".join(text[span.start : span.end].split()), span, begin + found.end(), stop))
    return entries


def parse_context_lines(
    text: str,
    names: Names,
    *,
    dialect: Dialect = STANDARD,
    start: int = 0,
    end: int | None = None,
    errors: list[FeelSyntaxError] | None = None,
) -> list[tuple[str, Span, Node]]:
    """The entries of a `feel` block as (name, span of the name, expression).

    An error in one entry does not stop the others: it is appended to `errors`; without it the first is raised.
    """
    parsed: list[tuple[str, Span, Node]] = []
    for entry in split_context_lines(text, dialect=dialect, start=start, end=end, errors=errors):
        try:
            node = parse(text, names, dialect=dialect, start=entry.start, end=entry.end)
        except FeelSyntaxError as error:
            _report(error, errors)
        else:
            parsed.append((entry.name, entry.name_span, node))
    return parsed


def _without_comments(text: str) -> str:
    """The text with its comments made blank, every character left in its place."""

    def blank(found: re.Match[str]) -> str:
        return found[0] if found[0][0] in '"“' else re.sub(r"[^\n]", " ", found[0])

    return _COMMENT_OR_STRING.sub(blank, text)


def _not_an_entry(span: Span) -> FeelSyntaxError:
    return FeelSyntaxError(
        span,
        Text("应为“名称: 表达式”", "expected 'name: expression'"),
        ("name ':'",),
        Text("上一项的续行须缩进", "indent a line that continues the entry above it"),
    )


def _report(error: FeelSyntaxError, errors: list[FeelSyntaxError] | None) -> None:
    if errors is None:
        raise error
    errors.append(error)
