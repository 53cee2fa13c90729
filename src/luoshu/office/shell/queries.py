"""What an address asks, as every database takes it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

_NUL = "%00"


def without_nul(answer: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: NULs are dropped from what a page is asked for. Nobody types one, and PostgreSQL compares none.

    Forms that are sent refuse them themselves, and so does the interface for programs.
    """

    def answered(request: HttpRequest) -> HttpResponseBase:
        asked = request.META.get("QUERY_STRING", "")
        if _NUL in asked and not request.path.startswith("/api/v"):
            request.META["QUERY_STRING"] = asked.replace(_NUL, "")
        return answer(request)

    return answered
