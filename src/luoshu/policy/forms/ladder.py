"""A `梯次` table: a row a rung, with the title held and the decision that opens it.

Every rung gives a decision `梯次·级·状态`, where an entity stands on it: whether it holds the title (`持有`), holds it
for no more than the term of 到期提醒 (`即将到期`), meets the conditions without holding it (`符合条件`), or lacks
something (`不符合条件`); where the rung names no conditions, whether it holds the title is all that is said (`未持有`).
Titles stand in the title register; `titles.py` says how a vocabulary's is known.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from luoshu.feel import types as feel
from luoshu.feel.check import infer
from luoshu.feel.tree import NOWHERE, Span
from luoshu.policy.drafts import ComposedDraft
from luoshu.policy.expressions import ExpressionReader
from luoshu.policy.forms.columns import Column, Columns, read_columns
from luoshu.policy.markdown import Cell, Grid, Row
from luoshu.policy.model import Article, Decision, Ladder, Rung, RungState
from luoshu.policy.source import Findings
from luoshu.policy.terms import Term, TermUnit, read_term
from luoshu.policy.titles import TITLE, UNTIL, Register
from luoshu.problems import Text, suggest

COLUMNS = (
    Column("title", ("资格（台账）", "资格", "title")),
    Column("condition", ("条件（决策）", "条件", "condition")),
    Column("valid", ("有效", "有效期", "valid")),
    Column("notice", ("到期提醒", "notice")),
)
STATE = "状态"
NOTICE = Term(6, TermUnit.MONTH)  # where a ladder does not say when a title is about to end; shown as assumed


@dataclass(frozen=True, slots=True)
class RungDraft(ComposedDraft):
    """Where an entity stands on a rung; `condition` names the decision that opens it, if any."""

    condition: str = ""
    condition_span: Span = NOWHERE

    def decisions(self, reader: ExpressionReader) -> list[Decision]:
        """What opens a rung is a yes or no, or it is reported."""
        type_ = infer(reader.composed(self.condition), reader.names)[0] if self.condition else feel.BOOLEAN
        if feel.conforms(type_, feel.BOOLEAN):
            return super(RungDraft, self).decisions(reader)
        text = Text(f"“{self.condition}”不是真假决策", f"'{self.condition}' is no yes-or-no decision")
        reader.findings.error("ladder", self.condition_span, text)
        return []


@dataclass(frozen=True, slots=True)
class LadderDraft:
    """A ladder, and the cells of its rungs' names and conditions."""

    ladder: Ladder
    names: tuple[Span, ...]
    conditions: tuple[Span | None, ...]
    register: Register | None

    def drafts(self) -> Iterator[RungDraft]:
        """The decisions: where an entity stands on each rung."""
        for rung, span, condition in zip(self.ladder.rungs, self.names, self.conditions, strict=True):
            if rung.state is not None:
                formula = _formula(rung, self.register)
                opened_by = rung.condition or "", condition or NOWHERE
                yield RungDraft(self.ladder.article, (rung.state,), (span,), formula, "", *opened_by)

    def english(self, labels: Mapping[str, str]) -> dict[str, str]:
        """The labels of the decisions, after those of the ladder and its rungs."""
        ladder = labels.get(self.ladder.name)
        return {
            rung.state: f"{ladder}: {labels[rung.name]}"
            for rung in self.ladder.rungs
            if ladder and rung.state and rung.name in labels
        }


def read_ladder(
    grid: Grid, article: Article, decisions: Collection[str], register: Register | None, findings: Findings
) -> LadderDraft | None:
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
    name = grid.header.cells[1].text
    rungs = [_rung(name, row, columns, decisions, register, findings) for row in grid.rows]
    titled = next((columns.cell(row, "title") for row in grid.rows if columns.cell(row, "title")), None)
    if register is None and titled is not None:
        _warn_of_no_register(titled, findings)
    conditions = (columns.cell(row, "condition") for row in grid.rows)
    return LadderDraft(
        Ladder(name, article, grid.line, tuple(rungs)),
        tuple(row.cells[1].span for row in grid.rows),
        tuple(cell.span if cell else None for cell in conditions),
        register,
    )


