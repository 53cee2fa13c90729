"""Dates, times and durations: reading, writing and shifting them (ISO 8601 as DMN 1.5, 10.3.2.3 to 7, has it).

Years run from 1 to 9999 and seconds to the microsecond, as in `datetime`.
"""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from luoshu.feel.failure import EvaluationError
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

Duration = Months | timedelta


def parse_date(text: str) -> date:
    found = _DATE_TEXT.fullmatch(text)
    if found is None:
        raise _unreadable(text, "日期", "date", "2025-06-30")
    return _date(found, text)


def parse_time(text: str) -> time:
    found = _TIME_TEXT.fullmatch(text)
    if found is None:
        raise _unreadable(text, "时间", "time", "08:30:00")
    return _time(found, text)


def parse_date_time(text: str) -> datetime:
    """A date and a time, or a date alone: its midnight. The end of a day may be written 24:00:00."""
    found = _DATE_TIME_TEXT.fullmatch(_DAY_END.sub("T00:00:00", text))
    if found:
        moment = datetime.combine(_date(found, text), _time(found, text))
        return moment + timedelta(days=1) if _DAY_END.search(text) else moment
    if _DATE_TEXT.fullmatch(text):
        return datetime.combine(parse_date(text), time())
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
    try:
        size = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds, microseconds=_microseconds(found[6]))
    except OverflowError:
        raise _out_of_range(text) from None
    return -size if found[1] else size


def parse_any(text: str) -> date | time | datetime | Duration:
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


def make_date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise _out_of_range(f"{year}-{month:02}-{day:02}") from None


def make_time(hour: int, minute: int, second: int, microsecond: int = 0, zone: tzinfo | None = None) -> time:
    try:
        return time(hour, minute, second, microsecond, zone)
    except (ValueError, OverflowError):
        raise _out_of_range(f"{hour:02}:{minute:02}:{second:02}") from None


def _date(found: re.Match[str], text: str) -> date:
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        raise _out_of_range(text) from None


def _time(found: re.Match[str], text: str) -> time:
    try:
        return time(
            int(found["hour"]),
            int(found["minute"]),
            int(found["second"]),
            _microseconds(found["fraction"]),
            _zone(found["zone"]),
        )
    except ValueError:
        raise _out_of_range(text) from None


def _microseconds(fraction: str | None) -> int:
    return int((fraction or "0")[:6].ljust(6, "0"))


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


def offset_zone(offset: timedelta) -> tzinfo:
    """The zone at a fixed distance from UTC.

    Raises:
        EvaluationError: where it is a day away or more.
    """
    try:
        return timezone(offset)
    except ValueError:
        raise _out_of_range(duration_text(offset)) from None


# --- writing ----------------------------------------------------------------------------------------------------------


def date_text(value: date) -> str:
    return f"{value.year:04}-{value.month:02}-{value.day:02}"


def time_text(value: time | datetime) -> str:
    """`08:30:00`, its fraction and zone where it has them."""
    fraction = f".{value.microsecond:06}".rstrip("0") if value.microsecond else ""
    return f"{value.hour:02}:{value.minute:02}:{value.second:02}{fraction}{_zone_text(value)}"


def date_time_text(value: datetime) -> str:
    return f"{date_text(value)}T{time_text(value)}"


def _zone_text(value: time | datetime) -> str:
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
    size = abs(value)
    hours, rest = divmod(size.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    fraction = f".{size.microseconds:06}".rstrip("0") if size.microseconds else ""
    days = f"{size.days}D" if size.days else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{seconds}{fraction}S" if seconds or fraction else ""
    text = days + (f"T{clock}" if clock else "")
    return f"{'-' if value < timedelta() else ''}P{text or 'T0S'}"


# --- shifting ---------------------------------------------------------------------------------------------------------


def add_months(value: date, months: int) -> date:
    """The same day `months` later, or the last of that month where it has no such day. Keeps the time of day."""
    year, month = divmod(value.year * 12 + value.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise _out_of_range(f"{year}-{month + 1:02}")
    last = calendar.monthrange(year, month + 1)[1]
    return value.replace(year=year, month=month + 1, day=min(value.day, last))


def shift(value: date | time, duration: Duration, sign: int) -> date | time:
    """A date, time or date and time moved by a duration. A time goes round the clock; a date stays a date."""
    if isinstance(duration, Months):
        if isinstance(value, time):
            raise EvaluationError("时间不能加减年月时长", "a time cannot be moved by years and months")
        return add_months(value, sign * duration.months)
    try:
        if isinstance(value, time):
            return (datetime.combine(date(2000, 1, 1), value) + sign * duration).timetz()
        if isinstance(value, datetime):
            return value + sign * duration
        return (datetime.combine(value, time()) + sign * duration).date()
    except OverflowError:
        raise EvaluationError("结果超出 1 至 9999 年", "the result is outside the years 1 to 9999") from None


def distance(left: date | time, right: date | time) -> timedelta:
    """The time from `right` to `left`; a date counts as its midnight in UTC."""
    if isinstance(left, time) and isinstance(right, time):
        day = date(2000, 1, 1)
        return _distance(datetime.combine(day, left), datetime.combine(day, right))
    if isinstance(left, time) or isinstance(right, time):
        raise EvaluationError("时间与日期不能相减", "a time and a date cannot be subtracted")
    return _distance(in_utc(left), in_utc(right))


def _distance(left: datetime, right: datetime) -> timedelta:
    if (left.utcoffset() is None) != (right.utcoffset() is None):
        raise EvaluationError(
            "有时区的与没有时区的不能相减", "one has a time zone and the other has none: they cannot be subtracted"
        )
    if left.tzinfo is None:
        return left - right
    # Of two in the same zone Python would subtract the clocks and not the instants.
    return left.astimezone(UTC) - right.astimezone(UTC)


def at_midnight(value: date) -> datetime:
    """A date as a date and time, in no zone."""
    return datetime.combine(value, time())


def in_utc(value: date) -> datetime:
    """A date as the midnight in UTC that it stands for where a date and time is needed (DMN 1.5, 10.3.2.9.4)."""
    return value if isinstance(value, datetime) else datetime.combine(value, time(tzinfo=UTC))


def months_between(start: date, end: date) -> Months:
    """Whole months from `start` to `end`, towards nought; the time of day takes no part."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return Months(months)


def _unreadable(text: str, zh: str, en: str, example: str) -> EvaluationError:
    return EvaluationError(f"“{text}”不是{zh}（例：{example}）", f"'{text}' is not a {en} (example: {example})")


def _out_of_range(text: str) -> EvaluationError:
    return EvaluationError(f"“{text}”不存在或超出范围", f"'{text}' does not exist or is out of range")
