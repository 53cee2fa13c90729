"""Snapshots and trials (测算): asked for, under way, and what came out."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from luoshu.office.accounts.acting import acting
from luoshu.office.accounts.guard import allowed, may
from luoshu.office.register.actions.cut_snapshot import ask_snapshot
from luoshu.office.register.actions.run_trial import ask_trial
from luoshu.office.register.asking import SnapshotForm, TrialForm, parameter_choices
from luoshu.office.register.authorised import Look
from luoshu.office.register.models import Entity, Snapshot, Trial, Work
from luoshu.office.register.purposes import TRIED
from luoshu.office.register.results import ANSWERS, answers_of, beside_last
from luoshu.office.register.rules import keeps, reads
from luoshu.office.register.views.imports import REFRESH
from luoshu.office.shell.forms import attempt, sent
from luoshu.office.shell.language import language
from luoshu.office.shell.paging import Rows, page_number, part_of, rows
from luoshu.problems import ProblemError


@allowed(reads, post=keeps)
def snapshots(request: HttpRequest) -> HttpResponse:
    form = SnapshotForm(sent(request))
    if form.is_valid():
        data = form.cleaned_data
        work = Snapshot(on=data["on"], as_of=data["as_of"] or timezone.now(), purpose=data["purpose"])
        ask_snapshot(acting(request).user, work)
        return redirect("snapshot", work.pk)
    found = rows(request, Snapshot.objects.select_related("by"))
    return render(request, "register/snapshots.html", {"form": form, "rows": found, "keeps": may(request, keeps)})


@allowed(reads)
def snapshot(request: HttpRequest, key: int) -> HttpResponse:
    work = get_object_or_404(Snapshot.objects.select_related("by"), pk=key)
    return _shown(
        request, work, "register/snapshot.html", {"trials": work.trials.all()[:20], "keeps": may(request, keeps)}
    )


@allowed(reads, post=keeps)
def trials(request: HttpRequest) -> HttpResponse:
    form = TrialForm(sent(request), initial={"snapshot": request.GET.get("snapshot")})
    made: list[Trial] = []

    def ask() -> None:
        data = form.cleaned_data
        work = Trial(snapshot=data["snapshot"], on=data["on"], policies=data["policies"], setting=data["setting"])
        try:
            made.append(ask_trial(acting(request).user, work))
        except ProblemError as error:
            field = "setting" if work.setting else None
            raise ValidationError(
                {field or "policies": [each.text.say(language()) for each in error.problems]}
            ) from None

    if attempt(form, ask):
        return redirect("trial", made[0].pk)
    found = rows(request, Trial.objects.select_related("by", "snapshot"))
    return render(
        request,
        "register/trials.html",
        {
            "form": form,
            "rows": found,
            "keeps": may(request, keeps),
            "parameters": parameter_choices() if may(request, keeps) else (),
            "can": Snapshot.objects.filter(state=Work.State.DONE).exists(),
        },
    )


@allowed(reads)
def trial(request: HttpRequest, key: int) -> HttpResponse:
    """What came out, beside the last run of the same policies."""
    work = get_object_or_404(Trial.objects.select_related("by", "snapshot"), pk=key)
    return _shown(request, work, "register/trial.html", {"told": beside_last(work), "keeps": may(request, keeps)})


@allowed(reads)
def trial_entities(request: HttpRequest, key: int, policy: str) -> HttpResponse:
    """Each entity's answer to one policy, 50 a page."""
    work = get_object_or_404(Trial.objects.select_related("snapshot"), pk=key, state=Work.State.DONE)
    told = next((each for each in work.result.get("policies", ()) if each["id"] == policy), None)
    if told is None:
        raise Http404
    names = [each["name"] for each in told["decisions"]]
    decision = request.GET.get("decision", "")
    decision = decision if decision in names else names[0]
    answer = request.GET.get("answer", "")
    answer = answer if answer in ANSWERS else ""
    with Look(acting(request).user, TRIED, work) as look:
        found = answers_of(work, told, decision, answer, lambda total: part_of(page_number(request, total)), look)
    known = {
        entity.identifier: entity
        for entity in Entity.objects.filter(kind=told["about"], identifier__in=[row.identifier for row in found.rows])
    }
    table = [(known.get(row.identifier), row) for row in found.rows]
    context = {
        "work": work,
        "policy": told,
        "decision": decision,
        "answer": answer,
        "answers": ANSWERS.items(),
        "table": table,
        "lapsed": found.lapsed,
        "keeps": may(request, keeps),
        "rows": Rows(table, page_number(request, found.total), found.total),  # type: ignore[type-var]
    }
    return render(request, "register/trial_entities.html", context)


def _shown(request: HttpRequest, work: Work, template: str, more: dict[str, Any]) -> HttpResponse:
    response = render(request, template, {"work": work, **more})
    if work.is_going_on:
        response["Refresh"] = REFRESH
    return response
