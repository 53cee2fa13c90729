"""What a vocabulary says of a fact and DMN has no place for, in lines of a description: to be read, and read back.

A line is `词：…`; those of the fields of a list's items begin with the field's name: `· 有争议 缺省：false`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields

_WORDS = {
    "kind": "类型",
    "unit": "单位",
    "period": "周期",
    "years": "几年前",
    "default": "缺省",
    "english": "English",
    "note": "说明",
}
_LINE = re.compile(r"(?:· (?P<field>.+) )?(?P<word>类型|单位|周期|几年前|缺省|English|说明)：(?P<text>.*)")


@dataclass(frozen=True)
class Notes:
    """Empty is not said."""

    kind: str = ""
    unit: str = ""
    period: str = ""
    years: str = ""
    default: str = ""
    english: str = ""
    note: str = ""
    fields: Mapping[str, Notes] = field(default_factory=dict)


class DATA:
    """The lines of a description."""

    @staticmethod
    def write(notes: Notes) -> str:
        return "\n".join(_lines(notes))

    @staticmethod
    def read(description: str) -> Notes:
        """What the lines say; what is no such line belongs to the note."""
        told: dict[str | None, dict[str, str]] = {None: {}}
        rest = []
        keys = {word: key for key, word in _WORDS.items()}
        for line in description.splitlines():
            match = _LINE.fullmatch(line.strip())
            if match is None:
                rest.append(line.strip())
            else:
                told.setdefault(match["field"], {})[keys[match["word"]]] = match["text"]
        own = told.pop(None)
        own["note"] = " ".join(filter(None, [own.get("note", ""), *rest]))
        return _notes(own, {name: _notes(each, {}) for name, each in told.items() if name})


def _notes(told: Mapping[str, str], inner: Mapping[str, Notes]) -> Notes:
    kind, unit, period, years, default, english, note = (told.get(key, "") for key in _WORDS)
    return Notes(kind, unit, period, years, default, english, note, inner)


def _lines(notes: Notes, before: str = "") -> Iterator[str]:
    for each in fields(notes):
        if each.name in _WORDS and (text := getattr(notes, each.name)):
            yield f"{before}{_WORDS[each.name]}：{' '.join(text.split())}"
    for name, inner in notes.fields.items():
        yield from _lines(inner, f"· {name} ")
