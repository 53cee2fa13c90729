"""Whether a value is null: a question that always has an answer."""

from __future__ import annotations

from sqlglot import exp

from luoshu.sql.numbers import Num, negated, paren
from luoshu.sql.values import Compiled, Duration, Interval, Value, Written, boolean


def opposite(value: Value, wanted: bool = True) -> Value:
    """The opposite of a boolean, where it is wanted."""
    if not wanted:
        return value
    return boolean(not value.const) if value.const is not None else Value("boolean", negated(paren(value.sql)))


def is_null_value(value: Compiled) -> Value:
    """Whether a value is null."""
    match value:
        case Duration(_, count):
            return is_null_value(count)
        case Written():
            return boolean(False)
        case Interval(low, high):
            ends = [test for end in (low, high) if end is not None and (test := is_null_value(end)).const is None]
            return Value("boolean", exp.or_(*(paren(end.sql) for end in ends))) if ends else boolean(False)
        case Num():
            if value.const is not None:
                return boolean(False)
            parts = [part.sql for part in (value.over, value.under) if part is not None and part.const is None]
            tests = [
                exp.Is(this=paren(part) if isinstance(part, exp.Binary) else part, expression=exp.null())
                for part in parts
            ]
            return Value("boolean", tests[0] if len(tests) == 1 else exp.or_(*tests))
    if is_null_sql(value.sql) or value.const is not None:
        return boolean(is_null_sql(value.sql))
    if isinstance(value.sql, (exp.Literal, exp.Cast)) and not list(value.sql.find_all(exp.Column)):
        return boolean(False)
    return Value("boolean", exp.Is(this=paren(value.sql), expression=exp.null()))


def is_null_sql(sql: exp.Expr) -> bool:
    """Whether an expression is the null of some type."""
    return isinstance(sql.this if isinstance(sql, exp.Cast) else sql, exp.Null)
