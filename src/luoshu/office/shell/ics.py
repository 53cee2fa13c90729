"""Days as a calendar file (RFC 5545) that people take into their own calendar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.http import HttpResponse

_TYPE = "text/calendar; charset=utf-8"
_LINE = 75  # octets, without the break


@dataclass(frozen=True)
class Day:
    """Something on a day; `key` is the same each time, so that a calendar knows it again."""

    key: str
    on: date
    what: str
    more: str = ""


def calendar(name: str, days: Iterable[Day], made: datetime) -> str:
    """All of them as events of a whole day, with a reminder thirty days before."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Luoshu//Office//ZH",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    stamp = made.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    for day in days:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_text(day.key)}@luoshu",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{day.on:%Y%m%d}",
            *([f"DTEND;VALUE=DATE:{day.on + timedelta(days=1):%Y%m%d}"] if day.on < date.max else []),
            f"SUMMARY:{_text(day.what)}",
            *([f"DESCRIPTION:{_text(day.more)}"] if day.more else []),
            "TRANSP:TRANSPARENT",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"DESCRIPTION:{_text(day.what)}",
            "TRIGGER:-P30D",
            "END:VALARM",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def download(file: str, name: str, days: Iterable[Day], made: datetime) -> HttpResponse:
    kept = {"Content-Disposition": f'attachment; filename="{file}.ics"'}
    return HttpResponse(calendar(name, days, made), content_type=_TYPE, headers=kept)


def _text(text: str) -> str:
    """With what would end a value or begin another escaped."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Lines of at most 75 octets, in which no character is cut: the later ones begin with a space."""
    piece, size = "", 0
    for character in line:
        width = len(character.encode())
        if size + width > _LINE:
            yield piece
            piece, size = " ", 1
        piece, size = piece + character, size + width
    yield piece
