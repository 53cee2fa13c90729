"""Numbers in two regimes.

STANDARD is the FEEL of the standard: decimals of 34 digits, half to even. EXACT is the same as long as results fit, and
goes on in fractions where they do not, so that a threshold is decided exactly and not by a rounded quotient; its dates
stay within the years 1 to 9999.
"""

from __future__ import annotations

import decimal
import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from luoshu.feel.failure import EvaluationError
from luoshu.feel.values import Number

DIGITS = 34
# Beyond this an exact power would only burn memory; it is rounded to 34 digits instead.
_LARGEST_EXACT_POWER = 400

_SIGNALS = [decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow]


def _context(signals: list[type[decimal.DecimalException]]) -> decimal.Context:
    return decimal.Context(prec=DIGITS, rounding=decimal.ROUND_HALF_EVEN, Emax=6144, Emin=-6143, traps=signals)


_CONTEXT = _context(_SIGNALS)
# Refuses to round; a shared flag would not do, since runs may be in several threads.
UNROUNDED = _context([*_SIGNALS, decimal.Inexact])
_HALF = Fraction(1, 2)
_USUAL_BITS = 1_000


def to_decimal(value: Number) -> Decimal:
    """The number rounded to 34 digits.

    Raises:
        EvaluationError: where it is larger than a decimal of the standard can be.
    """
    try:
        if isinstance(value, Decimal):
            return _CONTEXT.plus(value)
        return _CONTEXT.divide(Decimal(value.numerator), Decimal(value.denominator))
    except decimal.Overflow:
        raise _overflow() from None


@dataclass(frozen=True)
class Arithmetic:
    """The operations on numbers in one regime."""

    exact: bool = False

    def add(self, left: Number, right: Number) -> Number:
        return self._compute("add", left, right, lambda a, b: a + b)

    def subtract(self, left: Number, right: Number) -> Number:
        return self._compute("subtract", left, right, lambda a, b: a - b)

    def multiply(self, left: Number, right: Number) -> Number:
        return self._compute("multiply", left, right, lambda a, b: a * b)

    def divide(self, left: Number, right: Number) -> Number:
        if not right:
            raise EvaluationError("除数为零", "division by zero")
        if self.exact:  # few quotients fit, and it takes longer to find that out first
            (above, below), (above_, below_) = left.as_integer_ratio(), right.as_integer_ratio()
            return self.keep(Fraction(above * below_, below * above_))
        return self._compute("divide", left, right, lambda a, b: a / b)

    def power(self, base: Number, exponent: Number) -> Number:
        if not base and exponent < 0:
            raise EvaluationError("零的负数次方", "nought to a negative power")
        if not exponent:
            return Decimal(1)
        try:
            if self.exact and exponent == int(exponent) and -_LARGEST_EXACT_POWER <= exponent <= _LARGEST_EXACT_POWER:
                return self.keep(Fraction(base) ** int(exponent))
            return _CONTEXT.power(to_decimal(base), to_decimal(exponent))
        except (decimal.InvalidOperation, OverflowError):
            raise _no_result() from None
        except decimal.Overflow:
            raise _overflow() from None

    def negate(self, value: Number) -> Number:
        if isinstance(value, Fraction):
            return -value
        # Plain `-value` would round to the 28 digits of Python's default context.
        return value.copy_negate() if value else value

    def keep(self, value: Fraction) -> Number:
        """The number as a decimal where 34 digits hold it, or else rounded or kept, as the regime has it."""
        if self.exact and _is_periodic(value):
            return value
        rounded = to_decimal(value)
        return value if self.exact and Fraction(rounded) != value else rounded

    def _compute(
        self, operation: str, left: Number, right: Number, in_fractions: Callable[[Fraction, Fraction], Fraction]
    ) -> Number:
        try:
            if isinstance(left, Decimal) and isinstance(right, Decimal):
                context = UNROUNDED if self.exact else _CONTEXT
                result: Decimal = getattr(context, operation)(left, right)
                return result
        except decimal.Inexact as error:
            # An overflow or underflow is inexact too, and the first to be raised.
            if isinstance(error, decimal.Overflow):
                raise _overflow() from None
        return self.keep(in_fractions(Fraction(left), Fraction(right)))


def _is_periodic(value: Fraction) -> bool:
    """Whether a number of usual size has no finite decimals: a factor other than 2 and 5 is in its denominator."""
    numerator, denominator = value.as_integer_ratio()
    usual = numerator.bit_length() < _USUAL_BITS and denominator.bit_length() < _USUAL_BITS
    return usual and pow(10, denominator.bit_length(), denominator) != 0


STANDARD = Arithmetic()
EXACT = Arithmetic(exact=True)


def modulo(left: Number, right: Number) -> Fraction:
    """What is left of a floored division; it has the sign of the divisor."""
    if not right:
        raise EvaluationError("除数为零", "division by zero")
    return Fraction(left) % Fraction(right)


# --- rounding ---------------------------------------------------------------------------------------------------------


def _away(value: Fraction, nearest: Callable[[Fraction], int]) -> int:
    """Rounds the size of a number and puts its sign back."""
    return -nearest(-value) if value < 0 else nearest(value)


ROUNDINGS: dict[str, Callable[[Fraction], int]] = {
    "floor": math.floor,
    "ceiling": math.ceil,
    "up": lambda value: _away(value, math.ceil),
    "down": math.trunc,
    "half up": lambda value: _away(value, lambda size: math.floor(size + _HALF)),
    "half down": lambda value: _away(value, lambda size: math.ceil(size - _HALF)),
    "half even": round,
}


def quantize(value: Number, places: int, rounding: str) -> Decimal:
    """The number with `places` decimals (negative: tens, hundreds), by one of ROUNDINGS."""
    if not -6111 <= places <= 6176:
        raise EvaluationError(f"小数位数 {places} 超出 -6111 至 6176", f"scale {places} is not from -6111 to 6176")
    steps = ROUNDINGS[rounding](Fraction(value) * Fraction(10) ** places)
    return to_decimal(Decimal(steps).scaleb(-places, _WIDE))


def quantize_half_up(value: Number, places: int) -> Decimal:
    """The number with `places` decimals, a half rounded away from nought."""
    return quantize(value, places, "half up")


_WIDE = decimal.Context(prec=10_000, Emax=999_999, Emin=-999_999)


def text_of(value: Number) -> str:
    """The number as FEEL writes it: plain digits, no trailing zeros, at most 34 of them."""
    number = to_decimal(value).normalize(_WIDE)
    return "0" if not number else format(number, "f")


def square_root(value: Number) -> Number:
    if value < 0:
        raise EvaluationError("负数没有平方根", "a negative number has no square root")
    return _CONTEXT.sqrt(to_decimal(value))


def exponential(value: Number) -> Number:
    try:
        return _CONTEXT.exp(to_decimal(value))
    except decimal.Overflow:
        raise _overflow() from None


def logarithm(value: Number) -> Number:
    if value <= 0:
        raise EvaluationError("只有正数才有对数", "only a positive number has a logarithm")
    return _CONTEXT.ln(to_decimal(value))


def _overflow() -> EvaluationError:
    return EvaluationError("数值过大", "the number is too large")


def _no_result() -> EvaluationError:
    return EvaluationError("结果不是实数", "the result is not a real number")
