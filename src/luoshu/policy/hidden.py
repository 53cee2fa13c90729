"""What stands where no Markdown reader sees it: tables and formulas in comments, in HTML, in blocks of code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.token import Token

from luoshu.feel.tree import Span
from luoshu.policy.keywords import FORMS
from luoshu.policy.source import Findings, Source
from luoshu.policy.stray import RULE, is_deep
from luoshu.problems import Text

_FEEL = re.compile(r"\s*(?:`{3,}|~{3,})\s*feel\b")
_BAR = re.compile(r"(?<!\\)\|")
_BOLD = re.compile(r"\*\*.+\*\*|__.+__")
_COMMENT = "<!--"


def is_comment(token: Token) -> bool:
    return token.type == "html_block" and token.content.lstrip().startswith(_COMMENT)


def look_into_comment(source: Source, findings: Findings, token: Token, first: int, end: int) -> None:
    """A comment that is never closed takes the rest of the document; a closed one may hold what should run."""
    if "-->" not in token.content:
        start = source.line_start(first) + source.lines[first - 1].index(_COMMENT)
        findings.error(
            "comment-open",
            Span(start, start + len(_COMMENT)),
            Text(
                "这段注释没有结束，其后的内容全都不起作用",
                "this comment is never closed: all that follows is lost in it",
            ),
            Text("在注释的末尾写 -->", "write --> where the comment ends"),
        )
        return
    place = Text("注释", "a comment")
    _warn_of_tables(source, findings, range(first, end), place)
    for line in _feel_fences(source, range(first, end)):
        findings.warn("hidden", source.line_span(line), _not_carried_out("feel 代码块", "feel block", place))


def look_into_fence(source: Source, findings: Findings, first: int, end: int) -> None:
    """A block of code that is not said to be anything; one marked `text` is meant to be shown only."""
    _warn_of_tables(source, findings, range(first, end), Text("代码块", "a block of code"))


def look_into_html(source: Source, findings: Findings, first: int, end: int) -> None:
    """HTML goes on to the next blank line. Tables in it are found as lines that belong to no table."""
    for line in _feel_fences(source, range(first, end)):
        findings.error(
            "fence-html",
            source.line_span(line),
            _not_carried_out("feel 代码块", "feel block", Text("HTML ", "HTML")),
            Text("在它前面空一行", "put a blank line before it"),
        )


def look_into_indented(source: Source, findings: Findings, first: int, end: int) -> None:
    for line in _feel_fences(source, range(first, end)):
        if is_deep(source.lines[line - 1]):
            findings.error(
                "fence-indented",
                source.line_span(line),
                Text(
                    "缩进了四格以上的 feel 代码块不会执行",
                    "a feel block that is indented by four spaces or a tab is not carried out",
                ),
                Text("不要缩进", "take its indentation away"),
            )


def _warn_of_tables(source: Source, findings: Findings, lines: range, place: Text) -> None:
    for line in lines[:-1]:
        if RULE.match(source.lines[line]) and _would_run(source.lines[line - 1]):
            findings.warn("hidden", source.line_span(line), _not_carried_out("表格", "table", place))


def _would_run(header: str) -> bool:
    """Whether the line is the header of an executable table: with the keyword of a form, or with a bold cell."""
    if not header.lstrip().startswith("|"):
        return False
    _, keyword, *cells = (cell.strip() for cell in _BAR.split(header))
    return keyword in FORMS or any(_BOLD.fullmatch(cell) for cell in cells)


def _feel_fences(source: Source, lines: range) -> Iterator[int]:
    return (line for line in lines if _FEEL.match(source.lines[line - 1]))


def _not_carried_out(zh: str, en: str, place: Text) -> Text:
    return Text(f"{place.zh}里的这个{zh}不会执行", f"this {en} stands in {place.en} and is not carried out")
