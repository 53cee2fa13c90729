"""What PostgreSQL and Spark do alike, and otherwise than DuckDB."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache

from sqlglot import exp

from luoshu.sql.engines.duckdb import Engine
from luoshu.sql.numbers import cast, paren


@dataclass(frozen=True)
class Other(Engine):
    """Counts characters in INTEGER, and has upper case from our own table."""

    def each_upper(self, text: exp.Expr, longer: tuple[tuple[str, str], ...]) -> exp.Expr:
        for character, upper in longer:
            text = call("REPLACE", text, exp.Literal.string(character), exp.Literal.string(upper))
        return self.function("upper case", text)

    def substring(self, text: exp.Expr, start: exp.Expr, length: exp.Expr | None = None) -> exp.Expr:
        counted = [cast(paren(part), "INTEGER") for part in (start, length) if part is not None]
        return call("SUBSTR", text, *counted)


def call(name: str, *args: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=name, expressions=list(args))


def is_counted(sql: exp.Expr) -> bool:
    """Whether it is a number other than 0 that is written out."""
    return isinstance(sql, exp.Literal) and not sql.is_string and float(sql.this) != 0


def in_case(upper: bool, text: exp.Expr) -> exp.Expr:
    """A text in upper or lower case, character by character."""
    return call("TRANSLATE", text, *map(exp.Literal.string, _cases(upper)))


@cache
def _cases(upper: bool) -> tuple[str, str]:
    """The characters that have another case of one character, and those."""
    pairs = []
    for character in map(chr, range(0x80, sys.maxunicode + 1)):
        other = character.upper() if upper else character.lower()
        if other != character and len(other) == 1:
            pairs.append((character, other))
    letters = [chr(place) for place in range(ord("a"), ord("z") + 1)]
    capitals = [letter.upper() for letter in letters]
    first = zip(letters, capitals, strict=True) if upper else zip(capitals, letters, strict=True)
    pairs = [*first, *pairs]
    return "".join(one for one, _ in pairs), "".join(other for _, other in pairs)


def with_sign(pattern: str, sign: str, by: str) -> str:
    """A pattern with something else for each sign that is neither escaped nor in brackets."""
    found, inside, escaped = "", False, False
    for character in pattern:
        if character == sign and not inside and not escaped:
            found += by
            continue
        inside = character == "[" or (inside and character != "]")
        escaped = character == "\\" and not escaped
        found += character
    return found
