"""Where the elements of a model stand in its picture: in layers, each above all that it uses; the answer is on top."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from luoshu.dmn.model import Decision, InputData, Knowledge, Model, Reference

BOX, GAP = (160, 60), (30, 70)  # width and height of a box; between boxes of a row, and between rows
MOST = 10  # boxes in a row: a wider layer goes on in a row below
MARGIN = 40


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
    points: tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Diagram:
    boxes: Mapping[str, Box]
    lines: tuple[Line, ...]
    width: int
    height: int


def layout(model: Model) -> Diagram:
    """The picture of a model's graph."""
    uses = {each.id: list(_references(model, each.id)) for each in model.elements}
    rows = list(_rows(_layers(model, uses), uses))
    width = max((len(row) for row in rows), default=1) * (BOX[0] + GAP[0]) - GAP[0] + 2 * MARGIN
    boxes: dict[str, Box] = {}
    for at, row in enumerate(reversed(rows)):
        left = (width - len(row) * (BOX[0] + GAP[0]) + GAP[0]) // 2
        for place, id_ in enumerate(row):
            boxes[id_] = Box(left + place * (BOX[0] + GAP[0]), MARGIN + at * (BOX[1] + GAP[1]), *BOX)
    lines = (
        Line(id_, each, _between(boxes[each.id], boxes[id_])) for id_, references in uses.items() for each in references
    )
    return Diagram(boxes, tuple(lines), width, len(rows) * (BOX[1] + GAP[1]) - GAP[1] + 2 * MARGIN)


def _references(model: Model, id_: str) -> Iterator[Reference]:
    """What an element requires of this model."""
    element = model.by_id[id_]
    needs = element.needs if isinstance(element, Decision) else ()
    knows = element.knows if isinstance(element, Decision | Knowledge) else ()
    for each in dict.fromkeys((*needs, *knows)):
        if each.namespace in ("", model.namespace) and each.id in model.by_id:
            yield each


def _layers(model: Model, uses: Mapping[str, Sequence[Reference]]) -> list[list[str]]:
    """The elements by how far they stand above input data."""
    depth = {each.id: 0 for each in model.elements}
    for _ in range(len(depth)):  # as many times as the longest way has steps; a circle ends it too
        deeper = {
            id_: max((depth[each.id] + 1 for each in references), default=int(not _is_input(model, id_)))
            for id_, references in uses.items()
        }
        if deeper == depth:
            break
        depth = deeper
    found: dict[int, list[str]] = {}
    for id_, at in depth.items():
        found.setdefault(at, []).append(id_)
    return [found[at] for at in sorted(found)]


def _is_input(model: Model, id_: str) -> bool:
    return isinstance(model.by_id[id_], InputData)


def _rows(layers: Sequence[Sequence[str]], uses: Mapping[str, Sequence[Reference]]) -> Iterator[list[str]]:
    """The rows from below: in each the boxes stand near what they use, as far as that stands below."""
    place: dict[str, float] = {}
    for layer in layers:
        wanted = {id_: [place[each.id] for each in uses[id_] if each.id in place] for id_ in layer}
        ordered = sorted(layer, key=lambda id_: sum(wanted[id_]) / len(wanted[id_]) if wanted[id_] else 0.5)
        count = -(-len(ordered) // MOST)
        length = -(-len(ordered) // count)
        for start in range(0, len(ordered), length):
            row = ordered[start : start + length]
            place |= {id_: (at + 0.5) / len(row) for at, id_ in enumerate(row)}
            yield row


def _between(below: Box, above: Box) -> tuple[tuple[int, int], tuple[int, int]]:
    """From the upper edge of a box to the lower edge of the one above it."""
    return (below.x + below.width // 2, below.y), (above.x + above.width // 2, above.y + above.height)
