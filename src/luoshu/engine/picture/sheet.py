"""Marks on a sheet: words, lines, boxes, each at its place in points from the top left corner."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from luoshu.engine.picture.metrics import lines, width

LEAST = 9.0  # points: what would have to be smaller is left to the document

Ink = Literal["ink", "quiet", "act", "yes", "no", "unknown", "line", "faint", "paper"]
INKS: dict[Ink, str] = {
    "ink": "#1c1f23",
    "quiet": "#5b6066",
    "act": "#1f5c57",
    "yes": "#2e6b34",
    "no": "#b3261e",
    "unknown": "#a86a00",
    "line": "#c9c7c0",
    "faint": "#efede6",
    "paper": "#ffffff",
}


@dataclass(frozen=True, slots=True)
class Words:
    """A line of words; `y` is its baseline."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    ink: Ink = "ink"

    @property
    def width(self) -> float:
        return width(self.text, self.size, bold=self.bold)


@dataclass(frozen=True, slots=True)
class Rect:
    x: float
    y: float
    width: float
    height: float
    ink: Ink = "ink"
    outline: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The shape of a yes, a no or what cannot be told: a disc, a ring, a half."""

    x: float
    y: float
    size: float
    answer: Literal["yes", "no", "unknown"]


Mark: TypeAlias = Words | Rect | Answer


@dataclass(slots=True)
class Box:
    """Marks that belong together, from a corner of their own; `width` is what they may take."""

    width: float
    height: float = 0.0
    name: str = ""
    _parts: list[Mark | tuple[Box, float, float]] = field(default_factory=list)

    @property
    def marks(self) -> list[Mark]:
        """All of them, also those of the boxes inside. They are moved to their places here and not before: of the many
        sheets that are tried one is drawn."""
        found: list[Mark] = []
        for part in self._parts:
            if isinstance(part, tuple):
                box, x, y = part
                found += [replace(mark, x=mark.x + x, y=mark.y + y) for mark in box.marks]
            else:
                found.append(part)
        return found

    def put(self, other: Box, x: float, y: float) -> None:
        """Lays another box, which is finished, into this one."""
        self._parts.append((other, x, y))
        self.height = max(self.height, y + other.height)

    def add(self, *marks: Mark) -> None:
        self._parts += marks

    def write(
        self,
        text: str,
        size: float,
        *,
        x: float = 0,
        room: float | None = None,
        bold: bool = False,
        ink: Ink = "ink",
        leading: float = 1.45,
        most: int | None = None,
    ) -> None:
        """Lines of text below what is there. Where there are more than `most`, the last ends in `…`."""
        room = self.width - x if room is None else room
        found = lines(text, size, room, bold=bold)
        if most is not None and len(found) > most:
            found = (*found[: most - 1], _cut(found[most - 1], size, room, bold=bold))
        for line in found:
            self.add(Words(x, self.height + baseline(size, leading), line, size, bold, ink))
            self.height += size * leading

    def space(self, height: float) -> None:
        self.height += height

    def rule(self, ink: Ink = "line", weight: float = 0.75, *, x: float = 0) -> None:
        self.add(Rect(x, self.height, self.width - x, weight, ink))
        self.height += weight


def baseline(size: float, leading: float) -> float:
    """How far under the top of a line its baseline lies: Chinese signs reach 0.88 of the size above it, 0.12 below."""
    return size * (leading - 1) / 2 + size * 0.88


def _cut(line: str, size: float, room: float, *, bold: bool) -> str:
    while line and width(f"{line}…", size, bold=bold) > room:
        line = line[:-1]
    return f"{line.rstrip('，。；、,;')}…"


def beside(boxes: Iterable[Box], gap: float) -> Box:
    """Boxes side by side, their tops level."""
    found = Box(0)
    x = 0.0
    for box in boxes:
        found.put(box, x, 0)
        x += box.width + gap
    found.width = max(0.0, x - gap)
    return found
