"""Dates and times outside the years of `datetime`, and nanoseconds: one calendar and one clock on both sides."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from luoshu.feel import moments, operations, temporal
from luoshu.feel.failure import EvaluationError
from luoshu.feel.moments import AnyDate, AnyDateTime, FarDate, FarDateTime, FineTime, WideDuration
from luoshu.feel.values import Months

FIRST, LAST = moments.FIRST_YEAR, moments.LAST_YEAR
PLACES = ("Europe/Paris", "Australia/Melbourne", "America/New_York", "Asia/Shanghai", "Etc/UTC")

numbers = st.integers(moments.day_number(moments.make_date(FIRST, 1, 1)), 366 * LAST).filter(
    lambda number: number <= moments.day_number(moments.make_date(LAST, 12, 31))
)
near = st.integers(-(10**6), 5 * 10**6)  # days about the years 1 and 9999
dates = st.builds(moments.date_at, numbers | near)
offsets = st.integers(-18 * 60, 18 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
zones = st.none() | offsets | st.sampled_from(PLACES).map(ZoneInfo)
counts = st.integers(0, moments.DAY - 1)
times = st.builds(moments.time_at, counts, zones)
date_times = st.builds(moments.combine, dates, times)
sizes = st.integers(-(10**24), 10**24) | st.integers(-(10**12), 10**12)


def days_from_civil(year: int, month: int, day: int) -> int:
    """The days up to a date, by H. Hinnant's "chrono-Compatible Low-Level Date Algorithms"."""
    year -= month <= 2
    era, of_era = divmod(year, 400)
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 305


@given(dates)
def test_days_are_counted_as_the_calendar_has_them(value: AnyDate) -> None:
    assert days_from_civil(value.year, value.month, value.day) == moments.day_number(value)
    assert moments.date_at(moments.day_number(value)) == value


@given(dates)
def test_weekdays_follow_one_another(value: AnyDate) -> None:
    assert moments.twin(value).isoweekday() == (moments.day_number(value) - 1) % 7 + 1


@given(st.dates() | st.datetimes())
def test_what_datetime_holds_is_left_to_it(value: date) -> None:
    assert moments.day_number(value) == value.toordinal()
    assert type(moments.make_date(value.year, value.month, value.day)) is date
    if isinstance(value, datetime):
        assert moments.clock_at(moments.clock_count(value)) == value
        assert type(moments.clock_at(moments.clock_count(value))) is datetime


@given(dates)
def test_a_date_reads_back(value: AnyDate) -> None:
    assert temporal.parse_any(temporal.date_text(value)) == value


@given(date_times)
def test_a_date_and_time_reads_back(value: AnyDateTime) -> None:
    read = temporal.parse_any(temporal.date_time_text(value))
    assert isinstance(read, datetime | FarDateTime)
    assert temporal.is_same(read, value)
    assert type(read) is type(value)


@given(sizes)
def test_a_duration_reads_back(size: int) -> None:
    value = moments.duration(size)
    assert moments.nanoseconds(value) == size
    assert temporal.parse_duration(temporal.duration_text(value)) == value


@given(dates, st.integers(-(10**7), 10**7))
def test_days_added_are_days_between(value: AnyDate, days: int) -> None:
    try:
        moved = temporal.shift(value, timedelta(days=days), 1)
    except EvaluationError:
        assume(False)
    assert temporal.distance(moved, value) == timedelta(days=days)
    assert operations.compare(moved, value) == (days > 0) - (days < 0)
    assert temporal.shift(moved, timedelta(days=days), -1) == value


@given(date_times, sizes)
def test_durations_added_are_durations_between(value: AnyDateTime, size: int) -> None:
    duration = moments.duration(size)
    try:
        moved = temporal.shift(value, duration, 1)
    except EvaluationError:
        assume(False)
    assert temporal.distance(moved, value) == duration


@given(st.datetimes(timezones=st.none() | offsets), st.timedeltas())
def test_it_is_shifted_as_datetime_shifts_it(value: datetime, duration: timedelta) -> None:
    try:
        expected = value + duration
    except OverflowError:
        assume(False)
    assert temporal.shift(value, duration, 1) == expected
    assert temporal._shift(value, moments.nanoseconds(duration)) == expected


@given(dates, st.integers(-(10**6), 10**6))
def test_months_added_are_months_between(value: AnyDate, months: int) -> None:
    try:
        moved = temporal.add_months(value, months)
    except EvaluationError:
        assume(False)
    assert (moved.year - value.year) * 12 + moved.month - value.month == months
    if moved.day != value.day:
        after = temporal.shift(moved, timedelta(days=1), 1)
        assert isinstance(after, date | FarDate)
        assert after.day == 1
        assert moved.day < value.day


