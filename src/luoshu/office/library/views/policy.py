"""A policy as a page: the document with its tables alive, its picture, its versions, what is asked about it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from importlib.util import find_spec

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import cache_control

from luoshu.engine.flips import facts_of
from luoshu.engine.page.html import DrawnSection, drawn
from luoshu.engine.page.live import live
from luoshu.office.accounts.guard import public
from luoshu.office.library import queries
from luoshu.office.library.articles import articles_of
from luoshu.office.library.comparing import compared
from luoshu.office.library.drawing import PDF, SVG, paper_of, picture_of
from luoshu.office.library.forms import QuestionForm
from luoshu.office.library.inputs import read_inputs
from luoshu.office.library.limits import PAPER as LIMIT
from luoshu.office.library.models import Question, Version
from luoshu.office.library.shelf import shelf
from luoshu.office.shell.language import language


@public
def policy(request: HttpRequest, key: str) -> HttpResponse:
    on, version, versions = _chosen(request, key)
    kept, lang = shelf(), language()
    with kept.lock:
        document = kept.policy(version, on)
        graph = kept.graph(version, on)
        known = facts_of(graph)
        given = read_inputs(request.GET, known, document.vocabulary.records, graph.on)
        page, gist = kept.page(version, on, lang), kept.gist(version, on, lang)
        if given.facts:
            page = live(page, document, graph, given.facts)
        parts = drawn(page, gist)
    questions = list(queries.answered(version.document))
    present = next((each for each in versions if not each.never_in_force), version)
    context = {
        "version": version,
        "versions": versions,
        "on": on,
        "today": on == timezone.localdate(),
        "replaced": version != present and version.until is not None and version.until < timezone.localdate(),
        "on_paper": find_spec("typst") is not None,
        "page": page,
        "head": _safe(parts.head),
        "contents": _safe(parts.contents),
        "gist": _safe(parts.gist),
        "origin": _safe(parts.origin),
        "symbols": _safe(parts.symbols),
        "sections": [(each, _safe(each.html), _about(questions, each)) for each in parts.sections],
        "whole": [each for each in questions if not _section_of(each, parts.sections)],
        "ask": QuestionForm(articles_of(page)),
        "given": given,
        "inputs": [each for each in given.inputs.values() if each.sort != "list"],
        "lists": [each for each in given.inputs.values() if each.sort == "list"],
        "asks_calculator": bool(known) and version.in_force(timezone.localdate()),
    }
    return render(request, "library/policy.html", context, status=200)


@public
@cache_control(public=True, max_age=3600)
def picture(request: HttpRequest, key: str) -> HttpResponse:
    """The one-picture explanation."""
    on, version, _ = _chosen(request, key)
    link = request.build_absolute_uri(reverse("policy", args=[key]))
    svg = picture_of(version, on, language(), link, landscape="landscape" in request.GET)
    return HttpResponse(svg, content_type=SVG)


@public
def paper(request: HttpRequest, key: str) -> HttpResponse:
    """As an official paper, where what typesets it is installed."""
    on, version, _ = _chosen(request, key)
    if LIMIT.passed(request):
        return render(request, "library/too_many.html", {"minutes": LIMIT.seconds // 60}, status=429)
    return HttpResponse(paper_of(version, on, language()), content_type=PDF)


@public
def document(request: HttpRequest, key: str) -> HttpResponse:
    """The document itself, as it runs."""
    _, version, _ = _chosen(request, key)
    response = HttpResponse(version.text.body, content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{key.replace("/", "-")}-{version.since or "always"}.md"'
    return response


@public
def changes(request: HttpRequest, key: str) -> HttpResponse:
    """What a version changed from the one before, by article."""
    on, version, versions = _chosen(request, key)
    before, kept = queries.before(versions, version), shelf()
    if before is None:
        raise Http404
    with kept.lock:
        old, new = (kept.policy(each, each.since or on) for each in (before, version))
        comparison = compared(old, new, language())
    context = {"version": version, "before": before, "versions": versions, "comparison": comparison}
    return render(request, "library/changes.html", context)


def _chosen(request: HttpRequest, key: str) -> tuple[date, Version, list[Version]]:
    """The day that is asked about, the version in force then, and all there are."""
    try:
        on = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        on = timezone.localdate()
    versions = queries.versions_of(key)
    version = queries.on_day(versions, on)
    if version is None:
        raise Http404
    return on, version, versions


def _safe(html: str) -> SafeString:
    """What the engine drew: it escapes every word of the document itself."""
    return mark_safe(str(html))


def _about(questions: Iterable[Question], section: DrawnSection) -> list[Question]:
    return [each for each in questions if each.article and each.article == section.title]


def _section_of(question: Question, sections: Iterable[DrawnSection]) -> bool:
    return any(each.title == question.article for each in sections if each.title)
