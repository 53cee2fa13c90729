"""Functions of dates, times and durations."""

from __future__ import annotations

from datetime import UTC, time
from decimal import Decimal
from fractions import Fraction

from luoshu.feel import moments, temporal
from luoshu.feel.builtins.registry import Environment, builtin, overload
from luoshu.feel.failure import EvaluationError
from luoshu.feel.moments import SECOND, AnyDate, AnyDateTime, AnyDays, AnyTime
from luoshu.feel.types import ANY, DATE, DATE_TIME, MONTH_DURATION, NUMBER, STRING, TIME
from luoshu.feel.values import Months, Number, Value

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@builtin(
    "date",
    "from: string",
    result=DATE,
    zh="日期，由文字、日期时间或年月日得出",
    en="a date, from text, from a date and time, or from year, month and day",
    example='date("2025-06-30")',
    answer='date("2025-06-30")',
)
def date_of_text(text: str) -> Value:
    return temporal.parse_date(text)


@overload("date", "from: date")
def date_of_date(value: AnyDate) -> Value:
    return value


@overload("date", "from: date and time")
def date_of_date_time(value: AnyDateTime) -> Value:
    return value.date()


@overload("date", "year: number, month: number, day: number")
def date_of_parts(year: Number, month: Number, day: Number) -> Value:
    return temporal.make_date(_whole(year), _whole(month), _whole(day))


@builtin(
    "time",
    "from: string",
    result=TIME,
    zh="时间，由文字、日期时间或时分秒得出",
    en="a time, from text, from a date and time, or from hour, minute, second and offset",
    example='time("08:30:00")',
    answer='time("08:30:00")',
)
def time_of_text(text: str) -> Value:
    return temporal.parse_time(text)


@overload("time", "from: time")
def time_of_time(value: AnyTime) -> Value:
    return value


@overload("time", "from: date and time")
def time_of_date_time(value: AnyDateTime) -> Value:
    return value.timetz()


@overload("time", "from: date")
def time_of_date(value: AnyDate) -> Value:
    """A date is its midnight in UTC."""
    return time(tzinfo=UTC)


@overload("time", "hour: number, minute: number, second: number, offset?: days and time duration")
def time_of_parts(hour: Number, minute: Number, second: Number, offset: AnyDays | None = None) -> Value:
    whole, fraction = divmod(Fraction(second), 1)
    zone = None if offset is None else temporal.offset_zone(offset)
    return temporal.make_time(_whole(hour), _whole(minute), whole, int(fraction * SECOND), zone)


@builtin(
    "date and time",
    "date: date, time: time",
    result=DATE_TIME,
    zh="日期时间，由文字或日期与时间得出",
    en="a date and time, from text, or from a date and a time",
    example='date and time("2025-06-30T08:30:00")',
    answer='date and time("2025-06-30T08:30:00")',
)
def date_time_of_parts(day: AnyDate, clock: AnyTime) -> Value:
    return moments.combine(day, clock)


@overload("date and time", "date: date and time, time: time")
def date_time_of_date_time(day: AnyDateTime, clock: AnyTime) -> Value:
    return moments.combine(day.date(), clock)


@overload("date and time", "from: string")
def date_time_of_text(text: str) -> Value:
    return temporal.parse_date_time(text)


@overload("date and time", "from: date and time")
def date_time_itself(value: AnyDateTime) -> Value:
    return value


@overload("date and time", "from: date")
def date_time_of_date(value: AnyDate) -> Value:
    return temporal.at_midnight(value)


@overload("date and time", "date: date and time, timezone: string")
def date_time_in_zone(value: AnyDateTime, zone: str) -> Value:
    return temporal.in_zone(value, zone)


@builtin(
    "duration",
    "from: string",
    result=ANY,
    zh="时长，由文字得出",
    en="a duration, from text",
    example='duration("P1Y6M")',
    answer='duration("P1Y6M")',
)
def duration_of_text(text: str) -> Value:
    return temporal.parse_duration(text)


@overload("duration", "from: days and time duration")
def duration_of_days(value: AnyDays) -> Value:
    return value


@overload("duration", "from: years and months duration")
def duration_of_months(value: Months) -> Value:
    return value


@builtin(
    "years and months duration",
    "from: date, to: date",
    result=MONTH_DURATION,
    zh="两个日期之间的整月数",
    en="the whole months from one date to another",
    example='years and months duration(date("2011-12-22"), date("2013-08-24"))',
    answer='duration("P1Y8M")',
)
def months_between_dates(start: AnyDate, end: AnyDate) -> Value:
    return temporal.months_between(start, end)


@overload(
    "years and months duration",
    "from: date and time, to: date and time",
    "from: date, to: date and time",
    "from: date and time, to: date",
)
def months_between_date_times(start: AnyDate, end: AnyDate) -> Value:
    return temporal.months_between(start, end)


@builtin(
    "today",
    "",
    result=DATE,
    zh="当日",
    en="the present date",
    example="today() instance of date",
    answer="true",
)
def today(environment: Environment) -> Value:
    return environment.now().date()


@builtin(
    "now",
    "",
    result=DATE_TIME,
    zh="此刻",
    en="the present moment",
    example="now() instance of date and time",
    answer="true",
)
def now(environment: Environment) -> Value:
    return environment.now()


@builtin(
    "day of year",
    "date: date",
    "date: date and time",
    result=NUMBER,
    zh="一年中的第几天",
    en="the day of the year, from 1",
    example="day of year(date(2019, 9, 17))",
    answer="260",
)
def day_of_year(value: AnyDate) -> Value:
    return Decimal(moments.twin(value).timetuple().tm_yday)


@builtin(
    "day of week",
    "date: date",
    "date: date and time",
    result=STRING,
    zh="星期几（英文）",
    en="the name of the day of the week",
    example="day of week(date(2019, 9, 17))",
    answer='"Tuesday"',
)
def day_of_week(value: AnyDate) -> Value:
    return _DAYS[moments.twin(value).weekday()]


@builtin(
    "week of year",
    "date: date",
    "date: date and time",
    result=NUMBER,
    zh="一年中的第几周（ISO 8601）",
    en="the week of the year (ISO 8601)",
    example="week of year(date(2019, 9, 17))",
    answer="38",
)
def week_of_year(value: AnyDate) -> Value:
    return Decimal(moments.twin(value).isocalendar().week)


@builtin(
    "month of year",
    "date: date",
    "date: date and time",
    result=STRING,
    zh="月份（英文）",
    en="the name of the month",
    example="month of year(date(2019, 9, 17))",
    answer='"September"',
)
def month_of_year(value: AnyDate) -> Value:
    return _MONTHS[value.month - 1]


def _whole(number: Number) -> int:
    if Fraction(number).denominator != 1:
        raise EvaluationError("不是整数", "the number is not whole")
    return int(number)
