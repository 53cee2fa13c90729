"""A related list in a form: a row for items that are alike, and how many of them there are.

In a query string `知识产权.1.类别=I类` is the class of the items of the first row, `知识产权.1.count=3` says how many,
and `知识产权=none` that there are none.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict

from luoshu.facts.typed import hint_of, read_typed
from luoshu.facts.vocabulary import Fact, Kind, Record
from luoshu.problems import Problem, ProblemError, Text

COUNT, NONE = "count", "none"
MOST_ROWS, MOST_ITEMS = 20, 500
FEWEST_ROWS = 3
_COUNT = Fact("count", Kind.INTEGER)


@dataclass(frozen=True, slots=True)
class Cell:
    name: str  # in the query string
    fact: Fact
    typed: str = ""
    problem: Problem | None = None

    @property
    def id(self) -> str:
        return "f-" + "".join(sign if sign.isalnum() else "-" for sign in self.name)

    @property
    def label(self) -> Text:
        return Text(self.fact.name, self.fact.english or self.fact.name)

    @property
    def hint(self) -> Text | None:
        return hint_of(self.fact)

    @property
    def sort(self) -> str:
        return "yes-or-no" if self.fact.kind is Kind.BOOLEAN else "choice" if self.fact.values else "text"


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    cells: tuple[Cell, ...]
    count: Cell

    @property
    def is_empty(self) -> bool:
        return not any(each.typed for each in (*self.cells, self.count))


@dataclass(frozen=True, slots=True)
class Items:
    """`value` is None where nothing was said of the list."""

    rows: tuple[Row, ...]
    value: list[dict[str, Any]] | None = None
    problem: Problem | None = None
    pairs: tuple[tuple[str, str], ...] = ()


def read_items(
    query: QueryDict, fact: Fact, record: Record | None, on: date, used: Collection[str] | None = None
) -> Items:
    """The items that a query string tells of; of the fields that are `used`, where that is known."""
    fields = [each for each in record.facts.values() if not each.owner] if record else []
    fields = [each for each in fields if used is None or each.name in used]
    if query.get(fact.name) == NONE:
        return Items(_blank(fact, fields, 1), [], None, ((fact.name, NONE),))
    rows: list[Row] = []
    found: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for number in range(1, MOST_ROWS + 1):
        row, item, count = _row(query, fact, fields, number, on)
        if row.is_empty:
            continue
        rows.append(row)
        problems += [each.problem for each in (*row.cells, row.count) if each.problem]
        found += [item] * count
    if len(found) > MOST_ITEMS:
        text = Text(f"最多填 {MOST_ITEMS} 项", f"at most {MOST_ITEMS} items")
        problems.append(Problem("too-many", text))
    blanks = _blank(fact, fields, max((row.number for row in rows), default=0) + 1)
    pairs = [(each.name, each.typed) for row in rows for each in (*row.cells, row.count) if each.typed]
    value = found if rows and not problems else None
    return Items((*rows, *blanks), value, problems[0] if problems else None, tuple(pairs))


def _blank(fact: Fact, fields: list[Fact], start: int) -> tuple[Row, ...]:
    end = min(max(start, FEWEST_ROWS), MOST_ROWS)
    return tuple(
        Row(
            number,
            tuple(Cell(f"{fact.name}.{number}.{each.name}", each) for each in fields),
            Cell(f"{fact.name}.{number}.{COUNT}", _COUNT),
        )
        for number in range(start, end + 1)
    )


def _row(query: QueryDict, fact: Fact, fields: list[Fact], number: int, on: date) -> tuple[Row, dict[str, Any], int]:
    item: dict[str, Any] = {}
    cells = []
    for each in fields:
        cell, item[each.name] = _cell(query, f"{fact.name}.{number}.{each.name}", each, on)
        cells.append(cell)
    how_many, count = _cell(query, f"{fact.name}.{number}.{COUNT}", _COUNT, on)
    if count is not None and not 0 <= count <= MOST_ITEMS:
        text = Text(f"写 0 到 {MOST_ITEMS} 之间的数", f"a number from 0 to {MOST_ITEMS}")
        how_many, count = Cell(how_many.name, _COUNT, how_many.typed, Problem("out-of-range", text)), 0
    return Row(number, tuple(cells), how_many), item, 1 if count is None else count


def _cell(query: QueryDict, name: str, fact: Fact, on: date) -> tuple[Cell, Any]:
    typed = query.get(name, "").strip()[:200]
    try:
        return Cell(name, fact, typed), read_typed(fact, typed, on)
    except ProblemError as error:
        return Cell(name, fact, typed, error.problems[0]), None
