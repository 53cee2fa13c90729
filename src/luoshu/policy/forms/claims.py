"""A `声明` table: published figures, and the arithmetic that should give them.

A row is a claim, named under the keyword. A row without a name is another reading of the claim above it: what it takes
for granted, and the formula that then should give the figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from luoshu.feel.check import infer
from luoshu.feel.operand_types import is_open
from luoshu.feel.tree import Node, walk
from luoshu.feel.types import BOOLEAN, NUMBER, Type
from luoshu.policy.claims.printed import read_printed
from luoshu.policy.claims.values import UNKNOWN
from luoshu.policy.expressions import ExpressionReader
from luoshu.policy.forms.columns import Column, Columns, read_columns
from luoshu.policy.markdown import Grid, Row
from luoshu.policy.model import Claim, Reading
from luoshu.problems import Text

COLUMNS = (
    Column("statement", ("报道", "说法", "statement")),
    Column("english", ("英文", "English")),
    Column("published", ("报出值", "published"), required=True),
    Column("formula", ("算式", "formula"), required=True),
    Column("source", ("出处", "来源", "source")),
)


def read_claims(grid: Grid, reader: ExpressionReader) -> list[Claim]:
    """The claims of a table, each with its readings. An empty formula leaves a claim unchecked."""
    columns = read_columns(grid, COLUMNS, reader.findings)
    if columns is None:
        return []
    rows = _Rows(columns, reader)
    claims: list[Claim] = []
    for row in grid.rows:
        if row.cells[0]:
            rows.refuse_again(row, claims)
            claims.append(rows.claim(row))
        elif not claims:
            reader.findings.error("claim", row.span, Text("第一行声明没有编号", "the first claim has no name"))
        else:
            claims[-1] = replace(claims[-1], readings=(*claims[-1].readings, *rows.reading(row)))
    return claims


class _Rows:
    """Reads the rows of one table."""

    def __init__(self, columns: Columns, reader: ExpressionReader) -> None:
        self.columns = columns
        self.reader = reader
        self.findings = reader.findings

    def claim(self, row: Row) -> Claim:
        formula, kind = self.formula(row)
        self.check_published(row, formula, kind)
        cell = self.columns.cell(row, "published") or row.cells[0]
        return Claim(
            row.cells[0].text,
            self.words(row),
            self.columns.text(row, "published"),
            formula,
            self.columns.text(row, "formula"),
            self.columns.text(row, "source"),
            # Nothing is wrong with the line: a finding says more than the line would.
            replace(self.findings.source.place(cell.span), line_text=None),
        )

    def refuse_again(self, row: Row, claims: Iterable[Claim]) -> None:
        """Claims are told apart by their names."""
        name = row.cells[0]
        for claim in claims:
            if claim.id == name.text:
                line = claim.place.line
                text = Text(
                    f"声明“{name.text}”在第 {line} 行已经有了", f"the claim '{name.text}' stands in line {line}"
                )
                self.findings.error("claim", name.span, text)

    def reading(self, row: Row) -> Iterator[Reading]:
        formula, _ = self.formula(row)
        if self.columns.cell(row, "published") or not self.columns.cell(row, "formula") or not self.words(row).zh:
            self.findings.error(
                "claim",
                row.span,
                Text(
                    "没有编号的一行是上一条声明的另一种读法，只写报道和算式",
                    "a row without a name is another reading of the claim above: its words and its formula, no figure",
                ),
            )
        elif formula is not None:
            yield Reading(self.words(row), formula)

    def words(self, row: Row) -> Text:
        """What the row says; in one language it serves for both."""
        chinese, english = (self.columns.text(row, key) for key in ("statement", "english"))
        return Text(chinese or english, english or chinese)

    def formula(self, row: Row) -> tuple[Node | None, Type | None]:
        """The formula and its type: a number, or a yes or no; both None where there is none or it is wrong."""
        cell = self.columns.cell(row, "formula")
        formula = self.reader.expression(cell.span) if cell else None
        if cell is None or formula is None:
            return None, None
        kind, problems = infer(formula, self.reader.names.child({UNKNOWN.name: NUMBER}))
        for problem in problems:
            self.findings.error("type", problem.span, problem.text, problem.hint)
        if not problems and not is_open(kind) and kind not in (NUMBER, BOOLEAN):
            text = Text("算式应当得出一个数，或者是与否", "a formula must give a number, or yes or no")
            self.findings.error("claim", cell.span, text)
        return formula, kind

    def check_published(self, row: Row, formula: Node | None, kind: Type | None) -> None:
        """A figure must stand where one is compared; what says yes or no needs none."""
        cell = self.columns.cell(row, "published")
        printed = read_printed(cell.text) if cell else None
        if printed is None and (cell or kind != BOOLEAN):
            self.findings.error(
                "claim",
                cell.span if cell else row.span,
                Text(
                    "报出值应当是一个数，如 15.5%、1.8亿", "a published figure must be a number, such as 15.5% or 1.8亿"
                ),
                Text("“超过 1600”写作 > 1600", "'more than 1600' is written > 1600"),
            )
        elif cell and printed and printed.sign and formula and UNKNOWN in walk(formula):
            text = Text("有 ? 的算式要与一个确定的数相比", "a formula with ? needs a figure without a sign")
            self.findings.error("claim", cell.span, text)
