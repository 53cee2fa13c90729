"""Spark SQL's lowering (4 and later, in ANSI mode): what it does otherwise than DuckDB.

x/0 is an error, `DIV` gives 64 bits, text functions and parts of dates count in other integers, a regular expression is
Java's, and upper case is the virtual machine's affair: here it is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from luoshu.sql.engines.others import Other, call, in_case, is_counted, with_sign
from luoshu.sql.numbers import INT64, binary, cast, paren

_PART = 5 * 10**18  # a quotient is found in two digits of this base, each of 64 bits
_SURELY = 9 * 10**18  # what doubles say is less than this, does fit 64 bits
_PARTS = {"day": "DAYOFMONTH", "day of year": "DAYOFYEAR", "week of year": "WEEKOFYEAR"}


@dataclass(frozen=True)
class Spark(Other):
    name: str = "spark"
    dialect: str = "spark"
    big_integer: str = "DECIMAL(38, 0)"
    settings: tuple[str, ...] = (
        "SET spark.sql.ansi.enabled = true",
        "SET spark.sql.session.timeZone = UTC",
        "SET spark.sql.caseSensitive = true",
        # Decimals keep every place, and are an error where they do not fit: else they would be rounded.
        "SET spark.sql.decimalOperations.allowPrecisionLoss = false",
        "SET spark.sql.legacy.decimal.retainFractionDigitsOnTruncate = true",
        # No column has many readers, but hundreds of them stand side by side: one method in Java would be too long.
        "SET spark.sql.codegen.wholeStage = false",
        # What follows from a filter is found in a time that grows with the square of the columns, and filters nothing.
        "SET spark.sql.constraintPropagation.enabled = false",
    )

    def sql(self, query: exp.Expr) -> str:
        told = query.copy()
        for part in reversed(list(told.walk())):  # what is within a part has been said before it
            said = self._said(part)
            if said is not part:
                part.replace(said)
        return told.sql(dialect=self.dialect)

    def _said(self, part: exp.Expr) -> exp.Expr:
        match part:
            # Spark rounds what it negates to 34 digits, without a word.
            case exp.Neg(this=negated) if not isinstance(negated, exp.Literal):
                return _negative(negated)
            case exp.Abs(this=either):
                return call("GREATEST", either, _negative(either.copy()))
            case exp.Mod() | exp.Div() if not is_counted(part.expression):
                part.set("expression", exp.Nullif(this=part.expression, expression=exp.Literal.number(0)))
            case exp.Window(this=exp.Filter(this=aggregate, expression=exp.Where(this=condition))):
                # A window has no FILTER.
                aggregate.set("this", exp.Case().when(condition, aggregate.this, copy=False))
                part.set("this", aggregate)
        return part

    def typed(self, sql: exp.Expr, type_: str) -> exp.Expr:
        return sql if type_.startswith("DECIMAL") and not isinstance(sql, exp.Null) else cast(sql, type_)

    def total(self, sql: exp.Expr, *, long: bool) -> exp.Expr:
        return exp.Sum(this=cast(paren(sql), self.big_integer) if long else sql)

    # --- whole numbers ------------------------------------------------------------------------------------------------

    def truncated_quotient(self, over: exp.Expr, under: exp.Expr, most: int) -> exp.Expr:
        """DIV gives a BIGINT, whatever it divides. Where the quotient may be longer it is found in two parts."""
        if not is_counted(under):
            under = exp.Nullif(this=under, expression=exp.Literal.number(0))
        if most <= INT64:
            return _div(over, under)
        doubles = (exp.Abs(this=cast(paren(side.copy()), "DOUBLE")) for side in (over, under))
        long = exp.GTE(this=next(doubles), expression=binary(exp.Mul, next(doubles), exp.Literal.number(_SURELY)))
        step = binary(exp.Mul, cast(paren(under.copy()), self.big_integer), exp.Literal.number(_PART))
        high = binary(exp.Mul, cast(_div(over, step), self.big_integer), exp.Literal.number(_PART))
        low = _div(exp.Mod(this=paren(over.copy()), expression=paren(step.copy())), under)
        return exp.Case().when(long, binary(exp.Add, high, low)).else_(cast(_div(over, under), self.big_integer))

    # --- dates --------------------------------------------------------------------------------------------------------

    def add_months(self, date: exp.Expr, months: int) -> exp.Expr:
        return call("ADD_MONTHS", date, _number(months))

    def months_on(self, date: exp.Expr, months: exp.Expr) -> exp.Expr:
        return call("ADD_MONTHS", date, cast(months, "INTEGER"))

    def add_days(self, date: exp.Expr, days: int) -> exp.Expr:
        return call("DATE_ADD", date, _number(days))

    def days_on(self, date: exp.Expr, days: exp.Expr) -> exp.Expr:
        return call("DATE_ADD", date, cast(days, "INTEGER"))

    def days_between(self, start: exp.Expr, end: exp.Expr) -> exp.Expr:
        return cast(call("DATEDIFF", end, start), "BIGINT")

    def date_of(self, year: exp.Expr, month: exp.Expr, day: exp.Expr) -> exp.Expr:
        return call("MAKE_DATE", *(cast(part, "INTEGER") for part in (year, month, day)))

    def date_part(self, part: str, date: exp.Expr) -> exp.Expr:
        if part == "weekday":
            return cast(paren(binary(exp.Add, call("WEEKDAY", date), exp.Literal.number(1))), "BIGINT")
        return cast(call(_PARTS.get(part, part.upper()), date), "BIGINT")

    # --- texts --------------------------------------------------------------------------------------------------------

    def function(self, name: str, *args: exp.Expr) -> exp.Expr:
        match name:
            case "string length":
                return cast(call("CHAR_LENGTH", *args), "BIGINT")
            case "upper case" | "lower case":
                return in_case(name == "upper case", *args)
        return call({"contains": "CONTAINS", "starts with": "STARTSWITH", "ends with": "ENDSWITH"}[name], *args)

    def position(self, text: exp.Expr, part: exp.Expr) -> exp.Expr:
        return cast(call("INSTR", text, part), "BIGINT")

    def matches(self, text: exp.Expr, pattern: str) -> exp.Expr:
        return paren(call("REGEXP_LIKE", text, exp.Literal.string(_of_java(pattern))))

    def replaced(self, text: exp.Expr, pattern: str, by: str) -> exp.Expr:
        return call("REGEXP_REPLACE", text, exp.Literal.string(_of_java(pattern)), exp.Literal.string(by))

    def trimmed(self, text: exp.Expr, ending: str) -> exp.Expr:
        return exp.Trim(this=text, expression=exp.Literal.string(ending), position="TRAILING")

    # --- the least, the greatest, the one in the middle ---------------------------------------------------------------

    def in_order(self, values: Sequence[exp.Expr], place: int) -> exp.Expr:
        ordered = call("SORT_ARRAY", call("ARRAY", *(value.copy() for value in values)))
        return call("ELEMENT_AT", ordered, exp.Literal.number(place))


def _div(over: exp.Expr, under: exp.Expr) -> exp.Expr:
    return paren(exp.IntDiv(this=paren(over.copy()), expression=paren(under.copy())))


def _negative(sql: exp.Expr) -> exp.Expr:
    return paren(exp.Sub(this=exp.Literal.number(0), expression=paren(sql)))


def _number(value: int) -> exp.Expr:
    number = exp.Literal.number(abs(value))
    return number if value >= 0 else exp.Neg(this=number)


def _of_java(pattern: str) -> str:
    """A checked pattern as Java reads it: lines end with \\n alone (d), and `$` stands at the very end."""
    return "(?d)" + with_sign(pattern, "$", r"\z")


SPARK = Spark()
