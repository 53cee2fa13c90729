"""Open data: what of the registers anyone may have, as files of a data package."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from luoshu.office.register import opening
from luoshu.office.shell.openness import public


@public
def listed(request: HttpRequest) -> HttpResponse:
    """What there is, with columns, size and hash."""
    found = opening.files(opening.tables())
    return render(request, "register/open.html", {"tables": found, "licence": settings.OPEN_LICENCE})


@public
def package(request: HttpRequest) -> JsonResponse:
    """`datapackage.json` (Data Package v2)."""
    made = opening.package(request.build_absolute_uri)
    return _for_all(JsonResponse(made, json_dumps_params={"ensure_ascii": False, "indent": 2}))  # type: ignore[return-value]


@public
def table(request: HttpRequest, slug: str) -> HttpResponse:
    found = opening.table(slug)
    if found is None:
        raise Http404
    kept = {"Content-Disposition": f'attachment; filename="{slug}.csv"'}
    ((_, file),) = opening.files([found])
    return _for_all(HttpResponse(file.body, content_type="text/csv; charset=utf-8", headers=kept))


def _for_all(answer: HttpResponse) -> HttpResponse:
    """Pages of others may read it too: it is open."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer
