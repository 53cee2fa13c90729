"""The one stylesheet: that of all pages of Luoshu (engine.look), with what an application has beside a document."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control

from luoshu.engine.look import environment
from luoshu.office.shell.openness import public


@cache
def text() -> str:
    shared = environment("luoshu.engine.look").get_template("look.css").render()
    own = files("luoshu.office.shell").joinpath("office.css").read_text(encoding="utf-8")
    return f"{shared}\n{own}"


@cache
def fingerprint() -> str:
    """In the address of the sheet, so that a browser may keep it for ever."""
    return hashlib.sha256(text().encode()).hexdigest()[:12]


@cache_control(public=True, max_age=31_536_000, immutable=True)
@public
def sheet(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(text(), content_type="text/css; charset=utf-8")
