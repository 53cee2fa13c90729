"""Rounding a number, or a quotient, to so many places in whole numbers: exact where a float would guess."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from sqlglot import exp

from luoshu.sql import numbers
from luoshu.sql.engines import Engine
from luoshu.sql.numbers import Exact, Num, binary, cast, digits
from luoshu.sql.refusal import Refusal, refuse

Mode = Literal["floor", "ceiling", "up", "down", "half up", "half down", "half even"]

# FEEL's functions (DMN 1.5, 10.3.4.6) and the way each rounds.
ROUNDINGS: dict[str, Mode] = {
    "floor": "floor", "ceiling": "ceiling", "round up": "up", "round down": "down", "round half up": "half up",
    "round half down": "half down", "decimal": "half even",
}  # fmt: skip
LARGEST = 2**127 - 1


def rounded(value: Num, places: int, mode: Mode, engine: Engine) -> Exact:
    """The value to `places` after the point. Halves go away from zero (up), towards it (down) or to the even digit."""
    if value.under is None:
        if value.over.scale <= places:
            return value.over
        if mode == "half up" and places >= 0:
            return _rounded_decimal(value.over, places)
    over, under = _as_integers(value, max(places, 0), max(-places, 0))
    if mode == "half up" and places > 0 and not _fits(over, under):
        sql, bound = _long_division(*_as_integers(value, 0, 0), places, engine)
    else:
        sql, bound = _quotient(over, under, mode, engine)
    whole = Exact(sql, -bound, bound, 0, 19 if bound <= numbers.INT64 else 38, bound <= numbers.INT64)
    if places == 0:
        return whole if whole.integer else whole.narrowed()
    if places < 0:
        return numbers.multiply(whole, numbers.number(10**-places))
    scale = Fraction(1, 10**places)
    width = max(digits(bound), places)
    if width > numbers.MAX_DIGITS:
        raise refuse("舍入结果超过 38 位", "the rounded number needs more than 38 digits")
    return Exact(engine.scaled_down(sql, places, width), -bound * scale, bound * scale, places, width)


def _rounded_decimal(exact: Exact, places: int) -> Exact:
    """SQL's own ROUND of a DECIMAL is half up, and exact."""
    sql = exp.Round(this=exact.sql, decimals=exp.Literal.number(places))
    step = Fraction(1, 10**places)
    whole = Exact(sql, exact.low - step, exact.high + step, places, numbers.MAX_DIGITS)
    return whole.narrowed()


def _as_integers(value: Num, up: int, down: int) -> tuple[Exact, Exact]:
    """Whole numbers whose quotient is the value times 10^up over 10^down."""
    under = value.under if value.under is not None else numbers.number(1)
    shift = up - down + under.scale - value.over.scale
    over = _times_power(value.over, value.over.scale + max(shift, 0))
    return over, _times_power(under, under.scale + max(-shift, 0))


def _times_power(part: Exact, power: int) -> Exact:
    """The part times a power of ten, with the digits it needs; what does not fit is found out by the caller."""
    factor = numbers.number(10**power)
    try:
        return numbers.multiply(part, factor)
    except Refusal:
        low, high = part.low * 10**power, part.high * 10**power
        return Exact(exp.null(), low, high, part.scale, numbers.MAX_DIGITS + 1)


def _fits(over: Exact, under: Exact) -> bool:
    widest = 2 * max(abs(over.low), abs(over.high)) + under.high
    return widest <= LARGEST and 2 * under.high <= LARGEST and digits(widest) <= numbers.MAX_DIGITS


