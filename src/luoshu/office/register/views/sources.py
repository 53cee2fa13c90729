"""Where facts come from: authorised data with scope, purpose and term; and every use of these."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from luoshu.office.accounts.acting import acting
from luoshu.office.accounts.guard import allowed, may
from luoshu.office.register.actions.tell_source import tell_source
from luoshu.office.register.asking import SourceForm
from luoshu.office.register.authorised import AUTHORISED
from luoshu.office.register.models import Source
from luoshu.office.register.queries import uses_of
from luoshu.office.register.rules import keeps, reads
from luoshu.office.register.uses import used
from luoshu.office.shell.forms import attempt, sent
from luoshu.office.shell.language import here
from luoshu.office.shell.paging import rows
from luoshu.office.shell.queries import number_asked

LATEST = 20  # uses that the page of sources shows


@allowed(reads, post=keeps)
def sources(request: HttpRequest) -> HttpResponse:
    """The sources, the form to register one, the latest uses."""
    form = SourceForm(sent(request))
    user = acting(request).user
    assert user is not None
    if attempt(form, lambda: tell_source(user, form.instance)):
        messages.success(request, here("已登记来源。", "The source was registered."))
        return redirect("sources")
    context = {
        "form": form,
        "rows": rows(request, Source.objects.all()),
        "uses": used(uses_of()[:LATEST]),
        "keeps": may(request, keeps),
    }
    return render(request, "register/sources.html", context)


@allowed(reads)
def uses(request: HttpRequest) -> HttpResponse:
    """Every use of authorised data, the latest first, 50 a page; of one source where the address names it."""
    authorised = Source.objects.filter(kind=AUTHORISED)
    chosen = authorised.filter(pk=number_asked(request.GET.get("source", "")) or 0).first()
    found = rows(request, uses_of(chosen))
    context = {"sources": authorised, "chosen": chosen, "rows": found, "uses": used(found)}
    return render(request, "register/uses.html", context)
