"""The pictures of models: everything above what it uses, boxes apart, and no line through a box."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshu.dmn.diagram import Box, Diagram, layout
from luoshu.dmn.model import Decision, Element, InputData, Model, Reference, Variable
from luoshu.dmn.spacing import settled


def model(uses: dict[str, list[str]]) -> Model:
    """A model whose elements use others; what uses nothing is input data."""
    elements: list[Element] = []
    for name, used in uses.items():
        needs = tuple(Reference("", each) for each in used)
        elements.append(Decision(name, Variable(name), needs=needs) if used else InputData(name, Variable(name)))
    return Model("m", "urn:m", "", elements=tuple(elements))


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, list[str]]:
    names = [f"e{at}" for at in range(draw(st.integers(1, 30)))]
    return {
        name: draw(st.lists(st.sampled_from(names[:at]), max_size=5, unique=True)) if at else []
        for at, name in enumerate(names)
    }


def faults(drawn: Diagram) -> Iterator[str]:
    for (one, a), (other, b) in combinations(drawn.boxes.items(), 2):
        if abs(a.x - b.x) < a.width + 10 and abs(a.y - b.y) < a.height + 10:
            yield f"{one} and {other} touch"
    for id_, box in drawn.boxes.items():
        if not (0 < box.x < drawn.width - box.width and 0 < box.y < drawn.height - box.height):
            yield f"{id_} is off the picture"
    for line in drawn.lines:
        for (x, y), (to_x, to_y) in pairwise(line.points):
            if y <= to_y:
                yield f"a line to {line.to} leads down"
            if not (0 < x < drawn.width and 0 < to_x < drawn.width):
                yield f"a line to {line.to} is off the picture"
            yield from (
                f"a line from {line.reference.id} to {line.to} runs through {id_}"
                for id_, box in drawn.boxes.items()
                if runs_through((x, y), (to_x, to_y), box)
            )


def runs_through(start: tuple[int, int], end: tuple[int, int], box: Box) -> bool:
    """Whether a piece of a line has a point inside a box, by its points at many places."""
    steps = [at / 60 for at in range(61)]
    points = ((start[0] + (end[0] - start[0]) * at, start[1] + (end[1] - start[1]) * at) for at in steps)
    return any(box.x + 1 < x < box.x + box.width - 1 and box.y + 1 < y < box.y + box.height - 1 for x, y in points)


@given(graphs())
def test_boxes_stand_apart_and_lines_run_between_them(uses: dict[str, list[str]]) -> None:
    drawn = layout(model(uses))
    assert set(drawn.boxes) == set(uses)
    assert len(drawn.lines) == sum(map(len, uses.values()))
    assert list(faults(drawn)) == []


def test_lines_end_at_the_edges_of_their_boxes() -> None:
    drawn = layout(model({"a": [], "b": [], "c": ["a", "b"], "d": ["a", "c"]}))
    for line in drawn.lines:
        low, high = drawn.boxes[line.reference.id], drawn.boxes[line.to]
        (x, y), (to_x, to_y) = line.points[0], line.points[-1]
        assert y == low.y
        assert low.x < x < low.x + low.width
        assert to_y == high.y + high.height
        assert high.x < to_x < high.x + high.width


def test_a_wide_level_goes_on_in_rows_below() -> None:
    uses: dict[str, list[str]] = {f"i{at}": [] for at in range(40)}
    drawn = layout(model({**uses, "all": list(uses)}))
    assert len({box.y for box in drawn.boxes.values()}) > 3
    assert list(faults(drawn)) == []


def test_a_circle_has_a_picture_too() -> None:
    drawn = layout(model({"a": ["b"], "b": ["a"]}))
    assert [len(line.points) for line in drawn.lines] == [2, 2]


@pytest.mark.parametrize(
    ("wanted", "distances", "found"),
    [
        ([0, 10], [5], [0, 10]),
        ([0, 0], [4], [-2, 2]),
        ([5, 0, 9], [1, 1], [2, 3, 9]),
        ([], [], []),
    ],
)
def test_settled(wanted: list[float], distances: list[float], found: list[float]) -> None:
    assert settled(wanted, [1.0] * len(wanted), distances) == found
