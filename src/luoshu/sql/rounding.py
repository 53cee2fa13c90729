"""Rounding a number, or a quotient, to so many places in whole numbers: exact where a float would guess."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from sqlglot import exp

from luoshu.sql import numbers
from luoshu.sql.engines import Engine
from luoshu.sql.numbers import Exact, Num, binary, cast, digits, paren
from luoshu.sql.refusal import refuse

Mode = Literal["floor", "ceiling", "up", "down", "half up", "half down", "half even"]

# FEEL's functions (DMN 1.5, 10.3.4.6) and the way each rounds.
ROUNDINGS: dict[str, Mode] = {
    "floor": "floor", "ceiling": "ceiling", "round up": "up", "round down": "down", "round half up": "half up",
    "round half down": "half down", "decimal": "half even",
}  # fmt: skip
_NEAREST = ("half up", "half down", "half even")  # they differ on ties alone
_SURE = 10**11  # the largest quotient of doubles, times 10^places, that is looked at
_NEAR = "0.001"  # how near to a tie is too near
LARGEST = 10**38  # what a DECIMAL(38, 0) holds, and the largest integer of our engines too


@dataclass(frozen=True)
class _Whole:
    """An exact decimal times a power of ten, so that it is whole."""

    part: Exact
    power: int  # beyond the part's own places

    @property
    def largest(self) -> Fraction:
        return max(abs(self.part.low), abs(self.part.high)) * Fraction(10 ** (self.part.scale + self.power))

    def sql(self, engine: Engine, largest: int) -> exp.Expr:
        """An integer expression, of a type that holds `largest`."""
        # A number that was cut rounds as the whole one does.
        raised = numbers.multiply(replace(self.part, cut=False), numbers.number(10**self.part.scale))
        whole = engine.integer(raised.sql, largest)
        return whole if self.power == 0 else _scaled(whole, 10**self.power)


def rounded(value: Num, places: int, mode: Mode, engine: Engine) -> Exact:
    """The value to `places` after the point. Halves go away from zero (up), towards it (down) or to the even digit."""
    if value.under is None:
        if value.over.scale <= places:
            return value.over
        if mode == "half up" and places >= 0:
            return _rounded_decimal(value.over, places)
    under = value.under if value.under is not None else numbers.number(1)
    shift = places + under.scale - value.over.scale
    over, below = _Whole(value.over, max(shift, 0)), _Whole(under, max(-shift, 0))
    bound = _bound(over, below)
    if 2 * over.largest + below.largest < LARGEST:
        sql = _Division(over, below, engine).rounded(mode)
    elif mode == "half up" and places > 0:
        sql = _long_division(value.over, under, places, engine)
    else:
        raise _too_long()
    if value.under is not None and mode in _NEAREST and places >= 0:
        sql = _away_from_ties(value.over, under, places, sql)
    return _as_decimal(sql, bound, places, engine)


def _rounded_decimal(exact: Exact, places: int) -> Exact:
    """SQL's own ROUND of a DECIMAL is half up, and exact."""
    sql = exp.Round(this=exact.sql, decimals=exp.Literal.number(places))
    step = Fraction(1, 10**places)
    return Exact(sql, exact.low - step, exact.high + step, places, numbers.MAX_DIGITS).narrowed()


def _bound(over: _Whole, under: _Whole) -> Fraction:
    """An upper bound of the size of the quotient: a whole denominator is at least 1."""
    least = max(under.part.low * 10 ** (under.part.scale + under.power), Fraction(1))
    return Fraction(int(over.largest / least) + 1)


def _as_decimal(sql: exp.Expr, bound: Fraction, places: int, engine: Engine) -> Exact:
    """The whole quotient with its point put back."""
    small = bound <= numbers.INT64
    whole = Exact(cast(sql, "BIGINT") if small else sql, -bound, bound, 0, 19 if small else 38, small)
    if places == 0:
        return whole if small else whole.narrowed()
    if places < 0:
        return numbers.multiply(whole, numbers.number(10**-places))
    width = max(digits(bound), places)
    if width > numbers.MAX_DIGITS:
        raise _too_long()
    scale = Fraction(1, 10**places)
    return Exact(engine.scaled_down(sql, places, width), -bound * scale, bound * scale, places, width)


def _too_long() -> Exception:
    return refuse("舍入所需的位数超过 38 位", "rounding needs more than 38 digits")


