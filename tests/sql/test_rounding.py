"""Rounding in SQL beside Python's fractions: every mode, both signs, ties, and quotients too long for one division."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cache

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from luoshu.feel.arithmetic import quantize
from luoshu.sql.engines import DUCKDB
from luoshu.sql.numbers import Exact, Num
from luoshu.sql.refusal import RefusalError
from luoshu.sql.rounding import ROUNDINGS, rounded

MODES = sorted(set(ROUNDINGS.values()))
CENTS = st.one_of(st.integers(-1000, 1000), st.integers(-(10**12), 10**12))


def money(name: str, most: int, *, positive: bool = False) -> Exact:
    low = Fraction(1, 100) if positive else Fraction(-most)
    return Exact(exp.column(name), low, Fraction(most), 2, 18)


@cache
def database() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for setting in DUCKDB.settings:
        connection.execute(setting)
    return connection


def asked(sql: exp.Expression, over: int, under: int) -> Decimal | int:
    table = "(SELECT CAST(? AS DECIMAL(18, 2)) AS a, CAST(? AS DECIMAL(18, 2)) AS b)"
    values = [Decimal(over) / 100, Decimal(under) / 100]
    (value,) = database().execute(f"SELECT {sql.sql(dialect='duckdb')} FROM {table}", values).fetchall()[0]
    assert isinstance(value, Decimal | int)
    return value


@pytest.mark.parametrize("mode", MODES)
@given(over=CENTS, under=st.integers(1, 3000), places=st.integers(-2, 6))
def test_quotients(mode: str, over: int, under: int, places: int) -> None:
    value = Num(money("a", 10**10), money("b", 30, positive=True))
    sql = rounded(value, places, mode, DUCKDB).sql  # type: ignore[arg-type]
    assert asked(sql, over, under) == quantize(Fraction(over, under), places, mode)


@pytest.mark.parametrize("mode", ["half up", "half down", "half even"])
@given(
    under=st.integers(1, 10**14),
    tie=st.integers(-(10**13), 10**13),
    aside=st.one_of(st.integers(-3, 3), st.integers(-(10**9), 10**9)),
)
def test_quotients_about_ties(mode: str, under: int, tie: int, aside: int) -> None:
    """On a tie and so near to it that doubles see none; large ones that doubles cannot tell apart at all."""
    over = (2 * tie + 1) * under // (2 * 10**6) + aside
    value = Num(money("a", 10**14), money("b", 10**12, positive=True))
    sql = rounded(value, 6, mode, DUCKDB).sql  # type: ignore[arg-type]
    if abs(over) <= 10**16:
        assert asked(sql, over, under) == quantize(Fraction(over, under), 6, mode)


@pytest.mark.parametrize("mode", MODES)
@given(over=CENTS, places=st.integers(-3, 3))
def test_decimals(mode: str, over: int, places: int) -> None:
    sql = rounded(Num(money("a", 10**10)), places, mode, DUCKDB).sql  # type: ignore[arg-type]
    assert asked(sql, over, 100) == quantize(Fraction(over, 100), places, mode)


@given(over=st.integers(-(10**17), 10**17), under=st.integers(1, 10**17))
def test_long_division(over: int, under: int) -> None:
    value = Num(money("a", 10**15), money("b", 10**15, positive=True))
    sql = rounded(value, 6, "half up", DUCKDB).sql
    assert asked(sql, over, under) == quantize(Fraction(over, under), 6, "half up")


def test_what_needs_more_than_38_digits_is_refused() -> None:
    long = Exact(exp.column("a"), Fraction(0), Fraction(10**30), 6, 38)
    with pytest.raises(RefusalError):
        rounded(Num(long, money("b", 10**10, positive=True)), 12, "half even", DUCKDB)
