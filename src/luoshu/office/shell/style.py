"""The stylesheets: that of all pages of Luoshu (engine.look) with what an application has beside a document, and those
that an app adds for pages of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from importlib.resources import files

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control

from luoshu.engine.look import environment
from luoshu.office.shell.openness import public

Sheet = Callable[[], str]


def _office() -> str:
    shared = environment("luoshu.engine.look").get_template("look.css").render()
    own = files("luoshu.office.shell").joinpath("office.css").read_text(encoding="utf-8")
    return f"{shared}\n{own}"


_SHEETS: dict[str, Sheet] = {"office": _office}


def add_sheet(name: str, sheet: Sheet) -> None:
    """Called by an app when it is ready: `{% stylesheet "name" %}` is then its address."""
    _SHEETS[name] = sheet


@cache
def text(name: str) -> str:
    return _SHEETS[name]()


@cache
def address(name: str) -> str:
    """With a fingerprint in it, so that a browser may keep the sheet for ever."""
    return reverse("stylesheet", args=[f"{name}-{hashlib.sha256(text(name).encode()).hexdigest()[:12]}"])


@cache_control(public=True, max_age=31_536_000, immutable=True)
@public
def sheet(request: HttpRequest, name: str) -> HttpResponse:
    known = name.rpartition("-")[0]
    if known not in _SHEETS:
        raise Http404
    return HttpResponse(text(known), content_type="text/css; charset=utf-8")
