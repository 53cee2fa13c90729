"""Exact numbers: bounds hold, comparisons clear denominators, what does not fit 38 digits is refused."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cache

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from luoshu.sql import numbers
from luoshu.sql.engines import DUCKDB
from luoshu.sql.numbers import Exact, Num
from luoshu.sql.refusal import RefusalError

WHOLE = st.integers(-(10**16), 10**16)
OPS = {
    "=": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}  # fmt: skip


def cents(name: str, most: int = 10**14) -> Num:
    return Num(Exact(exp.column(name), Fraction(-most), Fraction(most), 2, 18))


@cache
def database() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for setting in DUCKDB.settings:
        connection.execute(setting)
    return connection


def ask(sql: exp.Expression, **columns: int) -> object:
    parts = ", ".join(f"CAST(? AS DECIMAL(18, 2)) AS {name}" for name in columns)
    values = [Decimal(value).scaleb(-2) for value in columns.values()]
    return database().execute(f"SELECT {sql.sql(dialect='duckdb')} FROM (SELECT {parts})", values).fetchall()[0][0]


@given(a=WHOLE, b=WHOLE)
def test_products_of_64_bits_do_not_overflow(a: int, b: int) -> None:
    product = numbers.times(cents("a"), cents("b")).over
    assert Fraction(ask(product.sql, a=a, b=b)) == Fraction(a * b, 10**4)  # type: ignore[arg-type]
    assert product.low <= Fraction(a * b, 10**4) <= product.high


@given(a=WHOLE, b=WHOLE, sign=st.sampled_from([1, -1]))
def test_sums(a: int, b: int, sign: int) -> None:
    total = numbers.plus(cents("a"), cents("b"), sign).over
    assert Fraction(ask(total.sql, a=a, b=b)) == Fraction(a + sign * b, 100)  # type: ignore[arg-type]


@pytest.mark.parametrize("op", OPS)
@given(data=st.data(), b=st.integers(-500, 500), k=st.fractions(-5, 5, max_denominator=60))
def test_a_quotient_on_a_line_and_a_hair_beside(op: str, data: st.DataObject, b: int, k: Fraction) -> None:
    """Whatever the sign of the denominator; and null where it is 0."""
    a = int(k * b) + data.draw(st.integers(-1, 1))
    sql = numbers.compare(op, numbers.divide(cents("a"), cents("b")), numbers.rational(k))
    assert ask(sql, a=a, b=b) == (OPS[op](Fraction(a, b), k) if b else None)


@given(a=WHOLE, b=st.integers(-50, 50), c=st.integers(-50, 50))
def test_quotients_of_quotients(a: int, b: int, c: int) -> None:
    value = numbers.divide(numbers.divide(cents("a"), cents("b", 10)), cents("c", 10))
    assert value.under is not None
    over, under = ask(value.over.sql, a=a, b=b, c=c), ask(value.under.sql, a=a, b=b, c=c)
    if b and c:
        assert isinstance(under, Decimal)
        assert under > 0
        assert Fraction(over) / Fraction(under) == Fraction(a * 100, b * c)  # type: ignore[arg-type]
    else:
        assert under is None


def test_more_than_38_digits_is_refused() -> None:
    square = numbers.times(cents("a"), cents("b"))
    with pytest.raises(RefusalError, match="38"):
        numbers.times(square, cents("c"))


def test_a_divisor_that_is_always_zero_is_refused() -> None:
    with pytest.raises(RefusalError):
        numbers.divide(cents("a"), numbers.rational(Fraction(0)))


@given(value=st.fractions())
def test_constants_are_exact(value: Fraction) -> None:
    number = numbers.rational(value)
    assert number.const == value
    assert (number.under is None) == (numbers.places(value) is not None)


@given(value=st.decimals(-(10**30), 10**30, places=30) | st.decimals(-1, 1, places=36))
def test_constants_are_written_in_full(value: Decimal) -> None:
    if numbers.number(value).digits <= numbers.MAX_DIGITS:
        assert Fraction(Decimal(numbers.number(value).sql.sql(dialect="duckdb").replace("- ", "-"))) == Fraction(value)


def test_a_cast_of_a_cast_is_a_cast() -> None:
    narrow = numbers.cast(exp.column("a"), "DECIMAL(18, 2)")
    assert (
        numbers.cast(narrow, "DECIMAL(38, 2)").sql(dialect="duckdb")
        == "CAST(CAST(a AS DECIMAL(18, 2)) AS DECIMAL(38, 2))"
    )
    assert numbers.cast(narrow, "DECIMAL(18, 2)") is narrow


def test_a_number_that_was_cut_is_compared_with_shorter_ones_alone() -> None:
    cut = Num(Exact(exp.column("c"), Fraction(-1), Fraction(1), 18, 38, cut=True))
    assert numbers.compare(">=", cut, cents("a"))
    for refused in (lambda: numbers.compare("=", cut, cut), lambda: numbers.times(cut, cents("a"))):
        with pytest.raises(RefusalError, match="cut"):
            refused()
    assert numbers.same_type([cut.over, cents("a").over])[1].cut
