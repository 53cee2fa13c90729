"""What differs between SQL engines: one small lowering table each. DuckDB is the first."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from luoshu.sql.numbers import INT64, binary, cast


@dataclass(frozen=True)
class Engine:
    """DuckDB's lowering; another engine overrides what it does otherwise."""

    name: str = "duckdb"
    dialect: str = "duckdb"
    big_integer: str = "HUGEINT"
    # Settings under which x/0 is null instead of infinity or an error.
    settings: tuple[str, ...] = ("SET ieee_floating_point_ops = false", "SET error_on_division_by_zero = false")

    def integer(self, sql: exp.Expr, largest: int) -> exp.Expr:
        """A whole DECIMAL as the engine's fastest integer that holds `largest`."""
        return cast(sql, "BIGINT" if largest <= INT64 else self.big_integer)

    def scaled_down(self, sql: exp.Expr, places: int, width: int) -> exp.Expr:
        """An integer times 10^-places, as a DECIMAL of so many digits that it is known to fit."""
        unit = exp.Literal.number("0." + "0" * (places - 1) + "1")
        return cast(binary(exp.Mul, cast(sql, "DECIMAL(38, 0)"), unit), f"DECIMAL({width}, {places})")

    def truncated_quotient(self, over: exp.Expr, under: exp.Expr) -> exp.Expr:
        """Integer division towards zero of integers."""
        return exp.IntDiv(this=exp.paren(over), expression=exp.paren(under))

    def add_months(self, date: exp.Expr, months: int) -> exp.Expr:
        """The day so many months on; the month's last day where it has none of that number."""
        interval = exp.Interval(this=exp.Literal.string(str(abs(months))), unit=exp.var("MONTH"))
        kind = exp.Add if months >= 0 else exp.Sub
        return cast(binary(kind, date, interval), "DATE")

    def add_days(self, date: exp.Expr, days: int) -> exp.Expr:
        return binary(exp.Add if days >= 0 else exp.Sub, date, exp.Literal.number(abs(days)))

    def days_between(self, start: exp.Expr, end: exp.Expr) -> exp.Expr:
        return binary(exp.Sub, end, start)

    def date_part(self, part: str, date: exp.Expr) -> exp.Expr:
        """`year`, `month`, `day`, or `weekday` from Monday as 1."""
        name = {"weekday": "ISODOW"}.get(part, part.upper())
        return exp.Extract(this=exp.var(name), expression=date)

    def function(self, name: str, *args: exp.Expr) -> exp.Expr:
        """A string function of FEEL, by its FEEL name."""
        return exp.func(_STRING_FUNCTIONS[name], *args, dialect=self.dialect)


# FEEL counts characters, as these do; all are null where an argument is.
_STRING_FUNCTIONS = {
    "string length": "LENGTH",
    "upper case": "UPPER",
    "lower case": "LOWER",
    "contains": "CONTAINS",
    "starts with": "STARTS_WITH",
    "ends with": "ENDS_WITH",
}
STRING_RESULTS = {"string length": "number", "upper case": "string", "lower case": "string"}
STRING_FUNCTIONS = frozenset(_STRING_FUNCTIONS)

DUCKDB = Engine()
