"""An owner's side: what was applied for, what is registered; begin, fill in, attach, submit, take back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from luoshu.office.accounts.acting import acting, user_of
from luoshu.office.accounts.guard import allowed, may
from luoshu.office.accounts.meanwhile import require_now
from luoshu.office.filing.actions.attach import attach, leave_out
from luoshu.office.filing.actions.draft import draft, redraft
from luoshu.office.filing.actions.give import give, take_back
from luoshu.office.filing.forms import ApplicationForm, CancelForm, GiveForm, PaperForm
from luoshu.office.filing.looking import application_of, kept_of
from luoshu.office.filing.models import Application, Paper
from luoshu.office.filing.queries import known_of
from luoshu.office.filing.registers import Kept, filed_registers, of_slug, registers
from luoshu.office.filing.rules import (
    applications_visible_to,
    changes_entry,
    edits_application,
    entries_of,
    fills_own,
    owner_of,
    reads_own,
    submits_application,
    submits_own,
)
from luoshu.office.register.models import Entity
from luoshu.office.shell.forms import attempt, done, sent
from luoshu.office.shell.language import here
from luoshu.office.shell.paging import rows

LATER = "later"  # the button by which a draft is kept as far as it is filled in


@allowed(reads_own)
def own(request: HttpRequest) -> HttpResponse:
    """What one may apply for, what was applied for, what is registered."""
    who = acting(request)
    applications = applications_visible_to(who).select_related("entry", "organisation").order_by("-pk")
    entries = list(entries_of(who).order_by("-pk")[:100])
    context = {
        "kept": filed_registers(),
        "rows": rows(request, applications),
        "entries": [(entry, registers()[entry.kind]) for entry in entries],
        "owes": applications.filter(state=Application.State.OWED).count(),
        "fills": may(request, fills_own),
    }
    return render(request, "filing/own.html", context)


@allowed(fills_own)
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Begins an application for a new entry."""
    kept = of_slug(slug)
    if kept is None or not kept.files:
        raise Http404
    form = _relaxed(request, ApplicationForm(kept, timezone.localdate().year - 1, sent(request)))
    return _begin(request, None, kept, form, Application.Kind.NEW)


@allowed(fills_own)
def change(request: HttpRequest, key: int) -> HttpResponse:
    """Begins the change of an entry, from what is registered."""
    entry, kept = _own_entry(request, key)
    year = timezone.localdate().year - 1
    known = known_of(entry, kept, year, acting(request).user)
    form = _relaxed(request, ApplicationForm(kept, year, sent(request), changes=True, known=known))
    return _begin(request, entry, kept, form, Application.Kind.CHANGE)


@allowed(fills_own)
def cancel(request: HttpRequest, key: int) -> HttpResponse:
    """Begins the cancellation of an entry."""
    entry, kept = _own_entry(request, key)
    return _begin(request, entry, kept, CancelForm(sent(request)), Application.Kind.CANCEL)


def _own_entry(request: HttpRequest, key: int) -> tuple[Entity, Kept]:
    entry = get_object_or_404(Entity, pk=key)
    require_now(request, changes_entry, entry)
    return entry, registers()[entry.kind]


def _begin(
    request: HttpRequest, entry: Entity | None, kept: Kept, form: ApplicationForm | CancelForm, kind: Application.Kind
) -> HttpResponse:
    owner = owner_of(acting(request))
    assert owner is not None
    made: list[Application] = []

    def begin() -> None:
        made.append(draft(user_of(request), owner, kept, form.stated(), kind=kind, entry=entry, reason=form.reason()))

    if attempt(form, begin):
        return _go_on(request, made[0])
    return _form(request, kept, form, None, entry, kind)


@allowed(fills_own)
def edit(request: HttpRequest, key: int) -> HttpResponse:
    """Fills in a draft, or what is to be supplemented."""
    found = application_of(request, key, edits_application)
    kept = kept_of(found)
    begun = {"reason": found.reason}
    form: ApplicationForm | CancelForm
    if found.kind == Application.Kind.CANCEL:
        form = CancelForm(sent(request), initial=begun)
    else:
        changes = found.kind == Application.Kind.CHANGE
        form = ApplicationForm(kept, found.year, sent(request), changes=changes, known=found.stated, initial=begun)
        form = _relaxed(request, form)
    if attempt(form, lambda: redraft(user_of(request), found.pk, form.stated(), form.reason())):
        return _go_on(request, found)
    return _form(request, kept, form, found, found.entry, Application.Kind(found.kind))


def _relaxed(request: HttpRequest, form: ApplicationForm) -> ApplicationForm:
    """Whoever goes on later may leave out anything."""
    if LATER in request.POST:
        for field in form.fields.values():
            field.required = False
    return form


def _go_on(request: HttpRequest, application: Application) -> HttpResponse:
    if LATER in request.POST:
        messages.success(request, here("已保存，可以以后接着填。", "Kept: you may go on later."))
        return redirect("filing")
    return redirect("filing-one", application.pk)


def _form(
    request: HttpRequest,
    kept: Kept,
    form: ApplicationForm | CancelForm,
    application: Application | None,
    entry: Entity | None = None,
    kind: Application.Kind = Application.Kind.NEW,
) -> HttpResponse:
    context = {
        "kept": kept,
        "form": form,
        "application": application,
        "entry": entry,
        "kind": kind,
        "owner": owner_of(acting(request)),
    }
    return render(request, "filing/form.html", context)


@require_POST
@allowed(submits_own)
def send(request: HttpRequest, key: int) -> HttpResponse:
    """Submits a draft, or gives the supplement that was asked for."""
    found = application_of(request, key, submits_application)
    given = GiveForm(request.POST)
    if given.is_valid():
        said = here("已提交，办理进度会列在这里。", "Submitted: what happens next is told here.")
        done(request, lambda: give(user_of(request), found, given.cleaned_data["said"]), said)
    else:
        for each in given.errors["said"]:
            messages.error(request, str(each))
    return redirect("filing-one", key)


@require_POST
@allowed(submits_own)
def retract(request: HttpRequest, key: int) -> HttpResponse:
    """Withdraws what was submitted; a draft is dropped."""
    found = application_of(request, key, submits_application)
    said = here("已撤回。", "Withdrawn.") if not found.is_draft else here("草稿已删除。", "The draft is gone.")
    done(request, lambda: take_back(user_of(request), found), said)
    return redirect("filing-one", key) if Application.objects.filter(pk=key).exists() else redirect("filing")


@allowed(fills_own)
def papers(request: HttpRequest, key: int) -> HttpResponse:
    """Attaches a paper."""
    found = application_of(request, key, edits_application)
    form = PaperForm(sent(request), request.FILES or None)
    if attempt(form, lambda: attach(user_of(request), found.pk, form.cleaned_data["file"])):
        messages.success(request, here("已附上。", "Attached."))
        return redirect("filing-one", found.pk)
    return render(request, "filing/papers.html", {"application": found, "form": form})


@require_POST
@allowed(fills_own)
def without_paper(request: HttpRequest, key: int) -> HttpResponse:
    """Leaves a paper out again."""
    paper = get_object_or_404(Paper.objects.select_related("application"), pk=key)
    found = application_of(request, paper.application_id, edits_application)
    done(request, lambda: leave_out(user_of(request), found.pk, paper.pk), here("已去掉。", "Left out."))
    return redirect("filing-one", found.pk)
