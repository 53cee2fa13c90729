"""Lists as files: a short one at once, a long one in the background; fetched by who asked for it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from luoshu.office.accounts.acting import acting
from luoshu.office.accounts.guard import allowed, may, require
from luoshu.office.audit.recording import record
from luoshu.office.register import exporting
from luoshu.office.register.actions.confirm_import import NotNowError, cancel
from luoshu.office.register.actions.export_list import KEPT, ask_export, fetched
from luoshu.office.register.authorised import Look, in_register, lapsed_in
from luoshu.office.register.finding import register_of
from luoshu.office.register.listing import Asked, EntityList, beside_the_name, exported, header_of
from luoshu.office.register.models import Export
from luoshu.office.register.purposes import EXPORT
from luoshu.office.register.rules import entities_visible_to, exports_visible_to, reads, sees_export, stops_export
from luoshu.office.register.views.imports import REFRESH
from luoshu.office.register.words import words
from luoshu.office.shell.language import here, language
from luoshu.office.shell.paging import rows


@allowed(reads)
def export(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """The list with every fact. A long one is asked for once it is clear that it takes a while."""
    _, kind = register_of(slug)
    if form not in Export.Form.values:
        raise Http404
    who, facts = acting(request), beside_the_name(kind)
    given = {**request.GET.dict(), "show": request.GET.getlist("show")}
    asked = Asked.of(kind, request.GET, request.GET.getlist("show"))
    visible = entities_visible_to(who)
    count = EntityList(asked, visible).count()
    form = exporting.form_for(form, count, exporting.MOST_IN_WORKBOOK)
    if request.method == "POST":
        assert who.user is not None
        return redirect("export", ask_export(who.user, kind, given | {"year": str(asked.year)}, form, language()).pk)
    if count > exporting.MOST_AT_ONCE:
        shown = {"title": words().label(kind.name), "slug": slug, "count": count, "form": form, "days": KEPT.days}
        return render(request, "register/export_ask.html", shown)
    record(who.user, "register.exported", in_register(kind), {"asked": given, "rows": count})
    with Look(who.user, EXPORT, in_register(kind)) as look:
        told = exported(asked, visible, facts, look)
    return exporting.download(form, slug, header_of(asked, facts, language()), told)


@allowed(reads)
def exports(request: HttpRequest) -> HttpResponse:
    """One's own; an auditor sees all."""
    found = rows(request, exports_visible_to(acting(request)).select_related("by"))
    return render(request, "register/exports.html", {"rows": found})


def _export(request: HttpRequest, key: int) -> Export:
    work = get_object_or_404(Export.objects.select_related("by"), pk=key)
    require(request, sees_export, work)
    return work


@allowed(reads)
def one(request: HttpRequest, key: int) -> HttpResponse:
    """How far it is, and the file."""
    work = _export(request, key)
    shown: dict[str, Any] = {
        "work": work,
        "own": may(request, stops_export, work),
        "until": work.ended_at + KEPT if work.ended_at else None,
        "lapsed": lapsed_in(work).exists(),
        "label": words().label(work.kind),
    }
    response = render(request, "register/export.html", shown)
    if work.is_going_on:
        response["Refresh"] = REFRESH
    return response


@allowed(reads)
def file(request: HttpRequest, key: int) -> HttpResponseBase:
    """The file itself; that it was fetched, and by whom, is recorded."""
    work = _export(request, key)
    return fetched(acting(request).user, work)


@require_POST
@allowed(reads)
def stop(request: HttpRequest, key: int) -> HttpResponse:
    work = _export(request, key)
    require(request, stops_export, work)
    user = acting(request).user
    assert user is not None
    try:
        cancel(user, work)
    except NotNowError:
        messages.warning(request, here("已经结束，不用停止。", "It has ended already."))
    return redirect("export", key)
