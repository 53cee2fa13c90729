"""Numbers: 34 digits, and exact where that is asked for."""

from __future__ import annotations

import decimal
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshu.feel.arithmetic import EXACT, STANDARD, quantize, quantize_half_up, text_of, to_decimal
from luoshu.feel.failure import EvaluationError
from luoshu.feel.values import Number

decimals = st.decimals(-(10**15), 10**15, places=6)


@given(decimals, decimals, decimals)
def test_exact_arithmetic_is_that_of_fractions(a: Decimal, b: Decimal, c: Decimal) -> None:
    x, y, z = Fraction(a), Fraction(b), Fraction(c)
    assert EXACT.add(EXACT.multiply(a, b), c) == x * y + z
    if c:
        quotient = EXACT.divide(EXACT.subtract(a, b), c)
        assert quotient == (x - y) / z
        assert EXACT.multiply(quotient, c) == x - y


@given(decimals, decimals.filter(bool))
def test_exact_results_are_decimals_wherever_34_digits_hold_them(a: Decimal, b: Decimal) -> None:
    quotient = EXACT.divide(a, b)
    assert isinstance(quotient, Decimal) == (
        Fraction(to_decimal(Fraction(a) / Fraction(b))) == Fraction(a) / Fraction(b)
    )


@given(decimals, decimals.filter(bool))
def test_standard_arithmetic_is_that_of_34_digits_half_even(a: Decimal, b: Decimal) -> None:
    context = decimal.Context(prec=34, rounding=decimal.ROUND_HALF_EVEN)
    assert STANDARD.divide(a, b) == context.divide(a, b)
    assert STANDARD.multiply(a, b) == context.multiply(a, b)


def test_a_threshold_is_decided_exactly() -> None:
    third = EXACT.divide(Decimal(1), Decimal(3))
    assert EXACT.multiply(third, Decimal(3)) == Decimal(1)
    assert isinstance(EXACT.multiply(third, Decimal(3)), Decimal)
    assert STANDARD.multiply(STANDARD.divide(Decimal(1), Decimal(3)), Decimal(3)) != Decimal(1)


@given(decimals, st.integers(-3, 6))
def test_rounding_is_that_of_decimal(value: Decimal, places: int) -> None:
    for name, rounding in (
        ("floor", decimal.ROUND_FLOOR),
        ("ceiling", decimal.ROUND_CEILING),
        ("up", decimal.ROUND_UP),
        ("down", decimal.ROUND_DOWN),
        ("half up", decimal.ROUND_HALF_UP),
        ("half down", decimal.ROUND_HALF_DOWN),
        ("half even", decimal.ROUND_HALF_EVEN),
    ):
        assert quantize(value, places, name) == value.quantize(Decimal(1).scaleb(-places), rounding)


@pytest.mark.parametrize(
    ("value", "places", "answer"),
    [
        (Fraction(1, 3), 6, "0.333333"),
        (Fraction(2, 3), 6, "0.666667"),
        (Fraction(-1, 2), 0, "-1"),
        (Decimal("0.0000005"), 6, "0.000001"),
        (Decimal("2.5"), 0, "3"),
    ],
)
def test_half_up(value: Number, places: int, answer: str) -> None:
    assert quantize_half_up(value, places) == Decimal(answer)


@pytest.mark.parametrize(
    ("base", "exponent", "answer"),
    [("1.5", "2", "2.25"), ("2", "-2", "0.25"), ("4", "0.5", "2"), ("0", "0", "1"), ("-2", "3", "-8")],
)
def test_powers(base: str, exponent: str, answer: str) -> None:
    for regime in (STANDARD, EXACT):
        assert regime.power(Decimal(base), Decimal(exponent)) == Decimal(answer)


def test_an_exact_power_stays_a_fraction() -> None:
    assert EXACT.power(Fraction(1, 3), Decimal(2)) == Fraction(1, 9)
    assert EXACT.power(Decimal(3), Decimal(-1)) == Fraction(1, 3)


@pytest.mark.parametrize(
    ("operation", "left", "right", "cause"),
    [
        ("divide", "1", "0", "division by zero"),
        ("power", "0", "-1", "nought to a negative power"),
        ("power", "-1", "0.5", "the result is not a real number"),
        ("power", "10", "9999", "the number is too large"),
        ("multiply", "1e6000", "1e6000", "the number is too large"),
    ],
)
def test_what_has_no_result_fails_with_its_cause(operation: str, left: str, right: str, cause: str) -> None:
    for regime in (STANDARD, EXACT):
        with pytest.raises(EvaluationError) as caught:
            getattr(regime, operation)(Decimal(left), Decimal(right))
        assert caught.value.text.en == cause


@pytest.mark.parametrize(
    ("value", "text"),
    [("1.50", "1.5"), ("1E+3", "1000"), ("-0", "0"), ("0.000001", "0.000001")],
)
def test_numbers_are_written_in_plain_digits(value: str, text: str) -> None:
    assert text_of(Decimal(value)) == text


def test_a_fraction_is_written_with_34_digits() -> None:
    assert text_of(Fraction(1, 3)) == "0." + "3" * 34
