"""The dates, times and durations of FEEL that `datetime` cannot hold.

FEEL's years run from -999,999,999 to 999,999,999 (DMN 1.5, 10.3.2.3.5 and 6), in the Gregorian calendar carried on both
ways, with a year 0 before the year 1 (XML Schema 1.1, Part 2, D.2; ISO 8601); its seconds have nine decimals here.
`datetime` has the years 1 to 9999 and six decimals. What it holds is left to it; a value here is one of `datetime`, its
`twin`, with what that could not hold. The functions take values of both sorts and give those of `datetime` where they
can.

The calendar repeats every 400 years, which are 146,097 days and so whole weeks (H. Hinnant, "chrono-Compatible
Low-Level Date Algorithms", on eras). The twin of a date outside the years of `datetime` is that of another era: it has
the same month, day, weekday and week, and in a time zone the rules of the first or the last years that are known, which
is what java.time has there.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta, tzinfo
from functools import total_ordering
from typing import TypeAlias
from zoneinfo import ZoneInfo

Zone: TypeAlias = tzinfo

FIRST_YEAR, LAST_YEAR = -999_999_999, 999_999_999

_ERA_YEARS, _ERA_DAYS = 400, 146_097
_EARLY, _LATE = 400, 9200  # the years that begin the eras of twins
_EARLY_DAY = date(_EARLY, 1, 1).toordinal()
_LAST_DAY = date.max.toordinal()

SECOND = 1_000_000_000  # in nanoseconds
DAY = 86_400 * SECOND
_MICROSECOND = timedelta(microseconds=1)
# As long as a duration of java.time, which counts its seconds in 64 bits.
_LONGEST = 2**63 * SECOND


class _OfDay:
    """What a value has of its twin's day."""

    __slots__ = ()
    twin: date

    @property
    def month(self) -> int:
        return self.twin.month

    @property
    def day(self) -> int:
        return self.twin.day


class _OfClock:
    """What a value has of its twin's clock."""

    __slots__ = ()
    twin: time | datetime

    @property
    def hour(self) -> int:
        return self.twin.hour

    @property
    def minute(self) -> int:
        return self.twin.minute

    @property
    def second(self) -> int:
        return self.twin.second

    @property
    def tzinfo(self) -> Zone | None:
        return self.twin.tzinfo

    def utcoffset(self) -> timedelta | None:
        return self.twin.utcoffset()


@total_ordering
@dataclass(frozen=True, slots=True)
class FarDate(_OfDay):
    """A date outside the years 1 to 9999."""

    twin: date
    year: int

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, date | FarDate):
            return NotImplemented
        return (self.year, self.month, self.day) < (other.year, other.month, other.day)


@dataclass(frozen=True, slots=True)
class FineTime(_OfClock):
    """A time of day with nanoseconds; `rest` are those below the last microsecond."""

    twin: time
    rest: int


@dataclass(frozen=True, slots=True)
class FarDateTime(_OfDay, _OfClock):
    """A date and time outside the years 1 to 9999, or with nanoseconds."""

    twin: datetime
    year: int
    rest: int = 0

    def date(self) -> AnyDate:
        return make_date(self.year, self.month, self.day)

    def timetz(self) -> AnyTime:
        return FineTime(self.twin.timetz(), self.rest) if self.rest else self.twin.timetz()


@total_ordering
@dataclass(frozen=True, slots=True)
class WideDuration:
    """A days and time duration with nanoseconds, or longer than a `timedelta`."""

    nanoseconds: int

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, timedelta | WideDuration):
            return NotImplemented
        return self.nanoseconds < nanoseconds(other)


AnyDate: TypeAlias = date | FarDate
AnyTime: TypeAlias = time | FineTime
AnyDateTime: TypeAlias = datetime | FarDateTime
AnyDays: TypeAlias = timedelta | WideDuration

DATE = (date, FarDate)  # and date and time, as far as `datetime` holds it
TIME = (time, FineTime)
DATE_TIME = (datetime, FarDateTime)
DAYS = (timedelta, WideDuration)
CLOCKS = (time, FineTime, datetime, FarDateTime)


def twin(value: AnyDate | AnyDateTime) -> date:
    """A date of `datetime` with the same month, day, weekday and week."""
    return value if isinstance(value, date) else value.twin


# --- making -----------------------------------------------------------------------------------------------------------


def make_date(year: int, month: int, day: int) -> AnyDate:
    """The date.

    Raises:
        ValueError: where there is no such date.
    """
    found = date(_year_of_twin(year), month, day)
    return found if found.year == year else FarDate(found, year)


def make_time(hour: int, minute: int, second: int, nanosecond: int = 0, zone: Zone | None = None) -> AnyTime:
    """The time of day.

    Raises:
        ValueError: where there is no such time.
    """
    microsecond, rest = divmod(nanosecond, 1000)
    found = time(hour, minute, second, microsecond, zone)
    return FineTime(found, rest) if rest else found


def combine(day: AnyDate, clock: AnyTime) -> AnyDateTime:
    """The date and time of a date and a time, in the time's zone."""
    if isinstance(day, date) and isinstance(clock, time):
        return datetime.combine(day, clock)
    base, rest = (clock, 0) if isinstance(clock, time) else (clock.twin, clock.rest)
    return FarDateTime(datetime.combine(twin(day), base), day.year, rest)


