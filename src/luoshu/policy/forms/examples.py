"""`例` tables: a base entity, and rows that differ from it with the results expected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from luoshu.feel.tree import Node, Span
from luoshu.policy.expressions import PRIOR, RUN_DATE_ENGLISH, ExpressionReader
from luoshu.policy.markdown import Cell, Grid, Style
from luoshu.policy.model import RUN_DATE, Example
from luoshu.policy.source import Findings
from luoshu.problems import Text, suggest

_BASE = ("基准", "base")
_COMMA = re.compile(r"[,，、](?![^(（]*[)）])")
_PRIOR = re.compile(rf"{PRIOR}\s*[(（]\s*(?P<fact>.+?)\s*[,，]\s*(?P<years>[1-9])\s*[)）]")


@dataclass(frozen=True, slots=True)
class ExampleNames:
    """What may stand at the head of a column: `given` maps a fact to whether it is annual."""

    given: Mapping[str, bool]
    expected: frozenset[str]


def is_base(grid: Grid) -> bool:
    return len(grid.header.cells) > 1 and grid.header.cells[1].text.lower() in _BASE


def read_base(grid: Grid, names: ExampleNames, reader: ExpressionReader) -> dict[str, Node]:
    """The facts of the base entity; several names in a cell share one value."""
    findings = reader.findings
    base: dict[str, Node] = {}
    if len(grid.header.cells) > 2:
        findings.error(
            "examples",
            grid.header.cells[2].span,
            Text("基准表只有两列：名称和值", "a base table has two columns: names and value"),
        )
        return base
    for row in grid.rows:
        value = reader.literal(row.cells[1].span) if row.cells[1] else None
        if not row.cells[1]:
            findings.error(
                "examples",
                row.span,
                Text("这里缺少值：不知道写 null", "a value is missing here: write null for not known"),
            )
        for span in _parts(row.cells[0], findings):
            name = _given_name(span, names, findings)
            if name in base:
                findings.error("examples", span, Text(f"基准里“{name}”出现了两次", f"the base gives '{name}' twice"))
            elif name and value is not None:
                base[name] = value
    return base


def read_examples(grid: Grid, names: ExampleNames, reader: ExpressionReader) -> Iterator[Example]:
    """The rows of a table of examples; an empty cell says nothing."""
    header = [_column(cell, names, reader.findings) for cell in grid.header.cells[1:]]
    columns = [
        (at, name, cell.style)
        for at, (name, cell) in enumerate(zip(header, grid.header.cells[1:], strict=True), 1)
        if name
    ]
    for row in grid.rows:
        given: dict[str, Node] = {}
        expected: dict[str, Node] = {}
        places: dict[str, int] = {}
        for at, name, style in columns:
            cell = row.cells[at]
            value = reader.literal(cell.span) if cell else None
            if value is not None:
                (expected if style is Style.BOLD else given)[name] = value
                places[name] = cell.span.start - reader.findings.source.line_start(row.line) + 1
        yield Example(row.cells[0].text, given, expected, row.line, places)


def _column(cell: Cell, names: ExampleNames, findings: Findings) -> str | None:
    """The fact or result at the head of a column; None for a note in italics and for what is reported."""
    if cell.style is Style.ITALIC:
        return None
    if cell.style is Style.PLAIN:
        return _given_name(cell.span, names, findings)
    if cell.text in names.expected:
        return cell.text
    findings.error(
        "examples",
        cell.span,
        Text(f"没有名为“{cell.text}”的决策", f"there is no decision named '{cell.text}'"),
        suggest(cell.text, names.expected),
    )
    return None


def _given_name(span: Span, names: ExampleNames, findings: Findings) -> str | None:
    """A fact, the run's date, or `prior(FACT, n)` of an annual fact."""
    text = " ".join(findings.source.slice(span).split())
    lagged = _PRIOR.fullmatch(text)
    fact = lagged["fact"] if lagged else text
    if text in (RUN_DATE, RUN_DATE_ENGLISH):
        return RUN_DATE
    if fact not in names.given:
        hint = suggest(fact, names.given)
        if fact in names.expected:
            hint = Text(
                f"“{fact}”是结果，表头要加粗：**{fact}**", f"'{fact}' is a result: its header must be bold: **{fact}**"
            )
        findings.error("examples", span, Text(f"没有名为“{fact}”的数据项", f"there is no fact named '{fact}'"), hint)
        return None
    if lagged and not names.given[fact]:
        findings.error("prior", span, Text(f"“{fact}”不是年度数据", f"'{fact}' is not an annual fact"))
        return None
    return f"{PRIOR}({fact}, {lagged['years']})" if lagged else fact


def _parts(cell: Cell, findings: Findings) -> Iterator[Span]:
    """The spans of the names in a cell, which commas separate."""
    start = 0
    for comma in [*(match.start() for match in _COMMA.finditer(cell.text)), len(cell.text)]:
        span = findings.source.trimmed(cell.span.start + start, cell.span.start + comma)
        start = comma + 1
        if span.end > span.start:
            yield span
