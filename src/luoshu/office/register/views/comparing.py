"""What a firm told whom: its own page, an officer's of one firm, and the list of all whose sources differ."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from luoshu.office.accounts.acting import acting
from luoshu.office.accounts.guard import allowed, may
from luoshu.office.accounts.meanwhile import require_now
from luoshu.office.register import comparing
from luoshu.office.register.actions.redeclare import redeclare
from luoshu.office.register.asking import RedeclareForm
from luoshu.office.register.authorised import AUTHORISED, Look
from luoshu.office.register.finding import entity_of, own_or_none
from luoshu.office.register.models import Entity, Fact, Source
from luoshu.office.register.purposes import COMPARED, OWN_COMPARED
from luoshu.office.register.rules import corrects_own, fills_own, keeps, reads, reads_own
from luoshu.office.register.views.mine import _not_registered
from luoshu.office.register.words import fact_word, words
from luoshu.office.shell.forms import attempt, sent
from luoshu.office.shell.language import here
from luoshu.office.shell.paging import rows
from luoshu.problems import Text


@allowed(reads_own)
def mine(request: HttpRequest) -> HttpResponse:
    """What each source says of the enterprise, before it submits anything."""
    own = own_or_none(request)
    if own is None:
        return _not_registered(request)
    return _page(request, own, "register/mine_compare.html", OWN_COMPARED)


@allowed(reads)
def one(request: HttpRequest, key: int) -> HttpResponse:
    """The same for officers, of any entity."""
    return _page(request, entity_of(request, key), "register/compare.html", COMPARED)


def _page(request: HttpRequest, entity: Entity, template: str, purpose: Text) -> HttpResponse:
    with Look(acting(request).user, purpose, entity) as look:
        found = comparing.compared(entity, look)
    sources = {said.source for each in found for said in each.said}
    context = {
        "entity": entity,
        "found": found,
        "differing": sum(each.differs for each in found),
        "authorised": sorted((each for each in sources if each.kind == AUTHORISED), key=str),
        "slug": words().slug(entity.kind),
        "title": words().label(entity.kind),
        "fills": may(request, fills_own),
        "keeps": may(request, keeps),
    }
    return render(request, template, context)


@allowed(fills_own)
def correct(request: HttpRequest, key: int) -> HttpResponse:
    """The form by which an enterprise corrects its own declaration."""
    fact = get_object_or_404(Fact.objects.select_related("entity", "recording__source"), pk=key)
    require_now(request, corrects_own, fact)
    word = fact_word(fact.entity, fact.name, fact.year)
    if word is None:
        raise Http404
    form = RedeclareForm(word, sent(request))
    user = acting(request).user
    assert user is not None
    if attempt(form, lambda: redeclare(user, fact.pk, **form.cleaned())):
        messages.success(request, here("已更正申报。", "The declaration was corrected."))
        return redirect("mine-compare")
    return render(request, "register/redeclare.html", {"fact": fact, "form": form})


@allowed(reads)
def differences(request: HttpRequest) -> HttpResponse:
    """All whose sources differ, the largest difference first, 50 a page."""
    asked = comparing.Asked.of(request.GET)
    found = rows(request, asked.deviations())
    with Look(acting(request).user, COMPARED, comparing.LISTED) as look:
        told = comparing.lines(found.items, look)
    context = {
        "asked": asked,
        "rows": found,
        "lines": told,
        "facts": comparing.facts_that_differ(),
        "sources": Source.objects.all(),
        "query": request.GET.urlencode(),
    }
    return render(request, "register/differences.html", context)


@allowed(reads)
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The same list as a file."""
    return comparing.differences_file(acting(request).user, request.GET.dict(), form)
