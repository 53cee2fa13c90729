"""A `权重` table: what is scored, with which weights; of points, or of a judging sheet.

Where every row has its 得分, the sheet gives a decision of its own name: the sum of weight × score ÷ full marks × 100,
or of weight × score where the sheet has no full marks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from luoshu.feel.tree import Node
from luoshu.policy.drafts import ComposedDraft, FormulaDraft
from luoshu.policy.expressions import ExpressionReader, is_assumed
from luoshu.policy.forms.columns import Column, Columns, read_columns, refuse_words_under_keyword
from luoshu.policy.forms.naming import read_name
from luoshu.policy.forms.quantities import read_constant, sum_of
from luoshu.policy.markdown import Cell, Grid, Row
from luoshu.policy.model import Article, Criterion, Sheet
from luoshu.policy.source import Findings
from luoshu.problems import Text

COLUMNS = (
    Column("weight", ("权重", "weight"), required=True),
    Column("full", ("满分", "full marks")),
    Column("score", ("得分", "score")),
    Column("note", ("说明", "note")),
)
_ALONE = re.compile(r"⟨[^⟨⟩]*⟩|[\d.]+%?|[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class SheetDraft:
    """A sheet whose cells are still text."""

    name: str
    article: Article
    grid: Grid
    columns: Columns

    @property
    def gives_total(self) -> bool:
        return "score" in self.columns.positions

    def drafts(self) -> list[ComposedDraft | FormulaDraft]:
        """The decisions: each score, and their weighted sum."""
        if not self.gives_total:
            return []
        found: list[ComposedDraft | FormulaDraft] = []
        terms = []
        for row in self.grid.rows:
            score, weight, full = (self.columns.cell(row, key) for key in ("score", "weight", "full"))
            if score is None or weight is None:
                continue
            name = f"{self.name}·{_plain(row.cells[1])}"
            found.append(FormulaDraft(self.article, (name,), (row.cells[1].span,), score.span))
            terms.append(f"{_factor(weight)} * {name}" + (f" / {_factor(full)} * 100" if full else ""))
        if terms:
            at = self.grid.header.cells[1].span
            found.append(ComposedDraft(self.article, (self.name,), (at,), " + ".join(terms)))
        return found

    @property
    def criteria(self) -> list[str]:
        return [_plain(row.cells[1]) for row in self.grid.rows if row.cells[1]]

    def english(self, label: str) -> dict[str, str]:
        return {self.name: label}

    def english_of_scores(self, labels: Mapping[str, str]) -> dict[str, str]:
        """The labels of the scores, each after those of the sheet and of its criterion."""
        sheet = labels.get(self.name, self.name)
        return {f"{self.name}·{name}": f"{sheet}: {labels[name]}" for name in self.criteria if name in labels}

    def sheet(self, reader: ExpressionReader) -> Sheet:
        """The sheet; weights that are all literals must make 100%."""
        criteria = [criterion for row in self.grid.rows if (criterion := self._criterion(row, reader))]
        total = sum_of([criterion.weight for criterion in criteria])
        if total is not None and total != 1:
            shown = f"{float(total * 100):g}%"
            text = Text(f"权重合计 {shown}，应为 100%", f"the weights make {shown}, not 100%")
            reader.findings.error("weights", self.grid.header.span, text)
        nodes: list[Node] = [node for each in criteria for node in (each.weight, each.full) if node is not None]
        assumed = any(is_assumed(node) for node in nodes)
        total_name = self.name if self.gives_total else None
        return Sheet(self.name, self.article, self.grid.line, tuple(criteria), total_name, assumed=assumed)

    def _criterion(self, row: Row, reader: ExpressionReader) -> Criterion | None:
        weight, full = self.columns.cell(row, "weight"), self.columns.cell(row, "full")
        if not row.cells[1] or weight is None:
            text = Text("评分项、权重都要写", "the criterion and its weight are needed")
            reader.findings.error("weights", row.span, text)
            return None
        if self.gives_total and self.columns.cell(row, "score") is None:
            reader.findings.error("weights", row.span, Text("这一行没有得分", "this row has no score"))
            return None
        value = read_constant(weight.span, reader)
        of = read_constant(full.span, reader) if full else None
        if value is None:
            return None
        return Criterion(_plain(row.cells[1]), value, of, self.columns.text(row, "score"), row.line)


def read_weights(grid: Grid, article: Article, findings: Findings) -> SheetDraft | None:
    """The draft of a sheet, which its second header cell names."""
    if len(grid.header.cells) < 3:
        text = Text("第二个表头是评分表的名称，其后是权重", "the second header cell names the sheet; weights follow it")
        findings.error("weights", grid.header.span, text)
        return None
    refuse_words_under_keyword(grid, findings)
    columns = read_columns(grid, COLUMNS, findings, first=2)
    name = read_name(grid.header.cells[1].span, findings)
    return SheetDraft(name, article, grid, columns) if columns is not None and name else None


def _factor(cell: Cell) -> str:
    """The cell's expression as a factor: in brackets, unless it is a literal, a name or an assumption."""
    return cell.text if _ALONE.fullmatch(cell.text) else f"({cell.text})"


def _plain(cell: Cell) -> str:
    return cell.text.strip("⟨⟩ ")
