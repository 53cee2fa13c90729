"""A decision table: plain headers are inputs, bold ones outputs, italic ones annotations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from luoshu.dmn.tables import HitPolicy, Input, Output, Rule, Table
from luoshu.feel.tree import Node, Span, Tests, UnaryTest
from luoshu.policy.drafts import Draft
from luoshu.policy.expressions import ExpressionReader
from luoshu.policy.forms.naming import read_name
from luoshu.policy.markdown import Cell, Grid, Row, Style
from luoshu.policy.model import Article, Decision
from luoshu.policy.source import Findings, Source
from luoshu.problems import Text


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """`**等级: "甲", "乙"**`: a column, the name of its decision, and the span of the allowed values."""

    at: int
    name: str
    name_span: Span
    allowed: Span | None


@dataclass(frozen=True, slots=True)
class TableDraft(Draft):
    grid: Grid
    hit_policy: HitPolicy
    inputs: tuple[int, ...]
    outputs: tuple[OutputColumn, ...]
    annotations: tuple[int, ...]

    def texts(self, source: Source) -> Iterable[str]:
        header, rows = self.grid.header, self.grid.rows
        columns = [*self.inputs, *(output.at for output in self.outputs)]
        cells = [header.cells[at] for at in self.inputs] + [row.cells[at] for row in rows for at in columns]
        return [source.slice(cell.span) for cell in cells]

    def decisions(self, reader: ExpressionReader) -> list[Decision]:
        source = reader.findings.source
        table = self._table(reader)
        if table is None:
            return []
        return [
            Decision(output.name, self.article, source.place(output.name_span), table=table, output=at)
            for at, output in enumerate(self.outputs)
        ]

    def _table(self, reader: ExpressionReader) -> Table | None:
        header = self.grid.header.cells
        expressions = [reader.expression(header[at].span) for at in self.inputs]
        outputs = [_output(column, reader) for column in self.outputs]
        rules = [self._rule(number, row, reader) for number, row in enumerate(self.grid.rows, 1)]
        inputs = [
            Input(node, header[at].text) for at, node in zip(self.inputs, expressions, strict=True) if node is not None
        ]
        whole = [rule for rule in rules if rule is not None]
        if len(inputs) < len(expressions) or None in outputs:
            return None
        # Rows with an error are left out, so that the others can be checked; the document does not run in any case.
        return Table(
            self.hit_policy,
            tuple(inputs),
            tuple(output for output in outputs if output is not None),
            tuple(whole),
            tuple(header[at].text for at in self.annotations),
            self.grid.line,
        )

    def _rule(self, number: int, row: Row, reader: ExpressionReader) -> Rule | None:
        tests = [_filled(row.cells[at], reader, _NO_TEST) and reader.tests(row.cells[at].span) for at in self.inputs]
        outputs = [
            _filled(row.cells[column.at], reader, _NO_OUTPUT) and reader.expression(row.cells[column.at].span)
            for column in self.outputs
        ]
        if not (all(tests) and all(outputs)):
            return None
        return Rule(
            number,
            tuple(test for test in tests if test),
            tuple(output for output in outputs if output),
            tuple(row.cells[at].text for at in self.inputs),
            tuple(row.cells[at].text for at in self.annotations),
            row.line,
        )


_NO_TEST = Text("条件单元格不能为空：任意值写“-”", "a condition cannot be empty: write '-' for any value")
_NO_OUTPUT = Text("结果单元格不能为空：未知写“null”", "a result cannot be empty: write 'null' for unknown")


def _filled(cell: Cell, reader: ExpressionReader, text: Text) -> Node | bool:
    if not cell:
        reader.findings.error("empty-cell", Span(cell.span.start, cell.span.start + 1), text)
    return bool(cell)


def read_table(grid: Grid, hit_policy: HitPolicy, article: Article, findings: Findings) -> TableDraft | None:
    """The draft of a table; None where its header is wrong, and then reported."""
    before = len(findings.problems)
    inputs: list[int] = []
    outputs: list[OutputColumn] = []
    annotations: list[int] = []
    for at, cell in enumerate(grid.header.cells[1:], 1):
        if cell.style is Style.ITALIC:
            annotations.append(at)
        elif not cell:
            findings.error(
                "empty-cell",
                Span(cell.span.start, cell.span.start + 1),
                Text("决策表的表头不能为空", "the header of a decision table cannot be empty"),
                Text(
                    "普通表头是条件，**加粗**的是结果，*斜体*的是备注",
                    "plain headers are conditions, **bold** ones results, *italic* ones notes",
                ),
            )
        elif cell.style is Style.BOLD:
            outputs += _output_column(at, cell, findings)
        else:
            inputs.append(at)
    if not grid.rows and not any(problem.code == "table-cut" for problem in findings.problems):
        findings.error("table-rows", grid.header.span, Text("决策表没有任何行", "the decision table has no rows"))
    _check_numbers(grid, findings)
    if any(problem.severity == "error" for problem in findings.problems[before:]):
        return None
    names = tuple(output.name for output in outputs)
    spans = tuple(output.name_span for output in outputs)
    return TableDraft(article, names, spans, grid, hit_policy, tuple(inputs), tuple(outputs), tuple(annotations))


def _output_column(at: int, cell: Cell, findings: Findings) -> list[OutputColumn]:
    colon = re.search("[:：]", cell.text)
    source = findings.source
    start, end = cell.span.start, cell.span.end
    name_span = source.trimmed(start, start + colon.start()) if colon else cell.span
    allowed = source.trimmed(start + colon.end(), end) if colon else None
    name = read_name(name_span, findings)
    return [OutputColumn(at, name, name_span, allowed)] if name else []


def _output(column: OutputColumn, reader: ExpressionReader) -> Output | None:
    if column.allowed is None:
        return Output(column.name, (), column.name_span)
    tests = reader.tests(column.allowed)
    if tests is None:
        return None
    parts = tests.parts if isinstance(tests, Tests) and not tests.negated else (tests,)
    values = [part.end for part in parts if isinstance(part, UnaryTest) and part.op == "="]
    if len(values) < len(parts):
        reader.findings.error(
            "allowed-values",
            column.allowed,
            Text("允许值应当是逗号分隔的值", "allowed values are values separated by commas"),
        )
        return None
    return Output(column.name, tuple(values), column.name_span)


def _check_numbers(grid: Grid, findings: Findings) -> None:
    """Rows may be numbered; a number out of turn is most likely a row lost or pasted twice."""
    for number, row in enumerate(grid.rows, 1):
        written = row.cells[0]
        if written and written.text != str(number):
            findings.warn(
                "row-number",
                written.span,
                Text(
                    f"这是第 {number} 行，却编为“{written.text}”",
                    f"this is row {number}, but it is numbered '{written.text}'",
                ),
            )
