"""A paper of an application as a file: to keep and look at, never shown as a page of ours."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from luoshu.office.accounts.acting import Acting
from luoshu.office.audit.recording import record
from luoshu.office.filing.models import Paper
from luoshu.office.filing.rules import works


def paper_file(who: Acting, paper: Paper) -> HttpResponse:
    """That the office read it is in the audit. Raises Http404 where the file is gone."""
    if not paper.path.is_file():
        raise Http404
    if works(who):
        record(who.user, "filing.paper-read", paper.application, {"paper": paper.pk})
    response = HttpResponse(paper.path.read_bytes(), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(True, paper.name) or "attachment"
    return response
