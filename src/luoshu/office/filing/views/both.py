"""What both sides see: an application with its timeline, and its papers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from luoshu.office.accounts.acting import acting
from luoshu.office.accounts.guard import allowed, may
from luoshu.office.filing.checking import checked
from luoshu.office.filing.clock import RULE
from luoshu.office.filing.files import paper_file
from luoshu.office.filing.forms import GiveForm
from luoshu.office.filing.looking import application_of, kept_of, paper_of
from luoshu.office.filing.models import Application
from luoshu.office.filing.rules import (
    changes_entry,
    decides_application,
    edits_application,
    reads_own,
    sees_application,
    submits_application,
    works,
)
from luoshu.office.filing.showing import papers_of, seen_of, shown, term_of


@allowed(reads_own | works)
def one(request: HttpRequest, key: int) -> HttpResponse:
    """What is applied for, its papers, what happened, and what may be done now."""
    found = application_of(request, key, sees_application)
    kept = kept_of(found)
    to_office = works(acting(request))
    steps = list(found.steps.select_related("by"))
    seen = seen_of(found, kept, acting(request).user, to_office=to_office)
    context = {
        "application": found,
        "kept": kept,
        "shown": shown(found, kept, steps, seen),
        "term": term_of(found, kept),
        "rule": RULE,
        "steps": steps,
        "reason": seen.reason,
        "papers": list(papers_of(found, to_office=to_office)),
        "lately": steps[-1].at if steps else None,
        "checked": checked(found, kept, seen),
        "to_office": to_office,
        "decides": may(request, decides_application, found),
        "edits": may(request, edits_application, found),
        "submits": may(request, submits_application, found),
        "changes": bool(found.entry and not found.is_open and may(request, changes_entry, found.entry)),
        "give": GiveForm() if found.state == Application.State.OWED else None,
    }
    return render(request, "filing/one.html", context)


@allowed(reads_own | works)
def paper(request: HttpRequest, key: int) -> HttpResponse:
    """A paper, to keep and look at; never shown as a page of ours."""
    return paper_file(acting(request), paper_of(request, key, sees_application))
