"""What is drawn rather than said: a score and its parts, tables as steps, a ladder."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from luoshu.engine.gist.model import Scale, Score, Steps
from luoshu.engine.picture.metrics import lines, width
from luoshu.engine.picture.sheet import LEAST, Box, Ink, Rect, Words, baseline, beside
from luoshu.problems import Lang

_GAP = 16.0
_BAR = 2.5


def score_bar(score: Score, room: float, size: float, lang: Lang) -> Box:
    """The figure to be reached, and a bar of the parts, each as long as what it can give; labels stand under them."""
    box = Box(room)
    big = size * 2
    figure = f"{score.relation}{score.figure}".lstrip(": ")
    box.write(score.name[:1].upper() + score.name[1:], size, bold=True)
    top = box.height
    box.write(figure, big, bold=True, ink="act", leading=1.3)
    if score.total is not None:
        total = f"满分 {score.total} 分" if lang == "zh" else f"of {score.total} points"
        left = width(figure, big, bold=True) + 10
        box.add(Words(left, top + baseline(big, 1.3), total, size, ink="quiet"))
    if score.parts and score.total:
        box.space(4)
        _parts(box, score.parts, score.total, max(LEAST, size * 0.9))
    return box


def _parts(box: Box, parts: Sequence[tuple[str, Decimal]], total: Decimal, size: float) -> None:
    """A bar in as many parts; a label that does not fit under its part goes into a line of its own below."""
    x, height, top = 0.0, 12.0, box.height
    crowded: list[str] = []
    lowest = top + height
    for number, (name, most) in enumerate(parts):
        long = float(most / total) * box.width
        box.add(Rect(x, top, max(1.0, long - 1.5), height, "act" if number % 2 == 0 else "quiet"))
        label = f"{name} {most}"
        told = lines(label, size, long - 4)
        if len(told) <= 2 and all(len(line) > 1 for line in told):
            for row, line in enumerate(told):
                box.add(Words(x, top + height + 2 + row * size * 1.3 + baseline(size, 1.3), line, size, ink="quiet"))
            lowest = max(lowest, top + height + 2 + len(told) * size * 1.3)
        else:
            crowded.append(label)
        x += long
    box.height = lowest
    if crowded:
        box.write(" · ".join(crowded), size, ink="quiet", leading=1.35)


def scales(found: Sequence[Scale], room: float, size: float) -> Box:
    """Tables side by side, wider where there is more in a row."""
    weights = [1 + len(scale.subjects) for scale in found]
    unit = (room - _GAP * (len(found) - 1)) / sum(weights)
    return beside([scale_steps(scale, unit * weight, size) for scale, weight in zip(found, weights, strict=True)], _GAP)


def scale_steps(scale: Scale, room: float, size: float) -> Box:
    """A table as steps: what it takes, what it gives, and a bar as long as that."""
    box = Box(room)
    small = max(LEAST, size * 0.9)
    results = max(width(step.result, size, bold=True) for step in scale.steps)
    each = (room - results - 6) / max(1, len(scale.subjects))
    box.write(scale.name[:1].upper() + scale.name[1:], size, bold=True, leading=1.35)
    if any(scale.subjects):
        _row(box, scale.subjects, each, small, ink="quiet")
    box.space(2)
    for step in scale.steps:
        line = box.height + baseline(small, 1.35)
        _row(box, step.cells, each, small)
        box.add(Words(room - width(step.result, size, bold=True), line, step.result, size, True, "act"))
        box.add(Rect(0, box.height, room, _BAR, "faint"))
        if step.value > 0:
            box.add(Rect(0, box.height, float(step.value / scale.most) * room, _BAR, "act"))
        box.height += _BAR + 2
    return box


def _row(box: Box, cells: Sequence[str], each: float, size: float, ink: Ink = "ink") -> None:
    """Cells side by side, as tall as the tallest; no row is empty."""
    row = Box(box.width, size * 1.35)
    for number, text in enumerate(cells):
        cell = Box(each - 4)
        cell.write(text, size, leading=1.35, ink=ink)
        row.put(cell, number * each, 0)
    box.put(row, 0, box.height)


def ladder(steps: Steps, room: float, size: float, lang: Lang) -> Box:
    """Rungs from the lowest at the left to the highest at the right, each a step up."""
    box = Box(room)
    box.write(steps.name, size, bold=True)
    each = room / len(steps.rungs)
    boxes = []
    small = max(LEAST, size * 0.9)
    for rung in steps.rungs:
        step = Box(each - 8)
        step.write(rung.name, size * 1.1, bold=True, ink="act", leading=1.35)
        if rung.words:
            step.write(rung.words, small, leading=1.35)
        if rung.valid:
            step.write(
                f"有效 {rung.valid}" if lang == "zh" else f"valid {rung.valid}", small, ink="quiet", leading=1.35
            )
        boxes.append(step)
    rise = size * 1.2
    tallest = max(step.height for step in boxes)
    height = tallest + rise * (len(boxes) - 1) + 10
    top = box.height
    for number, step in enumerate(boxes):
        y = top + rise * (len(boxes) - 1 - number)
        x = number * each
        box.add(Rect(x, y, each, 2, "act"))
        if number:
            box.add(Rect(x, y, 2, rise + 2, "act"))
        box.put(step, x + 6, y + 6)
    box.height = max(box.height, top + height)
    return box
