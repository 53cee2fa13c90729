"""Functions from one kind of value to another."""

from __future__ import annotations

import re
from decimal import Decimal

from luoshu.feel.arithmetic import to_decimal
from luoshu.feel.builtins.registry import builtin, overload
from luoshu.feel.failure import EvaluationError
from luoshu.feel.text import display
from luoshu.feel.types import NUMBER, STRING
from luoshu.feel.values import Value

_NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


@builtin(
    "string",
    "from: Any",
    result=STRING,
    zh="转为文字",
    en="a value as text",
    example="string(1.1)",
    answer='"1.1"',
)
def string(value: Value) -> Value:
    return None if value is None else display(value)


@builtin(
    "number",
    "from: string, grouping separator: Any, decimal separator: Any",
    result=NUMBER,
    zh="由文字得出数，可说明千位与小数分隔符",
    en="a number from text, with its separators",
    example='number("1,000.5", ",", ".")',
    answer="1000.5",
)
def number(text: str, grouping: Value, point: Value) -> Value:
    if grouping not in (None, " ", ",", ".") or point not in (None, ",", ".") or (point and grouping == point):
        raise EvaluationError(
            "分隔符应为空格、逗号或句点，且互不相同", "separators are a space, comma or point, and differ"
        )
    if isinstance(grouping, str):
        text = text.replace(grouping, "")
    if isinstance(point, str):
        text = text.replace(point, ".")
    return _read(text)


@overload("number", "from: string")
def plain_number(text: str) -> Value:
    return _read(text)


@overload("number", "from: number")
def number_itself(value: Decimal) -> Value:
    return value


def _read(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise EvaluationError(f"“{text}”不是数", f"'{text}' is not a number")
    return to_decimal(Decimal(text))
