"""How long an office has to decide, and what a supplement does to that.

The days during which the applicant owes a supplement do not count: what was left of the term when it was asked for is
left when it is given. None of the sources that are used says so of registers: it is an assumption, and shown as one.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import cast

from luoshu.feel.temporal import add_months
from luoshu.office.accounts.workdays import add_working_days, working_days_between
from luoshu.policy.terms import Term, TermUnit
from luoshu.problems import ProblemError, Text

RULE = Text(
    "补正期间不计入办结期限：补正通知时还剩几天，补正以后就还有几天（假设，所用来源没有写明）。",
    "The days of a supplement do not count: what was left of the term when it was asked for is left when it is given "
    "(an assumption: the sources do not say).",
)


def due_after(term: Term, on: date) -> date:
    """The last day of a term that begins on the day after `on`. Raises ProblemError where a calendar is not kept."""
    match term.unit:
        case TermUnit.DAY:
            return on + timedelta(days=term.count)
        case TermUnit.WORKING_DAY:
            return add_working_days(on, term.count)
        case TermUnit.MONTH:
            return cast(date, add_months(on, term.count))
        case TermUnit.YEAR:
            return cast(date, add_months(on, 12 * term.count))


def days_left(term: Term, on: date, due: date) -> int:
    """How many days are left of it after `on`; below zero (in days of the calendar) where it is over."""
    if due < on or term.unit is not TermUnit.WORKING_DAY:
        return (due - on).days
    return working_days_between(on, due)


def resumed(term: Term, on: date, left: int) -> date:
    """The last day when so many days are left after `on`. What was late stays late."""
    if left < 0 or term.unit is not TermUnit.WORKING_DAY:
        return on + timedelta(days=left)
    return add_working_days(on, left)


def due_or_none(term: Term | None, on: date) -> date | None:
    """None where there is no term, or it reaches into a year whose calendar is not kept: no day is guessed."""
    try:
        return due_after(term, on) if term is not None else None
    except ProblemError:
        return None


def why_none(term: Term | None, on: date) -> Text | None:
    """Why there is no last day, for whoever reads it."""
    if term is None:
        return Text("这本台账没有写明办结期限", "this register does not say how soon it is decided")
    try:
        due_after(term, on)
    except ProblemError as error:
        return error.problems[0].text
    return None
