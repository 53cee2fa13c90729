"""Which built-in functions SQL has, and what compiles each. What is not here is refused, and interpreted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlglot import exp

from luoshu.feel import tree
from luoshu.feel.builtins import BUILTINS
from luoshu.feel.tree import Node
from luoshu.sql import dates, durations, ranges, texts, whole_numbers
from luoshu.sql.numbers import Num
from luoshu.sql.refusal import refuse
from luoshu.sql.rounding import ROUNDINGS, rounded
from luoshu.sql.values import Compiled, Duration, Value, boolean

if TYPE_CHECKING:
    from luoshu.sql.compiler import Compiler

Compile = Callable[["Compiler", list[Compiled], Node], Compiled]

# Of one list, or of values one by one.
OF_LISTS = ("count", "sum", "min", "max", "mean", "median", "product", "all", "any")


def absolute(compiler: Compiler, values: list[Compiled], node: Node) -> Compiled:
    if isinstance(values[0], Duration):
        return durations.absolute(compiler, values[0])
    value = compiler.as_number(values[0], node)
    exact = value.over
    largest = max(abs(exact.low), abs(exact.high))
    return Num(replace(exact, sql=exp.Abs(this=exact.sql), low=Fraction(0), high=largest, const=None), value.under)


def _rounding(name: str) -> Compile:
    def compiled(compiler: Compiler, values: list[Compiled], node: Node) -> Compiled:
        number, *given = [compiler.as_number(value, node) for value in values]
        places = given[0].const if given else Fraction(0)
        if places is None or places.denominator != 1 or not -12 <= places <= 12:
            raise refuse(
                "舍入位数须是 -12 到 12 的常数", "the number of places must be a constant from -12 to 12", node
            )
        return Num(rounded(number, int(places), ROUNDINGS[name], compiler.engine))

    return compiled


def number(compiler: Compiler, values: list[Compiled], node: Node) -> Compiled:
    """`number` of a number is itself."""
    if len(values) == 1 and isinstance(values[0], Num):
        return values[0]
    raise refuse("SQL 不能由文字得出数", "SQL cannot read a number from a text", node)


def is_(compiler: Compiler, values: list[Compiled], node: Node) -> Compiled:
    """Sameness: values of two kinds are not the same."""
    one, other = values
    kinds = [value.kind if isinstance(value, Value) else type(value) for value in values]
    units = [value.unit for value in values if isinstance(value, Duration)]
    if "other" not in kinds and (kinds[0] != kinds[1] or len(set(units)) == 2):
        return boolean(False)
    return compiler.compared("=", one, other, node)


# Functions of single values; each is null where an argument is, unless NOT_STRICT has it.
OF_VALUES: Mapping[str, Compile] = {
    **{name: _rounding(name) for name in ROUNDINGS},
    "abs": absolute,
    "modulo": whole_numbers.modulo,
    "odd": whole_numbers.odd,
    "even": whole_numbers.even,
    "number": number,
    "is": is_,
    **{name: texts.of_texts(name, kind) for name, kind in texts.PLAIN.items()},
    "upper case": texts.upper_case,
    "lower case": texts.lower_case,
    "substring": texts.substring,
    "substring before": texts.substring_before,
    "substring after": texts.substring_after,
    "matches": texts.matches,
    "replace": texts.replace,
    "string": texts.string,
    "date": dates.date,
    "day of year": dates.day_of_year,
    "day of week": dates.day_of_week,
    "week of year": dates.week_of_year,
    "month of year": dates.month_of_year,
    "duration": durations.duration,
    "years and months duration": durations.months_between,
    **{name: ranges.related(name) for name in ranges.RELATIONS},
}


# What of a function SQL does, where it does not do all of it, and of lists that are made where they stand.
LIMITS: Mapping[str, str] = {
    "number": "of a number",
    "matches": "a constant pattern that all read alike, no flags",
    "replace": "a constant pattern that all read alike, no flags, no groups",
    "string": "of numbers that end, texts, dates, booleans, whole days, months",
    "date": "of a date, or of year, month and day",
    "duration": "of a duration",
    "count": "also of `distinct values` of a field",
    "sum": "numbers that end in related lists",
    "mean": "numbers that end in related lists",
    "min": "numbers that end in related lists",
    "max": "numbers that end in related lists",
    "median": "of values written out",
    "product": "of values written out",
    "string join": "of texts written out",
    "concatenate": "of lists written out, inside another function",
    "distinct values": "inside `count`",
    "union": "of lists written out, inside another function",
    "reverse": "of lists written out, inside another function",
    "today": "the day of the run",
    **dict.fromkeys(ROUNDINGS, "the number of places a constant"),
}
_BY_HAND = ("not", "list contains", "string join", "today", "concatenate", "distinct values", "union", "reverse")
SUPPORTED = frozenset((*OF_LISTS, *OF_VALUES, *_BY_HAND))


def support(name: str) -> str:
    """What SQL does of a function, in few words; nothing of one that is always interpreted."""
    return LIMITS.get(name, "yes") if name in SUPPORTED else ""


def positional(node: tree.Call, name: str) -> Sequence[Node]:
    """The arguments in the order of the parameters."""
    if not node.names:
        return node.args
    for way in BUILTINS[name].overloads:
        places = way.positions(node.names)
        if places is not None and sorted(places) == list(range(len(places))):
            return [node.args[places.index(at)] for at in range(len(places))]
    raise refuse(f"SQL 不能这样按名称调用 {name}", f"SQL cannot call {name} by these names", node)
