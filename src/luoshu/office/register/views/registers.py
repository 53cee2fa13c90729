"""What any register has, whatever a document declares it to hold: entry by hand, counts at a date, what expires."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from luoshu.facts.vocabulary import Record
from luoshu.office.accounts.acting import acting
from luoshu.office.accounts.guard import allowed
from luoshu.office.accounts.programs import XLSX
from luoshu.office.register.actions.register_entry import register_entry
from luoshu.office.register.asking import DayForm
from luoshu.office.register.authorised import Look, in_register
from luoshu.office.register.blank import blank
from luoshu.office.register.counting import ends_fact, expiring
from luoshu.office.register.entries import day_of
from luoshu.office.register.fields import FactsForm
from luoshu.office.register.figures import figures_of
from luoshu.office.register.finding import register_of
from luoshu.office.register.models import Entity
from luoshu.office.register.purposes import COUNTS
from luoshu.office.register.rules import keeps, reads
from luoshu.office.register.words import name_fact, scalars, text_of, words
from luoshu.office.shell.forms import attempt, sent
from luoshu.office.shell.language import here, language

MOST = 24  # facts of a form; what else is known is added on the entity's page


class EntryForm(FactsForm):
    """The identifier and the facts of a new entry; its name must be told."""

    identifier = forms.CharField(max_length=80)

    def __init__(self, kind: Record, *args: Any, **options: Any) -> None:
        called = name_fact(kind)
        facts = sorted(scalars(kind), key=lambda fact: fact != called)[:MOST]
        year = timezone.localdate().year - 1
        super().__init__(facts, year, *args, needed={called.name} if called else (), **options)
        assert kind.key is not None
        self.fields["identifier"].label = text_of(kind.key).say(language())


@allowed(keeps)
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Registers one by hand."""
    _, kind = register_of(slug)
    form = EntryForm(kind, sent(request))
    user = acting(request).user
    assert user is not None
    made: list[Entity] = []
    if attempt(form, lambda: made.append(register_entry(user, kind, form.cleaned_data["identifier"], form.stated()))):
        messages.success(request, here("已登记。", "It is registered."))
        return redirect("entity", made[0].pk)
    context = {"form": form, "slug": slug, "title": words().label(kind.name)}
    return render(request, "register/new.html", context)


@allowed(reads)
def template(request: HttpRequest, slug: str) -> HttpResponse:
    """An empty workbook to fill in and import."""
    _, kind = register_of(slug)
    kept = {"Content-Disposition": f'attachment; filename="{slug}-template.xlsx"'}
    return HttpResponse(blank(kind, timezone.localdate()), content_type=XLSX, headers=kept)


def _days(request: HttpRequest) -> tuple[date, date]:
    """The day that the address asks for, and that by whose end all is known: it, or today. None is to come."""
    form = DayForm(request.GET or None)
    given = form.cleaned_data if form.is_valid() else {}
    on = day_of(given.get("on"))
    return on, day_of(None) if given.get("known") == "today" else on


@allowed(reads)
def counts(request: HttpRequest, slug: str) -> HttpResponse:
    """What there was on a date, counted, added up and drawn; what expires within a year of today."""
    _, kind = register_of(slug)
    on, known = _days(request)
    with Look(acting(request).user, COUNTS, in_register(kind)) as look:
        figures, ending = figures_of(kind, on, look, known), expiring(kind, timezone.localdate(), look)
    soon = [(month, list(group)) for month, group in groupby(ending, key=lambda each: each[0].replace(day=1))]
    context = {
        "slug": slug,
        "title": words().label(kind.name),
        "on": on,
        "known": known,
        "figures": figures,
        "soon": soon,
        "ends": ends_fact(kind),
        "today": timezone.localdate(),
    }
    return render(request, "register/counts.html", context)
