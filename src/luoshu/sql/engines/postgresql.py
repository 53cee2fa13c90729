"""PostgreSQL's lowering (15 and later): what it does otherwise than DuckDB.

Nulls have a type, identifiers end after 63 bytes, x/0 is an error, text functions and parts of dates count in other
integers, and upper case is the server's locale's affair: here it is not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from luoshu.sql.engines.others import Other, call, in_case, is_counted, with_sign
from luoshu.sql.numbers import binary, cast, paren

LONGEST_NAME = 63  # bytes of an identifier; PostgreSQL cuts what is longer
_TOLD_APART = 8  # digits of the hash at the end of one that was cut


@dataclass(frozen=True)
class PostgreSQL(Other):
    name: str = "postgresql"
    dialect: str = "postgres"
    big_integer: str = "DECIMAL(38, 0)"
    settings: tuple[str, ...] = (
        "SET datestyle = 'ISO, YMD'",
        "SET standard_conforming_strings = on",
        "SET jit = off",  # it takes longer to compile such queries than to run them
    )

    def sql(self, query: exp.Expr) -> str:
        """Layers end in OFFSET 0: PostgreSQL would else merge them, and a chain of them grow without end. MATERIALIZED
        does it too, but writes each down: three times as slow."""
        return query.transform(self._said, copy=False).sql(dialect=self.dialect, copy=False)

    def _said(self, part: exp.Expr) -> exp.Expr:
        match part:
            case exp.CTE(this=exp.Select() as layer):
                part.set("this", layer.offset(0))
            case exp.Identifier(this=str(name)) if len(name.encode()) > LONGEST_NAME:
                part.set("this", self.identifier(name))
            case exp.Mod() | exp.Div() if not is_counted(part.expression):
                part.set("expression", exp.Nullif(this=part.expression, expression=exp.Literal.number(0)))
        return part

    def identifier(self, name: str) -> str:
        """Itself, or where it is too long its beginning and a hash of all of it."""
        if len(name.encode()) <= LONGEST_NAME:
            return name
        kept = name.encode()[: LONGEST_NAME - _TOLD_APART - 1].decode(errors="ignore")
        return f"{kept}~{hashlib.sha256(name.encode()).hexdigest()[:_TOLD_APART]}"

    def typed(self, sql: exp.Expr, type_: str) -> exp.Expr:
        return cast(sql, "DECIMAL" if type_.startswith("DECIMAL") else type_)  # without digits it costs nothing

    def same(self, one: exp.Expr, other: exp.Expr) -> exp.Expr:
        """As texts, that a join may hash them: IS NOT DISTINCT FROM is a loop in a loop."""
        return exp.EQ(this=_as_key(one), expression=_as_key(other))

    def first_in_order(self, name: str, sql: exp.Expr, kind: type) -> exp.Expr:
        if kind is bool:
            return exp.LogicalAnd(this=sql) if name == "min" else exp.LogicalOr(this=sql)
        return super().first_in_order(name, self.text_order(sql) if kind is str else sql, kind)

    # --- whole numbers ------------------------------------------------------------------------------------------------

    def truncated_quotient(self, over: exp.Expr, under: exp.Expr, most: int) -> exp.Expr:
        if not is_counted(under):
            under = exp.Nullif(this=under, expression=exp.Literal.number(0))
        return exp.Anonymous(this="DIV", expressions=[over, under])

    # --- dates --------------------------------------------------------------------------------------------------------

    def days_between(self, start: exp.Expr, end: exp.Expr) -> exp.Expr:
        return cast(paren(super().days_between(start, end)), "BIGINT")

    def months_on(self, date: exp.Expr, months: exp.Expr) -> exp.Expr:
        nothing = exp.Literal.number(0)
        interval = exp.Anonymous(this="MAKE_INTERVAL", expressions=[nothing, cast(months, "INTEGER")])
        return cast(paren(binary(exp.Add, date, interval)), "DATE")

    def date_of(self, year: exp.Expr, month: exp.Expr, day: exp.Expr) -> exp.Expr:
        parts = [cast(part, "INTEGER") for part in (year, month, day)]
        return exp.Anonymous(this="MAKE_DATE", expressions=parts)

    def date_part(self, part: str, date: exp.Expr) -> exp.Expr:
        return cast(super().date_part(part, date), "BIGINT")

    # --- texts --------------------------------------------------------------------------------------------------------

    def function(self, name: str, *args: exp.Expr) -> exp.Expr:
        match name:
            case "string length":
                return cast(call("LENGTH", *args), "BIGINT")
            case "upper case" | "lower case":
                return in_case(name == "upper case", *args)
            case "contains":
                return paren(exp.GT(this=call("STRPOS", *args), expression=exp.Literal.number(0)))
            case "starts with":
                return call("STARTS_WITH", *args)
        text, end = args  # ends with
        return paren(exp.EQ(this=call("RIGHT", text, call("LENGTH", end)), expression=end.copy()))

    def position(self, text: exp.Expr, part: exp.Expr) -> exp.Expr:
        return cast(call("STRPOS", text, part), "BIGINT")

    def text_order(self, text: exp.Expr) -> exp.Expr:
        return exp.Collate(this=paren(text), expression=exp.to_identifier("C", quoted=True))

    def matches(self, text: exp.Expr, pattern: str) -> exp.Expr:
        return paren(exp.RegexpLike(this=paren(text), expression=exp.Literal.string(_of_one_line(pattern))))

    def replaced(self, text: exp.Expr, pattern: str, by: str) -> exp.Expr:
        return super().replaced(text, _of_one_line(pattern), by)

    # --- the least, the greatest, the one in the middle ---------------------------------------------------------------

    def in_order(self, values: Sequence[exp.Expr], place: int) -> exp.Expr:
        each = call("UNNEST", exp.Array(expressions=[value.copy() for value in values]))
        return exp.select(each).order_by(exp.Literal.number(1)).limit(1).offset(place - 1).subquery()


def _as_key(sql: exp.Expr) -> exp.Expr:
    text = exp.DPipe(this=exp.Literal.string("="), expression=cast(sql, "VARCHAR"))
    return exp.Coalesce(this=text, expressions=[exp.Literal.string("")])


def _of_one_line(pattern: str) -> str:
    """A checked pattern, in which `.` is no new line: PostgreSQL's is."""
    return with_sign(pattern, ".", "[^\n]")


POSTGRESQL = PostgreSQL()
