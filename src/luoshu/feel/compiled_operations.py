"""What compiled trees call: the interpreter's operations in exact arithmetic, with a short way for the usual values.

An operation that fails gives null here. What is not usual goes to :mod:`luoshu.feel.operations`.
"""

from __future__ import annotations

import decimal
import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from luoshu.feel import operations
from luoshu.feel.arithmetic import EXACT, UNROUNDED
from luoshu.feel.builtins.registry import Builtin
from luoshu.feel.builtins.registry import call as call_builtin
from luoshu.feel.failure import EvaluationError
from luoshu.feel.interpreter import Interpreter, system_clock
from luoshu.feel.turns import Values
from luoshu.feel.values import Value

EVALUATOR = Interpreter(EXACT, None, system_clock)
_Result = TypeVar("_Result", bound=Value)
_ABSENT: Any = object()
_ORDERED = frozenset((Decimal, str, date))  # types whose values Python compares as FEEL does
_EQUATED = _ORDERED | {bool}


def _settled(operation: Callable[..., _Result], *args: Any) -> _Result | None:
    try:
        result = operation(*args)
        EVALUATOR.in_reach(result)
    except EvaluationError:
        return None
    return result


# --- arithmetic -------------------------------------------------------------------------------------------------------


def _arithmetic(sign: str, exactly: Callable[[Decimal, Decimal], Decimal]) -> Callable[[Value, Value], Value]:
    def calculated(left: Value, right: Value) -> Value:
        if type(left) is Decimal and type(right) is Decimal:
            try:
                return exactly(left, right)
            except decimal.Inexact:
                pass
        return _settled(operations.calculate, sign, left, right, EXACT)

    return calculated


def quotient(left: Value, right: Value) -> Value:
    if type(left) is Decimal and type(right) is Decimal and right:
        return EXACT.divide(left, right)
    return _settled(operations.calculate, "/", left, right, EXACT)


def power(left: Value, right: Value) -> Value:
    return _settled(operations.calculate, "**", left, right, EXACT)


total = _arithmetic("+", UNROUNDED.add)
difference = _arithmetic("-", UNROUNDED.subtract)
product = _arithmetic("*", UNROUNDED.multiply)

# --- comparisons ------------------------------------------------------------------------------------------------------


def equal(left: Value, right: Value) -> bool | None:
    kind = type(left)
    if kind is type(right) and kind in _EQUATED:
        return bool(left == right)
    return _settled(operations.equal, left, right)


def unequal(left: Value, right: Value) -> bool | None:
    return opposite(equal(left, right))


def _order(sign: str, ordered: Callable[[Any, Any], bool]) -> Callable[[Value, Value], bool | None]:
    def holds(left: Value, right: Value) -> bool | None:
        kind = type(left)
        if kind is type(right) and kind in _ORDERED:
            return ordered(left, right)
        if left is None or right is None:
            return None
        return _settled(operations.holds, sign, left, right)

    return holds


less, at_most = _order("<", operator.lt), _order("<=", operator.le)
more, at_least = _order(">", operator.gt), _order(">=", operator.ge)


def opposite(value: Value) -> bool | None:
    return not value if isinstance(value, bool) else None


# --- calls ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Called:
    """A call by the name of a built-in, which something in the scope may have too."""

    entry: Builtin
    names: tuple[str, ...]

    def __call__(self, scope: Values, args: list[Value]) -> Value:
        named = scope.get(self.entry.name, _ABSENT)
        if named is _ABSENT:
            return _settled(call_builtin, self.entry, EVALUATOR, args, self.names)
        return _settled(EVALUATOR.called, named, args, self.names)
