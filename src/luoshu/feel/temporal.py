"""Dates, times and durations: reading, writing and shifting them (ISO 8601 as DMN 1.5, 10.3.2.3.4 to 8, has it).

What `datetime` holds is kept in its values, the rest in those of :mod:`luoshu.feel.moments`.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from luoshu.feel import moments
from luoshu.feel.failure import EvaluationError
from luoshu.feel.moments import DATE_TIME, TIME, AnyDate, AnyDateTime, AnyDays, AnyTime
from luoshu.feel.values import Months

_DATE = r"(?P<year>-?(?:[1-9]\d{4,8}|\d{4}))-(?P<month>\d\d)-(?P<day>\d\d)"
_TIME = (
    r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?:\.(?P<fraction>\d+))?"
    r"(?P<zone>Z|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z][\w+-]*(?:/[\w+-]+)*)?"
)
_DATE_TEXT = re.compile(_DATE, re.ASCII)
_TIME_TEXT = re.compile(_TIME, re.ASCII)
_DATE_TIME_TEXT = re.compile(rf"{_DATE}T{_TIME}", re.ASCII)
_DAY_END = re.compile(r"T24:00:00(?:\.0+)?")
_MONTHS = re.compile(r"(-)?P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?", re.ASCII)
_DAYS = re.compile(r"(-)?P(?=[\dT])(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d*))?S)?)?", re.ASCII)

Duration = Months | AnyDays
Moment = AnyDate | AnyTime | AnyDateTime


def parse_date(text: str) -> AnyDate:
    found = _DATE_TEXT.fullmatch(text)
    if found is None:
        raise _unreadable(text, "日期", "date", "2025-06-30")
    return _date(found, text)


def parse_time(text: str) -> AnyTime:
    found = _TIME_TEXT.fullmatch(text)
    if found is None:
        raise _unreadable(text, "时间", "time", "08:30:00")
    return _time(found, text)


def parse_date_time(text: str) -> AnyDateTime:
    """A date and a time, or a date alone: its midnight. The end of a day may be written 24:00:00."""
    found = _DATE_TIME_TEXT.fullmatch(_DAY_END.sub("T00:00:00", text))
    if found:
        day = _date(found, text)
        if _DAY_END.search(text):
            try:
                day = moments.date_at(moments.day_number(day) + 1)
            except ValueError:
                raise _out_of_range(text) from None
        return moments.combine(day, _time(found, text))
    if _DATE_TEXT.fullmatch(text):
        return at_midnight(parse_date(text))
    raise _unreadable(text, "日期时间", "date and time", "2025-06-30T08:30:00")


def parse_duration(text: str) -> Duration:
    months = _MONTHS.fullmatch(text)
    if months:
        sign = -1 if months[1] else 1
        return Months(sign * (int(months[2] or 0) * 12 + int(months[3] or 0)))
    found = _DAYS.fullmatch(text)
    if found is None:
        raise _unreadable(text, "时长", "duration", "P1Y6M")
    days, hours, minutes, seconds = (int(part or 0) for part in found.group(2, 3, 4, 5))
    size = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * moments.SECOND + _nanoseconds(found[6])
    try:
        return moments.duration(-size if found[1] else size)
    except OverflowError:
        raise _out_of_range(text) from None


def parse_any(text: str) -> Moment | Duration:
    """What stands in `@"..."`."""
    for pattern, read in (
        (_DATE_TEXT, parse_date),
        (_DATE_TIME_TEXT, parse_date_time),
        (_TIME_TEXT, parse_time),
        (_MONTHS, parse_duration),
        (_DAYS, parse_duration),
    ):
        if pattern.fullmatch(text):
            return read(text)
    raise _unreadable(text, "日期、时间或时长", "date, time or duration", "2025-06-30")


def make_date(year: int, month: int, day: int) -> AnyDate:
    try:
        return moments.make_date(year, month, day)
    except (ValueError, OverflowError):
        raise _out_of_range(f"{_year_text(year)}-{month:02}-{day:02}") from None


def make_time(hour: int, minute: int, second: int, nanosecond: int = 0, zone: tzinfo | None = None) -> AnyTime:
    try:
        return moments.make_time(hour, minute, second, nanosecond, zone)
    except (ValueError, OverflowError):
        raise _out_of_range(f"{hour:02}:{minute:02}:{second:02}") from None


def _date(found: re.Match[str], text: str) -> AnyDate:
    try:
        return moments.make_date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        raise _out_of_range(text) from None


def _time(found: re.Match[str], text: str) -> AnyTime:
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"])
    zone = _zone(found["zone"])
    try:
        return moments.make_time(hour, minute, second, _nanoseconds(found["fraction"]), zone)
    except ValueError:
        raise _out_of_range(text) from None


def _nanoseconds(fraction: str | None) -> int:
    return int((fraction or "0")[:9].ljust(9, "0"))


def _zone(text: str | None) -> tzinfo | None:
    if text is None:
        return None
    if text == "Z":
        return UTC
    if text.startswith("@"):
        try:
            return ZoneInfo(text[1:])
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise EvaluationError(f"没有名为“{text[1:]}”的时区", f"there is no time zone named '{text[1:]}'") from None
    hours, minutes, *seconds = (int(part) for part in text[1:].split(":"))
    if hours > 18 or minutes > 59 or (seconds and seconds[0] > 59):
        raise _out_of_range(text)
    return offset_zone(timedelta(hours=hours, minutes=minutes, seconds=sum(seconds)) * (-1 if text[0] == "-" else 1))


def offset_zone(offset: AnyDays) -> tzinfo:
    """The zone at a fixed distance from UTC.

    Raises:
        EvaluationError: where it is a day away or more.
    """
    try:
        return timezone(timedelta(seconds=moments.nanoseconds(offset) // moments.SECOND))
    except (ValueError, OverflowError):
        raise _out_of_range(duration_text(offset)) from None


# --- writing ----------------------------------------------------------------------------------------------------------


def date_text(value: AnyDate | AnyDateTime) -> str:
    return f"{_year_text(value.year)}-{value.month:02}-{value.day:02}"


def time_text(value: AnyTime | AnyDateTime) -> str:
    """`08:30:00`, its fraction and zone where it has them."""
    nanosecond = moments.nanosecond(value)
    fraction = f".{nanosecond:09}".rstrip("0") if nanosecond else ""
    return f"{value.hour:02}:{value.minute:02}:{value.second:02}{fraction}{_zone_text(value)}"


def date_time_text(value: AnyDateTime) -> str:
    return f"{date_text(value)}T{time_text(value)}"


def _year_text(year: int) -> str:
    return f"{'-' if year < 0 else ''}{abs(year):04}"


def _zone_text(value: AnyTime | AnyDateTime) -> str:
    if value.tzinfo is None:
        return ""
    if isinstance(value.tzinfo, ZoneInfo):
        return f"@{value.tzinfo.key}"
    offset = value.utcoffset() or timedelta()
    if not offset:
        return "Z"
    size = int(abs(offset).total_seconds())
    seconds = f":{size % 60:02}" if size % 60 else ""
    return f"{'-' if offset < timedelta() else '+'}{size // 3600:02}:{size // 60 % 60:02}{seconds}"


def duration_text(value: Duration) -> str:
    """The shortest ISO 8601 form: `P1Y2M`, `P1DT2H`, `PT0S`."""
    if isinstance(value, Months):
        years, months = divmod(abs(value.months), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return f"{'-' if value.months < 0 else ''}P{text or '0M'}"
    size = moments.nanoseconds(value)
    rest, nanoseconds = divmod(abs(size), moments.SECOND)
    rest, seconds = divmod(rest, 60)
    rest, minutes = divmod(rest, 60)
    whole_days, hours = divmod(rest, 24)
    fraction = f".{nanoseconds:09}".rstrip("0") if nanoseconds else ""
    days = f"{whole_days}D" if whole_days else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{seconds}{fraction}S" if seconds or fraction else ""
    text = days + (f"T{clock}" if clock else "")
    return f"{'-' if size < 0 else ''}P{text or 'T0S'}"


# --- shifting ---------------------------------------------------------------------------------------------------------


def add_months(value: AnyDate | AnyDateTime, months: int) -> AnyDate | AnyDateTime:
    """The same day `months` later, or the last of that month where it has no such day. Keeps the time of day."""
    year, month = divmod(value.year * 12 + value.month - 1 + months, 12)
    try:
        last = moments.days_of_month(year, month + 1)
        return moments.move_date(value, year, month + 1, min(value.day, last))
    except ValueError:
        raise _out_of_range(f"{_year_text(year)}-{month + 1:02}") from None


def shift(value: Moment, duration: Duration, sign: int) -> Moment:
    """A date, time or date and time moved by a duration. A time goes round the clock; a date stays a date.

    A date and time is moved as an instant (DMN 1.5, table 57): a zone that sets its clocks meanwhile shows that.
    """
    if isinstance(duration, Months):
        if isinstance(value, TIME):
            raise EvaluationError("时间不能加减年月时长", "a time cannot be moved by years and months")
        return add_months(value, sign * duration.months)
    if isinstance(value, date) and isinstance(duration, timedelta):
        try:
            if not isinstance(value, datetime):
                return (datetime.combine(value, time()) + sign * duration).date()
            if not moments.moves_its_clock(value):
                return value + sign * duration
        except OverflowError:
            pass  # it may still be in the years of FEEL
    try:
        return _shift(value, sign * moments.nanoseconds(duration))
    except ValueError:
        raise EvaluationError(
            f"结果超出 {moments.FIRST_YEAR} 至 {moments.LAST_YEAR} 年",
            f"the result is outside the years {moments.FIRST_YEAR} to {moments.LAST_YEAR}",
        ) from None


def _shift(value: Moment, size: int) -> Moment:
    if isinstance(value, TIME):
        return moments.time_at(moments.time_count(value) + size, value.tzinfo)
    if not isinstance(value, DATE_TIME):
        return moments.clock_at(moments.clock_count(at_midnight(value)) + size).date()
    if value.tzinfo is not None and moments.moves_its_clock(value):
        return moments.moment_at(moments.utc_count(value) + size, value.tzinfo)
    return moments.clock_at(moments.clock_count(value) + size, value.tzinfo)


def distance(left: Moment, right: Moment) -> AnyDays:
    """The time from `right` to `left`; a date counts as its midnight in UTC."""
    if type(left) is date and type(right) is date:
        return left - right
    if isinstance(left, TIME) != isinstance(right, TIME):
        raise EvaluationError("时间与日期不能相减", "a time and a date cannot be subtracted")
    one, other = in_utc(left), in_utc(right)
    if (one.utcoffset() is None) != (other.utcoffset() is None):
        raise EvaluationError(
            "有时区的与没有时区的不能相减", "one has a time zone and the other has none: they cannot be subtracted"
        )
    return moments.duration(moments.utc_count(one) - moments.utc_count(other))


def in_utc(value: Moment) -> AnyTime | AnyDateTime:
    """A date as the midnight in UTC that it stands for where a date and time is needed (DMN 1.5, 10.3.2.9.4)."""
    return value if isinstance(value, TIME + DATE_TIME) else moments.combine(value, time(tzinfo=UTC))


def at_midnight(value: AnyDate) -> AnyDateTime:
    """A date as a date and time, in no zone."""
    return moments.combine(value, time())


def in_zone(value: AnyDateTime, zone: str) -> AnyDateTime:
    """The same instant on the clocks of a zone; without a zone of its own it is taken to be in UTC."""
    wanted = parse_time(f"00:00:00{zone if zone[:1] in ('Z', '+', '-') else f'@{zone}'}").tzinfo
    assert wanted is not None
    try:
        return moments.moment_at(moments.utc_count(value), wanted)
    except ValueError:
        raise _out_of_range(f"{date_time_text(value)} @{zone}") from None


def months_between(start: AnyDate | AnyDateTime, end: AnyDate | AnyDateTime) -> Months:
    """Whole months from `start` to `end`, towards nought; the time of day takes no part."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return Months(months)


