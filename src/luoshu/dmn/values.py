"""Values of a model's data as JSON, and back: what JSON has no form for stands in FEEL's texts."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from luoshu.dmn.declared import ANY, Declared
from luoshu.feel import temporal, types
from luoshu.feel.failure import EvaluationError
from luoshu.feel.text import display
from luoshu.feel.types import Type
from luoshu.feel.values import Value
from luoshu.problems import Place, Problem, ProblemError, Text


def read_json(path: Path) -> dict[str, Any]:
    """The object in a file, its numbers exact.

    Raises:
        ProblemError: where the file cannot be read, or holds no JSON object.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal, parse_int=Decimal)
    except OSError as error:
        raise _error(path, Text("无法读取文件", f"the file cannot be read: {error.strerror}")) from None
    except UnicodeDecodeError:
        raise _error(path, Text("文件不是 UTF-8 编码", "the file is not in UTF-8")) from None
    except json.JSONDecodeError as error:
        raise _error(
            path, Text(f"不是正确的 JSON：{error.msg}", f"this is no JSON: {error.msg}"), error.lineno, error.colno
        ) from None
    except RecursionError:
        raise _error(path, Text("嵌套过深", "it is nested too deeply")) from None
    if not isinstance(found, dict):
        raise _error(path, Text("应为一个对象：{名称: 值}", "an object is needed: {name: value}"))
    return found


def _error(path: Path, text: Text, line: int | None = None, column: int | None = None) -> ProblemError:
    return ProblemError([Problem("dmn.input", text, Place(path.name, line, column))])


_READERS: Mapping[Type, Callable[[str], Value]] = {
    types.DATE: temporal.parse_date,
    types.TIME: temporal.parse_time,
    types.DATE_TIME: temporal.parse_date_time,
    types.DAY_DURATION: temporal.parse_duration,
    types.MONTH_DURATION: temporal.parse_duration,
}


@dataclass(frozen=True, slots=True)
class Misfit:
    """A value that cannot be read as its declared type: the names that lead to it, and why."""

    path: tuple[str, ...]
    text: Text


def from_json(value: Any, declared: Declared, misfits: list[Misfit], path: tuple[str, ...]) -> Value:
    """A value of JSON as one of FEEL; texts are read as dates, times and durations where these are declared."""
    if isinstance(value, list):
        inner = declared.item or declared
        return [from_json(each, inner, misfits, (*path, str(at))) for at, each in enumerate(value, 1)]
    single = declared.item if declared.item is not None else declared
    if isinstance(value, dict):
        fields = single.fields or {}
        return {name: from_json(each, fields.get(name, ANY), misfits, (*path, name)) for name, each in value.items()}
    if isinstance(value, str) and single.type in _READERS:
        try:
            return _READERS[single.type](value)
        except EvaluationError as failure:
            misfits.append(Misfit(path, failure.text))
            return None
    plain: Value = value
    return plain


def to_json(value: Value) -> Any:
    """A value for JSON: a whole number as one, others as JSON's numbers of as many digits; the rest as text."""
    match value:
        case None | bool() | str():
            return value
        case Decimal() | Fraction():
            return _number(value)
        case list():
            return [to_json(each) for each in value]
        case dict():
            return {name: to_json(each) for name, each in value.items()}
    return display(value)


def _number(value: Decimal | Fraction) -> int | float | str:
    if Fraction(value).denominator == 1:
        return int(value)
    text = display(value)
    return float(text) if Decimal(repr(float(text))) == Decimal(text) else text
