"""The reports, all on one page, each as a file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from luoshu.office.accounts.acting import acting
from luoshu.office.accounts.guard import allowed
from luoshu.office.audit.recording import record
from luoshu.office.cultivation.reports import NAMES, report
from luoshu.office.cultivation.rules import reads
from luoshu.office.register import exporting

SHOWN = 20  # rows of each; a file has them all


@allowed(reads)
def reports(request: HttpRequest) -> HttpResponse:
    found = [report(name) for name in NAMES]
    return render(request, "cultivation/reports.html", {"reports": found, "shown": SHOWN})


@allowed(reads)
def export(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    if name not in NAMES:
        raise Http404
    found = report(name)
    record(acting(request).user, "cultivation.exported", f"cultivation.{name}")
    return exporting.download(
        form, f"cultivation-{name}", found.header, ([str(cell) for cell in row] for row in found.rows)
    )
