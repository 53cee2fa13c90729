"""The reports, all on one page, each as a file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from luoshu.office.accounts.acting import acting
from luoshu.office.accounts.guard import allowed
from luoshu.office.cultivation.files import one_report
from luoshu.office.cultivation.reports import NAMES, report
from luoshu.office.cultivation.rules import reads

SHOWN = 20  # rows of each; a file has them all


@allowed(reads)
def reports(request: HttpRequest) -> HttpResponse:
    found = [report(name, SHOWN + 1) for name in NAMES]  # one more tells that there are more
    return render(request, "cultivation/reports.html", {"reports": found, "shown": SHOWN})


@allowed(reads)
def export(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    if name not in NAMES:
        raise Http404
    return one_report(acting(request), name, form)
