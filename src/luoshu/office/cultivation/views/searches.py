"""Searches for who is near: asked for, under way, what was found, and taking from it into the list."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from luoshu.office.accounts.acting import user_of
from luoshu.office.accounts.guard import allowed, may
from luoshu.office.cultivation import saying
from luoshu.office.cultivation.actions.search_near import ask_search
from luoshu.office.cultivation.actions.take_in import put_back, take_in
from luoshu.office.cultivation.asking import SearchForm
from luoshu.office.cultivation.finding import STANDINGS, page
from luoshu.office.cultivation.lapsing import at_found
from luoshu.office.cultivation.models import Search
from luoshu.office.cultivation.queries import with_entries
from luoshu.office.cultivation.rules import keeps, reads
from luoshu.office.register.models import Snapshot, Work
from luoshu.office.register.views.imports import REFRESH
from luoshu.office.shell.forms import attempt, sent
from luoshu.office.shell.language import here, language
from luoshu.office.shell.paging import SIZE, Rows, rows
from luoshu.office.shell.queries import number_asked
from luoshu.problems import ProblemError

TAKEN = "cultivation-taken"  # in the session: what can still be undone


@allowed(reads, post=keeps)
def searches(request: HttpRequest) -> HttpResponse:
    """What was searched for, and the form to search anew."""
    form = SearchForm(sent(request))
    made: list[Search] = []

    def ask() -> None:
        try:
            made.append(ask_search(user_of(request), form.search()))
        except ProblemError as error:
            raise ValidationError({"aim": [each.text.say(language()) for each in error.problems]}) from None

    if attempt(form, ask):
        return redirect("near-search", made[0].pk)
    found = rows(request, Search.objects.select_related("by", "aim", "snapshot"))
    can = Snapshot.objects.filter(state=Work.State.DONE).exists()
    context = {"form": form, "rows": found, "keeps": may(request, keeps), "can": can}
    return render(request, "cultivation/searches.html", context)


@allowed(reads)
def search(request: HttpRequest, key: int) -> HttpResponse:
    """How far it is; then whom it found, the nearest first, 50 a page."""
    work = get_object_or_404(Search.objects.select_related("by", "aim", "snapshot"), pk=key)
    context = {"work": work, "keeps": may(request, keeps), "standings": STANDINGS}
    context["gone"] = work.state == Work.State.DONE and not work.found.exists()
    if work.state == Work.State.DONE and not context["gone"]:
        context |= _found(request, work)
    response = render(request, "cultivation/search.html", context)
    if work.is_going_on:
        response["Refresh"] = REFRESH
    return response


def _found(request: HttpRequest, work: Search) -> dict[str, object]:
    standing = request.GET.get("standing", "")
    standing = standing if standing in STANDINGS else "near"
    condition = request.GET.get("condition", "")
    number = int(condition) if condition in work.result["conditions"] else None
    place = max(1, number_asked(request.GET.get("page", "")) or 1)
    total, found = page(work.found, standing, number, (place - 1) * SIZE, SIZE)
    return {
        "standing": standing,
        "condition": number,
        "conditions": sorted(
            (
                (int(each), told | {"words": saying.in_words(told)})
                for each, told in work.result["conditions"].items()
                if told["fails"]
            ),
            key=lambda pair: -pair[1]["fails"],
        ),
        "table": with_entries(work, found),
        "lapsed": at_found(request, work, found),
        "rows": Rows(found, place, total),  # type: ignore[type-var]
        "taken": request.session.get(TAKEN, {}).get(str(work.pk), []),
    }


@require_POST
@allowed(keeps)
def take(request: HttpRequest, key: int) -> HttpResponse:
    """Takes those that were ticked into the list."""
    work = get_object_or_404(Search, pk=key, state=Work.State.DONE)
    try:
        made = take_in(user_of(request), work, request.POST.getlist("who"))
    except ValidationError as wrong:
        messages.warning(request, " ".join(wrong.messages))
    else:
        request.session[TAKEN] = {str(work.pk): [entry.pk for entry in made]}
        messages.success(request, here(f"已入库 {len(made)} 户。", f"{len(made)} taken into the list."))
    back = request.POST.get("back", "")
    return redirect(f"{_address(work)}?{back}" if back else _address(work))


@require_POST
@allowed(keeps)
def again(request: HttpRequest, key: int) -> HttpResponse:
    """Undoes the last taking in."""
    work = get_object_or_404(Search, pk=key)
    taken = request.session.pop(TAKEN, {}).get(str(work.pk), [])
    count = put_back(user_of(request), taken)
    messages.success(request, here(f"已撤销，{count} 户没有入库。", f"Undone: {count} are no longer in the list."))
    return redirect(_address(work))


def _address(work: Search) -> str:
    return reverse("near-search", args=[work.pk])
