"""Where in a document a position is: in its front matter, in a table's header or a cell, in an expression, in prose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from luoshu.policy.keywords import FORMS, Form
from luoshu.policy.properties import PROPERTIES, Property


class Where(Enum):
    FRONT_MATTER = auto()
    KEYWORD = auto()  # the first header cell of a table
    PROPERTY = auto()  # the name of a property of an instrument
    VALUE = auto()  # the value of a property
    CELL = auto()  # any other cell of an executable table
    FORMULA = auto()  # a line of a `feel` block
    PROSE = auto()


@dataclass(frozen=True, slots=True)
class Spot:
    """A position and the table it stands in. `known` is the property whose value stands here."""

    where: Where
    form: Form | None = None
    known: Property | None = None


def spot(lines: Sequence[str], line: int, column: int) -> Spot:
    """What a position is part of."""
    if _in_front_matter(lines, line):
        return Spot(Where.FRONT_MATTER)
    if lines[line].lstrip().startswith("|"):
        return _in_table(lines, line, column)
    return Spot(Where.FORMULA if _in_feel(lines, line) else Where.PROSE)


def _in_front_matter(lines: Sequence[str], line: int) -> bool:
    if not lines or lines[0].rstrip() != "---":
        return False
    end = next((number for number, text in enumerate(lines[1:], 1) if text.rstrip() == "---"), len(lines))
    return line < end


def _in_feel(lines: Sequence[str], line: int) -> bool:
    fence = ""
    for text in lines[:line]:
        start = text.strip()
        if start.startswith("```"):
            fence = "" if fence else start.removeprefix("```").strip() or "other"
    return fence == "feel"


def _in_table(lines: Sequence[str], line: int, column: int) -> Spot:
    first = line
    while first > 0 and lines[first - 1].lstrip().startswith("|"):
        first -= 1
    cell = lines[line][:column].count("|") - 1
    if line == first and cell <= 0:
        return Spot(Where.KEYWORD)
    keyword = _cells(lines[first])[0] if _cells(lines[first]) else ""
    form = FORMS.get(keyword)
    if form is not None and form in PROPERTIES and line > first + 1:
        if cell <= 0:
            return Spot(Where.PROPERTY, form)
        name = _cells(lines[line])[0]
        known = next((each for each in PROPERTIES[form] if name in each.names), None)
        return Spot(Where.VALUE, form, known)
    return Spot(Where.CELL, form)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]
