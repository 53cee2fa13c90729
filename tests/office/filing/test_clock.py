"""The office's term: in days and working days, over a supplement, in a year whose calendar is not kept."""

from __future__ import annotations

from datetime import date

import pytest

from luoshu.office.accounts.actions.keep_house import keep_calendar
from luoshu.office.accounts.calendars import shipped
from luoshu.office.filing.clock import days_left, due_after, due_or_none, resumed, why_none
from luoshu.policy.terms import Term, TermUnit

pytestmark = pytest.mark.django_db
DAYS, WORKING = Term(30, TermUnit.DAY), Term(5, TermUnit.WORKING_DAY)


@pytest.fixture
def year(db: None) -> None:
    known = shipped(2026)
    assert known is not None
    keep_calendar(None, 2026, *known)


def test_days_are_those_of_the_calendar() -> None:
    due = due_after(DAYS, date(2026, 1, 15))
    assert due == date(2026, 2, 14)
    assert days_left(DAYS, date(2026, 1, 25), due) == 20
    assert resumed(DAYS, date(2026, 3, 1), 20) == date(2026, 3, 21)
    assert due_after(Term(1, TermUnit.MONTH), date(2026, 1, 31)) == date(2026, 2, 28)
    assert due_after(Term(2, TermUnit.YEAR), date(2024, 2, 29)) == date(2026, 2, 28)


def test_working_days_leave_out_holidays(year: None) -> None:
    due = due_after(WORKING, date(2026, 9, 28))  # the National Day's holiday lies between
    assert due > date(2026, 10, 7)
    left = days_left(WORKING, date(2026, 9, 29), due)
    assert left == 4
    assert resumed(WORKING, date(2026, 9, 29), left) == due, "asked and given on one day changes nothing"


def test_what_was_late_stays_late(year: None) -> None:
    due = due_after(WORKING, date(2026, 3, 2))
    left = days_left(WORKING, date(2026, 3, 20), due)
    assert left < 0
    assert resumed(WORKING, date(2026, 4, 1), left) < date(2026, 4, 1)


def test_a_year_that_is_not_kept_is_not_guessed(year: None) -> None:
    assert due_or_none(WORKING, date(2026, 12, 30)) is None
    told = why_none(WORKING, date(2026, 12, 30))
    assert told is not None
    assert "2027" in told.zh
    assert why_none(WORKING, date(2026, 3, 2)) is None
    assert due_or_none(DAYS, date(2026, 12, 30)) == date(2027, 1, 29)
    assert why_none(None, date(2026, 3, 2)) is not None
