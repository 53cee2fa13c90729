"""Entities: the list of a kind, one of them, its facts, what befell it, what was checked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from luoshu.facts.vocabulary import Fact as Word
from luoshu.office.accounts.acting import acting
from luoshu.office.accounts.guard import allowed, may, require
from luoshu.office.register import queries, saying
from luoshu.office.register.actions.correct import confirm, correct
from luoshu.office.register.actions.record_check import record_check
from luoshu.office.register.actions.tell_event import take_back_event, tell_event, told_of
from luoshu.office.register.asking import CheckForm, CorrectForm, DayForm, EventForm, TakeBackForm
from luoshu.office.register.authorised import Look, in_register
from luoshu.office.register.beside import ways
from luoshu.office.register.finding import entity_of, register_of
from luoshu.office.register.inside import inside_of, pointing_at, ratios_of
from luoshu.office.register.listing import Asked, EntityList, referred
from luoshu.office.register.models import Check, Dispute, Entity, Event
from luoshu.office.register.profile import profile
from luoshu.office.register.proofs import proof_file
from luoshu.office.register.purposes import ENTRY, LIST
from luoshu.office.register.rules import entities_visible_to, keeps, reads, sees_entity
from luoshu.office.register.succession import line_of
from luoshu.office.register.words import fact_word, name_fact, scalars, text_of, words
from luoshu.office.shell.forms import attempt, sent
from luoshu.office.shell.language import here
from luoshu.office.shell.paging import rows


@allowed(reads)
def front(request: HttpRequest) -> HttpResponse:
    return redirect("entities", words().slug(words().kinds[0].name))


@allowed(reads)
def entities(request: HttpRequest, slug: str) -> HttpResponse:
    """The list, 50 a page, filtered as the address says."""
    vocabulary, kind = register_of(slug)
    asked = Asked.of(kind, request.GET, request.GET.getlist("show"))
    visible = entities_visible_to(acting(request))
    found = rows(request, EntityList(asked, visible))
    with Look(acting(request).user, LIST, in_register(kind)) as look:
        values = asked.values(found, look)
    named = referred(asked.columns, values)
    table = [(entity, [_cell(fact, values.get(entity.pk, {}), named) for fact in asked.columns]) for entity in found]
    return render(
        request,
        "register/entities.html",
        {
            "kind": kind,
            "key": text_of(kind.key) if kind.key else "",
            "slug": slug,
            "title": vocabulary.label(kind.name),
            "kinds": [(vocabulary.slug(each.name), vocabulary.label(each.name)) for each in vocabulary.kinds],
            "asked": asked,
            "columns": [(fact, text_of(fact), asked.year_of(fact)) for fact in asked.columns],
            "facts": [(fact.name, text_of(fact)) for fact in scalars(kind)],
            "states": saying.STATES.items(),
            "table": table,
            "rows": found,
            "query": request.GET.urlencode(),
            "keeps": may(request, keeps),
        },
    )


def _cell(fact: Word, values: Mapping[str, str], named: Mapping[tuple[str, str], str]) -> tuple[str, str]:
    """A value, and what that is called to which it refers."""
    value = values.get(fact.name, "")
    return value, named.get((fact.target, value), "")


@allowed(reads)
def entity(request: HttpRequest, key: int) -> HttpResponse:
    """All that is known of it; or, of facts and what is part of it, what was at the end of a day."""
    found, on = entity_of(request, key), _day(request)
    day = on or timezone.localdate()
    with Look(acting(request).user, ENTRY, found) as look:
        told, inside, ratios = profile(found, look, on), inside_of(found, day, look), ratios_of(found, day, look)
    return render(
        request,
        "register/entity.html",
        {
            "entity": found,
            "on": on,
            "slug": words().slug(found.kind),
            "title": words().label(found.kind),
            "profile": told,
            "group": queries.group_of(found),
            "line": line_of(found),
            "inside": inside,
            "ratios": ratios,
            "pointing": pointing_at(found),
            "ways": ways(request, found),
            "keeps": may(request, keeps),
            "told": told_of(found.kind),
        },
    )


def _day(request: HttpRequest) -> date | None:
    """The past day that the address asks for; None for now."""
    form = DayForm(request.GET or None)
    on: date | None = form.cleaned_data["on"] if form.is_valid() else None
    return on if on is not None and on < timezone.localdate() else None


@allowed(reads, post=keeps)
def fact(request: HttpRequest, key: int, name: str, year: int) -> HttpResponse:
    """One fact of an entity: every value that it had, and the form to correct it."""
    found = entity_of(request, key)
    word = fact_word(found, name, year)
    if word is None:
        raise Http404
    now = queries.current_facts().filter(entity=found, name=name, year=year).values_list("pk", flat=True).first()
    form = CorrectForm(word, sent(request), initial={"seen": now or ""})
    user = acting(request).user
    assert user is not None
    changed: list[bool] = []

    def record() -> None:
        data = form.cleaned_data
        changed.append(correct(user, found, name, year, data["value"], data["reason"], seen=form.saw))

    if attempt(form, record):
        if not any(changed):
            messages.info(
                request, here("和现在的值一样，没有改动。", "That is its value already: nothing was changed.")
            )
        else:
            messages.success(request, here(f"已更正{word.name}。", f"{text_of(word).en} was corrected."))
        return redirect("entity", found.pk)
    form.has_seen(str(now or ""))
    history = list(queries.history(found, name, year))
    with Look(acting(request).user, ENTRY, found) as look:
        look.at_each(history)
    context = {
        "entity": found,
        "word": word,
        "name": text_of(word),
        "is_name": word == name_fact(words().vocabulary.records[found.kind]),
        "year": year,
        "history": history,
        "current": next((each for each in history if each.ended_id is None), None),
        "dispute": Dispute.objects.filter(fact__in=history, state="open").select_related("raised_by").first(),
        "form": form,
        "keeps": may(request, keeps),
    }
    return render(request, "register/fact.html", context)


@allowed(keeps)
def confirm_fact(request: HttpRequest, key: int) -> HttpResponse:
    """That it is right as it stands."""
    found = queries.current_facts().select_related("entity").filter(pk=key).first()
    if found is None:
        former = get_object_or_404(queries.former_facts(), pk=key)
        told = here("这一项刚才改过了，请按现在的值核对。", "It was changed meanwhile: please look at what it is now.")
        messages.warning(request, told)
        return redirect("fact", former.entity_id, former.name, former.year)
    if request.method != "POST":
        return redirect("fact", found.entity_id, found.name, found.year)
    user = acting(request).user
    assert user is not None
    confirm(user, found, request.POST.get("note", "").strip()[:300])
    messages.success(request, here(f"已确认{found.name}。", f"{found.name} was confirmed."))
    return redirect("entity", found.entity_id)


@allowed(keeps)
def event(request: HttpRequest, key: int) -> HttpResponse:
    found = entity_of(request, key)
    form = EventForm(found.kind, sent(request))
    user = acting(request).user
    assert user is not None
    if attempt(form, lambda: tell_event(user, found.pk, **form.cleaned_data)):
        messages.success(request, here("已记录。", "Recorded."))
        return redirect("entity", found.pk)
    return _to_record(request, found, form, here("变更事项", "what befell it"))


@allowed(keeps)
def take_back(request: HttpRequest, key: int) -> HttpResponse:
    """That an event was told by mistake, and why."""
    found = get_object_or_404(Event.objects.select_related("entity", "other"), pk=key)
    form = TakeBackForm(sent(request))
    user = acting(request).user
    assert user is not None
    if attempt(form, lambda: take_back_event(user, found.pk, form.cleaned_data["why"])):
        messages.success(
            request, here("已撤回，状态和名称按其余的变更事项。", "Taken back: it is what the others make it.")
        )
        return redirect("entity", found.entity_id)
    told = saying.EVENTS[Event.Kind(found.kind)]
    return _to_record(
        request,
        found.entity,
        form,
        here(f"撤回 {found.on} 的“{told.zh}”", f"take back what was told of {found.on} ({told.en})"),
        here("撤回", "Take it back"),
    )


@allowed(keeps)
def check(request: HttpRequest, key: int) -> HttpResponse:
    found = entity_of(request, key)
    form = CheckForm(found.kind, sent(request), request.FILES or None)
    user = acting(request).user
    assert user is not None
    if attempt(form, lambda: record_check(user, found.pk, **form.cleaned_data)):
        messages.success(request, here("已记录核查结果。", "The check was recorded."))
        return redirect("entity", found.pk)
    return _to_record(request, found, form, here("核查", "a check"))


def _to_record(request: HttpRequest, entity: Entity, form: forms.Form, what: str, send: str = "") -> HttpResponse:
    """The form of something that is recorded about an entity."""
    heading, send = here(f"{entity}：{what}", f"{entity}: {what}"), send or here("记录", "Record")
    return render(request, "register/form.html", {"entity": entity, "form": form, "heading": heading, "send": send})


@allowed(reads)
def proof(request: HttpRequest, key: int) -> HttpResponse:
    """The proof of a check, to look at."""
    found = get_object_or_404(Check.objects.select_related("entity"), pk=key)
    require(request, sees_entity, found.entity)
    return proof_file(acting(request).user, found)


@allowed(reads)
def disputes(request: HttpRequest) -> HttpResponse:
    """What enterprises dispute, the oldest first."""
    found = rows(request, queries.open_disputes().select_related("fact__recording__source"))
    with Look(acting(request).user, ENTRY, Dispute._meta.label_lower) as look:
        look.at_each(each.fact for each in found)
    return render(request, "register/disputes.html", {"rows": found})