def move_date(value: AnyDate | AnyDateTime, year: int, month: int, day: int) -> AnyDate | AnyDateTime:
    """The value on another date.

    Raises:
        ValueError: where there is no such date.
    """
    if not isinstance(value, DATE_TIME):
        return make_date(year, month, day)
    base = value if isinstance(value, datetime) else value.twin
    return _settled(base.replace(year=_year_of_twin(year), month=month, day=day), year, _rest(value))


def days_of_month(year: int, month: int) -> int:
    return calendar.monthrange(_year_of_twin(year), month)[1]


def duration(count: int) -> AnyDays:
    """The duration of so many nanoseconds.

    Raises:
        OverflowError: where it is too long.
    """
    if abs(count) >= _LONGEST:
        raise OverflowError
    microseconds, rest = divmod(count, 1000)
    if not rest:
        try:
            return timedelta(microseconds=microseconds)
        except OverflowError:
            pass
    return WideDuration(count)


def added(left: AnyDays, right: AnyDays, sign: int) -> AnyDays:
    """`left` and `right`, or without `right` where the sign is -1.

    Raises:
        OverflowError: where it is too long.
    """
    if isinstance(left, timedelta) and isinstance(right, timedelta):
        try:
            return left + right if sign > 0 else left - right
        except OverflowError:
            pass  # it may still be a wide one
    return duration(nanoseconds(left) + sign * nanoseconds(right))


def _year_of_twin(year: int) -> int:
    if MINYEAR <= year <= MAXYEAR:
        return year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(year)
    return year % _ERA_YEARS + (_EARLY if year < MINYEAR else _LATE)


def _settled(base: datetime, year: int, rest: int) -> AnyDateTime:
    return base if base.year == year and not rest else FarDateTime(base, year, rest)


# --- counting ---------------------------------------------------------------------------------------------------------


def day_number(value: AnyDate | AnyDateTime) -> int:
    """The days up to a date; 1 is the first of the year 1, as in `datetime`."""
    if isinstance(value, date):
        return value.toordinal()
    return value.twin.toordinal() + (value.year - value.twin.year) // _ERA_YEARS * _ERA_DAYS


def date_at(number: int) -> AnyDate:
    """The date with a day number.

    Raises:
        ValueError: where it is outside the years of FEEL.
    """
    if 1 <= number <= _LAST_DAY:
        return date.fromordinal(number)
    era, rest = divmod(number - _EARLY_DAY, _ERA_DAYS)
    found = date.fromordinal(_EARLY_DAY + rest)
    return make_date(found.year + era * _ERA_YEARS, found.month, found.day)


def nanosecond(value: AnyTime | AnyDateTime) -> int:
    """The nanoseconds of the second."""
    base = value if isinstance(value, time | datetime) else value.twin
    return base.microsecond * 1000 + _rest(value)


def nanoseconds(value: AnyDays) -> int:
    """How long a duration is."""
    return value.nanoseconds if isinstance(value, WideDuration) else value // _MICROSECOND * 1000


def time_count(value: AnyTime | AnyDateTime) -> int:
    """The nanoseconds since midnight on its clock."""
    return ((value.hour * 60 + value.minute) * 60 + value.second) * SECOND + nanosecond(value)


def clock_count(value: AnyTime | AnyDateTime) -> int:
    """The nanoseconds on the clock: of a time since midnight, of a date and time since one day before the year 1."""
    return time_count(value) + (day_number(value) * DAY if isinstance(value, DATE_TIME) else 0)


def utc_count(value: AnyTime | AnyDateTime, otherwise: timedelta | None = None) -> int:
    """The same on the clock of UTC; a value without an offset has that of `otherwise`, or none."""
    offset = value.utcoffset()
    if offset is None:
        offset = otherwise
    return clock_count(value) - (nanoseconds(offset) if offset is not None else 0)


def time_at(count: int, zone: Zone | None) -> AnyTime:
    """The time so many nanoseconds after midnight, round the clock."""
    seconds, rest = divmod(count % DAY, SECOND)
    minutes, second = divmod(seconds, 60)
    return make_time(*divmod(minutes, 60), second, rest, zone)


def clock_at(count: int, zone: Zone | None = None) -> AnyDateTime:
    """The date and time whose clock stands at `count`.

    Raises:
        ValueError: where it is outside the years of FEEL.
    """
    return combine(date_at(count // DAY), time_at(count, zone))


def moment_at(count: int, zone: Zone) -> AnyDateTime:
    """The date and time in a zone when it is `count` in UTC.

    Raises:
        ValueError: where it is outside the years of FEEL.
    """
    # Of another era, unless the offset surely keeps it inside the years of `datetime`.
    days, within = divmod(count, DAY)
    if not 2 <= days < _LAST_DAY:
        days = (days - _EARLY_DAY) % _ERA_DAYS + (_EARLY_DAY if days < 2 else date(_LATE, 1, 1).toordinal())
    moment = clock_at(days * DAY + within)
    base = (moment if isinstance(moment, datetime) else moment.twin).replace(tzinfo=UTC).astimezone(zone)
    found = clock_at(count + nanoseconds(base.utcoffset() or timedelta()), zone)
    if not base.fold:
        return found
    if isinstance(found, datetime):
        return found.replace(fold=1)
    return FarDateTime(found.twin.replace(fold=1), found.year, found.rest)


def moves_its_clock(value: AnyDateTime) -> bool:
    """Whether its zone's offset from UTC differs from one date to another."""
    return isinstance(value.tzinfo, ZoneInfo)


def _rest(value: AnyDate | AnyTime | AnyDateTime) -> int:
    return value.rest if isinstance(value, FineTime | FarDateTime) else 0
