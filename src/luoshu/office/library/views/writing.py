"""What the editor asks while somebody types: what is wrong, what can stand at a place, what a word stands for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBadRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from luoshu.engine.editing.document import Edited
from luoshu.office.accounts.guard import allowed
from luoshu.office.library import helping
from luoshu.office.library.drafting import MOST, examine, with_our_ends
from luoshu.office.library.models.documents import digest_of
from luoshu.office.library.rules import writes_policies
from luoshu.office.shell.language import language


@allowed(writes_policies)
@require_POST
def checked(request: HttpRequest) -> HttpResponseBase:
    """The problems of a text with their places, and as the list on the page; the names that can be used in it."""
    body = _body(request)
    draft = examine(body)
    edited = helping.looked_at(body, draft)
    return JsonResponse(
        {
            "list": render_to_string("library/problems.html", {"draft": draft, "writing": True}, request),
            "problems": helping.told(draft, language()),
            "names": helping.names_by_sort(edited) if edited.policy else None,
            "seen": digest_of(body),
        }
    )


@allowed(writes_policies)
@require_POST
def offers(request: HttpRequest) -> HttpResponseBase:
    """What can stand at a place."""
    place = _place(request)
    return JsonResponse(helping.offers(*place, language())) if place else HttpResponseBadRequest()


@allowed(writes_policies)
@require_POST
def meaning(request: HttpRequest) -> HttpResponseBase:
    """What the word at a place stands for."""
    place = _place(request)
    return JsonResponse(helping.meaning(*place, language())) if place else HttpResponseBadRequest()


def _body(request: HttpRequest) -> str:
    return with_our_ends(request.POST.get("body", ""))


def _place(request: HttpRequest) -> tuple[Edited, int, int] | None:
    """The text and the place in it; None where there is no such place."""
    body, given = _body(request), [request.POST.get(name, "") for name in ("line", "column")]
    if len(body) > MOST or not all(each.isascii() and each.isdigit() and len(each) < 8 for each in given):
        return None
    line, column = map(int, given)
    edited = helping.as_it_is(body, request.POST.get("seen", ""))
    return (edited, line, column) if line < len(edited.lines) and column <= len(edited.lines[line]) else None