class _Division:
    """The ways to round the quotient of two whole numbers, the lower one positive."""

    def __init__(self, over: _Whole, under: _Whole, engine: Engine) -> None:
        largest = int(2 * over.largest + under.largest)
        self.engine = engine
        self.signed = over.part.low < 0
        self.most = int(_bound(over, under)) + 1  # of the quotient, with what it is raised by
        self.top, self.bottom = (part.sql(engine, largest) for part in (over, under))
        self.size: exp.Expr = exp.Abs(this=self.top) if self.signed else self.top

    def rounded(self, mode: Mode) -> exp.Expr:
        if mode in ("floor", "ceiling"):
            return self._towards(mode)
        return self.with_sign(self._of_sizes(mode))

    def _of_sizes(self, mode: Mode) -> exp.Expr:
        twice, double = _scaled(self.size, 2), _scaled(self.bottom, 2)
        match mode:
            case "half up":
                return self.quotient(binary(exp.Add, twice, self.bottom), double)
            case "half down":
                return self.quotient(_less_one(binary(exp.Add, twice, self.bottom)), double)
            case "half even":
                return self._half_even(binary(exp.Add, twice, self.bottom), double)
            case "up":
                return self.quotient(_less_one(binary(exp.Add, self.size, self.bottom)), self.bottom)
        return self.quotient(self.size, self.bottom)

    def _towards(self, mode: Mode) -> exp.Expr:
        """Floor goes away from zero below it, ceiling above."""
        away, near = self._of_sizes("up"), self._of_sizes("down")
        if not self.signed:
            return near if mode == "floor" else away
        outward = exp.LT if mode == "floor" else exp.GT
        beyond = outward(this=self.top.copy(), expression=exp.Literal.number(0))
        return self.with_sign(exp.Case().when(beyond, away).else_(near))

    def _half_even(self, raised: exp.Expr, double: exp.Expr) -> exp.Expr:
        """Half up, less one where the value is a half exactly and that came out odd."""
        up = self.quotient(raised, double)
        remainder = binary(exp.Mod, paren(raised.copy()), paren(double.copy()))
        tie = exp.and_(
            exp.EQ(this=remainder, expression=exp.Literal.number(0)),
            exp.EQ(this=binary(exp.Mod, paren(up.copy()), exp.Literal.number(2)), expression=exp.Literal.number(1)),
        )
        return exp.Case().when(tie, _less_one(paren(up.copy()))).else_(up)

    def quotient(self, over: exp.Expr, under: exp.Expr, most: int | None = None) -> exp.Expr:
        return self.engine.truncated_quotient(over.copy(), under.copy(), self.most if most is None else most)

    def with_sign(self, size: exp.Expr) -> exp.Expr:
        if not self.signed:
            return size
        negative = exp.LT(this=self.top.copy(), expression=exp.Literal.number(0))
        return exp.Case().when(negative, exp.Neg(this=paren(size.copy()))).else_(size.copy())


def _long_division(over: Exact, under: Exact, places: int, engine: Engine) -> exp.Expr:
    """Half up, the whole part and the places each by a division of their own: for numerators too long for one."""
    shift = under.scale - over.scale
    top, bottom = _Whole(over, max(shift, 0)), _Whole(under, max(-shift, 0))
    if max(top.largest, bottom.largest * (2 * 10**places + 1), _bound(top, bottom) * 10**places) >= LARGEST:
        raise _too_long()
    division = _Division(top, bottom, engine)
    remainder = paren(binary(exp.Mod, paren(division.size.copy()), paren(division.bottom.copy())))
    raised = binary(exp.Add, _scaled(remainder, 2 * 10**places), division.bottom.copy())
    fraction = division.quotient(raised, _scaled(division.bottom, 2), 10**places)
    whole = paren(division.quotient(division.size, division.bottom))
    return division.with_sign(binary(exp.Add, _scaled(whole, 10**places), paren(fraction)))


def _away_from_ties(over: Exact, under: Exact, places: int, exact: exp.Expr) -> exp.Expr:
    """The nearest whole number by doubles where they cannot err, by long integers (ten times slower) elsewhere.

    Two casts, a division and a multiplication err by less than 8 units of 2^-53 of a quotient, which is less than
    10^-4 of one as large as `_SURE`: where that is ten times nearer than the next tie, the nearest whole number is
    certain. (The filtered predicates of J. R. Shewchuk, Discrete & Computational Geometry 18, 1997.)
    """
    quotient = binary(exp.Div, cast(over.sql.copy(), "DOUBLE"), cast(under.sql.copy(), "DOUBLE"))
    scaled = paren(_scaled(quotient, 10**places))
    floor = exp.Floor(this=scaled.copy())
    from_tie = exp.Abs(this=binary(exp.Sub, binary(exp.Sub, scaled.copy(), floor), exp.Literal.number("0.5")))
    small = exp.LT(this=exp.Abs(this=scaled.copy()), expression=exp.Literal.number(_SURE))
    sure = exp.and_(small, exp.GT(this=from_tie, expression=exp.Literal.number(_NEAR)))
    nearest = cast(exp.Floor(this=binary(exp.Add, scaled.copy(), exp.Literal.number("0.5"))), "BIGINT")
    return exp.Case().when(sure, nearest).else_(exact)


def _scaled(sql: exp.Expr, factor: int) -> exp.Expr:
    return binary(exp.Mul, sql.copy(), exp.Literal.number(factor))


def _less_one(sql: exp.Expr) -> exp.Expr:
    return binary(exp.Sub, sql, exp.Literal.number(1))
