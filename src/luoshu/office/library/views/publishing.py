"""From a draft to a published version: writing, checking, reviewing, approving, publishing, repealing."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from luoshu.office.accounts.guard import allowed, may, require
from luoshu.office.accounts.models import User
from luoshu.office.accounts.rules import approver, editor
from luoshu.office.library import queries
from luoshu.office.library.actions.write import write
from luoshu.office.library.drafting import Draft, against_published, examine
from luoshu.office.library.forms import TextForm
from luoshu.office.library.models import PUBLIC, ReviewKind, State, Version
from luoshu.office.library.rules import approves_version, works_on_policies, writes_policies
from luoshu.office.library.steps import STEPS
from luoshu.office.shell.language import here, language
from luoshu.problems import ProblemError

_START = """---
id: {pack}/
title: {{zh: , en: }}
number: 
issuer: 
effective: 2026-01-01/..
about: 企业
uses: [cn/vocabulary]
---

# 
"""  # noqa: W291


@allowed(works_on_policies)
def listed(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.versions_published(), 50).get_page(request.GET.get("page"))
    return render(request, "library/publishing.html", {"open": list(queries.versions_open()[:200]), "page": page})


@allowed(writes_policies)
def new(request: HttpRequest) -> HttpResponse:
    """A new draft: from nothing, or from a published version."""
    given = request.GET.get("from", "")
    source = Version.objects.filter(pk=given, state__in=PUBLIC).first() if given.isdigit() else None
    body = source.text.body if source else _START.format(pack="place")
    return _written(request, None, body)


@allowed(works_on_policies, post=writes_policies)
def version(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(
        Version.objects.select_related("document", "text", "author", "approver").defer("words"), pk=number
    )
    if found.state == State.DRAFT:
        return _written(request, found, found.text.body)
    return render(request, "library/version.html", _context(request, found, examine_once(found)))


@allowed(writes_policies)
@require_POST
def checked(request: HttpRequest, number: int) -> HttpResponse:
    """The problems of a text, as it is typed: a piece of the page."""
    draft = examine(request.POST.get("body", "").replace("\r\n", "\n"))
    return render(request, "library/problems.html", {"draft": draft})


@allowed(works_on_policies)
@require_POST
def act(request: HttpRequest, number: int, what: str) -> HttpResponse:
    """One of the steps."""
    found = get_object_or_404(Version.objects.select_related("document"), pk=number)
    if what not in STEPS:
        raise Http404
    step = STEPS[what]
    require(request, step.rule, found)
    form = step.form(request.POST)
    if not form.is_valid():
        messages.error(request, "；".join(f"{form[name].label}：{errors[0]}" for name, errors in form.errors.items()))
        return redirect("publishing-version", found.pk)
    try:
        step.take(cast(User, request.user), found, form)
    except ProblemError as error:
        for problem in error.problems[:5]:
            messages.error(request, problem.text.say(language()))
    else:
        messages.success(request, step.done.say(language()))
    return redirect("publishing-version", found.pk)


def _written(request: HttpRequest, found: Version | None, body: str) -> HttpResponse:
    """The page on which a draft is written; a form that was sent is saved if it can be told which policy it is."""
    form = TextForm(request.POST or None, request.FILES or None)
    draft: Draft | None = None
    if request.method == "POST":
        if form.is_valid():
            body = form.cleaned_data["body"]
            draft = examine(body)
            try:
                made = write(cast(User, request.user), body, draft, found)
            except ProblemError as error:
                for problem in error.problems[:5]:
                    messages.error(request, problem.text.say(language()))
            else:
                messages.success(request, here("已保存。", "Saved."))
                return redirect("publishing-version", made.pk)
        else:
            body = request.POST.get("body", body)
    elif found is not None:
        draft = examine(body)
    return render(request, "library/version.html", {**_context(request, found, draft), "form": form, "body": body})


def examine_once(found: Version) -> Draft | None:
    """What is to be said of a version that is decided about; of a published one there is nothing more."""
    return None if found.state in PUBLIC else examine(found.text.body)


def _context(request: HttpRequest, found: Version | None, draft: Draft | None) -> dict[str, object]:
    reviews = {each.kind: each for each in found.reviews.all()} if found and found.pk else {}
    return {
        "version": found,
        "state": State(found.state).text if found else State.DRAFT.text,
        "draft": draft,
        "comparison": against_published(draft, language()) if draft else None,
        "reviews": [(kind, kind.label_text, reviews.get(kind.value)) for kind in ReviewKind],
        "may": {
            "write": may(request, editor),
            "approve": bool(found) and may(request, approves_version, found),
            "own": found is not None and found.author_id == request.user.pk,
            "decide": may(request, editor | approver),
            "repeal": may(request, approver),
        },
    }
