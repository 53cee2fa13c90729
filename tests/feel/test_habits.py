"""Amounts as people write them, where an expression needs them otherwise: each gets what to write."""

from __future__ import annotations

import pytest

from luoshu.feel import types
from luoshu.feel.cells import parse_tests
from luoshu.feel.lexing import POLICY, STANDARD, FeelSyntaxError
from luoshu.feel.parser import parse
from luoshu.feel.scope import Names
from luoshu.feel.tree import Span

NAMES = Names({"a": types.NUMBER})


def failure(text: str, *, tests: bool = False, standard: bool = False) -> FeelSyntaxError:
    with pytest.raises(FeelSyntaxError) as caught:
        (parse_tests if tests else parse)(text, NAMES, dialect=STANDARD if standard else POLICY)
    return caught.value


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("30 %", "write 30%:"),
        ("a >= 30 ％", "write 30%:"),
        ("5000万元", "write 5000万:"),
        ("a > 100元", "write 100:"),
        ("3千万", "write 3000万:"),
        ("2.5百万", "write 250万:"),
        ("1.5 亿", "write 1.5亿:"),
        ("2 万亿 元", "write 20000亿:"),
        ("5‰", "write 0.005:"),
        ("3 年", 'a period is written duration("P3Y")'),
        ("6个月", 'a period is written duration("P6M")'),
        ("1,000,000", "write 1000000,"),
        ("1,500", "write 1500,"),
        ("1，234，567.5", "write 1234567.5,"),
        ("max(1,000, a)", "write 1000,"),
        ("a%", "a name or sum is divided: … / 100"),
        ("(a + 1)%", "a name or sum is divided: … / 100"),
        ("a % 3", "'%' is written modulo(a, b)"),
        ("30 % 7", "'%' is written modulo(a, b)"),
    ],
)
def test_what_to_write(text: str, written: str) -> None:
    hint = failure(text).hint
    assert hint is not None
    assert hint.en.startswith(written) or written in hint.en


@pytest.mark.parametrize(("text", "hint"), [("3a", None), ("2024年收入 * 2", None), ("12 000", None)])
def test_what_is_no_amount(text: str, hint: None) -> None:
    assert failure(text).hint is hint


def test_the_standard_has_no_units() -> None:
    hint = failure("30 %", standard=True).hint
    assert hint is not None
    assert hint.en == "'%' is written modulo(a, b) in FEEL"


@pytest.mark.parametrize(
    ("text", "span"),
    [("1,000,000", (0, 9)), (">= 1,500", (3, 8)), ("[1,000..2,000]", (1, 6)), ("not(1,000)", (4, 9))],
)
def test_a_cell_does_not_take_thousands_for_a_list_of_tests(text: str, span: tuple[int, int]) -> None:
    error = failure(text, tests=True)
    assert "separators of thousands" in error.text.en
    assert error.span == Span(*span)


@pytest.mark.parametrize("text", ["1, 2", "100,200", "1,200,300", "1, 000"])
def test_a_list_of_tests_stays_one(text: str) -> None:
    parse_tests(text, NAMES, dialect=POLICY)


def test_in_the_standard_a_comma_parts() -> None:
    parse_tests("1,000", NAMES)
