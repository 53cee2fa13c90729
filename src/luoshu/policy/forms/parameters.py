"""A `参数` table: values by period, each with its source or else an assumption."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from luoshu.feel.check import infer
from luoshu.policy.expressions import ExpressionReader, is_assumed
from luoshu.policy.forms.columns import Column, Columns, read_columns, refuse_words_under_keyword
from luoshu.policy.forms.naming import read_name
from luoshu.policy.markdown import Grid, Row
from luoshu.policy.model import Parameter
from luoshu.policy.source import Findings
from luoshu.problems import Text

COLUMNS = (
    Column("name", ("名称", "name")),
    Column("value", ("值", "数值", "value"), required=True),
    Column("since", ("自", "起", "from")),
    Column("until", ("至", "止", "until")),
    Column("source", ("来源", "出处", "依据", "source")),
    Column("unit", ("单位", "unit")),
    Column("note", ("说明", "备注", "note")),
)


def read_parameters(grid: Grid, reader: ExpressionReader) -> list[Parameter]:
    """The rows of the table. Names stand in a column 名称, or else under the keyword itself."""
    findings = reader.findings
    columns = read_columns(grid, COLUMNS, findings)
    if columns is None:
        return []
    if "name" in columns.positions:
        refuse_words_under_keyword(grid, findings)
    found = (_parameter(row, columns, reader) for row in grid.rows)
    return [parameter for parameter in found if parameter is not None]


def _parameter(row: Row, columns: Columns, reader: ExpressionReader) -> Parameter | None:
    findings = reader.findings
    name = read_name(row.cells[columns.positions.get("name", 0)].span, findings)
    since, until = (_date(row, columns, key, findings) for key in ("since", "until"))
    cell = columns.cell(row, "value")
    if cell is None:
        findings.error("parameter", row.span, Text("参数没有值", "the parameter has no value"))
        return None
    value = reader.expression(cell.span)
    if value is None or name is None:
        return None
    kind, problems = infer(value, reader.names)
    for problem in problems:
        findings.error("type", problem.span, problem.text, problem.hint)
    source = columns.text(row, "source")
    return Parameter(
        name,
        value,
        since,
        until,
        source,
        assumed=is_assumed(value) or not source.strip("⟨⟩ "),
        line=row.line,
        unit=columns.text(row, "unit"),
        type=kind,
    )


_DATE = re.compile(r"⟨?\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*⟩?")


def _date(row: Row, columns: Columns, key: str, findings: Findings) -> date | None:
    """A date as 2025-06-30; empty or `..` is open."""
    cell = columns.cell(row, key)
    if cell is None or cell.text == "..":
        return None
    found = _DATE.fullmatch(cell.text)
    try:
        if found:
            return date(*map(int, found.groups()))
    except ValueError:
        pass
    findings.error(
        "date",
        cell.span,
        Text(f"看不懂日期“{cell.text}”", f"'{cell.text}' is no date"),
        Text("写作 2025-06-30", "write 2025-06-30"),
    )
    return None


def by_name(rows: Iterable[Parameter], findings: Findings) -> dict[str, tuple[Parameter, ...]]:
    """The rows by name, oldest first; periods that overlap are an error."""
    found: dict[str, list[Parameter]] = {}
    for row in rows:
        found.setdefault(row.name, []).append(row)
    for name, periods in found.items():
        periods.sort(key=lambda row: row.since or date.min)
        for earlier, later in pairwise(periods):
            if (earlier.until or date.max) >= (later.since or date.min):
                findings.error(
                    "parameter-overlap",
                    findings.source.line_span(later.line),
                    Text(
                        f"参数“{name}”在第 {earlier.line} 行与此处的期间重叠",
                        f"the parameter '{name}' has overlapping periods here and in line {earlier.line}",
                    ),
                )
    return {name: tuple(periods) for name, periods in found.items()}