# --- comparing --------------------------------------------------------------------------------------------------------


def seconds_apart(left: AnyTime | AnyDateTime, right: AnyTime | AnyDateTime) -> int:
    """By how many whole seconds one lies after the other; where only one has an offset the other has it too.

    What is compared is the value of a time, or of a date and time, and that is a number of seconds: fractions of a
    second take no part (DMN 1.5, 10.3.2.3.4 and 6, tables 53 and 54).
    """
    one = moments.utc_count(left, right.utcoffset()) // moments.SECOND
    return one - moments.utc_count(right, left.utcoffset()) // moments.SECOND


def is_equal(left: AnyTime | AnyDateTime, right: AnyTime | AnyDateTime) -> bool:
    """Whether two have the same value; what has an offset never equals what has none."""
    return (left.utcoffset() is None) == (right.utcoffset() is None) and seconds_apart(left, right) == 0


def is_same(left: AnyTime | AnyDateTime, right: AnyTime | AnyDateTime) -> bool:
    """Whether two of a kind are one and the same in all their parts, zone and fraction of a second included."""
    return (moments.clock_count(left), _zone_text(left)) == (moments.clock_count(right), _zone_text(right))


def _unreadable(text: str, zh: str, en: str, example: str) -> EvaluationError:
    return EvaluationError(f"“{text}”不是{zh}（例：{example}）", f"'{text}' is not a {en} (example: {example})")


def _out_of_range(text: str) -> EvaluationError:
    return EvaluationError(f"“{text}”不存在或超出范围", f"'{text}' does not exist or is out of range")
