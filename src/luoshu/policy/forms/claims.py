"""A `声明` table: published figures, and the arithmetic that should give them."""

from __future__ import annotations

import re

from luoshu.policy.expressions import ExpressionReader
from luoshu.policy.forms.columns import Column, read_columns
from luoshu.policy.markdown import Grid
from luoshu.policy.model import Claim
from luoshu.problems import Text

COLUMNS = (
    Column("statement", ("报道", "说法", "statement")),
    Column("published", ("报出值", "published"), required=True),
    Column("formula", ("算式", "formula"), required=True),
    Column("source", ("出处", "来源", "source")),
)


def read_claims(grid: Grid, reader: ExpressionReader) -> list[Claim]:
    """A claim a row, named in the column under the keyword. An empty formula leaves a claim unchecked."""
    columns = read_columns(grid, COLUMNS, reader.findings)
    if columns is None:
        return []
    claims = []
    for row in grid.rows:
        published, formula = columns.cell(row, "published"), columns.cell(row, "formula")
        if published is None or not PUBLISHED.fullmatch(published.text):
            reader.findings.error(
                "claim",
                published.span if published else row.span,
                Text(
                    "报出值应当是一个数，如 15.5%、1.8亿", "a published figure must be a number, such as 15.5% or 1.8亿"
                ),
            )
            continue
        claims.append(
            Claim(
                row.cells[0].text,
                columns.text(row, "statement"),
                published.text,
                reader.expression(formula.span) if formula else None,
                formula.text if formula else "",
                columns.text(row, "source"),
                row.line,
            )
        )
    return claims


PUBLISHED = re.compile(r"(?P<figure>[+-]?\d+(?:,\d{3})*(?:\.\d+)?)\s*(?P<unit>%|万|亿|)")
