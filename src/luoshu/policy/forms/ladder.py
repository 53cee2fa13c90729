"""A `梯次` table: a row a rung, with the title held and the decision that opens it."""

from __future__ import annotations

from collections.abc import Collection

from luoshu.policy.forms.columns import Column, Columns, read_columns
from luoshu.policy.markdown import Grid, Row
from luoshu.policy.model import Article, Ladder, Rung
from luoshu.policy.source import Findings
from luoshu.policy.terms import read_term
from luoshu.problems import Text, suggest

COLUMNS = (
    Column("title", ("资格（台账）", "资格", "title")),
    Column("condition", ("条件（决策）", "条件", "condition")),
    Column("valid", ("有效", "有效期", "valid")),
)


def read_ladder(grid: Grid, article: Article, decisions: Collection[str], findings: Findings) -> Ladder | None:
    """The ladder; `decisions` are the names that may open a rung."""
    if len(grid.header.cells) < 2:
        findings.error(
            "ladder",
            grid.header.span,
            Text("第二个表头应当是梯次的名称", "the second header cell must name the ladder"),
        )
        return None
    columns = read_columns(grid, COLUMNS, findings, first=2)
    if columns is None:
        return None
    rungs = [_rung(row, columns, decisions, findings) for row in grid.rows]
    return Ladder(grid.header.cells[1].text, article, grid.line, tuple(rungs))


def _rung(row: Row, columns: Columns, decisions: Collection[str], findings: Findings) -> Rung:
    if row.cells[0]:
        findings.error("keyword-column", row.cells[0].span, Text("这一列应当留空", "this column stays empty"))
    if not row.cells[1]:
        findings.error("ladder", row.span, Text("这一级没有名称", "the rung has no name"))
    condition = columns.cell(row, "condition")
    wanted = condition.text.strip("⟨⟩ ") if condition else None
    if condition and wanted not in decisions:
        findings.error(
            "ladder",
            condition.span,
            Text(f"没有名为“{wanted}”的决策", f"there is no decision named '{wanted}'"),
            suggest(wanted or "", decisions),
        )
    valid = columns.cell(row, "valid")
    if valid and read_term(valid.text) is None:
        findings.error(
            "ladder",
            valid.span,
            Text(f"看不懂期限“{valid.text}”", f"'{valid.text}' is no term"),
            Text("写作 3 年", "write 3 years"),
        )
    return Rung(
        row.cells[1].text.strip("⟨⟩ "),
        columns.text(row, "title").strip("⟨⟩ ") or None,
        wanted,
        valid.text.strip("⟨⟩ ") if valid else "",
        assumed=any("⟨" in cell.text for cell in row.cells),
        line=row.line,
    )
