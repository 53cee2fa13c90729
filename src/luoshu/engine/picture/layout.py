"""The sheet laid out: the largest letters with which all of it fits, what is left of the height between the blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import segno

from luoshu.engine.gist.model import Gist
from luoshu.engine.picture import blocks
from luoshu.engine.picture.blocks import HEADS, Detail
from luoshu.engine.picture.metrics import lines, width
from luoshu.engine.picture.sheet import LEAST, Answer, Box, Rect, Words, baseline
from luoshu.problems import Problem, ProblemError, Text

SHORT, LONG = 595.28, 841.89  # A4, in points
_MARGIN = 40.0
_GUTTER = 92.0  # numerals and heads
_BRIEF = 64.0  # the same where they stand in a line
_CODE = 58.0  # the square of the link
_LONGEST_LINK = 120  # so that its smallest squares are a third of a millimetre or more
_APART = 28.0  # columns in landscape
_SHARES = (0.5, 0.56, 0.62, 0.68)  # of the width for the conditions
_LEAST_BETWEEN, _MOST_BETWEEN = 6.0, 26.0  # blocks

_SIZES = (14.0, 13.0, 12.0, 11.0, 10.5, 10.0, 9.5, LEAST)
_LENGTHS = ((4, 3), (3, 2), (2, 2), (2, 1))  # lines of the first words, and of the facts


def _details() -> Iterator[Sequence[Detail]]:
    """Ways to say it, the best first, in groups: each from large letters to small, then with fewer words."""
    for scales in (3, 2, 1):
        yield [Detail(size, scales, *length) for size in _SIZES for length in _LENGTHS]
    yield [Detail(size, 0, *length) for size in _SIZES for length in _LENGTHS]
    yield [Detail(size, 0, *length, more=False) for size in _SIZES[-3:] for length in _LENGTHS]
    yield [Detail(LEAST, 0, 2, 1, tall=tall) for tall in range(520, 60, -10)]
    for count, most in ((3, None), (3, 6), (3, 4), (3, 3), (3, 2), (3, 1), (1, 1)):
        brief = Detail(LEAST, 0, 2, 1, more=False, most=most, lines=count)
        yield [brief, *(replace(brief, tall=tall) for tall in range(520, 10, -20))]


def sheet_of(gist: Gist, *, landscape: bool = False, link: str = "") -> Box:
    """The whole sheet; its width and height are those of the paper."""
    compose = _landscape if landscape else _portrait
    for group in _details():
        least = compose(gist, group[-1], link)
        if least is not None:  # so something in this group fits
            return next(sheet for detail in group if (sheet := compose(gist, detail, link)) is not None)
    raise AssertionError(f"{gist.title} does not fit a sheet")  # the last detail is a handful of lines


def _portrait(gist: Gist, detail: Detail, link: str) -> Box | None:
    """Blocks under each other, their heads in a column to the left."""
    inner = SHORT - 2 * _MARGIN
    room = inner - _GUTTER
    made = [
        blocks.who(gist, room, detail),
        blocks.conditions(gist, room, detail),
        blocks.much(gist, room, detail),
        blocks.how(gist, room, detail),
        blocks.until(gist, room, detail),
    ]
    column = [_headed(number, block, inner, gist) for number, block in enumerate(made, 1)]
    return _stacked(SHORT, LONG, _head(gist, inner), _foot(gist, inner, link), [(0, column)])


def _landscape(gist: Gist, detail: Detail, link: str) -> Box | None:
    """Who across the sheet, then the conditions to the left and the rest to the right, as wide as each must be."""
    inner = LONG - 2 * _MARGIN
    head, foot = _head(gist, inner), _foot(gist, inner, link)
    head.put(_first(blocks.who(gist, inner - _BRIEF, detail, brief=True), inner, gist), 0, head.height + 8)
    for share in _SHARES if detail.tall is None else reversed(_SHARES):  # what is cut has all the width there is
        left = (inner - _APART) * share
        right = inner - _APART - left
        rest = (blocks.much(gist, right, detail), blocks.how(gist, right, detail), blocks.until(gist, right, detail))
        columns = [
            (0.0, [_over(2, blocks.conditions(gist, left, detail, abreast=True), left, gist)]),
            (left + _APART, [_over(number, block, right, gist) for number, block in enumerate(rest, 3)]),
        ]
        sheet = _stacked(LONG, SHORT, head, foot, columns)
        if sheet is not None:
            return sheet
    return None


def _stacked(
    wide: float, high: float, head: Box, foot: Box, columns: Sequence[tuple[float, Sequence[Box]]]
) -> Box | None:
    """Head, columns of blocks and foot on the paper; None where they are too tall for it."""
    top, bottom = _MARGIN + head.height + 10, high - _MARGIN + 8 - foot.height
    sheet = Box(wide, high)
    sheet.put(head, _MARGIN, _MARGIN)
    for x, column in columns:
        free = bottom - top - sum(block.height for block in column)
        if free < _LEAST_BETWEEN * len(column):
            return None
        between = min(_MOST_BETWEEN, free / len(column))
        y = top
        for block in column:
            sheet.put(block, _MARGIN + x, y)
            y += block.height + between
    sheet.put(foot, _MARGIN, bottom)
    sheet.height = high
    return sheet


# --- frames -----------------------------------------------------------------------------------------------------------


def _headed(number: int, block: Box, room: float, gist: Gist) -> Box:
    """A block with its numeral and head in the gutter to its left."""
    box = Box(room, name=block.name)
    box.rule("ink", 1)
    box.space(6)
    top = box.height
    box.put(_numeral(number, block, _GUTTER - 12, gist, stacked=True), 0, top)
    box.put(block, _GUTTER, top)
    return box


def _first(block: Box, room: float, gist: Gist) -> Box:
    """Who, with its numeral and head on the same line."""
    box = Box(room, name=block.name)
    box.rule("ink", 1)
    box.space(5)
    top = box.height
    box.put(_numeral(1, block, _BRIEF, gist, stacked=False), 0, top)
    box.put(block, _BRIEF, top)
    return box


def _over(number: int, block: Box, room: float, gist: Gist) -> Box:
    """A block under its numeral and head."""
    box = Box(room, name=block.name)
    box.rule("ink", 1)
    box.space(4)
    box.put(_numeral(number, block, room, gist, stacked=False), 0, box.height)
    box.space(2)
    box.put(block, 0, box.height)
    return box


def _numeral(number: int, block: Box, room: float, gist: Gist, *, stacked: bool) -> Box:
    box = Box(room)
    said = HEADS[block.name].say(gist.lang)
    if stacked:
        box.write(str(number), 26, bold=True, ink="act", leading=1.1)
        box.write(said, 12, bold=True, leading=1.3)
    else:
        size = 15.0
        box.add(Words(0, baseline(size, 1.3), str(number), size, True, "act"))
        box.add(Words(width(str(number), size, bold=True) + 8, baseline(size, 1.3), said, size, True))
        box.height = size * 1.3
    return box


def _head(gist: Gist, room: float) -> Box:
    box = Box(room, name="head")
    box.add(Rect(0, 0, room, 4, "act"))
    box.space(14)
    size = next((size for size in (30.0, 26.0, 22.0, 18.0) if len(lines(gist.title, size, room, bold=True)) == 1), 20.0)
    box.write(gist.title, size, bold=True, leading=1.25, most=2)
    if gist.original and gist.original != gist.title:
        box.write(gist.original, 10.5, ink="quiet", leading=1.4, most=2)
    told = " · ".join(filter(None, (gist.number, gist.issuer)))
    status = width(gist.status, 10.5, bold=True)
    beside_it = width(told, 10.5) + status + 40 <= room
    top, x = box.height, room - status if beside_it else 14.0
    box.write(told, 10.5, ink="quiet", leading=1.5, most=2)
    if beside_it:
        box.height = top
    box.add(Answer(x - 14, box.height + 3.5, 9, gist.status_answer))
    box.write(gist.status, 10.5, x=x, room=room, bold=True, leading=1.5)
    return box


def _foot(gist: Gist, room: float, link: str) -> Box:
    box = Box(room, name="foot")
    zh = gist.lang == "zh"
    box.rule("ink", 1)
    box.space(5)
    inner = Box(room - (_CODE + 16 if link else 0))
    source = (
        "、".join(filter(None, (gist.issuer, gist.number)))
        if zh
        else ", ".join(filter(None, (gist.issuer, gist.number)))
    )
    if source:
        inner.write(f"来源：{source}" if zh else f"Source: {source}", 9, leading=1.45, most=2)
    inner.write(
        f"由政策文件自动生成，以原文为准；所示为 {gist.on}的情形。洛书"
        if zh
        else f"Made from the document itself, as of {gist.on}; the Chinese original prevails. Luoshu",
        9,
        ink="quiet",
        leading=1.45,
    )
    if gist.assumes:
        inner.write(
            "⟨ ⟩ 没有找到出处，是假设，使用前请核对。"
            if zh
            else "⟨ ⟩ no source was found: assumed; check it before use.",
            9,
            ink="quiet",
            leading=1.45,
        )
    if link:
        inner.write(("全文：" if zh else "In full: ") + link, 9, ink="quiet", leading=1.45, most=2)
    box.put(inner, 0, box.height)
    if link:
        box.put(code(link), room - _CODE, 8)
    return box


def check_link(link: str) -> None:
    """
    Raises:
        ProblemError: it is no address of a page, or too long for a code of this size to be read.
    """
    if link and not link.startswith(("https://", "http://")):
        text = Text(f"“{link}”不是网页地址", f"'{link}' is no address of a page")
        raise ProblemError([Problem("link", text, hint=Text("以 https:// 开头", "it begins with https://"))])
    if len(link.encode()) > _LONGEST_LINK:
        text = Text("地址太长，印成二维码读不出来", "the address is too long for a code that can be read")
        most = Text(f"最多 {_LONGEST_LINK} 个字符", f"at most {_LONGEST_LINK} characters")
        raise ProblemError([Problem("link", text, hint=most)])


@lru_cache(maxsize=64)  # of each sheet that is tried it is the same, and takes longer than the rest of the sheet
def code(link: str) -> Box:
    """The link as a square that a telephone reads."""
    rows = [list(row) for row in segno.make(link, error="m", micro=False).matrix]
    cell = _CODE / len(rows)
    box = Box(_CODE, _CODE)
    for y, row in enumerate(rows):
        at = 0
        while at < len(row):
            end = at
            while end < len(row) and row[end] == row[at]:
                end += 1
            if row[at]:
                box.add(Rect(at * cell, y * cell, (end - at) * cell, cell * 1.02, "ink"))
            at = end
    return box
