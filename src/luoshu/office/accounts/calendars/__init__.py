"""Calendars that are shipped, and the form in which one is typed: a line a day or a span, 休 or 班, and its name."""

from __future__ import annotations

import re
from datetime import date, timedelta
from importlib.resources import files

from django.core.exceptions import ValidationError

from luoshu.office.accounts.models import Calendar, CalendarDay
from luoshu.office.shell.language import here

_LINE = re.compile(r"(\d{4}-\d\d-\d\d)(?:/(\d{4}-\d\d-\d\d))?\s+(休|班)(?:\s+(.{1,40}))?")


def shipped(year: int) -> tuple[str, str] | None:
    """The notice and the lines of a year, where Luoshu knows it."""
    file = files("luoshu.office.accounts.calendars").joinpath(f"{year}.txt")
    if not file.is_file():
        return None
    source, _, lines = file.read_text(encoding="utf-8").partition("\n")
    return source, lines


def read(year: int, text: str) -> list[CalendarDay]:
    """The days that the lines speak of.

    Raises:
        ValidationError: every line that is not one, or is of another year, or says a day again.
    """
    wrong: list[str] = []
    days: dict[date, CalendarDay] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            for each in _days(line.strip()):
                if each.day.year != year or each.day in days:
                    raise ValueError
                days[each.day] = each
        except ValueError:
            wrong.append(
                here(
                    f"第 {number} 行看不懂或与前面重复：“{line.strip()[:30]}”。"
                    f"应如 {year}-10-01/{year}-10-07 休 国庆节",
                    f"Line {number} is unclear or says a day again: “{line.strip()[:30]}”. "
                    f"Write {year}-10-01/{year}-10-07 休 国庆节",
                )
            )
    if wrong:
        raise ValidationError(wrong)
    return [days[day] for day in sorted(days)]


def written(calendar: Calendar) -> str:
    """The lines of a calendar, a line a day."""
    return "\n".join(str(day) for day in calendar.days.all())


def _days(line: str) -> list[CalendarDay]:
    found = _LINE.fullmatch(line)
    if found is None:
        raise ValueError(line)
    first, last = date.fromisoformat(found[1]), date.fromisoformat(found[2] or found[1])
    if not 0 <= (last - first).days < 60:
        raise ValueError(line)
    return [
        CalendarDay(day=first + timedelta(days=number), worked=found[3] == "班", name=found[4] or "")
        for number in range((last - first).days + 1)
    ]
