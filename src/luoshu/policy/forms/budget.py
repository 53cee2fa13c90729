"""A `预算` table: what a fund may spend in a year. A budget is a ceiling; a target never is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from luoshu.policy.expressions import ExpressionReader, is_assumed
from luoshu.policy.forms.columns import Column, Columns, read_columns, refuse_words_under_keyword
from luoshu.policy.forms.quantities import read_constant
from luoshu.policy.markdown import Grid, Row
from luoshu.policy.model import Budget
from luoshu.problems import Text

COLUMNS = (
    Column("fund", ("资金", "fund"), required=True),
    Column("year", ("年度", "year"), required=True),
    Column("amount", ("金额", "amount"), required=True),
    Column("source", ("出处", "来源", "source")),
    Column("note", ("说明", "note")),
)
_YEAR = re.compile("[12][0-9]{3}")


def read_budgets(grid: Grid, reader: ExpressionReader) -> Iterator[Budget]:
    """A budget a row; `reader` knows the parameters. A budget without a source is an assumption."""
    findings = reader.findings
    columns = read_columns(grid, COLUMNS, findings)
    if columns is None:
        return
    refuse_words_under_keyword(grid, findings)
    seen: dict[tuple[str, int], int] = {}
    for row in grid.rows:
        budget = _budget(row, columns, reader)
        if budget is None:
            continue
        key = (budget.fund, budget.year)
        if key in seen:
            text = Text(
                f"“{budget.fund}”{budget.year} 年的预算在第 {seen[key]} 行已经写了",
                f"the budget of '{budget.fund}' for {budget.year} is already given in line {seen[key]}",
            )
            findings.error("budget", row.span, text)
        seen.setdefault(key, row.line)
        yield budget


def _budget(row: Row, columns: Columns, reader: ExpressionReader) -> Budget | None:
    findings = reader.findings
    fund, year, amount = (columns.cell(row, key) for key in ("fund", "year", "amount"))
    if fund is None or amount is None or year is None:
        findings.error(
            "budget", row.span, Text("资金、年度和金额都要写", "the fund, the year and the amount are all needed")
        )
        return None
    if not _YEAR.fullmatch(year.text):
        findings.error("budget", year.span, Text(f"“{year.text}”不是年份", f"'{year.text}' is no year"))
        return None
    value = read_constant(amount.span, reader)
    if value is None:
        return None
    source = columns.text(row, "source")
    assumed = is_assumed(value) or not source.strip("⟨⟩ ")
    return Budget(fund.text.strip("⟨⟩ "), int(year.text), value, source, assumed=assumed, line=row.line)
