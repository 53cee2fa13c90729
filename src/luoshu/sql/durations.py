"""Durations: a number of months, or of days, reckoned with as the numbers they are, and written as FEEL does."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlglot import exp

from luoshu.feel import moments
from luoshu.feel.tree import Node
from luoshu.sql import numbers
from luoshu.sql.branches import case
from luoshu.sql.dates import as_date
from luoshu.sql.engines import Engine
from luoshu.sql.numbers import Exact, Num, binary, negated, paren
from luoshu.sql.refusal import refuse
from luoshu.sql.rounding import rounded
from luoshu.sql.values import Compiled, Duration, Value
from luoshu.sql.whole_numbers import whole

if TYPE_CHECKING:
    from luoshu.sql.compiler import Compiler

NANOSECONDS = moments.DAY  # of a day: FEEL keeps no less
MOST_DAYS = 999_999_999  # of a duration
# The parts of a duration: the unit that has them, how many make it or it makes, and how many make the next larger one.
PARTS: dict[str, tuple[str, Fraction, int | None]] = {
    "years": ("months", Fraction(1, 12), None),
    "months": ("months", Fraction(1), 12),
    "days": ("days", Fraction(1), None),
    "hours": ("days", Fraction(24), 24),
    "minutes": ("days", Fraction(1440), 60),
    "seconds": ("days", Fraction(86_400), 60),
}


def scaled(compiler: Compiler, duration: Duration, factor: Num, *, divided: bool = False) -> Duration:
    """A duration times a number, or divided by one: what is left of a month, or of a nanosecond, is dropped."""
    count = numbers.divide(duration.count, factor) if divided else numbers.times(duration.count, factor)
    if duration.unit == "months":
        return Duration("months", Num(whole(count, compiler)[0]))
    largest = max(map(abs, count.bounds))
    if largest > MOST_DAYS:
        raise refuse("时长可能过大", "the duration may be too large")
    nano = numbers.times(count, numbers.rational(Fraction(NANOSECONDS)))
    if nano.under is not None or nano.over.scale > 11:  # else nothing is dropped
        dropped = rounded(nano, 0, "down", compiler.engine)
        return Duration("days", Num(dropped, numbers.number(NANOSECONDS)))
    return Duration("days", count)


def part(compiler: Compiler, duration: Duration, name: str) -> Num | None:
    """A part of a duration, with its sign; None where it is none of this kind of duration."""
    unit, size, next_ = PARTS[name]
    if unit != duration.unit:
        return None
    if name == "seconds" and (duration.count.under is not None or duration.count.over.scale):
        raise refuse("SQL 不取秒的小数部分", "SQL takes no fractions of seconds")
    number = numbers.times(duration.count, numbers.rational(size))
    found, _ = whole(number, compiler)
    if next_ is None:
        return Num(found)
    larger, _ = whole(numbers.divide(number, numbers.rational(Fraction(next_))), compiler)
    return numbers.plus(Num(found), numbers.times(Num(larger), numbers.rational(Fraction(next_))), -1)


def duration(compiler: Compiler, values: list[Compiled], node: Node) -> Compiled:
    """`duration` of one is itself."""
    if isinstance(values[0], Duration):
        return values[0]
    raise refuse("SQL 不能由文字得出时长", "SQL cannot read a duration from a text", node)


def between(compiler: Compiler, start: Value, end: Value) -> Duration:
    """The days from one date to another."""
    days = compiler.engine.days_between(start.sql, end.sql)
    return Duration("days", Num(Exact(days, Fraction(-4_000_000), Fraction(4_000_000), 0, 19, True)))


def months_between(compiler: Compiler, values: list[Compiled], node: Node) -> Compiled:
    """Whole months from one date to another (DMN 1.5, 10.3.4.3), negative where the second is the earlier."""
    start, end = (as_date(value, node) for value in values)

    def months(first: exp.Expr, last: exp.Expr) -> exp.Expr:
        part = compiler.engine.date_part
        years = binary(exp.Sub, part("year", last.copy()), part("year", first.copy()))
        rest = binary(exp.Sub, part("month", last.copy()), part("month", first.copy()))
        short = exp.LT(this=part("day", last.copy()), expression=part("day", first.copy()))
        less = exp.Case().when(short, exp.Literal.number(1)).else_(exp.Literal.number(0))
        return binary(exp.Sub, binary(exp.Add, binary(exp.Mul, years, exp.Literal.number(12)), rest), less)

    forward = binary(exp.LTE, start, end)
    backward = binary(exp.GT, start, end)
    sql = case([(forward, months(start, end)), (backward, exp.Neg(this=paren(months(end, start))))])
    return Duration("months", Num(Exact(sql, Fraction(-120_000), Fraction(120_000), 0, 19, True)))


def absolute(compiler: Compiler, value: Duration) -> Duration:
    count = value.count
    size = max(abs(count.over.low), abs(count.over.high))
    over = replace(count.over, sql=exp.Abs(this=count.over.sql), low=Fraction(0), high=size, const=None)
    return Duration(value.unit, Num(over, count.under))


# --- writing ----------------------------------------------------------------------------------------------------------


def text(value: Duration, engine: Engine) -> exp.Expr:
    """The shortest ISO 8601 form, `P1Y2M` or `P10D`; null where the duration is. Of days only whole ones."""
    count = value.count
    if count.under is not None or count.over.scale or count.over.cut:
        raise refuse("SQL 只写得出整天的时长", "SQL writes durations of whole days only")
    sql, nothing = count.over.sql, exp.Literal.number(0)
    size = exp.Abs(this=sql)
    most = int(max(abs(count.over.low), abs(count.over.high)))
    parts = _months(size, most, engine) if value.unit == "months" else _days(size)
    sign = case([(binary(exp.LT, sql, nothing), exp.Literal.string("-P"))], exp.Literal.string("P"))
    whole_text: exp.Expr = paren(sign)
    for each in parts:
        whole_text = exp.DPipe(this=whole_text, expression=paren(each))
    return case([(negated(exp.Is(this=paren(sql), expression=exp.null())), whole_text)])


def _months(size: exp.Expr, most: int, engine: Engine) -> list[exp.Expr]:
    rest = paren(exp.Mod(this=paren(size), expression=exp.Literal.number(12)))
    years = engine.truncated_quotient(exp.Sub(this=size, expression=rest), exp.Literal.number(12), most)
    nothing, none = exp.Literal.number(0), exp.Literal.string("")
    return [
        case([(exp.GT(this=paren(years), expression=nothing), _counted(years, "Y"))], none),
        case(
            [
                (exp.GT(this=rest, expression=nothing), _counted(rest, "M")),
                (exp.EQ(this=paren(size), expression=nothing), exp.Literal.string("0M")),
            ],
            none,
        ),
    ]


def _days(size: exp.Expr) -> list[exp.Expr]:
    some = exp.GT(this=paren(size), expression=exp.Literal.number(0))
    return [case([(some, _counted(size, "D"))], exp.Literal.string("T0S"))]


def _counted(number: exp.Expr, unit: str) -> exp.Expr:
    return exp.DPipe(this=numbers.cast(paren(number), "VARCHAR"), expression=exp.Literal.string(unit))
