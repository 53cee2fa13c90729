"""Functions of numbers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from luoshu.feel import arithmetic, moments
from luoshu.feel.arithmetic import quantize
from luoshu.feel.builtins.registry import Environment, builtin, item_of_first, overload
from luoshu.feel.failure import EvaluationError
from luoshu.feel.moments import AnyDays
from luoshu.feel.types import BOOLEAN, NUMBER
from luoshu.feel.values import Months, Number


@builtin(
    "abs",
    "n: number",
    result=item_of_first,
    zh="绝对值，数或时长皆可",
    en="the size of a number or duration, without its sign",
    example="abs(-10)",
    answer="10",
)
def absolute(n: Number) -> Number:
    return n.copy_abs() if isinstance(n, Decimal) else abs(n)


@overload("abs", "n: days and time duration")
def absolute_days(n: AnyDays) -> AnyDays:
    return moments.duration(abs(moments.nanoseconds(n)))


@overload("abs", "n: years and months duration")
def absolute_months(n: Months) -> Months:
    return Months(abs(n.months))


@builtin(
    "floor",
    "n: number",
    "n: number, scale: number",
    result=NUMBER,
    zh="向下取整到指定小数位",
    en="rounds down, to a number of decimals",
    example="floor(-1.5)",
    answer="-2",
)
def floor(n: Number, scale: Number | None = None) -> Number:
    return _rounded(n, scale, "floor")


@builtin(
    "ceiling",
    "n: number",
    "n: number, scale: number",
    result=NUMBER,
    zh="向上取整到指定小数位",
    en="rounds up, to a number of decimals",
    example="ceiling(1.25, 1)",
    answer="1.3",
)
def ceiling(n: Number, scale: Number | None = None) -> Number:
    return _rounded(n, scale, "ceiling")


@builtin(
    "decimal",
    "n: number, scale: number",
    result=NUMBER,
    zh="保留指定小数位，逢五取偶",
    en="rounds to a number of decimals, a half to the even digit",
    example="decimal(2.5, 0)",
    answer="2",
)
def decimal_(n: Number, scale: Number) -> Number:
    return _rounded(n, scale, "half even")


@builtin(
    "round up",
    "n: number, scale: number",
    result=NUMBER,
    zh="远离零方向进位",
    en="rounds away from nought",
    example="round up(-5.5, 0)",
    answer="-6",
)
def round_up(n: Number, scale: Number) -> Number:
    return _rounded(n, scale, "up")


@builtin(
    "round down",
    "n: number, scale: number",
    result=NUMBER,
    zh="向零方向舍去",
    en="rounds towards nought",
    example="round down(-5.5, 0)",
    answer="-5",
)
def round_down(n: Number, scale: Number) -> Number:
    return _rounded(n, scale, "down")


@builtin(
    "round half up",
    "n: number, scale: number",
    result=NUMBER,
    zh="四舍五入",
    en="rounds to the nearest, a half away from nought",
    example="round half up(2.5, 0)",
    answer="3",
)
def round_half_up(n: Number, scale: Number) -> Number:
    return _rounded(n, scale, "half up")


@builtin(
    "round half down",
    "n: number, scale: number",
    result=NUMBER,
    zh="五舍六入",
    en="rounds to the nearest, a half towards nought",
    example="round half down(2.5, 0)",
    answer="2",
)
def round_half_down(n: Number, scale: Number) -> Number:
    return _rounded(n, scale, "half down")


@builtin(
    "modulo",
    "dividend: number, divisor: number",
    result=NUMBER,
    zh="取余，符号同除数",
    en="the remainder of a division, with the sign of the divisor",
    example="modulo(-12, 5)",
    answer="3",
)
def modulo(environment: Environment, dividend: Number, divisor: Number) -> Number:
    return environment.arithmetic.keep(arithmetic.modulo(dividend, divisor))


@builtin(
    "sqrt",
    "number: number",
    result=NUMBER,
    zh="平方根",
    en="the square root",
    example="sqrt(16)",
    answer="4",
)
def sqrt(number: Number) -> Number:
    return arithmetic.square_root(number)


@builtin(
    "log",
    "number: number",
    result=NUMBER,
    zh="自然对数",
    en="the natural logarithm",
    example="log(1)",
    answer="0",
)
def log(number: Number) -> Number:
    return arithmetic.logarithm(number)


@builtin(
    "exp",
    "number: number",
    result=NUMBER,
    zh="e 的幂",
    en="e raised to a power",
    example="exp(0)",
    answer="1",
)
def exp(number: Number) -> Number:
    return arithmetic.exponential(number)


@builtin(
    "odd",
    "number: number",
    result=BOOLEAN,
    zh="是否奇数",
    en="whether a number is odd",
    example="odd(5)",
    answer="true",
)
def odd(number: Number) -> bool:
    return _whole(number) % 2 == 1


@builtin(
    "even",
    "number: number",
    result=BOOLEAN,
    zh="是否偶数",
    en="whether a number is even",
    example="even(5)",
    answer="false",
)
def even(number: Number) -> bool:
    return _whole(number) % 2 == 0


def _rounded(n: Number, scale: Number | None, rounding: str) -> Decimal:
    return quantize(n, int(scale or 0), rounding)


def _whole(number: Number) -> int:
    if Fraction(number).denominator != 1:
        raise EvaluationError("不是整数", "the number is not whole")
    return int(number)
