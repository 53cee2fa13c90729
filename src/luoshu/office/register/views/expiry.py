"""Titles and what ends when: an enterprise's own, and of all for officers; as pages, tables and calendars."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from luoshu.office.accounts.acting import acting
from luoshu.office.accounts.guard import allowed
from luoshu.office.register.authorised import Look
from luoshu.office.register.endings import (
    AHEAD,
    LISTED,
    asked_for,
    endings_file,
    is_for_ever,
    own_calendar,
    own_endings,
    standing,
)
from luoshu.office.register.expiring import MONTHS, Asked, dates, details, held
from luoshu.office.register.finding import own_or_none
from luoshu.office.register.purposes import ENDINGS, OWN_ENDINGS
from luoshu.office.register.rules import reads, reads_own
from luoshu.office.register.views.mine import _not_registered
from luoshu.office.register.words import words
from luoshu.office.shell.paging import Rows, page_number, part_of
from luoshu.problems import Text


@allowed(reads_own)
def mine(request: HttpRequest) -> HttpResponse:
    """The titles that the enterprise holds, and what of its own ends when."""
    own = own_or_none(request)
    if own is None:
        return _not_registered(request)
    today = timezone.localdate()
    with Look(acting(request).user, OWN_ENDINGS, own) as look:
        context = {
            "entity": own,
            "titles": [(each, standing(each, today), is_for_ever(each)) for each in held(own, look)],
            "endings": own_endings(own, today, look),
            "today": today,
        }
    return render(request, "register/titles.html", context)


@allowed(reads_own)
def mine_calendar(request: HttpRequest) -> HttpResponse:
    own = own_or_none(request)
    if own is None:
        return own_calendar([])
    with Look(acting(request).user, OWN_ENDINGS, own) as look:
        return own_calendar(own_endings(own, timezone.localdate(), look))


@allowed(reads)
def expiry(request: HttpRequest) -> HttpResponse:
    """What ends when, over all firms and registers, 50 a page."""
    asked, months = _asked(request)
    every, names = asked.found()
    by_month, total = Counter(key.until[:7] for key in every), len(every)
    page = page_number(request, total)
    with Look(acting(request).user, ENDINGS, LISTED) as look:
        found = details(every[part_of(page)], look)
    of_dates = {name for several in dates().values() for name in several}  # a title is called as it was granted
    context = {
        "asked": asked,
        "ahead": months,
        "choices": MONTHS,
        "names": [
            (name, words().fact_called(name) if name in of_dates else Text(name, name), many)
            for name, many in sorted(names.items(), key=lambda pair: (-pair[1], pair[0]))
        ],
        "by_month": [(date.fromisoformat(f"{month}-01"), count) for month, count in sorted(by_month.items())],
        "most": max(by_month.values(), default=0),
        "rows": Rows(found, page, total),  # type: ignore[type-var]
        "today": timezone.localdate(),
        "query": request.GET.urlencode(),
    }
    return render(request, "register/expiry.html", context)


def _asked(request: HttpRequest) -> tuple[Asked, int]:
    given = request.GET.get("months", "")
    months = int(given) if given in {str(each) for each in MONTHS} else AHEAD
    return asked_for(timezone.localdate(), months, request.GET.get("what", "")), months


@allowed(reads)
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The same list as a table, or as a calendar."""
    return endings_file(acting(request).user, _asked(request)[0], request.GET.dict(), form)
