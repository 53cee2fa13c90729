"""The literals of time that stand in instruments beside FEEL: `3 年`, `30 天`, `5 个工作日`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from luoshu.feel.tree import Arithmetic, Call, Name, Node, Span, String
from luoshu.policy.model import RUN_DATE


class TermUnit(Enum):
    """The units of a term, by the words that may stand for them; the last is how it is written in ISO 8601."""

    YEAR = ("年", "years", "year", "Y")
    MONTH = ("个月", "月", "months", "month", "M")
    DAY = ("天", "日", "days", "day", "D")
    WORKING_DAY = ("个工作日", "工作日", "working days", "working day", "")


@dataclass(frozen=True, slots=True)
class Term:
    """A number of years, months, days or working days."""

    count: int
    unit: TermUnit

    def after_run_date(self, span: Span) -> Node:
        """The date that lies this far after the run's date. Working days are counted where the calendar is known."""
        duration = String(f"P{self.count}{self.unit.value[-1]}", span=span)
        return Arithmetic(
            "+", Name(RUN_DATE, span=span), Call(Name("duration", span=span), (duration,), span=span), span=span
        )


UNITS = {word: unit for unit in TermUnit for word in unit.value[:-1]}
_TERM = re.compile(rf"(\d+)\s*({'|'.join(sorted(map(re.escape, UNITS), key=len, reverse=True))})")


def read_term(text: str) -> Term | None:
    """The term that a text is, or None. Marks of an assumption around it are passed over."""
    found = _TERM.fullmatch(text.strip("⟨⟩ \t"))
    return Term(int(found[1]), UNITS[found[2]]) if found else None
