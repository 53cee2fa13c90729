"""The office's side: the work list, and an officer's steps."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from luoshu.office.accounts.acting import acting, user_of
from luoshu.office.accounts.guard import allowed
from luoshu.office.accounts.meanwhile import ChangedError
from luoshu.office.filing import saying
from luoshu.office.filing.actions.decide import refuse, register
from luoshu.office.filing.actions.supplement import ask_supplement
from luoshu.office.filing.forms import AskForm, RefuseForm, RegisterForm
from luoshu.office.filing.looking import application_of, kept_of
from luoshu.office.filing.models import Application
from luoshu.office.filing.queries import Asked, counted, next_number, usual_dates, work_list
from luoshu.office.filing.registers import Kept, registers
from luoshu.office.filing.rules import applications_visible_to, changed, decides, decides_application, works
from luoshu.office.shell.forms import attempt, sent
from luoshu.office.shell.language import here
from luoshu.office.shell.paging import rows


@allowed(works)
def desk(request: HttpRequest) -> HttpResponse:
    """Applications as they are to be worked through: due first, 50 a page."""
    visible = applications_visible_to(acting(request))
    kept = [each for each in registers().values() if each.files]
    asked = Asked.of(request.GET.dict(), [each.name for each in kept])
    found = rows(request, work_list(visible, asked))
    context = {
        "rows": found,
        "asked": asked,
        "kept": kept,
        "counts": counted(visible),
        "states": [(state, word) for state, word in saying.STATES.items() if state != Application.State.DRAFT],
        "filtered": asked != Asked(),
    }
    return render(request, "filing/desk.html", context)


@allowed(decides)
def decide(request: HttpRequest, key: int, what: str) -> HttpResponse:
    """An officer asks for a supplement, registers or refuses."""
    found = application_of(request, key, decides_application)
    kept = kept_of(found)
    if found.state != Application.State.SUBMITTED:
        raise ChangedError(changed(found))
    match what:
        case "ask":
            ask = AskForm(sent(request))
            return _step(
                request, found, kept, what, ask, lambda: ask_supplement(user_of(request), key, **ask.cleaned_data)
            )
        case "refuse":
            no = RefuseForm(sent(request))
            return _step(request, found, kept, what, no, lambda: refuse(user_of(request), key, **no.cleaned_data))
        case "register":
            number = next_number(kept) if found.kind == Application.Kind.NEW else None
            yes = RegisterForm(kept, found.year, number, sent(request), known=usual_dates(found, kept))
            return _step(
                request,
                found,
                kept,
                what,
                yes,
                lambda: register(
                    user_of(request),
                    key,
                    yes.cleaned_data.get("number", ""),
                    yes.stated(),
                    yes.cleaned_data.get("note", ""),
                ),
            )
    raise Http404


def _step(
    request: HttpRequest,
    application: Application,
    kept: Kept,
    what: str,
    form: AskForm | RefuseForm | RegisterForm,
    do: Callable[[], object],
) -> HttpResponse:
    if attempt(form, do):
        application.refresh_from_db()
        said = saying.state_of(application)
        messages.success(request, here(f"{application.reference}：{said.zh}。", f"{application.reference}: {said.en}."))
        return redirect("filing-one", application.pk)
    context = {"application": application, "kept": kept, "form": form, "what": what}
    return render(request, "filing/decide.html", context)
