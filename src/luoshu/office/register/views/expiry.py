"""Titles and what ends when: an enterprise's own, and of all for officers; as pages, tables and calendars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from luoshu.engine.figures import show_date
from luoshu.office.accounts.acting import acting
from luoshu.office.accounts.guard import allowed
from luoshu.office.audit.recording import record
from luoshu.office.register import exporting
from luoshu.office.register.expiring import FOR_EVER, MONTHS, Asked, Ending, details, held
from luoshu.office.register.models import Entity
from luoshu.office.register.rules import reads, reads_own
from luoshu.office.register.views.mine import _not_registered, _own
from luoshu.office.shell import ics
from luoshu.office.shell.language import here, language
from luoshu.office.shell.paging import SIZE, Rows

LAPSED = timedelta(days=30)  # what has ended so lately is shown too
AHEAD = 12  # months, where nobody says how many
_OWN_AHEAD = 5 * 366  # days: all that an enterprise has to think of


@allowed(reads_own)
def mine(request: HttpRequest) -> HttpResponse:
    """The titles that the enterprise holds, and what of its own ends when."""
    own = _own(request)
    if own is None:
        return _not_registered(request)
    today = timezone.localdate()
    context = {
        "entity": own,
        "titles": [_told(each, today) for each in held(own)],
        "endings": _own_endings(own, today),
        "today": today,
    }
    return render(request, "register/titles.html", context)


def _told(each: Ending, today: date) -> tuple[Ending, str, bool]:
    """A title, where it stands (current, soon, over, later), and whether it has no end."""
    if each.until < today:
        state = "over"
    elif each.since is not None and each.since > today:
        state = "later"
    else:
        state = "soon" if each.until <= today + timedelta(days=183) else "current"
    return each, state, each.until.isoformat() == FOR_EVER


def _own_endings(own: Entity, today: date) -> list[Ending]:
    found, _ = Asked(today - LAPSED, today + timedelta(days=_OWN_AHEAD), owner=own.identifier).found()
    return details(found)


@allowed(reads_own)
def mine_calendar(request: HttpRequest) -> HttpResponse:
    own = _own(request)
    endings = _own_endings(own, timezone.localdate()) if own is not None else []
    return ics.download("titles", here("资格到期", "Titles that end"), _days(endings), timezone.now())


@allowed(reads)
def expiry(request: HttpRequest) -> HttpResponse:
    """What ends when, over all firms and registers, 50 a page."""
    asked, months = _asked(request)
    every, names = asked.found()
    by_month, total = Counter(key.until[:7] for key in every), len(every)
    number = request.GET.get("page", "1")
    last = max(1, -(-total // SIZE))
    page = min(max(int(number), 1), last) if number.isascii() and number.isdigit() and len(number) < 8 else 1
    found = details(every[(page - 1) * SIZE : page * SIZE])
    today = timezone.localdate()
    context = {
        "asked": asked,
        "ahead": months,
        "choices": MONTHS,
        "names": sorted(names.items(), key=lambda pair: (-pair[1], pair[0])),
        "by_month": [(date.fromisoformat(f"{month}-01"), count) for month, count in sorted(by_month.items())],
        "most": max(by_month.values(), default=0),
        "rows": Rows(found, page, total),  # type: ignore[type-var]
        "today": today,
        "query": request.GET.urlencode(),
    }
    return render(request, "register/expiry.html", context)


def _asked(request: HttpRequest) -> tuple[Asked, int]:
    given = request.GET.get("months", "")
    months = int(given) if given in {str(each) for each in MONTHS} else AHEAD
    today = timezone.localdate()
    return Asked(today - LAPSED, _months_later(today, months), request.GET.get("what", "")[:200]), months


def _months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    whole = day.month - 1 + months
    first = date(day.year + whole // 12, whole % 12 + 1, 1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), after - timedelta(days=1))


@allowed(reads)
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The same list as a table, or as a calendar."""
    asked, _ = _asked(request)
    record(acting(request).user, "register.exported", "register.expiry", {"asked": request.GET.dict(), "as": form})
    endings = details(asked.found()[0][: exporting.MOST_IN_WORKBOOK])
    if form == "ics":
        return ics.download("expiry", here("到期", "What ends"), _days(endings), timezone.now())
    header = [
        here("到期", "Ends"),
        here("资格或事项", "Title or date"),
        here("主体", "Of"),
        here("代码", "Identifier"),
        here("编号", "Number"),
        here("授予", "Granted"),
        here("授予机关", "Granted by"),
    ]
    return exporting.download(form, "expiry", header, _lines(endings))


def _lines(endings: Iterable[Ending]) -> Iterator[list[str]]:
    for each in endings:
        since = each.since.isoformat() if each.since else ""
        yield [
            each.until.isoformat(),
            each.what,
            str(each.entity),
            each.entity.identifier,
            each.number,
            since,
            each.by,
        ]


def _days(endings: Iterable[Ending]) -> Iterator[ics.Day]:
    for each in endings:
        day = show_date(each.until, language())
        ends = here(f"{each.what}{day}到期", f"{each.what} ends on {day}") if each.is_title else each.what
        yield ics.Day(
            f"{each.entity.pk}-{each.what}-{each.number}-{each.until.isoformat()}",
            each.until,
            f"{each.entity}{here('：', ': ')}{ends}",
            each.number,
        )
