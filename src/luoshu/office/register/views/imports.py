"""Imports: brought, looked at, applied, undone; their errors as a page and as a file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from luoshu.office.accounts.acting import acting
from luoshu.office.accounts.guard import allowed, may, require
from luoshu.office.register import exporting
from luoshu.office.register.actions.bring_import import bring_import
from luoshu.office.register.actions.confirm_import import NotNowError, ask_undo, cancel, confirm_import
from luoshu.office.register.asking import ImportForm
from luoshu.office.register.authorised import Look
from luoshu.office.register.brought import brought, problems_of
from luoshu.office.register.models import Import, Source, Work
from luoshu.office.register.purposes import IMPORTED
from luoshu.office.register.rules import keeps, reads, rule_of
from luoshu.office.register.sources import own_source
from luoshu.office.register.words import words
from luoshu.office.register.working import KINDS, ask_again
from luoshu.office.shell.forms import attempt, sent
from luoshu.office.shell.language import here, language
from luoshu.office.shell.paging import page_number, pages_of, part_of, rows
from luoshu.problems import ProblemError

REFRESH = "3"  # seconds, while something is under way


@allowed(reads, post=keeps)
def imports(request: HttpRequest) -> HttpResponse:
    """What was brought, and the form to bring more."""
    form = ImportForm(sent(request), request.FILES or None)
    made: list[Import] = []

    def bring() -> None:
        data = form.cleaned_data
        source = data["source"] or own_source(Source.Kind.IMPORTED)
        try:
            made.append(bring_import(acting(request).user, data["file"], source, data["on"], data["purpose"]))
        except ProblemError as error:
            raise ValidationError({"file": [_said(problem) for problem in error.problems]}) from None

    if attempt(form, bring):
        return redirect("import", made[0].pk)
    found = rows(request, Import.objects.select_related("source", "by"))
    kinds = [(words().slug(kind.name), words().label(kind.name)) for kind in words().kinds]
    context = {"form": form, "rows": found, "kinds": kinds, "keeps": may(request, keeps)}
    return render(request, "register/imports.html", context)


def _said(problem: Any) -> str:
    hint = f"；{problem.hint.say(language())}" if problem.hint else ""
    return f"{problem.text.say(language())}{hint}"


@allowed(reads)
def one(request: HttpRequest, key: int) -> HttpResponse:
    """Where an import is: how far, what is wrong, what it would do, what it did."""
    work = get_object_or_404(Import.objects.select_related("source", "by"), pk=key)
    with Look(acting(request).user, IMPORTED, work) as look:
        told = brought(work, look)
    problems = told.problems
    number = page_number(request, len(problems))
    response = render(
        request,
        "register/import.html",
        {
            "work": work,
            "keeps": may(request, keeps),
            "told": told,
            "problems": problems[part_of(number)],
            "problems_total": len(problems),
            "number": number,
            "before": number - 1 if number > 1 else None,
            "after": number + 1 if number < pages_of(len(problems)) else None,
            "ready": work.stage == Import.Stage.READ and work.state == Work.State.DONE,
            "nothing": not any(
                work.counts.get(name)
                for name in ("entities_new", "facts_new", "facts_changed", "facts_agreed", "items_new", "items_gone")
            ),
        },
    )
    if work.is_going_on:
        response["Refresh"] = REFRESH
    return response


@allowed(reads)
def problems(request: HttpRequest, key: int) -> HttpResponseBase:
    """Every error and warning as a file, to hand to who must correct them."""
    work = get_object_or_404(Import.objects.select_related("source"), pk=key)
    with Look(acting(request).user, IMPORTED, work) as look:
        found = problems_of(work, look)
    lang = language()
    header = [
        here("文件", "file"),
        here("行", "row"),
        here("列", "column"),
        here("问题", "problem"),
        here("怎么改", "what to do"),
    ]
    lines = (
        [each["file"], str(each["line"] or ""), str(each["column"] or ""), each[lang], each[f"hint_{lang}"]]
        for each in found
    )
    return exporting.download("csv", f"import-{work.pk}-problems", header, lines)


@require_POST
@allowed(keeps)
def go(request: HttpRequest, key: int, what: str) -> HttpResponse:
    """What an officer decides about an import."""
    user = acting(request).user
    assert user is not None
    work = get_object_or_404(Import, pk=key)
    try:
        match what:
            case "confirm":
                confirm_import(user, work.pk)
            case "cancel":
                cancel(user, work)
            case "undo":
                ask_undo(user, work.pk, keep_later="keep" in request.POST)
            case _:
                raise Http404
    except NotNowError:
        messages.warning(request, here("状态已经变了，请看最新情况。", "It has moved on: please look at where it is."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("import", key)


@require_POST
@allowed(reads)
def resume(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """Carries on with a work whose process is gone, or stops one that is under way: who may, its kind says."""
    user = acting(request).user
    assert user is not None
    if kind not in KINDS:
        raise Http404
    work = get_object_or_404(KINDS[kind]._default_manager.all(), pk=key)
    require(request, rule_of(work), work)
    try:
        if "cancel" in request.POST:
            cancel(user, work)
        elif work.is_silent:
            ask_again(work)
    except NotNowError:
        messages.warning(request, here("状态已经变了，请看最新情况。", "It has moved on: please look at where it is."))
    return redirect(kind, key)
