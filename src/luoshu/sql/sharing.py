"""Expressions that several places speak of: a column of its own each, so that it is computed once.

Without it the greatest of twenty values, each mentioned twice, would be a million expressions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice

from sqlglot import exp

from luoshu.sql.numbers import paren
from luoshu.sql.refusal import refuse
from luoshu.sql.values import Compiled, column, mapped

FEW = 12  # parts of an expression that is as well written twice
MOST = 400  # parts of one that may be written twice where it cannot be a column


@dataclass(frozen=True)
class Sharing:
    """`place` puts a column into the first layer that it can stand in, and gives that layer."""

    place: Callable[[str, exp.Expr], int]
    names: dict[str, str] = field(default_factory=dict)  # by the text of their SQL

    def once(self, sql: exp.Expr, *, among_items: bool) -> exp.Expr:
        """The expression as one that may be written several times. An item of a list has no layers to put it in."""
        if not among_items and not _is_short(sql, FEW):
            return self.column(sql)
        if _is_short(sql, MOST):
            return paren(sql) if isinstance(sql, (exp.Binary, exp.Unary)) else sql
        raise refuse("列表条件里的算式太长", "the expression in a list's condition is too long")

    def column(self, sql: exp.Expr) -> exp.Expr:
        """A column that holds the expression."""
        if isinstance(sql, (exp.Column, exp.Literal, exp.Boolean, exp.Null)):
            return sql
        key = sql.sql(dialect="duckdb")
        if key not in self.names:
            self.names[key] = f"part{len(self.names) + 1}·"
            self.place(self.names[key], sql)
        return column(self.names[key])

    def columns(self, value: Compiled) -> Compiled:
        """The value with a column for each of its parts."""
        return mapped(value, self.column)


def _is_short(sql: exp.Expr, parts: int) -> bool:
    return sum(1 for _ in islice(sql.walk(), parts + 1)) <= parts
