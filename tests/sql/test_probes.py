"""A probe for everything in which engines differ: an expression of the lowering table, and the value that it must have
on each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import psycopg
import pytest
from sqlglot import exp

from luoshu.engine.spark import InSpark
from luoshu.sql.engines import DUCKDB, ENGINES, POSTGRESQL, Engine
from luoshu.sql.numbers import cast

Expression = Callable[[Engine], exp.Expr]
Ask = Callable[[Expression], Any]


def number(text: str, type_: str = "BIGINT") -> exp.Expr:
    return cast(exp.Literal.string(text), type_)


def text(value: str) -> exp.Expr:
    return cast(exp.Literal.string(value), "VARCHAR")


def day(value: str) -> exp.Expr:
    return cast(exp.Literal.string(value), "DATE")


NO_TEXT, NO_DAY, NO_NUMBER = (cast(exp.null(), type_) for type_ in ("VARCHAR", "DATE", "BIGINT"))
LONG = "12345678901234567890123456789012345678"
TINY = Decimal(f"0.{LONG}")
NEVER = exp.Where(this=cast(exp.null(), "BOOLEAN"))


def exact(digits: str, places: int = 0) -> exp.Expr:
    return number(digits, f"DECIMAL(38, {places})")


def twice(aggregate: exp.Expr) -> exp.Expr:
    """Of two rows instead of one."""
    rows = exp.union(exp.select("1"), exp.select("1"), distinct=False)
    return exp.select(aggregate).from_(rows.subquery("rows")).subquery()


def large(engine: Engine, digits: str = LONG) -> exp.Expr:
    return engine.integer(number(digits, "DECIMAL(38, 0)"), 10**38)


# By what of the table they probe: expressions, each with its value.
PROBES: dict[str, list[tuple[Expression, Any]]] = {
    "integer": [
        (lambda e: e.integer(number("12.00", "DECIMAL(18, 2)"), 100), 12),
        (large, int(LONG)),
    ],
    "scaled_down": [(lambda e: e.scaled_down(number("-1234567"), 6, 18), Decimal("-1.234567"))],
    "total": [
        (lambda e: e.total(number("5"), long=False), 5),
        (lambda e: twice(e.total(number("9223372036854775807"), long=True)), 2 * (2**63 - 1)),
    ],
    "truncated_quotient": [
        (lambda e: e.truncated_quotient(number("7"), number("2"), 7), 3),
        (lambda e: e.truncated_quotient(number("-7"), number("2"), 7), -3),
        (lambda e: e.truncated_quotient(number("7"), number("0"), 7), None),
        (lambda e: e.truncated_quotient(large(e), number("7"), 10**38), int(LONG) // 7),
        (lambda e: e.truncated_quotient(exp.Neg(this=large(e)), number("7"), 10**38), -(int(LONG) // 7)),
        (lambda e: e.truncated_quotient(large(e), large(e, "10000000000000000001"), 10**38), int(LONG) // (10**19 + 1)),
        (lambda e: e.truncated_quotient(large(e), number("0"), 10**38), None),
    ],
    "a remainder": [
        (lambda e: exp.Mod(this=number("-7"), expression=number("3")), -1),
        (lambda e: exp.Mod(this=number("7"), expression=number("0")), None),
    ],
    "decimals of 38 digits": [
        (lambda e: exp.Neg(this=exact(LONG)), -int(LONG)),
        (lambda e: exp.Abs(this=exact(f"-{LONG}")), int(LONG)),
        (lambda e: exp.Abs(this=exp.Neg(this=exact(LONG))), int(LONG)),
        (lambda e: exp.Abs(this=NO_NUMBER.copy()), None),
        (lambda e: exp.Add(this=exact(LONG), expression=exact("1")), int(LONG) + 1),
        (lambda e: exp.Sub(this=exact(LONG), expression=exact(LONG[1:])), 10**37),
        (lambda e: exp.Mul(this=exact(LONG[:36]), expression=exp.Literal.number(99)), int(LONG[:36]) * 99),
        (lambda e: exp.Mul(this=exact(LONG[:36]), expression=exp.Literal.number("0.25")), int(LONG[:36]) // 4),
        (lambda e: exp.Mod(this=exact(LONG), expression=exact(LONG[:20])), int(LONG) % int(LONG[:20])),
        (lambda e: exp.LT(this=exact(LONG), expression=exact(f"{LONG[:37]}9")), True),
        (lambda e: exp.EQ(this=exact(LONG[:36]), expression=exact(f"{LONG[:36]}.01", 2)), False),
        (lambda e: exp.LT(this=exact("0.5", 1), expression=exact("0.500001", 6)), True),
        (lambda e: exp.Sum(this=exact(LONG)), int(LONG)),
        (lambda e: exp.Max(this=exact(f"-{LONG}")), -int(LONG)),
        (lambda e: cast(exact(f"-{LONG}"), "VARCHAR"), f"-{LONG}"),
        (lambda e: cast(exact("-0.0000001", 7), "VARCHAR"), "-0.0000001"),
        (lambda e: exp.Round(this=exact(f"-{LONG[:37]}.5", 1), decimals=exp.Literal.number(0)), -int(LONG[:37]) - 1),
        (lambda e: exp.Case().when(exp.true(), exact(LONG)).else_(exp.Literal.number(0)), int(LONG)),
        (lambda e: exp.Coalesce(this=exact(f"0.{LONG}", 38), expressions=[exp.Literal.number(0)]), TINY),
        (lambda e: e.outermost("max", [exact(LONG), exp.Literal.number(0)]), int(LONG)),
    ],
    "a quotient of doubles": [
        (lambda e: exp.Div(this=number("1", "DOUBLE"), expression=number("4", "DOUBLE")), 0.25),
        (lambda e: exp.Div(this=number("1", "DOUBLE"), expression=number("0", "DOUBLE")), None),
    ],
    "rounding": [
        (lambda e: exp.Round(this=number("2.5", "DECIMAL(9, 1)"), decimals=exp.Literal.number(0)), 3),
        (lambda e: exp.Round(this=number("-2.5", "DECIMAL(9, 1)"), decimals=exp.Literal.number(0)), -3),
        (lambda e: exp.Round(this=number("0.125", "DECIMAL(9, 3)"), decimals=exp.Literal.number(2)), Decimal("0.13")),
    ],
    "add_months": [
        (lambda e: e.add_months(day("2024-01-31"), 1), date(2024, 2, 29)),
        (lambda e: e.add_months(day("2024-03-31"), -13), date(2023, 2, 28)),
    ],
    "months_on": [
        (lambda e: e.months_on(day("2023-08-31"), number("6")), date(2024, 2, 29)),
        (lambda e: e.months_on(day("2023-08-31"), number("-18")), date(2022, 2, 28)),
    ],
    "add_days": [
        (lambda e: e.add_days(day("2024-02-28"), 2), date(2024, 3, 1)),
        (lambda e: e.add_days(day("2024-03-01"), -2), date(2024, 2, 28)),
    ],
    "days_on": [(lambda e: e.days_on(day("2024-02-28"), number("366")), date(2025, 2, 28))],
    "days_between": [
        (lambda e: e.days_between(day("0001-01-01"), day("9999-12-31")), 3_652_058),
        (lambda e: e.days_between(day("2024-03-01"), day("2024-02-28")), -2),
    ],
    "date_of": [(lambda e: e.date_of(number("2024"), number("2"), number("29")), date(2024, 2, 29))],
    "date_part": [
        (lambda e: e.date_part("year", day("0033-04-03")), 33),
        (lambda e: e.date_part("month", day("2024-02-29")), 2),
        (lambda e: e.date_part("day", day("2024-02-29")), 29),
        (lambda e: e.date_part("weekday", day("2024-02-25")), 7),
        (lambda e: e.date_part("day of year", day("2024-12-31")), 366),
        (lambda e: e.date_part("week of year", day("2021-01-03")), 53),
    ],
    "date_text": [
        (lambda e: e.date_text(day("0033-04-03")), "0033-04-03"),
        (lambda e: e.date_text(NO_DAY.copy()), None),
    ],
    "function": [
        (lambda e: e.function("string length", text("甲\U00020000a")), 3),
        (lambda e: e.function("upper case", text("aé甲ǆ\U00010428")), "AÉ甲Ǆ\U00010400"),
        (lambda e: e.function("lower case", text("AÉΣ甲\U00010400")), "aéσ甲\U00010428"),
        (lambda e: e.function("contains", text("甲乙丙"), text("乙丙")), True),
        (lambda e: e.function("contains", text("甲"), text("")), True),
        (lambda e: e.function("contains", NO_TEXT.copy(), text("甲")), None),
        (lambda e: e.function("starts with", text("甲%乙"), text("甲%")), True),
        (lambda e: e.function("starts with", text("甲"), text("甲乙")), False),
        (lambda e: e.function("ends with", text("甲乙"), text("乙")), True),
        (lambda e: e.function("ends with", text("乙"), text("甲乙")), False),
        (lambda e: e.function("ends with", text("乙"), text("")), True),
    ],
    "with_other": [(lambda e: e.with_other(text("aİbİ"), "İ", "i"), "aibi")],
    "each_upper": [(lambda e: e.each_upper(text("Straße ﬁ"), (("ß", "SS"), ("ﬁ", "FI"))), "STRASSE FI")],
    "substring": [
        (lambda e: e.substring(text("甲\U00020000乙丙"), number("2"), number("2")), "\U00020000乙"),
        (lambda e: e.substring(text("甲乙丙"), number("2")), "乙丙"),
        (lambda e: e.substring(text("甲乙丙"), number("3"), number("1000000000")), "丙"),
    ],
    "position": [
        (lambda e: e.position(text("甲乙乙"), text("乙")), 2),
        (lambda e: e.position(text("甲"), text("乙")), 0),
    ],
    "text_order": [
        (lambda e: exp.LT(this=e.text_order(text("Z")), expression=e.text_order(text("a"))), True),
        (lambda e: exp.LT(this=e.text_order(text("\uffee")), expression=e.text_order(text("\U00010000"))), True),
        (lambda e: exp.LT(this=e.text_order(text("丙")), expression=e.text_order(text("乙"))), True),
    ],
    "matches": [
        (lambda e: e.matches(text("甲\n乙"), "甲.乙"), False),
        (lambda e: e.matches(text("甲\n乙"), "甲[^丙]乙"), True),
        (lambda e: e.matches(text("甲\n"), "甲$"), False),
        (lambda e: e.matches(text("a.b"), "^a\\.b$"), True),
        (lambda e: e.matches(text("aXb"), "^a\\.b$"), False),
        (lambda e: e.matches(text("a\nb"), "a[.]b"), False),
        (lambda e: e.matches(NO_TEXT.copy(), "a"), None),
    ],
    "replaced": [(lambda e: e.replaced(text("甲1乙22"), "[0-9]", "&"), "甲&乙&&")],
    "trimmed": [(lambda e: e.trimmed(text("1.500"), "0"), "1.5"), (lambda e: e.trimmed(text("000"), "0"), "")],
    "outermost": [
        (lambda e: e.outermost("min", [number("3"), NO_NUMBER.copy(), number("2")]), 2),
        (lambda e: e.outermost("max", [day("2024-02-29"), NO_DAY.copy()]), date(2024, 2, 29)),
    ],
    "in_order": [(lambda e: e.in_order([number("3"), number("1"), number("2")], 2), 2)],
    "typed": [(lambda e: e.typed(exp.null(), "BIGINT"), None), (lambda e: e.typed(number("3"), "BIGINT"), 3)],
    "same": [
        (lambda e: e.same(number("3"), number("3")), True),
        (lambda e: e.same(NO_TEXT.copy(), text("")), False),
        (lambda e: e.same(NO_NUMBER.copy(), NO_NUMBER.copy()), True),
        (lambda e: e.same(NO_NUMBER.copy(), number("3")), False),
    ],
    "first_in_order": [
        (lambda e: e.first_in_order("min", exp.Boolean(this=True), bool), True),
        (lambda e: e.first_in_order("max", text("甲"), str), "甲"),
        (lambda e: e.first_in_order("max", number("3"), int), 3),
    ],
    "aggregates": [
        (lambda e: exp.LogicalOr(this=exp.Boolean(this=True)), True),
        (lambda e: exp.BitwiseOrAgg(this=number("5")), 5),
        (lambda e: exp.Sum(this=number("9223372036854775807")), 2**63 - 1),
        (lambda e: exp.Sum(this=NO_NUMBER.copy()), None),
        (lambda e: exp.Window(this=exp.Filter(this=exp.Min(this=number("5")), expression=NEVER.copy())), None),
        (lambda e: exp.Filter(this=exp.Count(this=exp.Star()), expression=NEVER.copy()), 0),
    ],
    "bits": [(lambda e: exp.BitwiseOr(this=number("5"), expression=number(str(2**61))), 2**61 + 5)],
    "unknown": [
        (lambda e: exp.In(this=number("3"), expressions=[number("4"), exp.null()]), None),
        (lambda e: exp.or_(cast(exp.null(), "BOOLEAN"), exp.Boolean(this=True)), True),
        (lambda e: exp.DPipe(this=text("甲"), expression=NO_TEXT.copy()), None),
    ],
}
APART = {"sql", "identifier"}  # of the table, what makes no expression


@pytest.fixture(scope="module", params=["duckdb", "postgresql", pytest.param("spark", marks=pytest.mark.slow)])
def ask(request: pytest.FixtureRequest) -> Iterator[Ask]:
    engine = ENGINES[request.param]

    def statement(make: Expression) -> str:
        return engine.sql(exp.select(make(engine)))

    if engine is DUCKDB:
        with duckdb.connect() as local:
            for setting in engine.settings:
                local.execute(setting)
            yield lambda make: local.execute(statement(make)).fetchall()[0][0]
        return
    if request.param == "spark":
        within: InSpark = request.getfixturevalue("on_spark")
        session = within.own_session()
        yield lambda make: session.sql(statement(make)).collect()[0][0]
        return
    with psycopg.connect(request.getfixturevalue("server"), autocommit=True) as remote:
        for setting in engine.settings:
            remote.execute(setting.encode())
        yield lambda make: remote.execute(statement(make).encode()).fetchall()[0][0]


@pytest.mark.parametrize("probe", PROBES)
def test_a_probe_has_its_value_on_each_engine(probe: str, ask: Ask) -> None:
    for make, wanted in PROBES[probe]:
        found = ask(make)
        assert found == wanted
        assert isinstance(found, bool) == isinstance(wanted, bool)


def test_everything_in_the_table_has_a_probe() -> None:
    table = {name for name in vars(Engine) if not name.startswith("_") and callable(getattr(Engine, name))}
    assert table - APART == table & PROBES.keys()


def test_a_name_that_is_too_long_is_cut_and_told_apart() -> None:
    long, other = "决定" * 40 + "甲", "决定" * 40 + "乙"
    assert POSTGRESQL.identifier("决定") == "决定"
    cut = {POSTGRESQL.identifier(long), POSTGRESQL.identifier(other)}
    assert len(cut) == 2
    assert all(len(name.encode()) <= 63 for name in cut)
    assert DUCKDB.identifier(long) == long
