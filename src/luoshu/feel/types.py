"""The types of FEEL (DMN 1.5, 10.3.2.9 and 10.3.2.13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Type:
    """A type without parts, by its name in the standard."""

    name: str

    def __str__(self) -> str:
        return self.name


ANY = Type("Any")
NULL = Type("Null")
NUMBER = Type("number")
STRING = Type("string")
BOOLEAN = Type("boolean")
DATE = Type("date")
TIME = Type("time")
DATE_TIME = Type("date and time")
DAY_DURATION = Type("days and time duration")
MONTH_DURATION = Type("years and months duration")


@dataclass(frozen=True)
class ListType(Type):
    name: str = "list"
    item: Type = ANY

    def __str__(self) -> str:
        return f"list<{self.item}>"


@dataclass(frozen=True)
class RangeType(Type):
    name: str = "range"
    item: Type = ANY

    def __str__(self) -> str:
        return f"range<{self.item}>"


@dataclass(frozen=True)
class ContextType(Type):
    """`fields` in order; `label` names the record for messages (`知识产权`)."""

    name: str = "context"
    fields: tuple[tuple[str, Type], ...] = ()
    label: str = ""

    def __str__(self) -> str:
        inner = ", ".join(f"{name}: {type_}" for name, type_ in self.fields)
        return self.label or f"context<{inner}>"

    def field(self, name: str) -> Type | None:
        return dict(self.fields).get(name)


@dataclass(frozen=True)
class FunctionType(Type):
    name: str = "function"
    params: tuple[Type, ...] = ()
    result: Type = ANY

    def __str__(self) -> str:
        return f"function<{', '.join(map(str, self.params))}> -> {self.result}"


def context(fields: Mapping[str, Type], label: str = "") -> ContextType:
    return ContextType(fields=tuple(fields.items()), label=label)


def list_of(item: Type) -> ListType:
    return ListType(item=item)


def conforms(given: Type, wanted: Type) -> bool:
    """Whether a value of type `given` may stand where `wanted` is asked for (DMN 1.5, 10.3.2.9.2)."""
    if wanted == ANY or given in (ANY, NULL) or given == wanted:
        return True
    if isinstance(given, ListType) and isinstance(wanted, ListType):
        return conforms(given.item, wanted.item)
    if isinstance(given, RangeType) and isinstance(wanted, RangeType):
        return conforms(given.item, wanted.item)
    if isinstance(given, ContextType) and isinstance(wanted, ContextType):
        return all((have := given.field(name)) is not None and conforms(have, type_) for name, type_ in wanted.fields)
    if isinstance(given, FunctionType) and isinstance(wanted, FunctionType):
        return (
            len(given.params) == len(wanted.params)
            and all(conforms(w, g) for g, w in zip(given.params, wanted.params, strict=True))
            and conforms(given.result, wanted.result)
        )
    return False
