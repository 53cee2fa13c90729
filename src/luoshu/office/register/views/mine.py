"""An enterprise's own: its facts with source and date, disputes, what is not known yet, every policy's answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from luoshu.facts.vocabulary import Fact as Word
from luoshu.office.accounts.acting import acting
from luoshu.office.accounts.guard import allowed, may, require
from luoshu.office.register import wanting
from luoshu.office.register.actions.declare import declare
from luoshu.office.register.actions.dispute import dispute
from luoshu.office.register.asking import DisputeForm, clean_value, value_field
from luoshu.office.register.authorised import Look
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
    require(request, disputes_fact, fact)
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


class FillForm(forms.Form):
    """Fields for what is not known yet."""

    def __init__(self, wanted: list[Word], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.wanted = {f"fact-{number}": word for number, word in enumerate(wanted)}
        for name, word in self.wanted.items():
            field = value_field(word)
            field.label = text_of(word).say(language())
            if word.annual:
                year = timezone.localdate().year - 1
                field.label = here(f"{year} 年{field.label}", f"{field.label}, {year}")
            self.fields[name] = field

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, word in self.wanted.items():
            try:
                data[name] = clean_value(word, data.get(name, ""))
            except forms.ValidationError as error:
                self.add_error(name, error)
        return data

    def stated(self) -> dict[str, str]:
        """What was entered, by fact."""
        return {word.name: text for name, word in self.wanted.items() if (text := self.cleaned_data[name])}


@allowed(fills_own)
def fill(request: HttpRequest) -> HttpResponse:
    """Only what is not known already is asked, what most policies need first."""
    own = own_or_none(request)
    if own is None:
        return _not_registered(request)
    wanted = wanting.wanted(own)
    asked = wanted[:ASKED]
    if request.method == "POST":
        names = {word.name for word in wanted}
        given = request.POST.getlist("asked")  # what the page had asked, whatever has become known since
        asked = [
            word for word in scalars(words().vocabulary.records[own.kind]) if word.name in given and word.name in names
        ]
    form = FillForm(asked, sent(request))
    user = acting(request).user
    assert user is not None
    if attempt(form, lambda: declare(user, own.pk, form.stated())):
        messages.success(request, here("已记录，谢谢。", "Recorded, thank you."))
        return redirect("mine-fill" if "more" in request.POST else "mine")
    context = {"entity": own, "form": form, "asked": asked, "left": max(0, len(wanted) - len(asked))}
    return render(request, "register/fill.html", context)


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
