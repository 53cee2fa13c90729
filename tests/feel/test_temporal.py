"""Dates, times and durations: text and value are each other's inverse; months keep the day where they can."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshu.feel import temporal
from luoshu.feel.failure import EvaluationError
from luoshu.feel.values import Months

offsets = st.integers(-18 * 60, 18 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.dates())
def test_dates(value: date) -> None:
    assert temporal.parse_date(temporal.date_text(value)) == value


@given(st.times(timezones=st.none() | offsets))
def test_times(value: time) -> None:
    assert temporal.parse_time(temporal.time_text(value)) == value


@given(st.datetimes(timezones=st.none() | offsets))
def test_dates_and_times(value: datetime) -> None:
    assert temporal.parse_date_time(temporal.date_time_text(value)) == value


@given(st.integers(-10000, 10000).map(Months) | st.timedeltas())
def test_durations(value: Months | timedelta) -> None:
    assert temporal.parse_duration(temporal.duration_text(value)) == value


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.integers(-600, 600))
def test_months_added_are_months_between(value: date, months: int) -> None:
    moved = temporal.add_months(value, months)
    assert (moved.year - value.year) * 12 + moved.month - value.month == months
    assert moved.day == value.day or (moved + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    "text",
    ["2025-02-29", "2025-13-01", "2025-6-30", "25-06-30", "24:00:01", "08:60:00", "08:00:00+19:00", "08:00:00@No/Where",
     "P", "PT", "P1H", "1Y", "P1YT1H", "2025-06-30T", "9999999999-01-01", "-2025-02-29"],
)  # fmt: skip
def test_what_is_no_date_time_or_duration_fails(text: str) -> None:
    with pytest.raises(EvaluationError):
        temporal.parse_any(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (timedelta(0), "PT0S"),
        (timedelta(days=1, hours=2, minutes=3, seconds=4.5), "P1DT2H3M4.5S"),
        (-timedelta(minutes=90), "-PT1H30M"),
        (Months(0), "P0M"),
        (Months(-14), "-P1Y2M"),
    ],
)
def test_durations_are_written_in_the_shortest_form(value: Months | timedelta, text: str) -> None:
    assert temporal.duration_text(value) == text
