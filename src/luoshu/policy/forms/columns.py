"""Forms whose columns are a closed list: which column of a table is which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from luoshu.policy.markdown import Cell, Grid, Row
from luoshu.policy.source import Findings
from luoshu.problems import Text, suggest


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a form: `names` are the words that may head it, in Chinese and in English."""

    key: str
    names: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns of one table stand."""

    positions: Mapping[str, int]

    def cell(self, row: Row, key: str) -> Cell | None:
        """The row's cell in a column; None where the table has no such column or the cell is empty."""
        at = self.positions.get(key)
        return row.cells[at] if at is not None and row.cells[at] else None

    def text(self, row: Row, key: str) -> str:
        cell = self.cell(row, key)
        return cell.text if cell else ""


def read_columns(grid: Grid, form: Sequence[Column], findings: Findings, *, first: int = 1) -> Columns | None:
    """The columns from position `first` on; None where one is unknown, repeated or missing, and then reported."""
    by_name = {name.lower(): column for column in form for name in column.names}
    positions: dict[str, int] = {}
    complete = True
    for at, cell in enumerate(grid.header.cells[first:], first):
        column = by_name.get(cell.text.lower())
        if column is None or column.key in positions:
            complete = False
            findings.error(
                "column",
                cell.span,
                Text(f"这种表没有“{cell.text}”这一列", f"this form of table has no column '{cell.text}'")
                if column is None
                else Text(f"“{cell.text}”一列出现了两次", f"the column '{cell.text}' stands here twice"),
                suggest(cell.text, by_name) or _known(form),
            )
        else:
            positions[column.key] = at
    for column in form:
        if column.required and column.key not in positions and complete:
            complete = False
            findings.error(
                "column",
                grid.keyword.span,
                Text(f"这种表缺少“{column.names[0]}”一列", f"this form of table lacks the column '{column.names[-1]}'"),
                _known(form),
            )
    return Columns(positions) if complete else None


def _known(form: Sequence[Column]) -> Text:
    return Text(
        f"可用的列：{'、'.join(column.names[0] for column in form)}",
        f"its columns are: {', '.join(column.names[-1] for column in form)}",
    )


def refuse_words_under_keyword(grid: Grid, findings: Findings) -> None:
    """In most forms the keyword's own column stays empty: words there would be read by nobody."""
    for row in grid.rows:
        if row.cells[0]:
            findings.error(
                "keyword-column",
                row.cells[0].span,
                Text(f"“{grid.keyword.text}”这一列应当留空", f"the column under '{grid.keyword.text}' stays empty"),
            )
