"""Working days: Monday to Friday, but for what the calendars of the years say."""

from __future__ import annotations

from datetime import date, timedelta

from luoshu.office.accounts.models import Calendar, CalendarDay
from luoshu.problems import Problem, ProblemError, Text


def add_working_days(start: date, days: int) -> date:
    """The last day of a period of so many working days that begins on the day after `start`.

    Raises:
        ProblemError: it reaches into a year whose calendar is not kept: a guess would be a wrong deadline.
    """
    if days < 0:
        raise ValueError(f"{days} days")
    known: dict[int, dict[date, bool]] = {}
    day = start
    while days > 0:
        day += timedelta(days=1)
        if day.year not in known:
            known[day.year] = _exceptions(day.year)
        days -= known[day.year].get(day, day.weekday() < 5)
    return day


def working_days_between(start: date, end: date) -> int:
    """How many working days there are after `start`, up to `end`. Raises ProblemError as `add_working_days` does."""
    count, day, known = 0, start, dict[int, dict[date, bool]]()
    while day < end:
        day += timedelta(days=1)
        if day.year not in known:
            known[day.year] = _exceptions(day.year)
        count += known[day.year].get(day, day.weekday() < 5)
    return count


def is_working_day(day: date) -> bool:
    return _exceptions(day.year).get(day, day.weekday() < 5)


def _exceptions(year: int) -> dict[date, bool]:
    days = {each.day: each.worked for each in CalendarDay.objects.filter(calendar_id=year)}
    if not days and not Calendar.objects.filter(year=year).exists():
        raise ProblemError(
            [
                Problem(
                    "calendar-missing",
                    Text(f"{year} 年的工作日历还没有登记", f"the calendar of working days of {year} is not kept"),
                    hint=Text("请管理员登记该年度放假安排。", "An administrator enters the year's notice on holidays."),
                )
            ]
        )
    return days
