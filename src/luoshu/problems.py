"""Errors for people: what happened, where, what was expected, what to do; in Chinese and in English.

Every floor reports through :class:`Problem`; nothing that a user can cause reaches them as a traceback.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Lang = Literal["zh", "en"]
Severity = Literal["error", "warning", "advice", "left-out", "finding"]


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in both languages of the screen."""

    zh: str
    en: str

    def say(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file, and where known its line or row and column, all from 1.

    `line_text` is the whole line and `width` the number of characters to underline from `column`.
    `column` may be a number (a character of a text file) or a name (a column of a table of data).
    """

    file: str
    line: int | None = None
    column: int | str | None = None
    line_text: str | None = None
    width: int = 1

    def __str__(self) -> str:
        parts = [self.file, *(str(part) for part in (self.line, self.column) if part is not None)]
        return ":".join(parts)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: `code` is a stable short name for programs, `hint` says what to do."""

    code: str
    text: Text
    place: Place | None = None
    hint: Text | None = None
    severity: Severity = "error"

    def say(self, lang: Lang = "en") -> str:
        """The problem as lines of plain text, its line underlined where it is known."""
        place = f"{self.place}: " if self.place else ""
        lines = [f"{place}{_SEVERITY[self.severity].say(lang)}{self.text.say(lang)}"]
        if self.place and self.place.line_text is not None and isinstance(self.place.column, int):
            lines += underline(self.place.line_text, self.place.column, self.place.width)
        if self.hint:
            lines.append(f"  → {self.hint.say(lang)}")
        return "\n".join(lines)


_SEVERITY: dict[Severity, Text] = {
    "error": Text("", ""),
    "warning": Text("警告：", "warning: "),
    "advice": Text("建议：", "advice: "),
    "left-out": Text("已略去：", "left out: "),
    "finding": Text("发现：", "finding: "),
}


class ProblemError(Exception):
    """Raised where work cannot go on; carries every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(problem.say() for problem in self.problems))


@dataclass(slots=True)
class Report:
    """Collects problems so that a reader hears of all of them at once."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, problem: Problem) -> None:
        self.problems.append(problem)

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == "error"]

    def raise_errors(self) -> None:
        if self.errors:
            raise ProblemError(self.errors)


def underline(text: str, column: int, width: int) -> list[str]:
    """The line, and under it carets that line up even under Chinese characters (two cells wide)."""
    before, marked = text[: column - 1], text[column - 1 : column - 1 + width]
    pad = "".join("\u3000" if _is_wide(char) else ("\t" if char == "\t" else " ") for char in before)
    carets = "".join("＾" if _is_wide(char) else "^" for char in marked) or "^"
    return [f"  {text}", f"  {pad}{carets}"]


def _is_wide(char: str) -> bool:
    import unicodedata

    return unicodedata.east_asian_width(char) in "WF"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name most like `word`, or None where none is close: a slip or two away, or the same shortened."""
    folded = {name.lower(): name for name in known}
    word = word.lower()
    found = difflib.get_close_matches(word, folded, n=5, cutoff=0.5)
    return next((folded[name] for name in found if _is_near(word, name)), None)


def _is_near(word: str, name: str) -> bool:
    """Of three signs one may be another. Of two one may be in Chinese, where a sign is as much as a syllable."""
    shorter, longer = sorted((word, name), key=len)
    signs = iter(longer)
    if all(sign in signs for sign in shorter) and 2 * len(shorter) >= len(longer):
        return True
    few = 0 if len(longer) <= 2 and longer.isascii() else 1
    return slips(word, name) <= max(few, len(longer) // 3)


def slips(word: str, name: str) -> int:
    """How many signs must be put in, left out, changed or changed about with the next to make one of the other."""
    before: list[int] = []
    row = list(range(len(name) + 1))
    for i, sign in enumerate(word, 1):
        further = [i]
        for j, other in enumerate(name, 1):
            cost = min(row[j] + 1, further[j - 1] + 1, row[j - 1] + (sign != other))
            if i > 1 and j > 1 and sign == name[j - 2] and word[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            further.append(cost)
        before, row = row, further
    return row[-1]


def suggest(word: str, known: Iterable[str]) -> Text | None:
    """A hint that offers the nearest known name."""
    name = nearest(word, known)
    return Text(f"是否指“{name}”？", f"did you mean '{name}'?") if name else None
