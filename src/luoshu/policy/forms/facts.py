"""A `数据` table: the facts of an entity, or of the items of a related list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from luoshu.facts.ranges import parse_interval, parse_kind
from luoshu.facts.vocabulary import NUMERIC, Fact, Interval, Kind, Record, Scalar
from luoshu.policy.forms.columns import Column, Columns, read_columns, refuse_words_under_keyword
from luoshu.policy.forms.naming import read_name
from luoshu.policy.markdown import Cell, Grid, Row
from luoshu.policy.source import Findings
from luoshu.problems import ProblemError, Text, suggest

COLUMNS = (
    Column("kind", ("类型", "type"), required=True),
    Column("unit", ("单位", "unit")),
    Column("range", ("范围", "range")),
    Column("period", ("周期", "period")),
    Column("default", ("缺省", "default", "when missing")),
    Column("english", ("英文", "English")),
    Column("note", ("说明", "note", "definition and source")),
)
_PERIODS = {"年度": True, "annual": True, "时点": False, "current": False, "": False}
_BOOLEANS = {"是": True, "true": True, "否": False, "false": False}
_SECOND_OWNER = ("第二所有者", "second owner")
_OWNER = ("所有者", "owner")


def read_facts(grid: Grid, findings: Findings) -> Record | None:
    """The record that the table describes: its name stands in the second header cell."""
    refuse_words_under_keyword(grid, findings)
    if len(grid.header.cells) < 2 or not grid.header.cells[1]:
        findings.error(
            "facts",
            grid.keyword.span,
            Text("第二个表头应当是主体或列表项的名称", "the second header cell must name the entity or the item"),
        )
        return None
    columns = read_columns(grid, COLUMNS, findings, first=2)
    name = read_name(grid.header.cells[1].span, findings)
    if columns is None or name is None:
        return None
    facts: dict[str, Fact] = {}
    for row in grid.rows:
        fact = _fact(row, columns, findings)
        if fact is None:
            continue
        if fact.name in facts:
            findings.error(
                "facts",
                row.cells[1].span,
                Text(
                    f"“{fact.name}”在第 {facts[fact.name].line} 行已经定义",
                    f"'{fact.name}' is already defined in line {facts[fact.name].line}",
                ),
            )
        facts[fact.name] = fact
    return Record(name, facts)


def _fact(row: Row, columns: Columns, findings: Findings) -> Fact | None:
    name = read_name(row.cells[1].span, findings)
    kind_cell = columns.cell(row, "kind")
    if kind_cell is None:
        findings.error("facts", row.span, Text("缺少类型", "the type is missing"))
        return None
    try:
        kind, target, values = parse_kind(kind_cell.text)
    except ProblemError as error:
        _pass_on(error, kind_cell, findings)
        return None
    if name is None:
        return None
    note = columns.text(row, "note")
    fact = Fact(
        name,
        kind,
        unit=columns.text(row, "unit"),
        range=_range(columns.cell(row, "range"), kind, findings),
        values=values,
        annual=_annual(columns.cell(row, "period"), findings),
        english=columns.text(row, "english"),
        note=note,
        target=target,
        owner=_owner(note) if kind is Kind.REFERENCE else 0,
        assumed=any("⟨" in columns.text(row, key) for key in ("range", "default")),
        line=row.line,
    )
    return replace(fact, default=_default(columns.cell(row, "default"), fact, findings))


def _owner(note: str) -> int:
    if any(word in note for word in _SECOND_OWNER):
        return 2
    return int(any(word in note for word in _OWNER))


def _annual(cell: Cell | None, findings: Findings) -> bool:
    text = cell.text if cell else ""
    if cell and text not in _PERIODS:
        findings.error(
            "facts",
            cell.span,
            Text(f"周期没有“{text}”这一种", f"there is no period '{text}'"),
            Text("写“年度”或“时点”", "write 'annual' or 'current'"),
        )
    return _PERIODS.get(text, False)


def _range(cell: Cell | None, kind: Kind, findings: Findings) -> Interval | None:
    if cell is None:
        return None
    if kind not in NUMERIC and kind is not Kind.DATE:
        findings.error("facts", cell.span, Text("只有数和日期可以有范围", "only numbers and dates have a range"))
        return None
    try:
        return parse_interval(cell.text.strip("⟨⟩ "))
    except ProblemError as error:
        _pass_on(error, cell, findings)
        return None


def _default(cell: Cell | None, fact: Fact, findings: Findings) -> Scalar | None:
    """The value taken when the fact is missing, as the fact's kind reads it."""
    if cell is None:
        return None
    value = _scalar(cell.text.strip("⟨⟩ "), fact)
    if value is None:
        findings.error(
            "facts",
            cell.span,
            Text(
                f"缺省值“{cell.text}”不合类型“{fact.kind.zh}”",
                f"the value when missing, '{cell.text}', does not fit the type {fact.kind.en}",
            ),
            suggest(cell.text, fact.values) if fact.values else None,
        )
    elif isinstance(value, Decimal) and fact.range and not fact.range.contains(value):
        findings.error("facts", cell.span, Text("缺省值不在范围之内", "the value when missing is out of range"))
    return value


def _scalar(text: str, fact: Fact) -> Scalar | None:
    match fact.kind:
        case Kind.BOOLEAN:
            return _BOOLEANS.get(text)
        case Kind.TEXT | Kind.ID | Kind.REFERENCE:
            plain = text.strip('"“”')
            return plain if not fact.values or plain in fact.values else None
        case Kind.LIST:
            return None
        case _:
            return _number_or_date(text, fact.kind)


def _number_or_date(text: str, kind: Kind) -> Decimal | date | None:
    """A number or date, read as the end of a range is, so that `2亿` and `30%` may stand here too."""
    try:
        value = parse_interval(f"= {text}").low
    except ProblemError:
        return None
    return value if isinstance(value, date) == (kind is Kind.DATE) else None


def _pass_on(error: ProblemError, cell: Cell, findings: Findings) -> None:
    for problem in error.problems:
        findings.error(problem.code, cell.span, problem.text, problem.hint)
