"""The list, an entry, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from luoshu.office.accounts.acting import acting, user_of
from luoshu.office.accounts.guard import Rule, allowed, may, require
from luoshu.office.accounts.meanwhile import require_now
from luoshu.office.accounts.models import User
from luoshu.office.accounts.rules import signed_in
from luoshu.office.cultivation import queries
from luoshu.office.cultivation.actions.end_entry import end_entry, reopen_entry
from luoshu.office.cultivation.actions.give_adviser import give_adviser
from luoshu.office.cultivation.actions.note_visit import note_visit
from luoshu.office.cultivation.actions.set_task import set_task
from luoshu.office.cultivation.asking import AdviserForm, EndForm, NoteForm, TaskForm
from luoshu.office.cultivation.files import the_list
from luoshu.office.cultivation.lapsing import at_entries, at_readings
from luoshu.office.cultivation.looking import entry_of
from luoshu.office.cultivation.models import Entry
from luoshu.office.cultivation.moving import moved
from luoshu.office.cultivation.rules import advises, entries_visible_to, keeps, keeps_entry, reads, works_on
from luoshu.office.shell.forms import attempt, done
from luoshu.office.shell.language import here
from luoshu.office.shell.paging import rows


@allowed(reads)
def entries(request: HttpRequest) -> HttpResponse:
    """The list, 50 a page, filtered as the address says."""
    asked = queries.Asked.of(request.GET)
    found = rows(request, asked.entries(entries_visible_to(acting(request))))
    context = {
        "asked": asked,
        "rows": found,
        "lapsed": at_entries(request, found.items),
        "aims": queries.aims_in_list(),
        "advisers": queries.advisers_in_list(),
        "conditions": queries.conditions_in_list(),
        "query": request.GET.urlencode(),
        "keeps": may(request, keeps),
    }
    return render(request, "cultivation/entries.html", context)


@allowed(advises)
def advised(request: HttpRequest) -> HttpResponse:
    """Those whom the reader advises."""
    who = acting(request)
    found = rows(request, queries.Asked.of({}).entries(entries_visible_to(who).filter(adviser=who.user)))
    return render(request, "cultivation/advised.html", {"rows": found, "lapsed": at_entries(request, found.items)})


@allowed(reads)
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The same list as a file."""
    return the_list(acting(request), request.GET.dict(), form)


@allowed(signed_in)
def entry(request: HttpRequest, key: int) -> HttpResponse:
    """One entry: what lacks and how it moved, adviser, tasks, notes; of the enterprise's own what it may see."""
    return _page(request, entry_of(request, key), {})


def _page(request: HttpRequest, found: Entry, sent: dict[str, forms.Form]) -> HttpResponse:
    """The page with its forms, of which one may have been sent with something wrong."""
    works = may(request, works_on, found)
    asked = {what: form(found, None) for what, (form, _, rule) in _ACTS.items() if works and may(request, rule, found)}
    house = may(request, reads)
    readings = queries.readings_of(found)
    lapsed = at_readings(request, found, readings)
    columns, moves = moved(readings, lapsed)
    context = {
        "entry": found,
        "forms": asked | sent,
        "sent": next(iter(sent), ""),
        "lapsed": lapsed,
        "columns": columns,
        "moves": moves,
        "tasks": found.tasks.select_related("done_by"),
        "notes": found.notes.select_related("by") if house or may(request, advises) else (),
        "house": house,
        "works": works,
        "keeps": may(request, keeps),
        "advises": may(request, advises),
        "frame": "cultivation/frame.html" if house or may(request, advises) else "register/mine_frame.html",
    }
    return render(request, "cultivation/entry.html", context)


Asks = Callable[[Entry, Any], forms.Form]
Does = Callable[[User, int, dict[str, Any]], object]


# What can be done on an entry's page: the form, the action, and who may.
_ACTS: dict[str, tuple[Asks, Does, Rule]] = {
    "adviser": (
        lambda entry, data: AdviserForm(data, prefix="adviser", initial={"adviser": entry.adviser_id}),
        lambda user, key, data: give_adviser(user, key, data["adviser"]),
        keeps_entry,
    ),
    "task": (
        lambda entry, data: TaskForm(entry, data, prefix="task"),
        lambda user, key, data: set_task(user, key, **data),
        works_on,
    ),
    "note": (
        lambda entry, data: NoteForm(data, prefix="note"),
        lambda user, key, data: note_visit(user, key, data["on"], data["text"]),
        works_on,
    ),
    "end": (
        lambda entry, data: EndForm(data, prefix="end"),
        lambda user, key, data: end_entry(user, key, **data),
        keeps_entry,
    ),
}


@require_POST
@allowed(advises)
def act(request: HttpRequest, key: int, what: str) -> HttpResponse:
    """Something is done with an entry; `reopen` undoes that it has left the list."""
    found = entry_of(request, key)
    if what == "reopen":
        require(request, keeps)
        said = here("已撤销出库，仍在库里。", "Undone: it is in the list again.")
        done(request, lambda: reopen_entry(user_of(request), key), said)
        return redirect("cultivation-entry", key)
    if what not in _ACTS:
        raise Http404
    asks, does, rule = _ACTS[what]
    require_now(request, rule, found)
    form = asks(found, request.POST)
    if attempt(form, lambda: does(user_of(request), key, form.cleaned_data)):
        messages.success(request, _said(what))
        return redirect("cultivation-entry", key)
    return _page(request, found, {what: form})


def _said(what: str) -> str:
    return {
        "adviser": here("已更改辅导员。", "The adviser was changed."),
        "task": here("已布置任务。", "The task was set."),
        "note": here("已记录走访。", "The visit was noted."),
        "end": here("已出库。出库有误可以撤销。", "It has left the list. That can be undone."),
    }[what]
