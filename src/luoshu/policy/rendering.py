"""Cells that a Git host would show as something else than what runs: `_x_`, `<b>`, `a*b*c`, `a~~b~~`."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from luoshu.policy.markdown import Grid, Style
from luoshu.policy.source import Findings
from luoshu.problems import Text

_INLINE = MarkdownIt("commonmark").enable("strikethrough")
# A text without any of the signs that mean something inside a line is shown as it stands: most cells.
_SIGNS = re.compile(r"[\\`*_~\[!<&\n\r\0]")


def warn_of_misleading_cells(grid: Grid, findings: Findings) -> None:
    """Warns of each cell that runs and whose characters would not all be shown as they stand.

    The first column names rows, and columns with an italic header are notes: they are for the page alone.
    """
    runs = [at for at, cell in enumerate(grid.header.cells) if at and cell.style is not Style.ITALIC]
    for row in (grid.header, *grid.rows):
        for cell in (row.cells[at] for at in runs):
            raw = findings.source.slice(cell.span).replace("\\|", "|")
            if is_shown_otherwise(raw) and not _in_code(findings, cell.span.start):
                findings.warn(
                    "cell-rendering",
                    cell.span,
                    Text(
                        f"网页上这一格会显示成“{shown(raw)}”，与执行的不同",
                        f"a web page shows this cell as '{shown(raw)}', which is not what runs",
                    ),
                    _advice(raw),
                )


def is_shown_otherwise(raw: str) -> bool:
    """Whether a Git host would show the text as anything but its own characters."""
    if _SIGNS.search(raw) is None:
        return False
    tokens = _tokens(raw)
    return any(token.type != "text" for token in tokens) or _characters(tokens) != raw


def shown(raw: str) -> str:
    """The characters that a reader of the page would see."""
    return _characters(_tokens(raw))


def _tokens(raw: str) -> list[Token]:
    return _INLINE.parseInline(raw)[0].children or []


def _characters(tokens: list[Token]) -> str:
    return "".join(token.content for token in tokens if token.type in ("text", "code_inline"))


def _advice(raw: str) -> Text:
    if "`" in raw:
        return Text("单元格里不要写反引号 `", "write no backtick ` inside a cell")
    return Text(f"把整格写成代码：`{raw}`", f"set the whole cell as code: `{raw}`")


def _in_code(findings: Findings, start: int) -> bool:
    return findings.source.text[start - 1 : start] == "`"
