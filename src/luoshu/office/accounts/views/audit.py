"""The auditor's pages: the audit, and the log of signing in. Nothing can be changed on them."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from luoshu.office.accounts import queries
from luoshu.office.accounts.acting import user_of
from luoshu.office.accounts.files import audit_file
from luoshu.office.accounts.guard import allowed
from luoshu.office.accounts.rules import auditor, reads_house
from luoshu.office.audit.models import Record
from luoshu.office.audit.words import known
from luoshu.office.shell.paging import rows

_FILTERS = ("action", "person", "subject", "since", "until")


@allowed(auditor)
def audit(request: HttpRequest) -> HttpResponse:
    given = _given(request)
    shown = {"rows": rows(request, _found(given)), "given": given, "actions": known().items()}
    return render(request, "accounts/audit.html", shown)


@require_POST
@allowed(auditor)
def audit_export(request: HttpRequest) -> StreamingHttpResponse:
    """What the filters find, as CSV. That it was taken out is in the audit."""
    given = {name: request.POST.get(name, "").strip() for name in _FILTERS}
    return audit_file(user_of(request), _found(given), given)


@allowed(reads_house)
def sign_ins(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/sign_ins.html", {"rows": rows(request, queries.sign_ins())})


def _given(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip() for name in _FILTERS}


def _found(given: dict[str, str]) -> QuerySet[Record]:
    days = {name: _day(given[name]) for name in ("since", "until")}
    return queries.records(given["action"], given["person"], given["subject"], **days)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
