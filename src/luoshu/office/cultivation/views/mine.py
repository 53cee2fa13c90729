"""What an enterprise sees of itself in the list, and tasks: done, or opened again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from luoshu.office.accounts.acting import acting, user_of
from luoshu.office.accounts.guard import allowed, may
from luoshu.office.accounts.rules import signed_in
from luoshu.office.cultivation.actions.finish_task import finish_task, reopen_task
from luoshu.office.cultivation.asking import OutcomeForm
from luoshu.office.cultivation.lapsing import at_entries
from luoshu.office.cultivation.looking import task_of
from luoshu.office.cultivation.models import Task
from luoshu.office.cultivation.queries import own_entries
from luoshu.office.cultivation.rules import entries_visible_to, fills_own, reads_own
from luoshu.office.register.purposes import OWN_CULTIVATED
from luoshu.office.shell.forms import attempt, done, sent
from luoshu.office.shell.language import here

MOST = 20  # entries of one enterprise


@allowed(reads_own)
def mine(request: HttpRequest) -> HttpResponse:
    """Its own entries: what lacks, who advises, what is to be done."""
    ordered = list(own_entries(entries_visible_to(acting(request)))[:MOST])
    lapsed = at_entries(request, ordered, OWN_CULTIVATED)
    context = {
        "entries": ordered,
        "lapsed": lapsed,
        "fills": may(request, fills_own),
        "organisation": acting(request).enterprise,
    }
    return render(request, "cultivation/mine.html", context)


@allowed(signed_in)
def task(request: HttpRequest, key: int) -> HttpResponse:
    """The form by which a task is marked as done."""
    found = task_of(request, key)
    form = OutcomeForm(sent(request))
    if attempt(form, lambda: finish_task(user_of(request), found.pk, form.cleaned_data["outcome"])):
        messages.success(request, here("已完成。标错了可以重新打开。", "Done. It can be opened again."))
        return _back(request, found)
    own = may(request, reads_own)
    frame = "register/mine_frame.html" if own else "cultivation/frame.html"
    return render(request, "cultivation/task.html", {"task": found, "form": form, "own": own, "frame": frame})


@require_POST
@allowed(signed_in)
def task_again(request: HttpRequest, key: int) -> HttpResponse:
    """It was not done after all."""
    found = task_of(request, key)
    done(request, lambda: reopen_task(user_of(request), found.pk), here("已重新打开。", "It is open again."))
    return _back(request, found)


def _back(request: HttpRequest, task: Task) -> HttpResponse:
    return redirect("mine-cultivation") if may(request, reads_own) else redirect("cultivation-entry", task.entry_id)
