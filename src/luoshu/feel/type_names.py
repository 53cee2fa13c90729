"""Types as they are written in FEEL: `number`, `list<string>`, `context<a: number>`, `function<number> -> string`."""

from __future__ import annotations

import re
from collections.abc import Callable

from luoshu.feel import types
from luoshu.feel.lexing import NAME_PART, NAME_START
from luoshu.feel.types import Type

NAMED: dict[str, Type] = {
    type_.name: type_
    for type_ in (
        types.ANY,
        types.NULL,
        types.NUMBER,
        types.STRING,
        types.BOOLEAN,
        types.DATE,
        types.TIME,
        types.DATE_TIME,
        types.DAY_DURATION,
        types.MONTH_DURATION,
    )
} | {
    "list": types.ListType(),
    "range": types.RangeType(),
    "context": types.ContextType(),
    "function": types.FunctionType(),
    "dayTimeDuration": types.DAY_DURATION,
    "yearMonthDuration": types.MONTH_DURATION,
    "dateTime": types.DATE_TIME,
}

_SEVERAL_WORDS = r"date\s+and\s+time|days\s+and\s+time\s+duration|years\s+and\s+months\s+duration"
_NAME = re.compile(rf"(?:{_SEVERAL_WORDS})(?!{NAME_PART})|{NAME_START}{NAME_PART}*(?:\.{NAME_START}{NAME_PART}*)*")
_FIELD = re.compile(rf"({NAME_START}[^:<>,]*?)\s*:")
_ARROW = re.compile(r"\s*->")


Named = Callable[[str], Type | None]  # the type of a name


def type_named(text: str, named: Named = NAMED.get) -> Type | None:
    """The type that `text` names, or None where it names none; `named` knows the plain names."""
    found = read_type(text, 0, len(text), named)
    return found[0] if found and not text[found[1] :].strip() else None


def read_type(text: str, start: int, end: int, named: Named = NAMED.get) -> tuple[Type | None, int] | None:
    """The type that stands at `start` and the offset after it; (None, offset) for a name that is not a type's."""
    start = _skip(text, start, end)
    found = _NAME.match(text, start, end)
    if found is None:
        return None
    name, stop = " ".join(found[0].split()), found.end()
    opening = _skip(text, stop, end)
    if name not in ("list", "range", "context", "function") or text[opening : opening + 1] != "<":
        return named(name), stop
    if name == "context":
        return _read_context(text, opening + 1, end, named)
    parts, stop = _read_parts(text, opening + 1, end, named)
    if parts is None:
        return None
    if name == "function":
        return _read_result(tuple(parts), text, stop, end, named)
    if len(parts) != 1:
        return None
    return (types.ListType(item=parts[0]) if name == "list" else types.RangeType(item=parts[0])), stop


def _read_parts(text: str, start: int, end: int, named: Named) -> tuple[list[Type] | None, int]:
    parts: list[Type] = []
    position = _skip(text, start, end)
    while text[position : position + 1] != ">":
        found = read_type(text, position, end, named)
        if found is None:
            return None, position
        parts.append(found[0] or types.ANY)
        position = _skip(text, found[1], end)
        if text[position : position + 1] == ",":
            position += 1
        elif text[position : position + 1] != ">":
            return None, position
    return parts, position + 1


def _read_context(text: str, start: int, end: int, named: Named) -> tuple[Type, int] | None:
    fields: dict[str, Type] = {}
    position = _skip(text, start, end)
    while text[position : position + 1] != ">":
        key = _FIELD.match(text, position, end)
        found = read_type(text, key.end(), end, named) if key else None
        if key is None or found is None:
            return None
        fields[" ".join(key[1].split())] = found[0] or types.ANY
        position = _skip(text, found[1], end)
        if text[position : position + 1] == ",":
            position = _skip(text, position + 1, end)
    return types.context(fields), position + 1


def _read_result(params: tuple[Type, ...], text: str, start: int, end: int, named: Named) -> tuple[Type, int] | None:
    arrow = _ARROW.match(text, start, end)
    if arrow is None:
        return types.FunctionType(params=params), start
    found = read_type(text, arrow.end(), end, named)
    return (types.FunctionType(params=params, result=found[0] or types.ANY), found[1]) if found else None


def _skip(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start
