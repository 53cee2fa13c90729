"""A `目标` table: the indicators of an action plan, where they start, and what they should come to by which year.

Where a row has its 现值, it gives two decisions: `指标·现值`, and `指标·达到`, whether that reaches the goal of the
first goal year that is not over on the run's date (after the last one, the last goal). Targets are never ceilings:
nothing is refused or cut because one is reached.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from luoshu.feel.tree import Span
from luoshu.policy.drafts import ComposedDraft, FormulaDraft
from luoshu.policy.expressions import ExpressionReader
from luoshu.policy.forms.columns import Column, Columns, read_columns, refuse_words_under_keyword
from luoshu.policy.forms.naming import read_name
from luoshu.policy.forms.quantities import read_constant
from luoshu.policy.markdown import Cell, Grid, Row
from luoshu.policy.model import RUN_DATE, Article, Goal, Target
from luoshu.policy.source import Findings
from luoshu.problems import Text, suggest

COLUMNS = (
    Column("name", ("指标", "indicator"), required=True),
    Column("kind", ("类型", "kind"), required=True),
    Column("base", ("基期", "base")),
    Column("goal", ("目标", "target", "goal"), required=True),
    Column("owner", ("责任单位", "owner")),
    Column("now", ("现值", "now")),
    Column("source", ("出处", "来源", "source")),
    Column("note", ("说明", "note")),
)
KINDS = {
    "存量": "stock",
    "stock": "stock",
    "流量": "flow",
    "flow": "flow",
    "比率": "ratio",
    "ratio": "ratio",
    "累计": "total",
    "total": "total",
}
_GOAL = re.compile(r"(?P<year>[12]\d{3})\s*[:：]\s*(?P<op>(?:<=|>=|[<>≤≥＜＞])?)\s*(?P<value>[^;；]+)")
_SIGNS = {"≤": "<=", "≥": ">=", "＜": "<", "＞": ">"}
NOW, MET = "现值", "达到"


@dataclass(frozen=True, slots=True)
class _Written:
    """A year with a value as written: `2025: > 1600`."""

    year: int
    op: str
    value: str  # with the marks of an assumption
    span: Span


@dataclass(frozen=True, slots=True)
class TargetDraft:
    """A row whose cells are still text."""

    name: str
    article: Article
    row: Row
    columns: Columns
    kind: str
    base: tuple[_Written, ...]
    goals: tuple[_Written, ...]

    def drafts(self) -> Iterator[FormulaDraft | ComposedDraft]:
        now = self.columns.cell(self.row, "now")
        if now is None or not self.goals:
            return
        at = self.row.cells[self.columns.positions["name"]].span
        yield FormulaDraft(self.article, (f"{self.name}·{NOW}",), (at,), now.span)
        *early, last = (f"{self.name}·{NOW} {goal.op} {goal.value}" for goal in self.goals)
        ends = [f'if {RUN_DATE} <= date("{goal.year}-12-31") then ' for goal in self.goals]
        formula = "".join(f"{end}{test} else " for end, test in zip(ends, early, strict=False)) + last
        yield ComposedDraft(self.article, (f"{self.name}·{MET}",), (at,), formula)

    def target(self, reader: ExpressionReader) -> Target:
        """The target; `reader` knows the parameters."""
        has_value = self.columns.cell(self.row, "now") is not None
        return Target(
            self.name,
            self.article,
            self.row.line,
            self.kind,
            tuple(self._goals(self.base, reader)),
            tuple(self._goals(self.goals, reader)),
            owner=self.columns.text(self.row, "owner").strip("⟨⟩ "),
            now=f"{self.name}·{NOW}" if has_value else None,
            met=f"{self.name}·{MET}" if has_value else None,
            assumed=any("⟨" in cell.text for cell in self.row.cells),
        )

    def english(self, label: str) -> dict[str, str]:
        return {f"{self.name}·{NOW}": f"{label}: now", f"{self.name}·{MET}": f"{label}: reached"}

    def _goals(self, written: tuple[_Written, ...], reader: ExpressionReader) -> Iterator[Goal]:
        for each in written:
            value = read_constant(each.span, reader)
            if value is not None:
                yield Goal(each.year, each.op, value)


def read_targets(grid: Grid, article: Article, findings: Findings) -> Iterator[TargetDraft]:
    """A draft a row."""
    columns = read_columns(grid, COLUMNS, findings)
    if columns is None:
        return
    refuse_words_under_keyword(grid, findings)
    for row in grid.rows:
        name_cell, kind, goal = (columns.cell(row, key) for key in ("name", "kind", "goal"))
        if name_cell is None or kind is None or goal is None:
            text = Text("指标、类型和目标都要写", "the indicator, its kind and its goal are all needed")
            findings.error("target", row.span, text)
            continue
        name, word = read_name(name_cell.span, findings), kind.text.strip("⟨⟩ ")
        if word not in KINDS:
            text = Text(f"类型不能是“{word}”", f"the kind cannot be '{word}'")
            known = Text(f"可用的：{'、'.join(KINDS)}", f"it can be: {', '.join(KINDS)}")
            findings.error("target", kind.span, text, suggest(word, KINDS) or known)
            continue
        base = tuple(_written(columns.cell(row, "base"), "=", findings))
        goals = tuple(_written(goal, ">=", findings))
        if base and goals and base[-1].year >= goals[0].year:
            text = Text("目标年应当在基期之后", "the goal must come after the base year")
            findings.error("target", goal.span, text)
        if name:
            yield TargetDraft(name, article, row, columns, KINDS[word], base, goals)


def _written(cell: Cell | None, op: str, findings: Findings) -> Iterator[_Written]:
    """`2021: 1036; 2025: > 1600`: each year once, ascending."""
    if cell is None:
        return
    found = list(_GOAL.finditer(cell.text))
    left = _GOAL.sub("", cell.text).strip("⟨⟩;； ")
    years = [int(match["year"]) for match in found]
    if not found or left or any(before >= after for before, after in pairwise(years)):
        text = Text(f"看不懂“{cell.text}”", f"'{cell.text}' cannot be read")
        hint = Text("写作 2025: > 1600，几年的用分号隔开", "write 2025: > 1600, several years parted by semicolons")
        findings.error("target", cell.span, text, hint)
        return
    for match in found:
        value = match["value"].strip("⟨⟩ ")
        start = cell.span.start + match.start("value") + match["value"].index(value)
        sign = _SIGNS.get(match["op"], match["op"]) or op
        marked = f"⟨{value}⟩" if "⟨" in cell.text else value
        yield _Written(int(match["year"]), sign, marked, Span(start, start + len(value)))
