"""The sheet as SVG: words stay words, each line with its width, so that it fits in whatever font there is."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import escape

from luoshu.engine.gist.model import Gist
from luoshu.engine.picture.sheet import INKS, Answer, Box, Mark, Rect, Words

_FONTS = "'Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif"


def as_svg(sheet: Box, gist: Gist) -> str:
    """The file's text."""
    lang = "zh-CN" if gist.lang == "zh" else "en"
    wide, high = f"{sheet.width:.2f}", f"{sheet.height:.2f}"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" xml:lang="{lang}" lang="{lang}" role="img" '
            f'aria-labelledby="title" width="{wide}pt" height="{high}pt" viewBox="0 0 {wide} {high}" '
            f'font-family="{_FONTS}">',
            f'<title id="title">{escape(gist.title)}</title>',
            f'<rect width="100%" height="100%" fill="{INKS["paper"]}"/>',
            *(line for mark in sheet.marks for line in _drawn(mark)),
            "</svg>",
            "",
        ]
    )


def _drawn(mark: Mark) -> Iterator[str]:
    match mark:
        case Words():
            weight = ' font-weight="700"' if mark.bold else ""
            yield (
                f'<text x="{mark.x:.2f}" y="{mark.y:.2f}" font-size="{mark.size:.2f}"{weight} fill="{INKS[mark.ink]}" '
                f'textLength="{mark.width:.2f}" xml:space="preserve">{escape(mark.text)}</text>'
            )
        case Rect():
            yield (
                f'<rect x="{mark.x:.2f}" y="{mark.y:.2f}" width="{mark.width:.2f}" height="{mark.height:.2f}" '
                f'fill="{INKS[mark.ink]}"/>'
            )
        case Answer():
            yield from _answer(mark)


def _answer(mark: Answer) -> Iterator[str]:
    radius = mark.size / 2
    x, y, ink = mark.x + radius, mark.y + radius, INKS[mark.answer]
    if mark.answer == "yes":
        yield f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{radius:.2f}" fill="{ink}"/>'
        return
    yield f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{radius - 0.75:.2f}" fill="none" stroke="{ink}" stroke-width="1.5"/>'
    if mark.answer == "unknown":
        yield f'<path d="M{x:.2f} {y - radius:.2f}a{radius:.2f} {radius:.2f} 0 0 0 0 {mark.size:.2f}z" fill="{ink}"/>'
