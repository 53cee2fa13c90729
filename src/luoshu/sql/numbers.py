"""Exact numbers in SQL: a numerator over a denominator, each with bounds, so that comparisons clear the denominators.

`a / b >= k` becomes `q * a >= p * b` with k = p/q in lowest terms. Range analysis over the vocabulary's 范围 proves
that products fit 38 digits and what the sign of a denominator is; where it cannot, the expression is refused, never
rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from sqlglot import exp

from luoshu.sql.refusal import refuse

MAX_DIGITS = 38  # what a DECIMAL holds on every engine we target
FAST_DIGITS = 18  # what a DECIMAL holds in 64 bits
INT32, INT64 = 2**31 - 1, 2**63 - 1


@dataclass(frozen=True)
class Exact:
    """An exact decimal column or expression: value between `low` and `high`, `scale` places after the point.

    `integer` says that SQL sees a BIGINT or INTEGER, else DECIMAL(`width`, `scale`). `const` is a literal's value.
    `cut` says that the value was longer and has been cut: it may be compared with shorter ones, and rounded, but not
    reckoned with.
    """

    sql: exp.Expr
    low: Fraction
    high: Fraction
    scale: int = 0
    width: int = MAX_DIGITS
    integer: bool = False
    const: Fraction | None = None
    cut: bool = False

    @property
    def digits(self) -> int:
        """How many decimal digits every value of the expression needs, with its places."""
        return digits(max(abs(self.low), abs(self.high)) * 10**self.scale)

    @property
    def type(self) -> str:
        """The type of a column that holds it."""
        return "BIGINT" if self.integer else f"DECIMAL({self.width}, {self.scale})"

    def as_decimal(self) -> Exact:
        """The same as a DECIMAL: a whole number is cast to one as wide as its bounds need."""
        return self.narrowed() if self.integer and self.const is None else self

    def narrowed(self) -> Exact:
        """The same as a DECIMAL no wider than its bounds need."""
        if self.const is not None or (not self.integer and self.width <= self.digits):
            return self
        width = max(self.digits, self.scale, 1)
        if width > MAX_DIGITS:
            raise refuse("数值超过 38 位", "the number needs more than 38 digits")
        return replace(self, sql=cast(self.sql, f"DECIMAL({width}, {self.scale})"), width=width, integer=False)

    def widened(self) -> Exact:
        """The same as a DECIMAL of more than 64 bits."""
        width = FAST_DIGITS + 1
        return replace(self, sql=cast(self.sql, f"DECIMAL({width}, {self.scale})"), width=width)


def digits(value: Fraction) -> int:
    return len(str(int(value))) if value >= 1 else 0


def cast(sql: exp.Expr, type_: str) -> exp.Expr:
    """A cast, also of what is cast to another width already (which sqlglot's own would leave as it is)."""
    wanted = _type(type_).copy()
    return sql if isinstance(sql, exp.Cast) and sql.to == wanted else exp.Cast(this=sql, to=wanted)


@lru_cache
def _type(text: str) -> exp.DataType:
    """A type, read once: a query has thousands of casts to few of them."""
    return exp.DataType.build(text)


def number(value: Fraction | Decimal | int) -> Exact:
    """A literal with finitely many places."""
    fraction = Fraction(value)
    scale = places(fraction)
    if scale is None:
        raise ValueError(value)
    whole = str(abs(int(fraction * 10**scale))).rjust(scale + 1, "0")
    sql: exp.Expr = exp.Literal.number(f"{whole[:-scale]}.{whole[-scale:]}" if scale else whole)
    if fraction < 0:
        sql = exp.Neg(this=sql)
    width = max(digits(abs(fraction) * 10**scale), scale, 1)
    return Exact(sql, fraction, fraction, scale, width, scale == 0 and abs(fraction) <= INT64, fraction)


def places(value: Fraction) -> int | None:
    """How many places write the fraction out; None where it has no finite decimal."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


def add(left: Exact, right: Exact, sign: int = 1) -> Exact:
    if left.const is not None and right.const is not None:
        return number(left.const + sign * right.const)
    if (sign > 0 and left.const == 0) or (sign < 0 and right.const == 0):
        return right if left.const == 0 else left
    if sign > 0 and right.const == 0:
        return left
    low = left.low + (right.low if sign > 0 else -right.high)
    high = left.high + (right.high if sign > 0 else -right.low)
    return _combined(exp.Add if sign > 0 else exp.Sub, left, right, low, high, max(left.scale, right.scale))


def multiply(left: Exact, right: Exact) -> Exact:
    if left.const is not None and right.const is not None:
        return number(left.const * right.const)
    if left.const == 1:
        return right
    if right.const == 1:
        return left
    corners = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
    return _combined(exp.Mul, left, right, min(corners), max(corners), left.scale + right.scale)


def negate(value: Exact) -> Exact:
    if value.const is not None:
        return number(-value.const)
    return replace(value, sql=exp.Neg(this=paren(value.sql)), low=-value.high, high=-value.low)


def _combined(kind: type[exp.Binary], left: Exact, right: Exact, low: Fraction, high: Fraction, scale: int) -> Exact:
    if left.cut or right.cut:
        raise refuse("不能用已截短的数再计算", "a number that was cut cannot be reckoned with")
    largest = max(abs(low), abs(high))
    if left.integer and right.integer and largest <= INT64:
        first = left.sql
        if largest > INT32 and not (left.const is None and right.const is None):
            first = cast(first, "BIGINT")
        return Exact(binary(kind, first, right.sql), low, high, 0, 19, True)
    left, right = left.as_decimal(), right.as_decimal()
    width = max(digits(largest * 10**scale), scale, 1)
    if width > MAX_DIGITS:
        raise refuse(
            f"精确计算需要 {width} 位数字，超过 38 位；请在词汇表里收窄范围",
            f"an exact result needs {width} digits, more than 38: narrow the ranges in the vocabulary",
        )
    if width <= FAST_DIGITS:
        left, right = (side if side.width <= FAST_DIGITS else side.narrowed() for side in (left, right))
    elif kind is exp.Mul and max(left.width, right.width) <= FAST_DIGITS:
        # DuckDB keeps the product of two 64-bit decimals in 64 bits, and fails where it does not fit.
        left = left.widened()
    return Exact(binary(kind, left.sql, right.sql), low, high, scale, _natural_width(kind, left, right, scale), False)


def _natural_width(kind: type[exp.Binary], left: Exact, right: Exact, scale: int) -> int:
    """The width that DuckDB gives a product or a sum."""
    if kind is exp.Mul:
        most = FAST_DIGITS if max(left.width, right.width) <= FAST_DIGITS else MAX_DIGITS
        return min(left.width + right.width, most)
    return min(max(left.width - left.scale, right.width - right.scale) + 1 + scale, MAX_DIGITS)


def binary(kind: type[exp.Binary], left: exp.Expr, right: exp.Expr) -> exp.Expr:
    return kind(this=_operand(left), expression=_operand(right))


def connected(kind: type[exp.Connector], left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """Two conditions joined. A chain of them goes without brackets: sqlglot writes such a one without recursion."""
    return kind(this=left if isinstance(left, kind) else _operand(left), expression=_operand(right))


def paren(sql: exp.Expr) -> exp.Expr:
    """In brackets. (sqlglot's own copies what it is given, which makes a chain of sixty terms slow.)"""
    return exp.Paren(this=sql)


def negated(sql: exp.Expr) -> exp.Expr:
    return exp.Not(this=sql)


def _operand(sql: exp.Expr) -> exp.Expr:
    return paren(sql) if isinstance(sql, (exp.Binary, exp.Connector, exp.Neg, exp.Not, exp.Is, exp.In)) else sql


# --- rationals --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Num:
    """`over / under`, or `over` itself. `under` is never negative, and null where it would be 0."""

    over: Exact
    under: Exact | None = None

    @property
    def const(self) -> Fraction | None:
        if self.over.const is None or (self.under is not None and self.under.const is None):
            return None
        return self.over.const / (self.under.const if self.under is not None and self.under.const else 1)

    @property
    def bounds(self) -> tuple[Fraction, Fraction]:
        """Bounds of the quotient; a denominator of d places is at least 10^-d."""
        if self.under is None:
            return self.over.low, self.over.high
        least = self.under.low if self.under.low > 0 else Fraction(1, 10**self.under.scale)
        most = self.under.high if self.under.high > 0 else Fraction(1)
        corners = [side / end for side in (self.over.low, self.over.high) for end in (least, most)]
        return min(corners), max(corners)


def rational(value: Fraction) -> Num:
    """A constant: a finite decimal as it is, anything else as numerator over denominator."""
    if places(value) is not None:
        return Num(number(value))
    return Num(number(value.numerator), number(value.denominator))


def whole(value: Num) -> Num:
    """A constant decimal as a fraction of whole numbers, which keeps cross-multiplied columns short."""
    const = value.const
    if const is None or const.denominator == 1:
        return value
    return Num(number(const.numerator), number(const.denominator))


def plus(left: Num, right: Num, sign: int = 1) -> Num:
    if left.under is None and right.under is None:
        return Num(add(left.over, right.over, sign))
    if left.under == right.under:
        return Num(add(left.over, right.over, sign), left.under)
    left, right = (whole(side) if other.under is not None else side for side, other in ((left, right), (right, left)))
    over = add(_times(left.over, right.under), _times(right.over, left.under), sign)
    return Num(over, _product(left.under, right.under))


def times(left: Num, right: Num) -> Num:
    left, right = (whole(side) if other.under is not None else side for side, other in ((left, right), (right, left)))
    return Num(multiply(left.over, right.over), _product(left.under, right.under))


def minus(value: Num) -> Num:
    return Num(negate(value.over), value.under)


def divide(left: Num, right: Num) -> Num:
    """The quotient; null where the divisor is 0. The sign of the divisor moves into the numerator."""
    if right.const is not None:
        if right.const == 0:
            raise refuse("除数恒为零", "the divisor is always zero")
        return times(left, rational(1 / right.const))
    divisor, over = right.over, _times(left.over, right.under)
    if divisor.high <= 0:
        divisor, over = negate(divisor), negate(over)
    elif divisor.low < 0:
        negative = exp.LT(this=divisor.sql.copy(), expression=exp.Literal.number(0))
        largest = max(abs(over.low), abs(over.high))
        flipped = exp.Case().when(negative, exp.Neg(this=paren(over.sql.copy()))).else_(over.sql.copy())
        over = replace(over, sql=flipped, low=-largest, high=largest, const=None)
        size = max(abs(divisor.low), abs(divisor.high))
        divisor = replace(divisor, sql=exp.Abs(this=divisor.sql), low=Fraction(0), high=size)
    if divisor.low <= 0:
        divisor = replace(divisor, sql=exp.Nullif(this=divisor.sql, expression=exp.Literal.number(0)))
    return Num(over, _product(left.under, divisor))


def _times(value: Exact, factor: Exact | None) -> Exact:
    return value if factor is None else multiply(value, factor)


def _product(left: Exact | None, right: Exact | None) -> Exact | None:
    if left is None or right is None:
        return left if right is None else right
    return multiply(left, right)


COMPARE: dict[str, type[exp.Binary]] = {
    "=": exp.EQ, "!=": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE,
}  # fmt: skip


def compare(op: str, left: Num, right: Num) -> exp.Expr:
    """The comparison, denominators cleared; null where a side is."""
    if left.under is not None or right.under is not None:
        left, right = whole(left), whole(right)
    elif left.over.integer != right.over.integer and (left.const is None or right.const is None):
        # A count against a rate of it: in whole numbers SQL stays with integers.
        left, right = (whole(side) if other.over.integer else side for side, other in ((left, right), (right, left)))
    first, second = _times(left.over, right.under), _times(right.over, left.under)
    if (first.cut and second.scale >= first.scale) or (second.cut and first.scale >= second.scale):
        raise refuse("已截短的数只能与更短的数比较", "a number that was cut compares with shorter ones only")
    if not (first.integer and second.integer) and first.const is None and second.const is None:
        first, second = first.as_decimal(), second.as_decimal()
    return binary(COMPARE[op], first.sql, second.sql)


def same_type(values: Sequence[Exact]) -> tuple[list[Exact], Exact]:
    """The branches of a CASE cast to one type, and an Exact that bounds them all (its `sql` is the first's)."""
    low, high = min(value.low for value in values), max(value.high for value in values)
    scale = max(value.scale for value in values)
    integer = all(value.integer for value in values)
    width = max(digits(max(abs(low), abs(high)) * 10**scale), scale, 1)
    if width > MAX_DIGITS:
        raise refuse("数值超过 38 位", "the number needs more than 38 digits")
    if not integer:
        values = [
            value
            if value.const is not None
            else replace(value, sql=cast(value.sql, f"DECIMAL({width}, {scale})"))
            if (value.integer or value.scale != scale or value.width != width)
            else value
            for value in values
        ]
    elif max(abs(low), abs(high)) > INT32:
        values = [
            replace(value, sql=cast(value.sql, "BIGINT")) if value.const is not None else value for value in values
        ]
    cut = any(value.cut for value in values)
    return list(values), Exact(values[0].sql, low, high, scale, width, integer, cut=cut)


def aligned(values: Sequence[Exact]) -> tuple[Exact, list[exp.Expr]]:
    """An Exact that bounds all values, and the values with the casts that make them of its type, literals too."""
    _, common = same_type(values)
    type_ = "BIGINT" if common.integer else f"DECIMAL({common.width}, {common.scale})"
    return replace(common, const=None), [cast(value.sql, type_) for value in values]
