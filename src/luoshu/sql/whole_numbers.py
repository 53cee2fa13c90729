"""Whole numbers: what a number is as one, remainders, odd and even, and whole powers."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlglot import exp

from luoshu.feel.tree import Node
from luoshu.sql import numbers
from luoshu.sql.branches import case
from luoshu.sql.numbers import INT64, Exact, Num, binary, negated, paren
from luoshu.sql.refusal import refuse
from luoshu.sql.rounding import LARGEST, Mode, rounded
from luoshu.sql.values import Compiled, Value

if TYPE_CHECKING:
    from luoshu.sql.compiler import Compiler

MOST_POWER = 64  # beyond it a number of any size needs more than 38 digits


def whole(value: Num, compiler: Compiler, mode: Mode = "down") -> tuple[Exact, exp.Expr | None]:
    """The number rounded to a whole one, and the test that it was whole already; None where it always is."""
    if value.under is None and value.over.scale == 0 and not value.over.cut:
        return value.over, None
    if value.under is None and value.over.const is not None:
        const = value.over.const
        near = numbers.number(Fraction(const.__floor__() if mode == "floor" else int(const)))
        return near, None if near.const == const else exp.Boolean(this=False)
    value = once(value, compiler)
    near = rounded(value, 0, mode, compiler.engine)
    near = replace(near, sql=compiler.once(near.sql))
    return near, numbers.compare("=", value, Num(near))


def once(value: Num, compiler: Compiler) -> Num:
    """The number as one that may be written several times."""
    under = value.under
    below = under if under is None or under.const is not None else replace(under, sql=compiler.once(under.sql))
    return Num(value.over if value.over.const is not None else _once(value.over, compiler), below)


def _once(exact: Exact, compiler: Compiler) -> Exact:
    return replace(exact, sql=compiler.once(exact.sql))


def clamped(value: Exact, limit: int, compiler: Compiler) -> exp.Expr:
    """A whole number as a BIGINT; beyond the limit, where none of its users tells one from another, the limit."""
    if value.const is not None:
        return exp.Literal.number(max(min(int(value.const), limit), -limit))
    if max(abs(value.low), abs(value.high)) <= limit:
        return value.sql if value.integer else numbers.cast(value.sql, "BIGINT")
    sql = compiler.once(value.sql)
    high, low = exp.Literal.number(limit), exp.Neg(this=exp.Literal.number(limit))
    within = case([(binary(exp.GT, sql, high), high), (binary(exp.LT, sql, low), low)], sql)
    return numbers.cast(within, "BIGINT")


# --- remainders -------------------------------------------------------------------------------------------------------


def modulo(compiler: Compiler, values: list[Compiled], node: Node) -> Compiled:
    """`(a/b) mod (c/d)` is `(ad mod cb) / bd`, in whole numbers of the smallest place. Its sign is the divisor's."""
    left, right = (compiler.as_number(value, node) for value in values)
    over, by, under = left.over, right.over, None
    if left.under is not None or right.under is not None:
        left, right = numbers.whole(left), numbers.whole(right)
        one = numbers.number(1)
        over = numbers.multiply(left.over, right.under or one)
        by = numbers.multiply(right.over, left.under or one)
        under = numbers.multiply(left.under or one, right.under or one)
    if over.cut or by.cut:
        raise refuse("不能用已截短的数再计算", "a number that was cut cannot be reckoned with", node)
    if by.const == 0:
        raise refuse("除数恒为零", "the divisor is always zero", node)
    return Num(_remainder(over, by, compiler), under)


def _remainder(over: Exact, by: Exact, compiler: Compiler) -> Exact:
    scale = max(over.scale, by.scale)
    largest = max(abs(end) for each in (over, by) for end in (each.low, each.high)) * 10**scale * 2
    if largest >= LARGEST:
        raise refuse("求余所需的位数超过 38 位", "the remainder needs more than 38 digits")
    top, bottom = (_raised(each, scale, int(largest), compiler) for each in (over, by))
    if by.low <= 0 <= by.high:
        bottom = exp.Nullif(this=bottom, expression=exp.Literal.number(0))
    signed = over.low < 0 or by.low < 0
    if signed:
        bottom = compiler.once(bottom)
    rest = exp.Mod(this=paren(top), expression=paren(bottom))
    if signed:
        # SQL's remainder has the sign of the dividend.
        rest = exp.Mod(
            this=paren(binary(exp.Add, paren(rest), paren(bottom.copy()))),
            expression=paren(bottom.copy()),
        )
    low, high = min(by.low, Fraction(0)), max(by.high, Fraction(0))
    if not signed:
        high = min(high, over.high)
    size = max(numbers.digits(max(-low, high) * 10**scale), scale, 1)
    if scale == 0:
        small = max(-low, high) <= INT64
        whole_ = Exact(numbers.cast(rest, "BIGINT") if small else rest, low, high, 0, 19 if small else 38, small)
        return whole_ if small else whole_.narrowed()
    return Exact(compiler.engine.scaled_down(rest, scale, size), low, high, scale, size)


def _raised(value: Exact, scale: int, largest: int, compiler: Compiler) -> exp.Expr:
    """The number in units of its last place, as an integer that holds `largest`."""
    if value.const is not None:
        return compiler.engine.integer(exp.Literal.number(int(value.const * 10**scale)), largest)
    return compiler.engine.integer(numbers.multiply(value, numbers.number(10**scale)).sql, largest)


def odd(compiler: Compiler, values: list[Compiled], node: Node) -> Compiled:
    return _parity(compiler, values, node, 1)


def even(compiler: Compiler, values: list[Compiled], node: Node) -> Compiled:
    return _parity(compiler, values, node, 0)


def _parity(compiler: Compiler, values: list[Compiled], node: Node, wanted: int) -> Compiled:
    """Of a number that is not whole there is none."""
    number, is_whole = whole(compiler.as_number(values[0], node), compiler)
    integer = compiler.engine.integer(number.sql, int(max(abs(number.low), abs(number.high))))
    rest = exp.Mod(this=exp.Abs(this=integer), expression=exp.Literal.number(2))
    test = exp.EQ(this=paren(rest), expression=exp.Literal.number(wanted))
    return Value("boolean", test if is_whole is None else case([(is_whole, test)]))


# --- powers -----------------------------------------------------------------------------------------------------------


def power(base: Num, exponent: Num, compiler: Compiler, node: Node) -> Num:
    """A whole power: nothing to the power of 0 is 1 too, and has no negative power."""
    count = exponent.const
    if count is None or count.denominator != 1 or abs(count) > MOST_POWER:
        raise refuse("SQL 只做常数的整数次方", "SQL takes whole powers that are constant only", node)
    if count == 0:
        one = numbers.number(1)
        parts = [part.sql for part in (base.over, base.under) if part is not None and part.const is None]
        known = exp.and_(*(negated(exp.Is(this=paren(part), expression=exp.null())) for part in parts))
        return Num(replace(one, sql=case([(known, one.sql)]), const=None))
    base = once(base, compiler) if abs(count) > 1 else base
    result = base
    for _ in range(abs(int(count)) - 1):
        result = numbers.times(result, base)
    return result if count > 0 else numbers.divide(numbers.rational(Fraction(1)), result)