def _long_division(over: Exact, under: Exact, places: int, engine: Engine) -> tuple[exp.Expression, Fraction]:
    """Half up, the whole part and the places each by a division of their own: for numerators too long for one."""
    largest = max(abs(over.low), abs(over.high))
    rest = 2 * under.high * 10**places + under.high
    bound = Fraction(int(largest / max(under.low, Fraction(1))) + 1) * 10**places
    if max(rest, largest, bound) > LARGEST:
        raise refuse("舍入所需的位数超过 38 位", "rounding needs more than 38 digits")
    top, bottom = (engine.integer(part.sql, LARGEST) for part in (over, under))
    size: exp.Expression = exp.Abs(this=top) if over.low < 0 else top
    whole = engine.truncated_quotient(size, bottom)
    remainder = binary(exp.Mod, exp.paren(size.copy()), exp.paren(bottom.copy()))
    fraction = engine.truncated_quotient(
        binary(exp.Add, _scaled(remainder, 2 * 10**places), bottom.copy()), _scaled(bottom, 2)
    )
    quotient: exp.Expression = binary(exp.Add, _scaled(whole, 10**places), fraction)
    if over.low < 0:
        quotient = _signed(quotient, top)
    return quotient, bound


def _signed(size: exp.Expression, top: exp.Expression) -> exp.Expression:
    """The quotient of sizes with the numerator's sign."""
    negative = exp.LT(this=top.copy(), expression=exp.Literal.number(0))
    return exp.Case().when(negative, exp.Neg(this=exp.paren(size.copy()))).else_(size.copy())


def _quotient(over: Exact, under: Exact, mode: Mode, engine: Engine) -> tuple[exp.Expression, Fraction]:
    largest = max(abs(over.low), abs(over.high))
    widest = 2 * largest + under.high
    if not _fits(over, under):
        raise refuse("舍入所需的位数超过 38 位", "rounding needs more than 38 digits")
    bound = Fraction(int(largest / max(under.low, Fraction(1))) + 1)
    top, bottom = (engine.integer(part.sql, int(2 * widest)) for part in (over, under))
    size: exp.Expression = exp.Abs(this=top) if over.low < 0 else top
    twice = _scaled(size, 2)
    double = _scaled(bottom, 2)
    match mode:
        case "half up":
            quotient = engine.truncated_quotient(binary(exp.Add, twice, bottom), double)
        case "half down":
            quotient = engine.truncated_quotient(
                binary(exp.Sub, binary(exp.Add, twice, bottom), exp.Literal.number(1)), double
            )
        case "half even":
            quotient = _half_even(size, bottom, engine)
        case "down":
            quotient = engine.truncated_quotient(size, bottom)
        case "up":
            quotient = _away(size, bottom, engine)
        case "floor" | "ceiling":
            outward = exp.LT if mode == "floor" else exp.GT
            if over.low >= 0:
                quotient = engine.truncated_quotient(size, bottom) if mode == "floor" else _away(size, bottom, engine)
            else:
                away = outward(this=top.copy(), expression=exp.Literal.number(0))
                quotient = (
                    exp.Case().when(away, _away(size, bottom, engine)).else_(engine.truncated_quotient(size, bottom))
                )
    if over.low < 0:
        quotient = _signed(quotient, top)
    return (cast(quotient, "BIGINT") if bound <= numbers.INT64 else quotient), bound


def _scaled(sql: exp.Expression, factor: int) -> exp.Expression:
    return binary(exp.Mul, sql.copy(), exp.Literal.number(factor))


def _away(size: exp.Expression, bottom: exp.Expression, engine: Engine) -> exp.Expression:
    enlarged = binary(exp.Sub, binary(exp.Add, size.copy(), bottom.copy()), exp.Literal.number(1))
    return engine.truncated_quotient(enlarged, bottom.copy())


def _half_even(size: exp.Expression, bottom: exp.Expression, engine: Engine) -> exp.Expression:
    """Half up, less one where the value is a half exactly and that came out odd."""
    up = engine.truncated_quotient(binary(exp.Add, _scaled(size, 2), bottom.copy()), _scaled(bottom, 2))
    remainder = binary(exp.Mod, exp.paren(binary(exp.Add, _scaled(size, 2), bottom.copy())), exp.paren(_scaled(bottom, 2)))
    tie = exp.and_(
        exp.EQ(this=remainder, expression=exp.Literal.number(0)),
        exp.EQ(this=binary(exp.Mod, exp.paren(up.copy()), exp.Literal.number(2)), expression=exp.Literal.number(1)),
    )
    lowered = binary(exp.Sub, exp.paren(up.copy()), exp.Literal.number(1))
    return exp.Case().when(tie, lowered).else_(up)
