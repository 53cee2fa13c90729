"""Functions of strings. Positions count characters from 1, or from the end where negative."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from luoshu.feel import types
from luoshu.feel.builtins.registry import builtin
from luoshu.feel.failure import EvaluationError
from luoshu.feel.types import BOOLEAN, NUMBER, STRING
from luoshu.feel.values import Number, Value

if TYPE_CHECKING:
    import regex


@builtin(
    "substring",
    "string: string, start position: number, length?: number",
    result=STRING,
    zh="从某位起的若干字符",
    en="characters from a position",
    example='substring("foobar", 3, 3)',
    answer='"oba"',
)
def substring(string: str, start: Number, length: Number | None = None) -> Value:
    place = int(start)
    if place == 0 or abs(place) > len(string):
        raise EvaluationError(f"没有第 {place} 个字符", f"there is no character {place}")
    first = place - 1 if place > 0 else len(string) + place
    if length is None:
        return string[first:]
    if length < 1:
        raise EvaluationError("长度应大于零", "the length must be above nought")
    return string[first : first + int(length)]


@builtin(
    "string length",
    "string: string",
    result=NUMBER,
    zh="字符数",
    en="how many characters",
    example='string length("洛书")',
    answer="2",
)
def string_length(string: str) -> Value:
    return Decimal(len(string))


@builtin(
    "upper case",
    "string: string",
    result=STRING,
    zh="转为大写",
    en="in upper case",
    example='upper case("aBc4")',
    answer='"ABC4"',
)
def upper_case(string: str) -> Value:
    return string.upper()


@builtin(
    "lower case",
    "string: string",
    result=STRING,
    zh="转为小写",
    en="in lower case",
    example='lower case("aBc4")',
    answer='"abc4"',
)
def lower_case(string: str) -> Value:
    # Each character by itself, as XPath has it: Python's own would look at what stands beside a sigma.
    return "".join(character.lower() for character in string)


@builtin(
    "substring before",
    "string: string, match: string",
    result=STRING,
    zh="某段文字之前的部分",
    en="what stands before a text",
    example='substring before("foobar", "bar")',
    answer='"foo"',
)
def substring_before(string: str, match: str) -> Value:
    before, found, _ = string.partition(match) if match else ("", "", string)
    return before if found else ""


@builtin(
    "substring after",
    "string: string, match: string",
    result=STRING,
    zh="某段文字之后的部分",
    en="what stands after a text",
    example='substring after("foobar", "ob")',
    answer='"ar"',
)
def substring_after(string: str, match: str) -> Value:
    return string.partition(match)[2] if match else string


@builtin(
    "contains",
    "string: string, match: string",
    result=BOOLEAN,
    zh="是否包含某段文字",
    en="whether a text stands in a string",
    example='contains("foobar", "of")',
    answer="false",
)
def contains(string: str, match: str) -> Value:
    return match in string


@builtin(
    "starts with",
    "string: string, match: string",
    result=BOOLEAN,
    zh="是否以某段文字开头",
    en="whether a string begins with a text",
    example='starts with("foobar", "fo")',
    answer="true",
)
def starts_with(string: str, match: str) -> Value:
    return string.startswith(match)


@builtin(
    "ends with",
    "string: string, match: string",
    result=BOOLEAN,
    zh="是否以某段文字结尾",
    en="whether a string ends with a text",
    example='ends with("foobar", "r")',
    answer="true",
)
def ends_with(string: str, match: str) -> Value:
    return string.endswith(match)


@builtin(
    "matches",
    "input: string, pattern: string, flags?: string",
    result=BOOLEAN,
    zh="是否匹配正则表达式",
    en="whether a regular expression is found in a string",
    example='matches("foobar", "^fo*b")',
    answer="true",
)
def matches(string: str, pattern: str, flags: str | None = None) -> Value:
    from luoshu.feel.regular import PATIENCE, compiled, patience  # heavy imports, rarely needed

    with patience():
        return compiled(pattern, flags).search(string, timeout=PATIENCE) is not None


@builtin(
    "replace",
    "input: string, pattern: string, replacement: string, flags?: string",
    result=STRING,
    zh="替换正则表达式匹配之处；$1 为第一组",
    en="replaces what a regular expression finds; $1 is its first group",
    example='replace("abcd", "(ab)|(a)", "[1=$1]")',
    answer='"[1=ab]cd"',
)
def replace(string: str, pattern: str, replacement: str, flags: str | None = None) -> Value:
    from luoshu.feel.regular import PATIENCE, compiled, patience

    expression = compiled(pattern, flags)
    pieces = [_piece(found, expression.groups) for found in _REPLACEMENT.finditer(replacement)]

    def filled(found: regex.Match[str]) -> str:
        return "".join(piece if isinstance(piece, str) else (found[piece] or "") for piece in pieces)

    with patience():
        return expression.sub(filled, string, timeout=PATIENCE)


@builtin(
    "split",
    "string: string, delimiter: string",
    result=types.list_of(STRING),
    zh="按正则表达式拆分",
    en="the parts between what a regular expression finds",
    example='split("John Doe", "\\\\s")',
    answer='["John", "Doe"]',
)
def split(string: str, delimiter: str) -> Value:
    from luoshu.feel.regular import PATIENCE, compiled, patience

    parts: list[Value] = []
    position = 0
    with patience():
        for found in compiled(delimiter, None).finditer(string, timeout=PATIENCE):
            parts.append(string[position : found.start()])
            position = found.end()
    return [*parts, string[position:]]


_REPLACEMENT = re.compile(r"\\([\\$])|\$(\d+)|[^\\$]+|[\\$]", re.DOTALL)


def _piece(found: re.Match[str], groups: int) -> str | int:
    """A part of a replacement: text, or the number of a group."""
    escaped, group = found.groups()
    if escaped:
        return str(escaped)
    if group:
        number = int(group)
        return number if number <= groups else ""
    if found[0] in "\\$":
        raise EvaluationError(
            f"替换文本中的 {found[0]} 须写作 \\{found[0]}", f"write \\{found[0]} for a {found[0]} in a replacement"
        )
    return found[0]
