"""An enterprise's own: its facts with source and date, disputes, what is not known yet, every policy's answer."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from luoshu.facts.vocabulary import Fact as Word
from luoshu.office.accounts.acting import acting
from luoshu.office.accounts.guard import allowed, may
from luoshu.office.accounts.meanwhile import require_now
from luoshu.office.register import wanting
from luoshu.office.register.actions.declare import declare
from luoshu.office.register.actions.dispute import dispute
from luoshu.office.register.asking import DisputeForm
from luoshu.office.register.authorised import Look
from luoshu.office.register.fields import FactsForm, field_name
from luoshu.office.register.finding import own_or_none
from luoshu.office.register.models import Fact
from luoshu.office.register.own_answers import answer_in_full, answers_for, note_answered
from luoshu.office.register.profile import profile
from luoshu.office.register.purposes import OWN_ENTRY
from luoshu.office.register.results import ANSWERS
from luoshu.office.register.rules import disputes_fact, fills_own, reads_own
from luoshu.office.register.words import scalars, text_of, words
from luoshu.office.shell.forms import attempt, sent
from luoshu.office.shell.language import here, language

ASKED = 12  # facts a page: what most policies need comes first


def _not_registered(request: HttpRequest) -> HttpResponse:
    return render(request, "register/not_registered.html", {"organisation": acting(request).enterprise})


@allowed(reads_own)
def mine(request: HttpRequest) -> HttpResponse:
    own = own_or_none(request)
    if own is None:
        return _not_registered(request)
    with Look(acting(request).user, OWN_ENTRY, own) as look:
        told = profile(own, look)
    return render(request, "register/mine.html", {"entity": own, "profile": told, "fills": may(request, fills_own)})


@allowed(fills_own)
def dispute_fact(request: HttpRequest, key: int) -> HttpResponse:
    """The form by which an enterprise says that a fact is wrong."""
    fact = get_object_or_404(Fact.objects.select_related("entity", "recording__source"), pk=key)
    require_now(request, disputes_fact, fact)
    form = DisputeForm(sent(request))
    user = acting(request).user
    assert user is not None
    if attempt(form, lambda: dispute(user, fact.pk, **form.cleaned_data)):
        messages.success(
            request,
            here(
                "已提出异议，办理人会更正，或者说明为什么不改。",
                "Noted: an officer will correct it, or say why it stands.",
            ),
        )
        return redirect("mine")
    with Look(user, OWN_ENTRY, fact.entity) as look:
        look.at_each([fact])
    return render(request, "register/dispute.html", {"fact": fact, "form": form})


@allowed(fills_own)
def fill(request: HttpRequest) -> HttpResponse:
    """Only what is not known already is asked, what most policies need first."""
    own = own_or_none(request)
    if own is None:
        return _not_registered(request)
    wanted = wanting.wanted(own)
    asked, late = wanted[:ASKED], list[Word]()
    if request.method == "POST":
        known = {word.name: word for word in scalars(words().vocabulary.records[own.kind])}
        given = [known[name] for name in request.POST.getlist("asked") if name in known]  # as the page had asked
        asked = [word for word in given if word in wanted]
        late = [word for word in given if word not in wanted and request.POST.get(field_name(word))]
    form = FactsForm(asked, timezone.localdate().year - 1, sent(request))
    user = acting(request).user
    assert user is not None

    def record() -> None:
        if form.stated() or not late:
            declare(user, own.pk, form.stated())

    if attempt(form, record):
        if form.stated():
            messages.success(request, here("已记录，谢谢。", "Recorded, thank you."))
        if late:
            messages.warning(request, _known_meanwhile(late))
        return redirect("mine-fill" if "more" in request.POST else "mine")
    context = {"entity": own, "form": form, "asked": asked, "left": max(0, len(wanted) - len(asked))}
    return render(request, "register/fill.html", context)


def _known_meanwhile(late: list[Word]) -> str:
    zh = "、".join(text_of(word).zh for word in late)
    en = ", ".join(text_of(word).en for word in late)
    return here(
        f"这几项刚才已有记录，没有改动：{zh}。不对的，可以在“数据”里提出异议。",
        f"Known meanwhile, and left as it is: {en}. What is wrong there you can dispute among your facts.",
    )


@allowed(reads_own)
def answers(request: HttpRequest) -> HttpResponse:
    """Every policy's answer for the enterprise, yes first."""
    own = own_or_none(request)
    if own is None:
        return _not_registered(request)
    on = timezone.localdate()
    note_answered(acting(request).user, own)
    found = answers_for(own, on)
    counts = {answer: sum(each.answer == answer for each in found) for answer in ANSWERS}
    ladders = [ladder for each in found for ladder in each.ladders]
    return render(
        request,
        "register/answers.html",
        {"entity": own, "found": found, "counts": counts, "ladders": ladders, "on": on},
    )


@allowed(reads_own)
def answer(request: HttpRequest, policy: str) -> HttpResponse:
    """One policy's answer with every step."""
    own = own_or_none(request)
    if own is None:
        return _not_registered(request)
    on: date = timezone.localdate()
    found = answer_in_full(own, policy, on)
    if found is None:
        raise Http404
    note_answered(acting(request).user, own)
    return render(
        request,
        "register/answer.html",
        {
            "entity": own,
            "found": found,
            "steps": found.steps[language()],
            "ladders": found.ladders,
            "on": on,
        },
    )
