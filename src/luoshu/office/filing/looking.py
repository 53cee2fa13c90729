"""What an address or an operation names, for who may: an application, a paper, how a register is kept."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from luoshu.office.accounts.acting import acting
from luoshu.office.accounts.guard import Rule
from luoshu.office.accounts.meanwhile import require_now
from luoshu.office.filing.models import Application, Paper
from luoshu.office.filing.registers import Kept, registers
from luoshu.office.filing.rules import works
from luoshu.office.filing.showing import papers_of


def application_of(request: HttpRequest, key: int, rule: Rule) -> Application:
    """The application, for which the rule holds."""
    known = Application.objects.select_related("organisation", "entry", "made_by", "submitted_by", "decided_by")
    found = get_object_or_404(known, pk=key)
    require_now(request, rule, found)
    return found


def paper_of(request: HttpRequest, key: int, rule: Rule) -> Paper:
    """The paper of an application for which the rule holds; one that the office is yet to be given is not there."""
    found = get_object_or_404(Paper.objects.only("application"), pk=key)
    application = application_of(request, found.application_id, rule)
    return get_object_or_404(papers_of(application, to_office=works(acting(request))), pk=key)


def kept_of(application: Application) -> Kept:
    kept = registers().get(application.register)
    if kept is None:
        raise Http404
    return kept
