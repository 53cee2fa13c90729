"""What a built-in function is: overloads with typed parameters, a result, words and an example for the reference."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from luoshu.feel import types
from luoshu.feel.arithmetic import Arithmetic
from luoshu.feel.coercion import one_or_list
from luoshu.feel.failure import EvaluationError
from luoshu.feel.tree import Node
from luoshu.feel.type_names import type_named
from luoshu.feel.types import Type
from luoshu.feel.values import Function, Value, has_type, kind_name, kind_of
from luoshu.problems import Text


class Environment(Protocol):
    """What a built-in may ask of the interpreter that runs it."""

    @property
    def arithmetic(self) -> Arithmetic: ...

    def now(self) -> datetime:
        """The present moment, with its time zone."""

    def evaluate(self, node: Node, scope: Mapping[str, Value]) -> Value:
        """The value of an expression."""

    def invoke(self, function: Function, args: list[Value]) -> Value:
        """What a function gives for positional arguments."""


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    type: Type
    optional: bool = False
    repeated: bool = False


Result = Type | Callable[[Sequence[Type]], Type]
Implementation = Callable[..., Value]


@dataclass(frozen=True, slots=True)
class Overload:
    """One way to call a built-in. `environment`: whether the implementation is given the Environment first."""

    params: tuple[Parameter, ...]
    implementation: Implementation
    environment: bool

    @property
    def repeated(self) -> Parameter | None:
        return self.params[-1] if self.params and self.params[-1].repeated else None

    def fits(self, count: int) -> bool:
        """Whether it takes that many positional arguments."""
        if self.repeated:
            return count >= len(self.params)
        return sum(not param.optional for param in self.params) <= count <= len(self.params)

    def parameter(self, index: int) -> Parameter:
        return self.params[min(index, len(self.params) - 1)]

    def positions(self, names: Sequence[str]) -> list[int] | None:
        """Where the named arguments go, or None where they do not fit."""
        index = {param.name: place for place, param in enumerate(self.params)}
        if len(set(names)) != len(names) or any(name not in index for name in names):
            return None
        needed = {param.name for param in self.params if not param.optional}
        return [index[name] for name in names] if needed <= set(names) else None

    def __str__(self) -> str:
        parts = (
            f"{'...' if param.repeated else ''}{param.name}{'?' if param.optional else ''}: {param.type}"
            for param in self.params
        )
        return f"({', '.join(parts)})"


@dataclass(frozen=True, slots=True)
class Builtin:
    """A function of the standard. `example` is FEEL and `answer` what it gives, as FEEL writes it."""

    name: str
    family: str
    result: Result
    doc: Text
    example: str
    answer: str
    overloads: list[Overload] = field(default_factory=list)

    def result_type(self, args: Sequence[Type]) -> Type:
        """The type of the result for arguments of these types."""
        return self.result if isinstance(self.result, Type) else self.result(args)

    @property
    def type(self) -> types.FunctionType:
        params = tuple(param.type for param in self.overloads[0].params) if self.overloads else ()
        return types.FunctionType(params=params, result=self.result if isinstance(self.result, Type) else types.ANY)


REGISTRY: dict[str, Builtin] = {}


def builtin(
    name: str, *signatures: str, result: Result, zh: str, en: str, example: str, answer: str
) -> Callable[[Implementation], Implementation]:
    """Registers a function under its name in FEEL.

    A signature is written as in the standard: `"list: list, position: number, length?: number"`; `?` marks what may be
    left out (null is as good), `...` before a name what may be repeated. An argument of type Any may be null; for a
    null in another place the function gives null without being asked.
    """

    def register(implementation: Implementation) -> Implementation:
        family = implementation.__module__.rpartition(".")[2].removesuffix("_functions")
        entry = REGISTRY.setdefault(name, Builtin(name, family, result, Text(zh, en), example, answer))
        _add(entry, signatures, implementation)
        return implementation

    return register


def overload(name: str, *signatures: str) -> Callable[[Implementation], Implementation]:
    """Adds further ways to call a registered function."""

    def register(implementation: Implementation) -> Implementation:
        _add(REGISTRY[name], signatures, implementation)
        return implementation

    return register


def _add(entry: Builtin, signatures: Sequence[str], implementation: Implementation) -> None:
    environment = next(iter(inspect.signature(implementation).parameters), "") == "environment"
    for signature in signatures:
        params = tuple(_parameter(part) for part in signature.split(", ") if part)
        entry.overloads.append(Overload(params, implementation, environment))


def _parameter(text: str) -> Parameter:
    name, _, written = text.partition(": ")
    type_ = type_named(written)
    assert type_ is not None, text
    return Parameter(name.strip(".?"), type_, name.endswith("?"), name.startswith("..."))


# --- calling ----------------------------------------------------------------------------------------------------------


def call(entry: Builtin, environment: Environment, args: list[Value], names: Sequence[str] = ()) -> Value:
    """What a built-in gives for arguments, by position or by name.

    Raises:
        EvaluationError: where no way to call it fits, or the function itself fails.
    """
    mismatch: EvaluationError | None = None
    fitting = False
    for way in entry.overloads:
        placed = _placed(way, args, names)
        if placed is None:
            continue
        fitting = True
        try:
            ready = _converted(entry, way, placed)
        except EvaluationError as failure:
            mismatch = mismatch or failure
            continue
        if ready is None:
            return None
        return way.implementation(environment, *ready) if way.environment else way.implementation(*ready)
    if mismatch:
        raise mismatch
    assert not fitting
    ways = " | ".join(map(str, entry.overloads))
    raise EvaluationError(f"{entry.name} 的参数应为 {ways}", f"{entry.name} takes {ways}")


_LEFT_OUT: Any = object()


def _placed(way: Overload, args: list[Value], names: Sequence[str]) -> list[Value] | None:
    """The arguments in the order of the parameters."""
    if not names:
        return args if way.fits(len(args)) else None
    positions = way.positions(names)
    if positions is None:
        return None
    placed: list[Value] = [_LEFT_OUT] * (max(positions) + 1)
    for position, value in zip(positions, args, strict=True):
        placed[position] = value
    return placed


def _converted(entry: Builtin, way: Overload, args: list[Value]) -> list[Value] | None:
    """The arguments, each of its parameter's type; None where one is null that may not be."""
    ready: list[Value] = []
    null = False
    for index, value in enumerate(args):
        param = way.parameter(index)
        if value is _LEFT_OUT or (value is None and param.type == types.ANY):
            ready.append(None)
        elif value is None:
            null = null or not param.optional
            ready.append(None)
        else:
            ready.append(_coerced(entry, param, value))
    return None if null else ready


def _coerced(entry: Builtin, param: Parameter, value: Value) -> Value:
    """A value becomes a list of one where a list is asked for, and a list of one its value where a value is."""
    for reading in one_or_list(value, param.type):
        if has_type(reading, param.type):
            return reading
    wanted, given = kind_name(param.type), kind_name(kind_of(value))
    raise EvaluationError(
        f"{entry.name} 的参数 {param.name} 应为{wanted.zh}，而不是{given.zh}",
        f"parameter {param.name} of {entry.name} must be a {wanted.en}, not a {given.en}",
    )


# --- results that depend on the arguments -----------------------------------------------------------------------------


def item_of_first(args: Sequence[Type]) -> Type:
    """The item of a list given as the first argument, or what the arguments given one by one are."""
    if not args:
        return types.ANY
    if isinstance(args[0], types.ListType):
        return args[0].item
    return args[0] if len(set(args)) == 1 else types.ANY


def same_list(args: Sequence[Type]) -> Type:
    """A list like the first argument."""
    if args and isinstance(args[0], types.ListType):
        return args[0]
    return types.list_of(args[0]) if args else types.ListType()
