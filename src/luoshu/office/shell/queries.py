"""What an address asks, as every database takes it; and what answers an address that only takes what is sent."""

from __future__ import annotations

from collections.abc import Callable
from inspect import getclosurevars, isfunction
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import resolve

_NUL = "%00"


def number_asked(text: str) -> int | None:
    """A number that an address gives, of at most nine plain digits; None for whatever else stands there."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


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


def with_a_way_back(answer: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: who opens an address that only takes what is sent (a form's, again) is led to the page above it."""

    def answered(request: HttpRequest) -> HttpResponseBase:
        answer_ = answer(request)
        if answer_.status_code != 405 or request.method != "GET" or request.path.startswith("/api/v"):
            return answer_
        page = render(request, "shell/only_sent.html", {"above": _above(request.path)}, status=405)
        page["Allow"] = answer_["Allow"]
        return page

    return answered


def page_of_form(request: HttpRequest) -> str:
    """The address of the page whose form is sent: what the browser names, or else the nearest that has a page."""
    named = urlsplit(request.headers.get("Referer", ""))
    if named.netloc == request.get_host() and _has_page(named.path):
        return f"{named.path}?{named.query}" if named.query else named.path
    return request.path if _has_page(request.path) else _above(request.path)


def _above(path: str) -> str:
    """The nearest address above that has a page."""
    while len(path := path.rstrip("/").rpartition("/")[0]) > 0:
        for address in (path, f"{path}/"):
            if _has_page(address):
                return address
    return "/"


def _has_page(address: str) -> bool:
    try:
        return not _only_takes_what_is_sent(resolve(address).func)
    except Http404:
        return False


def _only_takes_what_is_sent(view: Callable[..., Any] | None) -> bool:
    """Whether Django's `require_POST`, which leaves no mark on the view, is among what stands around it."""
    while isfunction(view):
        if "GET" not in getclosurevars(view).nonlocals.get("request_method_list", ["GET"]):
            return True
        view = getattr(view, "__wrapped__", None)
    return False
