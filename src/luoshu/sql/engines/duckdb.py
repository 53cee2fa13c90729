"""DuckDB's lowering, which is the engine's by default: another overrides what it does otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlglot import exp, parse_one

from luoshu.sql.numbers import INT64, binary, cast, paren


@dataclass(frozen=True)
class Engine:
    """What a compiled program asks of an engine, as DuckDB does it."""

    name: str = "duckdb"
    dialect: str = "duckdb"
    big_integer: str = "HUGEINT"
    # Settings under which x/0 is null instead of infinity or an error.
    settings: tuple[str, ...] = ("SET ieee_floating_point_ops = false", "SET error_on_division_by_zero = false")

    def sql(self, query: exp.Expr) -> str:
        """A query of the compiler's as text; the query is used up by it."""
        return query.sql(dialect=self.dialect, copy=False)

    def identifier(self, name: str) -> str:
        """The name under which the engine knows a column or a table."""
        return name

    def typed(self, sql: exp.Expr, type_: str) -> exp.Expr:
        """A column's expression, which is of that type or null: for engines that ask for the type of a null."""
        return sql

    def same(self, one: exp.Expr, other: exp.Expr) -> exp.Expr:
        """Whether two values of one type are the same, null being the same as null; a join is to be fast by it."""
        return exp.NullSafeEQ(this=one, expression=other)

    def first_in_order(self, name: str, sql: exp.Expr, kind: type) -> exp.Expr:
        """The least (`min`) or the greatest value of a column of texts, booleans, dates or numbers, as an aggregate."""
        return exp.Min(this=sql) if name == "min" else exp.Max(this=sql)

    def total(self, sql: exp.Expr, *, long: bool) -> exp.Expr:
        """The sum of a column of numbers; `long` where whole numbers together may be more than 64 bits hold."""
        return exp.Sum(this=sql)

    def integer(self, sql: exp.Expr, largest: int) -> exp.Expr:
        """A whole DECIMAL as the engine's fastest integer that holds `largest`."""
        return cast(sql, "BIGINT" if largest <= INT64 else self.big_integer)

    def scaled_down(self, sql: exp.Expr, places: int, width: int) -> exp.Expr:
        """An integer times 10^-places, as a DECIMAL of so many digits that it is known to fit."""
        unit = exp.Literal.number("0." + "0" * (places - 1) + "1")
        return cast(binary(exp.Mul, cast(sql, "DECIMAL(38, 0)"), unit), f"DECIMAL({width}, {places})")

    def truncated_quotient(self, over: exp.Expr, under: exp.Expr, most: int) -> exp.Expr:
        """Integer division towards zero of integers; the quotient is known to be no larger than `most`."""
        return exp.IntDiv(this=paren(over), expression=paren(under))

    def add_months(self, date: exp.Expr, months: int) -> exp.Expr:
        """The day so many months on; the month's last day where it has none of that number."""
        interval = exp.Interval(this=exp.Literal.string(str(abs(months))), unit=exp.var("MONTH"))
        kind = exp.Add if months >= 0 else exp.Sub
        return cast(binary(kind, date, interval), "DATE")

    def add_days(self, date: exp.Expr, days: int) -> exp.Expr:
        return binary(exp.Add if days >= 0 else exp.Sub, date, exp.Literal.number(abs(days)))

    def days_between(self, start: exp.Expr, end: exp.Expr) -> exp.Expr:
        return binary(exp.Sub, end, start)

    def months_on(self, date: exp.Expr, months: exp.Expr) -> exp.Expr:
        """As `add_months`, by a BIGINT that is known to be small."""
        interval = exp.func("TO_MONTHS", cast(months, "INTEGER"))
        return cast(binary(exp.Add, date, interval), "DATE")

    def days_on(self, date: exp.Expr, days: exp.Expr) -> exp.Expr:
        """The day so many days on, by a BIGINT that is known to be small."""
        return binary(exp.Add, date, cast(days, "INTEGER"))

    def date_of(self, year: exp.Expr, month: exp.Expr, day: exp.Expr) -> exp.Expr:
        """The date of BIGINT parts that are known to make one."""
        return exp.func("MAKE_DATE", year, month, day)

    def date_part(self, part: str, date: exp.Expr) -> exp.Expr:
        """`year`, `month`, `day`, `weekday` from Monday as 1, `day of year`, or `week of year` as ISO 8601 counts."""
        name = {"weekday": "ISODOW", "day of year": "DOY", "week of year": "WEEK"}.get(part, part.upper())
        return exp.Extract(this=exp.var(name), expression=date)

    def date_text(self, date: exp.Expr) -> exp.Expr:
        """`2025-06-30`, the year with four digits."""
        return cast(date, "VARCHAR")

    def function(self, name: str, *args: exp.Expr) -> exp.Expr:
        """A string function of FEEL, by its FEEL name."""
        return exp.func(_STRING_FUNCTIONS[name], *args, dialect=self.dialect)

    def with_other(self, text: exp.Expr, part: str, other: str) -> exp.Expr:
        """A text with another in each place of a part."""
        literals = [exp.Literal.string(each) for each in (part, other)]
        return exp.Anonymous(this="REPLACE", expressions=[text, *literals])

    def each_upper(self, text: exp.Expr, longer: tuple[tuple[str, str], ...]) -> exp.Expr:
        """A text in upper case, character by character; `longer` are those that UPPER does not know."""
        of_one, of_all = _each_upper(longer), text
        return of_one.transform(lambda part: of_all.copy() if part == exp.column("text") else part)

    def substring(self, text: exp.Expr, start: exp.Expr, length: exp.Expr | None = None) -> exp.Expr:
        """So many characters (code points) from a place from 1 on, as BIGINTs."""
        return exp.Substring(this=text, start=start, length=length)

    def position(self, text: exp.Expr, part: exp.Expr) -> exp.Expr:
        """The first character, from 1, at which a text stands in another; 0 where it does not."""
        return exp.func("STRPOS", text, part, dialect=self.dialect)

    def text_order(self, text: exp.Expr) -> exp.Expr:
        """A text that SQL orders by code points; DuckDB orders by the bytes of UTF-8, which is the same."""
        return text

    def matches(self, text: exp.Expr, pattern: str) -> exp.Expr:
        """Whether a regular expression finds something."""
        return exp.Anonymous(this="REGEXP_MATCHES", expressions=[text, exp.Literal.string(pattern)])

    def replaced(self, text: exp.Expr, pattern: str, by: str) -> exp.Expr:
        """Everything that a regular expression finds, replaced."""
        literals = [exp.Literal.string(each) for each in (pattern, by, "g")]
        return exp.Anonymous(this="REGEXP_REPLACE", expressions=[text, *literals])

    def trimmed(self, text: exp.Expr, ending: str) -> exp.Expr:
        """A text without one character at its end, however often it stands there."""
        return exp.Anonymous(this="RTRIM", expressions=[text, exp.Literal.string(ending)])

    def outermost(self, name: str, values: Sequence[exp.Expr]) -> exp.Expr:
        """The least (`min`) or the greatest of values of one type, passing over those that are null."""
        name = "LEAST" if name == "min" else "GREATEST"
        return exp.Anonymous(this=name, expressions=[value.copy() for value in values])

    def in_order(self, values: Sequence[exp.Expr], place: int) -> exp.Expr:
        """Of values of one type, none of them null, the one at a place from 1 when they stand in order."""
        ordered = exp.Anonymous(this="LIST_SORT", expressions=[exp.Array(expressions=[part.copy() for part in values])])
        return exp.Anonymous(this="LIST_EXTRACT", expressions=[ordered, exp.Literal.number(place)])


@cache
def _each_upper(longer: tuple[tuple[str, str], ...]) -> exp.Expr:
    """Of a column `text`. It is flat: one function inside another for each of a hundred characters is too deep."""
    entries = ", ".join(f"'{character}': '{upper}'" for character, upper in longer)
    of_one = f"COALESCE(MAP {{{entries}}}[c], UPPER(c))"
    found = parse_one(f"ARRAY_TO_STRING([{of_one} FOR c IN STRING_SPLIT(text, '')], '')", read="duckdb")
    return found.transform(lambda part: exp.var("c") if part == exp.column("c") else part)


# FEEL counts characters, as these do; all are null where an argument is.
_STRING_FUNCTIONS = {
    "string length": "LENGTH",
    "upper case": "UPPER",
    "lower case": "LOWER",
    "contains": "CONTAINS",
    "starts with": "STARTS_WITH",
    "ends with": "ENDS_WITH",
}

DUCKDB = Engine()
