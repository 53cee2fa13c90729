"""A `译名` table: English labels of what the document names. They are shown, and decide nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from luoshu.feel.tree import Span
from luoshu.policy.forms.columns import Column, read_columns, refuse_words_under_keyword
from luoshu.policy.markdown import Cell, Grid
from luoshu.policy.source import Findings
from luoshu.problems import Text, suggest

COLUMNS = (
    Column("name", ("名称", "name"), required=True),
    Column("english", ("英文", "English"), required=True),
)


@dataclass(frozen=True, slots=True)
class Label:
    """What a name is called in English; `span` is that of the name."""

    name: str
    english: str
    span: Span


def read_labels(grids: Iterable[Grid], findings: Findings) -> dict[str, Label]:
    """The labels of all the tables by name; one that stands twice is an error."""
    found: dict[str, Label] = {}
    for label in (label for grid in grids for label in _labels(grid, findings)):
        if label.name in found:
            line = findings.source.line_of(found[label.name].span.start)
            findings.error(
                "label",
                label.span,
                Text(f"“{label.name}”在第 {line} 行已有译名", f"'{label.name}' already has its label in line {line}"),
            )
        else:
            found[label.name] = label
    return found


def _labels(grid: Grid, findings: Findings) -> Iterable[Label]:
    refuse_words_under_keyword(grid, findings)
    columns = read_columns(grid, COLUMNS, findings)
    if columns is None:
        return
    for row in grid.rows:
        name, english = columns.cell(row, "name"), columns.cell(row, "english")
        if name is None or english is None:
            findings.error(
                "label",
                row.span,
                Text("名称和英文都要写", "both the name and its English label are needed"),
            )
        else:
            yield Label(plain(name), english.text, name.span)


def plain(cell: Cell) -> str:
    """A name as it stands elsewhere in the document: its spaces single, without the signs of an assumption."""
    return " ".join(cell.text.strip("⟨⟩ ").split())


def check_labels(labels: Mapping[str, Label], known: Collection[str], findings: Findings) -> None:
    """Each label must belong to a name that the document itself gives."""
    for label in labels.values():
        if label.name not in known:
            findings.error(
                "label",
                label.span,
                Text(f"本文件没有“{label.name}”", f"this document names nothing '{label.name}'"),
                suggest(label.name, known)
                or Text(
                    "译名属于本文件的决策、参数、支持项、梯次、台账的阶段和比率或条款标题",
                    "a label is of a decision, parameter, benefit, ladder, rung, stage, ratio or heading found here",
                ),
            )