def _rung(
    ladder: str,
    row: Row,
    columns: Columns,
    decisions: Collection[str],
    register: Register | None,
    findings: Findings,
) -> Rung:
    name = row.cells[1].text.strip("⟨⟩ ")
    if row.cells[0]:
        findings.error("keyword-column", row.cells[0].span, Text("这一列应当留空", "this column stays empty"))
    if not name:
        findings.error("ladder", row.span, Text("这一级没有名称", "the rung has no name"))
    title, condition = columns.text(row, "title").strip("⟨⟩ ") or None, columns.cell(row, "condition")
    wanted = condition.text.strip("⟨⟩ ") if condition else None
    known = wanted is None or wanted in decisions
    if condition and not known:
        findings.error(
            "ladder",
            condition.span,
            Text(f"没有名为“{wanted}”的决策", f"there is no decision named '{wanted}'"),
            suggest(wanted or "", decisions),
        )
    if not title and not condition:
        findings.error(
            "ladder",
            row.span,
            Text("这一级既没有资格，也没有条件", "the rung has neither a title nor a condition"),
        )
    notice = _term(columns.cell(row, "notice"), findings, calendar=True)
    told = (title and register) or wanted
    return Rung(
        name,
        title,
        wanted,
        columns.text(row, "valid").strip("⟨⟩ ") if _term(columns.cell(row, "valid"), findings) else "",
        notice=notice or NOTICE if title else None,
        state=f"{ladder}·{name}·{STATE}" if known and name and told else None,
        assumptions=tuple(_assumptions(row, columns)),
        notice_text=columns.text(row, "notice").strip("⟨⟩ ") if notice else "",
        line=row.line,
    )


def _assumptions(row: Row, columns: Columns) -> Iterator[tuple[str, str]]:
    """What stands in ⟨…⟩, each with the key of its column."""
    for column in COLUMNS:
        text = columns.text(row, column.key)
        if "⟨" in text:
            yield column.key, text.strip("⟨⟩ ")


def _term(cell: Cell | None, findings: Findings, *, calendar: bool = False) -> Term | None:
    """The term in a cell; a `calendar` term has no working days, which only a calendar of holidays can count."""
    term = read_term(cell.text) if cell else None
    if cell and (term is None or (calendar and term.unit is TermUnit.WORKING_DAY)):
        findings.error(
            "ladder",
            cell.span,
            Text(f"看不懂期限“{cell.text}”", f"'{cell.text}' is no term"),
            Text("写作 3 年", "write 3 years"),
        )
        return None
    return term


def _formula(rung: Rung, register: Register | None) -> str:
    rest = f'"{RungState.UNTITLED.value}"'
    if rung.condition:
        marked = any(key == "condition" for key, _ in rung.assumptions)
        condition = f"⟨{rung.condition}⟩" if marked else rung.condition
        rest = f'if {condition} then "{RungState.MEETS.value}" else "{RungState.LACKS.value}"'
    if rung.title is None or rung.notice is None or register is None:
        return rest
    beyond = register.holds_beyond(rung.titles, rung.notice, assumed=rung.notice_assumed)
    held = f'if {beyond} then "{RungState.HELD.value}" else "{RungState.EXPIRING.value}"'
    return f"if {register.holds(rung.titles)} then ({held}) else {rest}"


def _warn_of_no_register(cell: Cell, findings: Findings) -> None:
    findings.warn(
        "ladder",
        cell.span,
        Text(
            "词汇表里没有资格台账，不能判断是否持有资格",
            "the vocabulary has no title register: whether a title is held cannot be told",
        ),
        Text(
            f"主体要有一个关联列表，其中有文本“{TITLE[0]}”和日期“{UNTIL[0]}”",
            f"the entity needs a related list with a text '{TITLE[0]}' and a date '{UNTIL[0]}'",
        ),
    )
