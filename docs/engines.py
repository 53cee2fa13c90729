"""The page of what a construct becomes on each engine, from their lowering tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from docs.packs import GENERATED, cell
from sqlglot import exp

from luoshu.sql.engines import ENGINES, Engine
from luoshu.sql.numbers import INT64
from luoshu.sql.values import column


def _columns(names: str) -> Iterator[exp.Expr]:
    return (column(name) for name in names.split())


CONSTRUCTS: dict[str, Callable[[Engine], exp.Expr]] = {
    "a whole number of up to 18 digits": lambda e: e.integer(column("n"), INT64),
    "a larger one": lambda e: e.integer(column("n"), 10**38),
    "division in whole numbers; by 0 it is null": lambda e: e.truncated_quotient(column("n"), column("m"), 10**38),
    "the opposite": lambda e: exp.Neg(this=column("n")),
    "a sum that may be long": lambda e: e.total(column("n"), long=True),
    "a remainder": lambda e: exp.Mod(this=column("n"), expression=column("m")),
    "a date some months on": lambda e: e.add_months(column("d"), 3),
    "by a number that is computed": lambda e: e.months_on(*_columns("d n")),
    "days between dates": lambda e: e.days_between(*_columns("d e")),
    "a date of its parts": lambda e: e.date_of(*_columns("y m n")),
    "the day of the week": lambda e: e.date_part("weekday", column("d")),
    "`string length`": lambda e: e.function("string length", column("t")),
    "`contains`": lambda e: e.function("contains", *_columns("t u")),
    "`ends with`": lambda e: e.function("ends with", *_columns("t u")),
    "`substring`": lambda e: e.substring(*_columns("t n m")),
    "the order of texts": lambda e: exp.LT(this=e.text_order(column("t")), expression=e.text_order(column("u"))),
    "`matches`": lambda e: e.matches(column("t"), "^甲.*"),
    "the least of some values": lambda e: e.outermost("min", list(_columns("n m"))),
    "the second of three in order, for `median`": lambda e: e.in_order(list(_columns("a b c")), 2),
    "the same, null too": lambda e: e.same(*_columns("a b")),
    "the least yes or no of a column": lambda e: e.first_in_order("min", column("b"), bool),
    "whether any is true": lambda e: exp.LogicalOr(this=column("b")),
    "reasons put together": lambda e: exp.BitwiseOrAgg(this=column("n")),
}


def table() -> Iterator[str]:
    yield from ["# Engines", "", GENERATED, ""]
    yield "What a construct becomes on each engine, where they differ or might. All that compiles on one compiles on"
    yield "each, and what does not is interpreted on each ([functions](functions.md)); the tests ask every engine for"
    yield "the value of such. [Engines](../engines.md) says how to use them."
    yield from ["", f"| construct | {' | '.join(ENGINES)} |", f"|---|{'---|' * len(ENGINES)}"]
    for name, make in CONSTRUCTS.items():
        told = " | ".join(f"`{_one_line(engine.sql(make(engine)))}`" for engine in ENGINES.values())
        yield f"| {name} | {told} |"
    yield from ["", "Before a run:", ""]
    for engine in ENGINES.values():
        yield f"- {engine.name}: {', '.join(f'`{setting}`' for setting in engine.settings)}"


def _one_line(sql: str) -> str:
    return cell(sql.replace("\n", "\\n"))
