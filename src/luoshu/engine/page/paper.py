"""The page as paper: PDF in the layout of official papers, with page numbers and bookmarks."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from importlib.resources import files
from typing import Any

from luoshu.engine.page.parts import Page, anchors
from luoshu.engine.typesetting import typeset
from luoshu.engine.wording import Choices, Listing, Run
from luoshu.engine.wording.phrases import has_chinese


def as_pdf(page: Page, on: date) -> bytes:
    """The file's bytes.

    Raises:
        ProblemError: Typst or a Chinese font is missing.
    """
    template = files("luoshu.engine.page").joinpath("templates/page.typ").read_text(encoding="utf-8")
    told: dict[str, Any] = _told(page, page.lang)
    told["anchors"] = sorted(anchors(page))
    told["language"] = {"lang": page.lang, "region": "cn" if page.lang == "zh" else "gb"}
    return typeset(template, told, on)


def _told(part: object, lang: str) -> Any:
    """A part as plain data; `kind` says what it is."""
    match part:
        case Run():
            other = part.lang or ("zh" if lang == "en" and has_chinese(part.text) else lang)
            return {field.name: getattr(part, field.name) for field in fields(part)} | {"lang": other}
        case Listing() | Choices():
            inner = {field.name: _told(getattr(part, field.name), lang) for field in fields(part)}
            return inner | {"kind": "listing" if isinstance(part, Listing) else "choices"}
        case tuple() | list():
            return [_told(inner, lang) for inner in part]
        case dict():
            return {}  # what stands beside a name on a screen has no place on paper
    if is_dataclass(part):
        inner = {field.name: _told(getattr(part, field.name), lang) for field in fields(part)}
        return inner | ({"kind": part.kind} if hasattr(part, "kind") else {})
    return str(part) if part is not None and not isinstance(part, bool | int | str) else part
