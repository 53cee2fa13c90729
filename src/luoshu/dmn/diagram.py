"""The picture of a model's requirements: boxes in rows, each above all that it uses, and lines between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, sqrt

from luoshu.dmn.layers import Place, Rows, Segment
from luoshu.dmn.model import Decision, InputData, Knowledge, Model, Reference
from luoshu.dmn.spacing import spaced

BOX = (180, 90)  # as modelers draw them, with a sign in the corner, and room for two lines of a name below it
GAP, LANE = 28, 14  # beside a box, and between two lines that pass one
NEAREST, FARTHEST, SLOPE = 60, 150, 12  # between rows; the more, the farther the lines there go to the side
PORTS = 0.6  # the part of a box's edge where lines end
WIDE = 1.5  # the more, the more boxes in a row
MARGIN = 40

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Box:
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Line:
    """A requirement: from what is used to the element `to` that uses it."""

    to: str
    reference: Reference
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Diagram:
    boxes: Mapping[str, Box]
    lines: tuple[Line, ...]
    width: int
    height: int


def layout(model: Model) -> Diagram:
    """The picture of a model's graph."""
    references = {each.id: list(_references(model, each.id)) for each in model.elements}
    uses = {id_: list(dict.fromkeys(each.id for each in found)) for id_, found in references.items()}
    inputs = frozenset(each.id for each in model.elements if isinstance(each, InputData))
    rows = Rows.of(uses, inputs, max(6, ceil(WIDE * sqrt(len(uses)))))
    drawing = _Drawing.of(rows)
    boxes = {
        id_: Box(round(drawing.middle[id_, at]) - BOX[0] // 2, drawing.tops[at], *BOX)
        for id_, at in rows.row_of.items()
    }
    lines = (Line(id_, each, drawing.line(each.id, id_)) for id_, found in references.items() for each in found)
    width = max((box.x + box.width for box in boxes.values()), default=0)
    widest = max([width, *(round(x) for x in drawing.middle.values())])
    return Diagram(boxes, tuple(lines), widest + MARGIN, (drawing.tops[-1] + BOX[1] if boxes else 0) + MARGIN)


def _references(model: Model, id_: str) -> Iterator[Reference]:
    """What an element requires of this model."""
    element = model.by_id[id_]
    needs = element.needs if isinstance(element, Decision) else ()
    knows = element.knows if isinstance(element, Decision | Knowledge) else ()
    for each in dict.fromkeys((*needs, *knows)):
        if each.namespace in ("", model.namespace) and each.id in model.by_id:
            yield each


@dataclass(frozen=True)
class _Drawing:
    """Where everything stands: the middle of places, the upper edge of rows, and the ends of the pieces of lines."""

    rows: Rows
    middle: Mapping[Place, float]
    tops: Sequence[int]
    ports: Mapping[Segment, tuple[float, float]]

    @classmethod
    def of(cls, rows: Rows) -> _Drawing:
        middle = spaced(rows, BOX[0], GAP, LANE)
        left = min((x - BOX[0] / 2 * rows.is_box(place) for place, x in middle.items()), default=0)
        middle = {place: x - left + MARGIN for place, x in middle.items()}
        tops = [MARGIN]
        for gap in rows.gaps[:-1]:
            aside = max((abs(middle[low] - middle[high]) for low, high in gap), default=0)
            tops.append(tops[-1] + BOX[1] + round(min(FARTHEST, NEAREST + aside / SLOPE)))
        return cls(rows, middle, tops, dict(_ports(rows, middle)))

    def line(self, used: str, by: str) -> tuple[Point, ...]:
        """From the upper edge of what is used, through lanes, to the lower edge of the box that uses it."""
        ways = self.rows.ways(used, by)
        found: list[Point] = []
        for low, high in pairwise(ways):
            start, end = self.ports.get((low, high), (self.middle[low], self.middle[high]))
            found += [(round(start), self.tops[low[1]]), (round(end), self.tops[high[1]] + BOX[1])]
        return tuple(found)


def _ports(rows: Rows, middle: Mapping[Place, float]) -> Iterator[tuple[Segment, tuple[float, float]]]:
    """Where each piece of a line begins and ends: side by side at boxes, in the order of where they come from."""
    for gap in rows.gaps:
        starts, ends = _spread(rows, middle, gap, 0), _spread(rows, middle, gap, 1)
        yield from ((segment, (starts[segment], ends[segment])) for segment in gap)


def _spread(rows: Rows, middle: Mapping[Place, float], gap: Sequence[Segment], end: int) -> dict[Segment, float]:
    """The one end of the pieces between two rows."""
    at: dict[Place, list[Segment]] = {}
    for segment in sorted(gap, key=lambda segment: middle[segment[1 - end]]):
        at.setdefault(segment[end], []).append(segment)
    found = {}
    for place, segments in at.items():
        step = BOX[0] * PORTS / len(segments) if rows.is_box(place) else 0
        for number, segment in enumerate(segments):
            found[segment] = middle[place] + (number - (len(segments) - 1) / 2) * step
    return found
