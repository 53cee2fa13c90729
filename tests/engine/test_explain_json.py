"""Values in the JSON of an explanation are those of FEEL, never of Python."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from luoshu.engine.explain_json import exact
from luoshu.feel.interpreter import evaluate
from luoshu.feel.parser import parse
from luoshu.feel.scope import Names


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('date("2025-06-30")', "2025-06-30"),
        ('time("10:00:00")', "10:00:00"),
        ('date and time("2025-06-30T10:00:00")', "2025-06-30T10:00:00"),
        ('date("2025-06-30") - date("2024-06-30")', "P365D"),
        ('duration("P11M")', "P11M"),
        ("[1..5)", "[1..5)"),
        ('[duration("P1Y"), 1.50]', ["P1Y", "1.5"]),
        ('{久: duration("P1DT2H")}', {"久": "P1DT2H"}),
    ],
)
def test_text_of_feel(text: str, shown: object) -> None:
    assert exact(evaluate(parse(text, Names()), {})) == shown


def test_plain_values() -> None:
    values = [None, True, "甲", 3, Decimal("0.060"), Fraction(1, 3), date(2025, 6, 30)]
    assert exact(values) == [None, True, "甲", "3", "0.06", "1/3", "2025-06-30"]
