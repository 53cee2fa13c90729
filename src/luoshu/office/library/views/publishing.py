"""From a draft to a published version: writing, checking, reviewing, approving, publishing, repealing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from luoshu.office.accounts.guard import allowed, may, require
from luoshu.office.accounts.models import User
from luoshu.office.accounts.rules import approver, editor
from luoshu.office.library import queries
from luoshu.office.library.actions.write import MOVED_ON, NO_DRAFT, write
from luoshu.office.library.checklist import checklist, further
from luoshu.office.library.drafting import Draft, against_published, examine
from luoshu.office.library.forms import ReasonForm, RepealForm, ReviewForm, TextForm
from luoshu.office.library.helping import PHRASES, fixed_words
from luoshu.office.library.models import PUBLIC, ReviewKind, State, Version
from luoshu.office.library.overtaken import overtaken
from luoshu.office.library.rules import answers_questions, approves_version, works_on_policies, writes_policies
from luoshu.office.library.steps import STEPS
from luoshu.office.shell.forms import sent
from luoshu.office.shell.language import here, language
from luoshu.office.shell.queries import number_asked
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
    shown = {
        "open": list(queries.versions_open()[:200]),
        "page": page,
        "writes": may(request, writes_policies),
        "answers": may(request, answers_questions),
    }
    return render(request, "library/publishing.html", shown)


@allowed(writes_policies)
def new(request: HttpRequest) -> HttpResponse:
    """A new draft: from nothing, or from a published version."""
    given = number_asked(request.GET.get("from", ""))
    source = Version.objects.filter(pk=given, state__in=PUBLIC).first() if given is not None else None
    body = source.text.body if source else _START.format(pack="place")
    return _written(request, None, body)


@allowed(works_on_policies, post=writes_policies)
def version(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(queries.versions(), pk=number)
    return _written(request, found, found.text.body) if request.method == "POST" else _shown(request, found)


@allowed(works_on_policies)
@require_POST
def act(request: HttpRequest, number: int, what: str) -> HttpResponse:
    """One of the steps."""
    found = get_object_or_404(queries.versions(), pk=number)
    if what not in STEPS:
        raise Http404
    step = STEPS[what]
    require(request, step.rule, found)
    form = step.form(request.POST)
    if not form.is_valid():
        return _shown(request, found, _sent(what, request.POST), status=422)
    try:
        step.take(cast(User, request.user), found, form)
    except ProblemError as error:
        for problem in error.problems[:5]:
            messages.error(request, problem.text.say(language()))
    else:
        messages.success(request, step.done.say(language()))
    return redirect("publishing-version", found.pk)


def _written(request: HttpRequest, found: Version | None, body: str) -> HttpResponse:
    """Saves a draft that was sent, if it can be told which policy it is and nobody has saved another text meanwhile;
    else shows the page on which it is written."""
    form = TextForm(sent(request), request.FILES or None)
    draft: Draft | None = None
    if request.method == "POST":
        if form.is_valid():
            body = form.cleaned_data["body"]
            draft = examine(body)
            try:
                made = write(cast(User, request.user), body, draft, found, form.cleaned_data["base"])
            except ProblemError as error:
                if found is not None and error.problems[0].code in (NO_DRAFT, MOVED_ON):
                    return _overtaken(request, found, body)
                for problem in error.problems[:5]:
                    form.add_error("body", problem.text.say(language()))
            else:
                messages.success(request, here("已保存。", "Saved."))
                return redirect("publishing-version", made.pk)
        else:
            body = request.POST.get("body", body)
            if found is not None and found.state != State.DRAFT:
                return _overtaken(request, found, body)
    context = _context(request, found, draft) | _writing(form, body, request.POST.get("base", ""))
    return render(request, "library/version.html", context, status=422 if form.errors else 200)


def _overtaken(request: HttpRequest, found: Version, body: str) -> HttpResponse:
    """What was typed stays on the page. A draft's is saved the next time it is sent: then its writer has seen why."""
    found = get_object_or_404(queries.versions(), pk=found.pk)  # as it is by now
    told = {"overtaken": overtaken(found, cast(User, request.user), body, language())}
    if found.state == State.DRAFT:
        told |= _context(request, found, examine(body)) | _writing(TextForm(), body, found.text_id)
    else:
        told |= _context(request, found, examine_once(found))
    return render(request, "library/version.html", told, status=409)


def _shown(
    request: HttpRequest, found: Version, filled: Mapping[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    """The page of a version; `filled` are forms that were sent and cannot be done so."""
    context = _context(request, found, examine_once(found), filled)
    if found.state == State.DRAFT and context["may"]["write"]:
        context |= _writing(TextForm(), found.text.body, found.text_id)
    return render(request, "library/version.html", context, status=status)


def examine_once(found: Version) -> Draft | None:
    """What is to be said of a version that is decided about; of a published one there is nothing more."""
    return None if found.state in PUBLIC else examine(found.text.body)


def _writing(form: TextForm, body: str, base: str = "") -> dict[str, Any]:
    """The document in its form with the hash of the text on which it is written, and what the editor wants to know."""
    phrases = {name: text.say(language()) for name, text in PHRASES.items()}
    return {
        "form": form,
        "body": body,
        "base": base,
        "editor": {
            "words": json.dumps(fixed_words(), ensure_ascii=False),
            "phrases": json.dumps(phrases, ensure_ascii=False),
        },
    }


def _forms(filled: Mapping[str, Form]) -> dict[str, Form]:
    """The form of each step and of each review. They stand on one page: each names its fields for itself."""
    empty: dict[str, Form] = {
        **{kind.value: ReviewForm(auto_id=f"{kind.value}-%s", initial={"kind": kind.value}) for kind in ReviewKind},
        "send_back": ReasonForm(auto_id="send-back-%s"),
        "repeal": RepealForm(auto_id="repeal-%s"),
    }
    return empty | dict(filled)


def _sent(what: str, data: QueryDict) -> dict[str, Form]:
    """The form that was sent, under its name on the page."""
    name = data.get("kind", "") if what == "review" else what
    if what == "review" and name not in ReviewKind.values:
        raise Http404
    return {name.replace("-", "_"): STEPS[what].form(data, auto_id=f"{name}-%s")}


def _context(
    request: HttpRequest, found: Version | None, draft: Draft | None, filled: Mapping[str, Form] | None = None
) -> dict[str, Any]:
    comparison = against_published(draft, language()) if draft else None
    forms = _forms(filled or {})
    items = checklist(found, draft, comparison) if found else []
    return {
        "version": found,
        "state": State(found.state).text if found else State.DRAFT.text,
        "draft": draft,
        "comparison": comparison,
        "items": [(item, forms.get(item.key)) for item in items],
        "forms": forms,
        "further": [(each.template, each.context(request, found)) for each in further()] if found else [],
        "may": {
            "write": may(request, editor),
            "approve": found is not None and may(request, approves_version, found),
            "own": found is not None and found.author_id == request.user.pk,
            "decide": may(request, editor | approver),
            "repeal": may(request, approver),
        },
    }
