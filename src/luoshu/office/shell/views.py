"""Whether the office is well, and what is not there."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from luoshu.office.shell import problem_details
from luoshu.office.shell.openness import public
from luoshu.problems import Text


@public
def health(request: HttpRequest) -> HttpResponse:
    """200 where the database answers: for a proxy or a supervisor to ask."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if request.path.startswith("/api/v"):  # a program asks
        return problem_details.answered(404, "absent", Text("没有这个地址", "There is no such address"))
    return render(request, "shell/not_found.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Something of ours went wrong. The page asks nothing of the database, which may be what is wrong."""
    if request.path.startswith("/api/v"):  # a program asks
        return problem_details.answered(
            500, "failed", Text("服务器出错了，没有完成", "The server failed; nothing was done")
        )
    return HttpResponse(render_to_string("shell/failed.html"), status=500)
