"""Texts: parts of them, what stands in them, and other values as text. Characters are counted from 1."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace as changed
from fractions import Fraction
from typing import TYPE_CHECKING

from sqlglot import exp

from luoshu.feel.tree import Node
from luoshu.sql import durations, numbers, regular
from luoshu.sql.branches import case
from luoshu.sql.numbers import Exact, Num, binary, negated, paren
from luoshu.sql.refusal import refuse
from luoshu.sql.values import Compiled, Duration, Value
from luoshu.sql.whole_numbers import clamped, once, whole

if TYPE_CHECKING:
    from luoshu.sql.compiler import Compiler

LONGEST = 10**9  # characters of a text
# Functions of texts alone, which SQL has as FEEL has them, and the kind of their result.
PLAIN = {"string length": "number", "contains": "boolean", "starts with": "boolean", "ends with": "boolean"}
_LAST_LIGATURE = 0xFB17  # the last character that is more than one in upper case
WRITTEN_DIGITS = 34  # a number is written with so many at most


def as_text(value: Compiled, node: Node) -> exp.Expr:
    if isinstance(value, Value) and value.kind == "string":
        return value.sql
    raise refuse("这里需要文本", "a text is needed here", node)


def _constant(value: Compiled, node: Node) -> str:
    sql = as_text(value, node)
    if isinstance(sql, exp.Literal):
        return str(sql.this)
    raise refuse("SQL 里这一项须是常量", "this must be a constant in SQL", node)


def of_texts(name: str, kind: str) -> Callable[[Compiler, list[Compiled], Node], Compiled]:
    """A function of texts alone."""

    def compiled(compiler: Compiler, values: list[Compiled], node: Node) -> Compiled:
        sql = compiler.engine.function(name, *(as_text(value, node) for value in values))
        if kind == "number":
            return Num(Exact(sql, Fraction(0), Fraction(LONGEST), 0, 19, True))
        return Value("boolean", sql)

    return compiled


def upper_case(compiler: Compiler, values: list[Compiled], node: Node) -> Compiled:
    """Each character in upper case: of some that is two, which SQL does not know."""
    text = compiler.once(as_text(values[0], node))
    longer = [character for character in map(chr, range(_LAST_LIGATURE + 1)) if len(character.upper()) > 1]
    found = compiler.engine.matches(text, f"[{''.join(longer)}]")
    each = compiler.engine.each_upper(text, tuple((character, character.upper()) for character in longer))
    return Value("string", case([(found, each)], compiler.engine.function("upper case", text)))


def lower_case(compiler: Compiler, values: list[Compiled], node: Node) -> Compiled:
    """Each character in lower case; of one that is two."""
    text = compiler.engine.with_other(as_text(values[0], node), "\u0130", "\u0130".lower())
    return Value("string", compiler.engine.function("lower case", text))


# --- parts ------------------------------------------------------------------------------------------------------------


def substring(compiler: Compiler, values: list[Compiled], node: Node) -> Compiled:
    """From the end where the position is negative; null where there is no such character, or no length."""
    text = compiler.once(as_text(values[0], node))
    size = compiler.engine.function("string length", text)
    start = clamped(whole(compiler.as_number(values[1], node), compiler)[0], LONGEST, compiler)
    counted: list[exp.Expr] = []
    tests: list[exp.Expr] = []
    if len(values) == 3:
        length = once(compiler.as_number(values[2], node), compiler)
        counted = [clamped(whole(length, compiler)[0], LONGEST, compiler)]
        tests = [numbers.compare(">=", length, numbers.rational(Fraction(1)))]
    start = compiler.once(start)
    nothing = exp.Literal.number(0)
    from_end = binary(exp.Add, binary(exp.Add, size, exp.Literal.number(1)), start)
    ahead = exp.and_(binary(exp.GT, start, nothing), binary(exp.LTE, start, size), *tests)
    behind = exp.and_(binary(exp.LT, start, nothing), binary(exp.LTE, exp.Neg(this=paren(start)), size), *tests)
    part = compiler.engine.substring
    return Value("string", case([(ahead, part(text, start, *counted)), (behind, part(text, from_end, *counted))]))


def substring_before(compiler: Compiler, values: list[Compiled], node: Node) -> Compiled:
    text, match = (compiler.once(as_text(value, node)) for value in values)
    place = compiler.engine.position(text, match)
    first, one = exp.Literal.number(0), exp.Literal.number(1)
    before = compiler.engine.substring(text, one, binary(exp.Sub, place, one))
    found = binary(exp.GT, place, first)
    return Value("string", case([(found, before), (binary(exp.LTE, place, first), exp.Literal.string(""))]))


def substring_after(compiler: Compiler, values: list[Compiled], node: Node) -> Compiled:
    text, match = (compiler.once(as_text(value, node)) for value in values)
    place, nothing = compiler.engine.position(text, match), exp.Literal.number(0)
    after = binary(exp.Add, place, compiler.engine.function("string length", match))
    branches = [
        (binary(exp.EQ, match, exp.Literal.string("")), text),
        (binary(exp.GT, place, nothing), compiler.engine.substring(text, after)),
        (binary(exp.LTE, place, nothing), exp.Literal.string("")),
    ]
    return Value("string", case(branches))


# --- regular expressions ----------------------------------------------------------------------------------------------


def matches(compiler: Compiler, values: list[Compiled], node: Node) -> Compiled:
    text, pattern = as_text(values[0], node), regular.checked(_constant(values[1], node), node)
    _no_flags(values[2:], node)
    return Value("boolean", compiler.engine.matches(text, pattern))


def replace(compiler: Compiler, values: list[Compiled], node: Node) -> Compiled:
    text, pattern = as_text(values[0], node), regular.replaceable(_constant(values[1], node), node)
    by = _constant(values[2], node)
    _no_flags(values[3:], node)
    if "\\" in by or "$" in by:
        raise refuse("SQL 里替换文本不能含 \\ 和 $", "a replacement in SQL has no \\ and no $", node)
    return Value("string", compiler.engine.replaced(text, pattern, by))


def _no_flags(values: list[Compiled], node: Node) -> None:
    if values and _constant(values[0], node):
        raise refuse("SQL 里正则表达式不能带标志", "a regular expression in SQL has no flags", node)


# --- other values as text ---------------------------------------------------------------------------------------------


def string(compiler: Compiler, values: list[Compiled], node: Node) -> Compiled:
    value = values[0]
    match value:
        case Num(over, None) if not over.cut and over.digits <= WRITTEN_DIGITS:
            return Value("string", _number(over, compiler))
        case Duration():
            count = value.count
            over = changed(count.over, sql=compiler.once(count.over.sql))
            return Value("string", durations.text(Duration(value.unit, Num(over, count.under)), compiler.engine))
        case Value("string"):
            return value
        case Value("date"):
            return Value("string", compiler.engine.date_text(value.sql))
        case Value("boolean"):
            test = compiler.once(value.sql)
            told = [(test, exp.Literal.string("true")), (negated(paren(test)), exp.Literal.string("false"))]
            return Value("string", case(told))
    raise refuse("SQL 不能写出这种值", "SQL cannot write this value", node)


def _number(value: Exact, compiler: Compiler) -> exp.Expr:
    """Without the zeros at its end. A decimal has as many places as its type, so that they are the last."""
    if value.const is not None:
        value = changed(value, const=None)
    if not value.scale:
        return numbers.cast(value.sql, "VARCHAR")
    size = max(value.digits, value.scale) + 1
    if size > numbers.MAX_DIGITS:
        raise refuse("数值超过 38 位", "the number needs more than 38 digits")
    # One digit more than its places, that there is a 0 before the point.
    written = numbers.cast(numbers.cast(value.sql, f"DECIMAL({size}, {value.scale})"), "VARCHAR")
    return compiler.engine.trimmed(compiler.engine.trimmed(written, "0"), ".")
