"""The Markdown of a document -> its headings, tables and fenced blocks, every cell with its place in the text.

markdown-it-py says where blocks begin and end, as any Markdown reader would. The cells of tables are split here:
readers of Markdown drop a surplus cell, fill in a missing one and end a table at a blank line, all without a word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from luoshu.feel.tree import Span
from luoshu.policy.hidden import is_comment, look_into_comment, look_into_fence, look_into_html, look_into_indented
from luoshu.policy.keywords import FORMS, HIT_POLICIES
from luoshu.policy.source import Findings, Source
from luoshu.policy.stray import report_stray_lines
from luoshu.problems import Text

# Blocks alone: what stands inside a line is looked at where it matters, and takes most of the time.
_MARKDOWN = MarkdownIt("commonmark").enable("table").disable(["inline", "text_join"])


class Style(Enum):
    """How the whole of a cell is set."""

    PLAIN = ""
    ITALIC = "*"
    BOLD = "**"


# In a header bold and italic say what a column is for; in the rows below they would be part of an expression.
_BODY_MARKS = {"`": Style.PLAIN}
_HEADER_MARKS = {"**": Style.BOLD, "__": Style.BOLD, "*": Style.ITALIC, "_": Style.ITALIC, **_BODY_MARKS}


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` and `span` are those of the words inside, without spaces around and the marks of bold, italic or code."""

    text: str
    span: Span
    style: Style = Style.PLAIN

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Cell, ...]
    line: int
    span: Span


@dataclass(frozen=True, slots=True)
class Heading:
    title: str
    level: int
    line: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A Markdown table; every row has as many cells as its header."""

    header: Row
    rows: tuple[Row, ...]

    @property
    def line(self) -> int:
        return self.header.line

    @property
    def keyword(self) -> Cell:
        return self.header.cells[0]

    @property
    def has_bold_header(self) -> bool:
        return any(cell.style is Style.BOLD for cell in self.header.cells[1:])


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block: its first word, and the span of the lines inside."""

    info: str
    span: Span
    line: int


Block = Heading | Grid | Fence


def read_blocks(source: Source, findings: Findings, *, body: int = 1) -> list[Block]:
    """The blocks of the document from line `body` on, in order; what a Markdown reader would lose is an error."""
    blocks: list[Block] = []
    tokens = _MARKDOWN.parse("\n" * (body - 1) + "\n".join(source.lines[body - 1 :]))
    in_tables: set[int] = set()
    exempt: set[int] = set()
    html: dict[int, int] = {}  # each line of HTML with the first line of its block
    for index, token in enumerate(tokens):
        if token.map is None:
            continue
        first, end = token.map[0] + 1, token.map[1] + 1
        if token.type == "heading_open" and token.level == 0:
            blocks.append(Heading(tokens[index + 1].content.strip(), int(token.tag[1]), first))
        elif token.type == "table_open":
            in_tables.update(range(first, end))
            if token.level == 0:
                blocks += _grid(source, findings, first, end)
            else:
                _refuse_nested_table(source, findings, first, keyword=tokens[index + 4].content)
        elif token.type == "fence":
            exempt.update(range(first, end))
            blocks += _fence(source, findings, token, first, end)
            if not token.info.strip():
                look_into_fence(source, findings, first, end)
        elif is_comment(token):
            exempt.update(range(first, end))
            look_into_comment(source, findings, token, first, end)
        elif token.type == "html_block":
            html.update(dict.fromkeys(range(first, end), first))
            look_into_html(source, findings, first, end)
        elif token.type == "code_block":
            look_into_indented(source, findings, first, end)
    report_stray_lines(source, findings, in_tables, in_tables | exempt, html, body)
    return blocks


def cells_of(source: Source, line: int) -> list[Span] | None:
    """The spans between the bars of a line, white space taken off; None unless it begins and ends with a bar.

    As on Git hosts a bar separates cells even inside a code span, unless a backslash stands before it.
    """
    text = source.lines[line - 1]
    bars = [at for at, char in enumerate(text) if char == "|" and (at == 0 or text[at - 1] != "\\")]
    if len(bars) < 2 or text[: bars[0]].strip() or text[bars[-1] + 1 :].strip():
        return None
    offset = source.line_start(line)
    return [source.trimmed(offset + left + 1, offset + right) for left, right in pairwise(bars)]


