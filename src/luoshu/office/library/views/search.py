"""The first page, and the search."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from luoshu.facts.typed import read_typed
from luoshu.facts.vocabulary import Fact, Kind
from luoshu.office.accounts.guard import public
from luoshu.office.library import queries
from luoshu.office.library.models import Instrument
from luoshu.problems import ProblemError, Text

A_PAGE = 50
_DAY = Fact("day", Kind.DATE)


@public
def start(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    versions = queries.found(queries.Wanted(on=today))
    newest = versions.filter(published_at__isnull=False, since__isnull=False).order_by("-since", "document__key")[:6]
    context = {"newest": list(newest), "count": versions.count(), "abouts": queries.abouts()}
    return render(request, "library/start.html", context)


@public
def policies(request: HttpRequest) -> HttpResponse:
    given = {name: request.GET.get(name, "").strip()[:200] for name in ("q", "about", "instrument", "place", "on")}
    wrong: Text | None = None
    on: date | None = None
    if given["on"] != "any":
        try:
            on = read_typed(_DAY, given["on"], timezone.localdate()) or timezone.localdate()
        except ProblemError as error:
            wrong, on = error.problems[0].text, timezone.localdate()
    wanted = queries.Wanted(given["q"], given["about"], given["instrument"], given["place"], on)
    paging = Paginator(queries.found(wanted), A_PAGE)
    page = paging.get_page(request.GET.get("page"))
    kept = urlencode({name: value for name, value in given.items() if value})
    context = {
        "given": given,
        "wrong": wrong,
        "on": on,
        "page": page,
        "count": paging.count,
        "kept": kept,
        "abouts": queries.abouts(),
        "places": queries.places(),
        "instruments": [(each.value, each.text) for each in Instrument],
    }
    return render(request, "library/policies.html", context)
