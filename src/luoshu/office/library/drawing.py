"""A version of a policy drawn: the one-picture explanation, and the official paper."""

from __future__ import annotations

from datetime import date

from django.http import Http404

from luoshu.engine.picture.layout import sheet_of
from luoshu.engine.picture.svg import as_svg
from luoshu.office.library.models import Version
from luoshu.office.library.shelf import shelf
from luoshu.problems import Lang, ProblemError

SVG, PDF = "image/svg+xml; charset=utf-8", "application/pdf"


def picture_of(version: Version, on: date, lang: Lang, link: str, *, landscape: bool = False) -> str:
    """As SVG; `link` is where the picture says that more is to be read."""
    kept = shelf()
    with kept.lock:
        gist = kept.gist(version, on, lang)
        return as_svg(sheet_of(gist, landscape=landscape, link=link), gist)


def paper_of(version: Version, on: date, lang: Lang) -> bytes:
    """As PDF. Raises Http404 where what typesets it is not installed."""
    from luoshu.engine.page.paper import as_pdf

    kept = shelf()
    with kept.lock:
        page = kept.page(version, on, lang)
    try:
        return as_pdf(page, on)
    except ProblemError as error:
        raise Http404(str(error)) from None
