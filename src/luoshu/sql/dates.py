"""Dates: made of parts, moved by durations, and their parts. Outside the years 1 to 9999 there is none."""

from __future__ import annotations

import datetime as day
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlglot import exp

from luoshu.feel.temporal import add_months
from luoshu.feel.tree import Node
from luoshu.sql import numbers
from luoshu.sql.branches import case
from luoshu.sql.numbers import Exact, Num, binary, negated, paren
from luoshu.sql.refusal import refuse
from luoshu.sql.values import Compiled, Duration, Value
from luoshu.sql.whole_numbers import clamped, whole

if TYPE_CHECKING:
    from luoshu.sql.compiler import Compiler

MOST_DAYS, MOST_MONTHS = 3_652_058, 119_987  # from the first day there is to the last
FIRST, LAST = "0001-01-01", "9999-12-31"
PARTS = {"year": 9999, "month": 12, "day": 31, "weekday": 7}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def part(compiler: Compiler, date: exp.Expr, name: str, most: int) -> Num:
    return Num(Exact(compiler.engine.date_part(name, date), Fraction(1), Fraction(most), 0, 19, True))


def day_of_year(compiler: Compiler, values: list[Compiled], node: Node) -> Compiled:
    return part(compiler, as_date(values[0], node), "day of year", 366)


def week_of_year(compiler: Compiler, values: list[Compiled], node: Node) -> Compiled:
    return part(compiler, as_date(values[0], node), "week of year", 53)


def day_of_week(compiler: Compiler, values: list[Compiled], node: Node) -> Compiled:
    return _named(compiler, as_date(values[0], node), "weekday", _DAYS)


def month_of_year(compiler: Compiler, values: list[Compiled], node: Node) -> Compiled:
    return _named(compiler, as_date(values[0], node), "month", _MONTHS)


def _named(compiler: Compiler, date: exp.Expr, name: str, words: tuple[str, ...]) -> Value:
    number = compiler.engine.date_part(name, date)
    found = exp.Case(this=number)
    for at, word in enumerate(words, 1):
        found = found.when(exp.Literal.number(at), exp.Literal.string(word), copy=False)
    return Value("string", found)


def as_date(value: Compiled, node: Node) -> exp.Expr:
    if isinstance(value, Value) and value.kind == "date":
        return value.sql
    raise refuse("这里需要日期", "a date is needed here", node)


def literal(text: str) -> exp.Expr:
    return numbers.cast(exp.Literal.string(text), "DATE")


# --- making -----------------------------------------------------------------------------------------------------------


def date(compiler: Compiler, values: list[Compiled], node: Node) -> Compiled:
    """A date as it is, or of a year, a month and a day; null where there is no such day."""
    if len(values) == 1:
        return Value("date", as_date(values[0], node))
    numbers_, tests = [], []
    for value, limit in zip(values, (10_000, 13, 32), strict=True):
        exact, is_whole = whole(compiler.as_number(value, node), compiler)
        numbers_.append(compiler.once(clamped(exact, limit, compiler)))
        tests += [is_whole] if is_whole is not None else []
    year, month, number = numbers_
    tests += [_between(year, 9999), _between(month, 12)]
    tests.append(
        exp.and_(exp.GTE(this=number, expression=_number(1)), exp.LTE(this=number, expression=_length(year, month)))
    )
    return Value("date", case([(exp.and_(*tests), compiler.engine.date_of(year, month, number))]))


def _between(sql: exp.Expr, most: int) -> exp.Expr:
    return exp.Between(this=sql, low=_number(1), high=_number(most))


def _length(year: exp.Expr, month: exp.Expr) -> exp.Expr:
    """The days of a month."""
    leap = exp.or_(
        exp.and_(_divides(4, year), negated(paren(_divides(100, year)))),
        _divides(400, year),
    )
    february = case([(leap, _number(29))], _number(28))
    short = exp.In(this=month, expressions=[_number(each) for each in (4, 6, 9, 11)])
    return case([(exp.EQ(this=month, expression=_number(2)), february), (short, _number(30))], _number(31))


def _divides(number: int, sql: exp.Expr) -> exp.Expr:
    return exp.EQ(this=exp.Mod(this=sql, expression=_number(number)), expression=_number(0))


def _number(value: int) -> exp.Expr:
    return exp.Literal.number(value)


# --- moving -----------------------------------------------------------------------------------------------------------


def moved(compiler: Compiler, start_: Value, by: Duration, sign: int) -> Value:
    """A date moved by a duration, null where it leaves the years that there are. A part of a day counts downwards."""
    count = by.count if sign > 0 else numbers.minus(by.count)
    exact, _ = whole(count, compiler, "floor")
    start = compiler.once(start_.sql)
    if exact.const is not None:
        return Value("date", _by_constant(compiler, start, by.unit, int(exact.const)))
    most = MOST_MONTHS if by.unit == "months" else MOST_DAYS
    steps = compiler.once(clamped(exact, most + 1, compiler))
    if by.unit == "months":
        place = binary(exp.Add, paren(month_number(compiler, start)), steps)
        inside: exp.Expr = exp.Between(this=paren(place), low=_number(12), high=_number(9999 * 12 + 11))
        there = compiler.engine.months_on(start, steps)
    else:
        inside = exp.and_(
            exp.LTE(this=compiler.engine.days_between(start, literal(FIRST)), expression=steps),
            exp.GTE(this=compiler.engine.days_between(start, literal(LAST)), expression=steps),
        )
        there = compiler.engine.days_on(start, steps)
    return Value("date", case([(inside, there)]))


def month_number(compiler: Compiler, date: exp.Expr) -> exp.Expr:
    """The months from the year 0 to a date."""
    years = binary(exp.Mul, compiler.engine.date_part("year", date.copy()), _number(12))
    return binary(exp.Sub, binary(exp.Add, years, compiler.engine.date_part("month", date.copy())), _number(1))


def _by_constant(compiler: Compiler, start: exp.Expr, unit: str, count: int) -> exp.Expr:
    """Of a step that is known, the days are known too from which it leads nowhere."""
    if count == 0:
        return start
    inside = _before_the_end(unit, count) if count > 0 else _after_the_start(unit, count)
    if inside is None:
        return numbers.cast(exp.null(), "DATE")
    kind, limit = inside
    step = compiler.engine.add_months if unit == "months" else compiler.engine.add_days
    return case([(kind(this=start, expression=literal(limit.isoformat())), step(start, count))])


def _before_the_end(unit: str, count: int) -> tuple[type[exp.Binary], day.date] | None:
    """The comparison by which a date can be moved on; None where no date can."""
    if unit == "days":
        return None if count > MOST_DAYS else (exp.LTE, day.date.max - day.timedelta(days=count))
    if count > MOST_MONTHS:
        return None
    return exp.LT, _moved(_moved(day.date(9999, 12, 1), -count), 1)


def _after_the_start(unit: str, count: int) -> tuple[type[exp.Binary], day.date] | None:
    """The comparison by which a date can be moved back; None where no date can."""
    if unit == "days":
        return None if -count > MOST_DAYS else (exp.GTE, day.date.min - day.timedelta(days=count))
    return None if -count > MOST_MONTHS else (exp.GTE, _moved(day.date.min, -count))


def _moved(date: day.date, months: int) -> day.date:
    """The day so many months on, which exists."""
    moved = add_months(date, months)
    assert isinstance(moved, day.date)
    return moved