def _grid(source: Source, findings: Findings, first: int, end: int) -> Iterator[Grid]:
    header = _row(source, findings, first, _HEADER_MARKS)
    _row(source, findings, first + 1, _BODY_MARKS)
    found = (_row(source, findings, line, _BODY_MARKS) for line in range(first + 2, end))
    rows = [row for row in found if row is not None]
    if header is None:
        return
    width = len(header.cells)
    for row in rows:
        if len(row.cells) != width:
            _report_width(source, findings, row, width)
    yield Grid(header, tuple(row for row in rows if len(row.cells) == width))


def _row(source: Source, findings: Findings, line: int, marks: Mapping[str, Style]) -> Row | None:
    spans = cells_of(source, line)
    if spans is None:
        _report_open_row(source, findings, line)
        return None
    return Row(tuple(_cell(source, span, marks) for span in spans), line, source.line_span(line))


def _cell(source: Source, span: Span, known_marks: Mapping[str, Style]) -> Cell:
    text = source.slice(span)
    for marks, style in known_marks.items():
        size = len(marks)
        inside = text[size:-size]
        if text.startswith(marks) and text.endswith(marks) and inside.strip() and marks not in inside:
            span = source.trimmed(span.start + size, span.end - size)
            return Cell(source.slice(span), span, style)
    return Cell(text, span)


def _report_open_row(source: Source, findings: Findings, line: int) -> None:
    span = source.line_span(line)
    text = source.slice(span)
    if "|" not in text:
        findings.error(
            "table-row",
            span,
            Text(
                "这一行紧跟在表格之后，会被当作表格的一行",
                "this line follows a table directly and would be taken for one of its rows",
            ),
            Text("在它前面空一行", "put a blank line before it"),
        )
        return
    at_start = not text.startswith("|")
    where = Span(span.start, span.start + 1) if at_start else Span(max(span.start, span.end - 1), span.end)
    findings.error(
        "table-row",
        where,
        Text(
            f"表格的这一行缺少{'开头' if at_start else '结尾'}的“|”",
            f"this row of a table lacks the '|' at its {'beginning' if at_start else 'end'}",
        ),
        Text("每一行都以“|”开头并以“|”结尾", "every row begins and ends with '|'"),
    )


def _report_width(source: Source, findings: Findings, row: Row, width: int) -> None:
    have = len(row.cells)
    if have > width:
        where = Span(row.cells[width].span.start, row.span.end)
        hint = Text("单元格里的“|”写成“\\|”", "write a '|' that belongs inside a cell as '\\|'")
    else:
        where = Span(max(row.span.start, row.span.end - 1), row.span.end)
        hint = Text("是否漏了一个“|”？空单元格也要有自己的“|”", "is a '|' missing? an empty cell needs its own '|' too")
    findings.error(
        "table-row",
        where,
        Text(f"这一行有 {have} 个单元格，表头有 {width} 个", f"this row has {have} cells, its header has {width}"),
        hint,
    )


def _refuse_nested_table(source: Source, findings: Findings, line: int, keyword: str) -> None:
    """A table of prose may stand anywhere, an executable one only at the margin."""
    if keyword in FORMS or keyword in HIT_POLICIES:
        findings.error(
            "table-nested",
            source.line_span(line),
            Text("引用或列表里的表格不会执行", "a table inside a quotation or a list is not carried out"),
            Text("把它移到列表之外，不缩进", "move it out of the list, without indentation"),
        )


def _fence(source: Source, findings: Findings, token: Token, first: int, end: int) -> Iterator[Fence]:
    info = token.info.split()[0] if token.info.split() else ""
    closed = end - first >= 2 and source.lines[end - 2].lstrip("> \t").startswith(token.markup)
    if not closed:
        findings.error(
            "fence-open",
            source.line_span(first),
            Text("这个代码块没有结束", "this fenced block is never closed"),
            Text(f"在它的末尾另起一行写 {token.markup}", f"write {token.markup} on a line of its own where it ends"),
        )
    elif token.level == 0:
        yield Fence(info, Span(source.line_start(first + 1), source.line_start(end - 1)), first)
    elif info == "feel":
        findings.error(
            "fence-nested",
            source.line_span(first),
            Text("引用或列表里的 feel 代码块不会执行", "a feel block inside a quotation or a list is not carried out"),
            Text("把它移到列表之外，不缩进", "move it out of the list, without indentation"),
        )
