"""Trials of drafts: asked for on the page of a version, looked at, stopped."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from luoshu.office.accounts.acting import acting
from luoshu.office.accounts.guard import allowed, may
from luoshu.office.library.models import Version
from luoshu.office.library.rules import works_on_policies
from luoshu.office.register.actions.confirm_import import NotNowError, cancel
from luoshu.office.register.actions.try_draft import ask_draft_trial
from luoshu.office.register.asking import DraftTrialForm
from luoshu.office.register.drafts import TITLE
from luoshu.office.register.models import DraftTrial, Snapshot, Work
from luoshu.office.register.rules import tries_drafts
from luoshu.office.register.views.imports import REFRESH
from luoshu.office.shell.forms import attempt, sent
from luoshu.office.shell.language import here, language
from luoshu.problems import ProblemError


@allowed(works_on_policies, post=tries_drafts)
def draft_try(request: HttpRequest, number: int) -> HttpResponse:
    """Asks for a trial of a version that is not published yet; the form alone where what was sent is wrong."""
    version = get_object_or_404(Version.objects.select_related("text"), pk=number)
    user = acting(request).user
    assert user is not None
    form = DraftTrialForm(sent(request))
    made: list[DraftTrial] = []

    def ask() -> None:
        try:
            made.append(ask_draft_trial(user, version, form.cleaned_data["snapshot"], form.cleaned_data["on"]))
        except ProblemError as error:
            raise ValidationError([each.text.say(language()) for each in error.problems[:5]]) from None

    if request.method == "POST" and attempt(form, ask):
        return redirect("draft-trial", made[0].pk)
    shown = {
        "version": version,
        "form": form,
        "title": TITLE,
        "can": Snapshot.objects.filter(state=Work.State.DONE).exists(),
    }
    return render(request, "register/draft_try.html", shown, status=422 if form.errors else 200)


@allowed(works_on_policies)
def draft_trial(request: HttpRequest, key: int) -> HttpResponse:
    """How far one is, and what came out."""
    known = DraftTrial.objects.select_related("by", "snapshot", "version__document")
    work = get_object_or_404(known, pk=key)
    shown = {
        "work": work,
        "title": TITLE,
        "former": work.text_id != work.version.text_id,
        "asks": may(request, tries_drafts),
    }
    response = render(request, "register/draft_trial.html", shown)
    if work.is_going_on:
        response["Refresh"] = REFRESH
    return response


@require_POST
@allowed(tries_drafts)
def draft_trial_stop(request: HttpRequest, key: int) -> HttpResponse:
    work = get_object_or_404(DraftTrial, pk=key)
    user = acting(request).user
    assert user is not None
    try:
        cancel(user, work)
    except NotNowError:
        messages.warning(request, here("已经结束，不用停止。", "It has ended already."))
    return redirect(reverse("draft-trial", args=[key]))
