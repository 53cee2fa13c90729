"""The page for whoever may not: why, and what to do."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from luoshu.office.accounts.acting import acting
from luoshu.office.accounts.guard import Refused


def refused(request: HttpRequest, exception: PermissionDenied | None = None) -> HttpResponse:
    rule = exception.rule if isinstance(exception, Refused) else None
    who = acting(request)
    others = [each for each in who.choices if each != who.organisation]
    shown = {"needed": rule.who if rule else None, "others": others}
    return render(request, "accounts/refused.html", shown, status=403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came too late, or from elsewhere. Nothing of it was taken."""
    return render(request, "accounts/form_expired.html", status=403)
