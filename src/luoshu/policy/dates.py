"""The day it is, and the day a version's examples are taken to be on."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

_SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")  # needs no database of time zones: it keeps no summer time


def today() -> date:
    """Today where the policies are in force."""
    return datetime.now(_SHANGHAI).date()


def first_day(since: date | None, until: date | None) -> date:
    """The first day of a period; where it is open its last, or today."""
    return since or until or today()
