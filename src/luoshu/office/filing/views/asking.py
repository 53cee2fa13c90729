"""What the views of applications have in common."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from luoshu.office.accounts.acting import acting
from luoshu.office.accounts.guard import Rule, require
from luoshu.office.accounts.models import User
from luoshu.office.filing.models import Application
from luoshu.office.filing.registers import Kept, of_slug, registers


def user_of(request: HttpRequest) -> User:
    user = acting(request).user
    assert user is not None  # the guard stands before
    return user


def application_of(request: HttpRequest, key: int, rule: Rule) -> Application:
    """The application, for which the rule holds."""
    found = get_object_or_404(
        Application.objects.select_related("organisation", "entry", "made_by", "submitted_by", "decided_by"), pk=key
    )
    require(request, rule, found)
    return found


def kept_of(application: Application) -> Kept:
    kept = registers().get(application.register)
    if kept is None:
        raise Http404
    return kept


def filed_to(slug: str) -> Kept:
    """The register of an address, which takes applications."""
    kept = of_slug(slug)
    if kept is None or not kept.files:
        raise Http404
    return kept
