"""The sheet as PDF, its fonts inside."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from typing import Any

from luoshu.engine.gist.model import Gist
from luoshu.engine.picture.sheet import INKS, Answer, Box, Mark, Rect, Words
from luoshu.engine.typesetting import typeset


def as_pdf(sheet: Box, gist: Gist, on: date) -> bytes:
    """The file's bytes.

    Raises:
        ProblemError: Typst or a Chinese font is missing.
    """
    template = files("luoshu.engine.picture").joinpath("templates/sheet.typ").read_text(encoding="utf-8")
    data = {
        "title": gist.title,
        "lang": gist.lang,
        "region": "cn" if gist.lang == "zh" else "gb",
        "width": sheet.width,
        "height": sheet.height,
        "marks": [_told(mark) for mark in sheet.marks],
    }
    return typeset(template, data, on)


def _told(mark: Mark) -> dict[str, Any]:
    place = {"x": mark.x, "y": mark.y}
    match mark:
        case Words():
            told = {"kind": "words", "text": mark.text, "size": mark.size, "bold": mark.bold, "width": mark.width}
            return place | told | {"ink": INKS[mark.ink]}
        case Rect():
            return place | {"kind": "rect", "width": mark.width, "height": mark.height, "ink": INKS[mark.ink]}
        case Answer():
            return place | {"kind": "answer", "size": mark.size, "answer": mark.answer, "ink": INKS[mark.answer]}
