"""Lists of what ends when: an enterprise's own and of all, as rows, as a table and as a calendar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import chain
from typing import cast

from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone

from luoshu.engine.figures import show_date
from luoshu.feel.temporal import add_months
from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.register import bulk, exporting
from luoshu.office.register.authorised import Look
from luoshu.office.register.expiring import FOR_EVER, Asked, Ending, Key, details
from luoshu.office.register.models import Entity
from luoshu.office.register.purposes import ENDINGS_FILE
from luoshu.office.register.words import text_of, words
from luoshu.office.shell import ics
from luoshu.office.shell.language import here, language
from luoshu.problems import Lang, Text

LISTED = "register.expiry"  # what the audit calls the list
LAPSED = timedelta(days=30)  # what has ended so lately is shown too
AHEAD = 12  # months, where nobody says how many
_OWN_AHEAD = timedelta(days=5 * 366)  # all that an enterprise has to think of
_SOON = timedelta(days=183)
_PIECE = 1_000  # titles and dates of which all is asked for at once


def asked_for(today: date, months: int = AHEAD, what: str = "") -> Asked:
    """What ends within so many months, or has lately."""
    return Asked(today - LAPSED, months_later(today, months), what[:200])


def own_endings(own: Entity, today: date, look: Look) -> list[Ending]:
    found, _ = Asked(today - LAPSED, today + _OWN_AHEAD, owner=own.identifier).found()
    return details(found, look)


def standing(title: Ending, today: date) -> str:
    """Where a title stands: current, soon, over or later."""
    if title.until < today:
        return "over"
    if title.since is not None and title.since > today:
        return "later"
    return "soon" if title.until <= today + _SOON else "current"


def what_of(ending: Ending) -> Text:
    """What it is called: a title as it was granted; a date as the register of the entry has it."""
    record = None if ending.is_title else words().record(ending.entity.kind)
    fact = record.facts.get(ending.what) if record else None
    return text_of(fact) if fact else Text(ending.what, ending.what)


def is_for_ever(title: Ending) -> bool:
    return title.until.isoformat() == FOR_EVER


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    return cast(date, add_months(day, months))


def own_calendar(endings: Iterable[Ending]) -> HttpResponse:
    return ics.download("titles", here("资格到期", "Titles that end"), _days(endings), timezone.now())


def endings_file(by: User | None, asked: Asked, given: Mapping[str, str], form: str) -> HttpResponseBase:
    """The list as a table, or as a calendar (`ics`). That it was taken out is in the audit."""
    keys, _ = asked.found()
    endings = chain.from_iterable(_looked_up(by, piece) for piece in bulk.pieces(keys, _PIECE))
    form = exporting.form_for(form, len(keys))
    made = _written(endings, form)
    record(by, "register.exported", LISTED, {"asked": dict(given), "as": form})
    return made


def _looked_up(by: User | None, keys: list[Key]) -> list[Ending]:
    with Look(by, ENDINGS_FILE, LISTED) as look:
        return details(keys, look)


def _written(endings: Iterable[Ending], form: str) -> HttpResponseBase:
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
    return exporting.download(form, "expiry", header, _lines(endings, language()))


def _lines(endings: Iterable[Ending], lang: Lang) -> Iterator[list[str]]:
    for each in endings:
        since = each.since.isoformat() if each.since else ""
        yield [
            each.until.isoformat(),
            what_of(each).say(lang),
            str(each.entity),
            each.entity.identifier,
            each.number,
            since,
            each.by,
        ]


def _days(endings: Iterable[Ending]) -> Iterator[ics.Day]:
    for each in endings:
        day = show_date(each.until, language())
        what = what_of(each).say(language())
        ends = here(f"{what}{day}到期", f"{what} ends on {day}") if each.is_title else what
        yield ics.Day(
            f"{each.entity.pk}-{each.what}-{each.number}-{each.until.isoformat()}",
            each.until,
            f"{each.entity}{here('：', ': ')}{ends}",
            each.number,
        )