@given(dates, dates)
def test_dates_are_ordered_as_their_days(one: AnyDate, other: AnyDate) -> None:
    left, right = moments.day_number(one), moments.day_number(other)
    assert operations.compare(one, other) == (left > right) - (left < right)
    assert operations.equal(one, other) is (left == right)


@given(st.datetimes(timezones=offsets), st.datetimes(timezones=offsets))
def test_instants_are_compared_as_datetime_compares_them(one: datetime, other: datetime) -> None:
    one, other = one.replace(microsecond=0), other.replace(microsecond=0)
    assert operations.compare(one, other) == (one > other) - (one < other)
    assert operations.equal(one, other) is (one == other)


@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=st.just(UTC)), st.sampled_from(PLACES))
def test_an_instant_stands_on_the_clocks_that_datetime_has(value: datetime, name: str) -> None:
    expected = value.astimezone(ZoneInfo(name))
    found = temporal.in_zone(value, name)
    assert isinstance(found, datetime)
    assert found.replace(tzinfo=None) == expected.replace(tzinfo=None)
    assert found.fold == expected.fold


@given(st.datetimes(datetime(400, 1, 1), datetime(799, 12, 31)), st.integers(-9999, -2), st.sampled_from(PLACES))
def test_before_the_first_year_a_zone_has_its_first_rules(value: datetime, era: int, name: str) -> None:
    day = moments.make_date(value.year + era * 400, value.month, value.day)
    early = moments.combine(day, value.time().replace(tzinfo=ZoneInfo(name)))
    assert isinstance(early, FarDateTime)
    assert early.utcoffset() == value.replace(tzinfo=ZoneInfo(name)).utcoffset()


@given(st.datetimes(datetime(9200, 1, 1), datetime(9599, 12, 31)), st.integers(2, 9999), st.sampled_from(PLACES))
def test_after_the_last_year_a_zone_keeps_its_summers(value: datetime, era: int, name: str) -> None:
    day = moments.make_date(value.year + era * 400, value.month, value.day)
    late = moments.combine(day, value.time().replace(tzinfo=ZoneInfo(name)))
    assert isinstance(late, FarDateTime)
    assert late.utcoffset() == value.replace(tzinfo=ZoneInfo(name)).utcoffset()


@given(date_times, st.sampled_from(PLACES))
def test_a_zone_changes_the_clock_and_not_the_instant(value: AnyDateTime, name: str) -> None:
    assume(value.tzinfo is not None)
    try:
        moved = temporal.in_zone(value, name)
    except EvaluationError:
        assume(False)
    assert operations.equal(moved, value) is True
    assert temporal.distance(moved, value) == timedelta()


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=14)), ZoneInfo("Europe/Paris")])
@pytest.mark.parametrize("edge", [datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59)])
def test_a_clock_goes_on_over_the_edges_of_datetime(zone: tzinfo, edge: datetime) -> None:
    start = edge.replace(tzinfo=zone)
    for hours in (-48, -25, -1, 1, 25, 48):
        moved = temporal.shift(start, timedelta(hours=hours), 1)
        assert temporal.distance(moved, start) == timedelta(hours=hours)
        assert operations.compare(moved, start) == (1 if hours > 0 else -1)


def test_a_value_is_of_datetime_where_it_can_be() -> None:
    assert type(moments.make_time(1, 2, 3, 4000)) is time
    assert type(moments.make_time(1, 2, 3, 4001)) is FineTime
    assert type(temporal.parse_date_time("2025-01-01T00:00:00.123456000")) is datetime
    assert type(temporal.parse_date_time("2025-01-01T00:00:00.123456001")) is FarDateTime
    assert type(temporal.shift(temporal.parse_date("10000-01-01"), timedelta(days=1), -1)) is date
    assert type(temporal.add_months(temporal.parse_date("0000-12-31"), 1)) is date
    assert type(moments.duration(10**18)) is timedelta
    assert type(moments.duration(1)) is WideDuration


def test_values_can_be_keys() -> None:
    for text in ("-2021-01-01", "-2021-01-01T10:00:00Z", "10:00:00.000000001", "PT0.000000001S"):
        assert {temporal.parse_any(text): 1}[temporal.parse_any(text)] == 1


@pytest.mark.parametrize(
    ("value", "months"), [("999999999-12-01", 1), ("-999999999-01-01", -1), ("2025-01-01", 10**12)]
)
def test_months_beyond_the_last_year_fail(value: str, months: int) -> None:
    with pytest.raises(EvaluationError):
        temporal.shift(temporal.parse_date(value), Months(months), 1)
