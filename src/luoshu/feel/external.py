"""External functions (DMN 1.5, 10.3.2.13.3): those static methods of Java's own classes that can be had without Java.

What a function names is looked up in a table, and never loaded: a model cannot run code of its own here.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from luoshu.feel.arithmetic import to_decimal
from luoshu.feel.failure import EvaluationError, NullOperandError
from luoshu.feel.text import display
from luoshu.feel.values import Number, Value, kind_name, kind_of

_SIGNATURE = re.compile(r"\s*(\w+)\s*\(([^()]*)\)\s*")
_FORMAT = re.compile(r"%(?:([-0]?)(\d*)(?:\.(\d+))?([sdf])|([%n]))")
_WHOLE = {"byte": 8, "short": 16, "int": 32, "long": 64}


def call(definition: Value, args: Sequence[Value]) -> Value:
    """What the method that a context `{class: …, method signature: …}` names gives for the arguments.

    Raises:
        EvaluationError: where there is no such method here, or it does not take them.
    """
    class_, signature = _named(definition)
    found = _SIGNATURE.fullmatch(signature)
    method = found and _METHODS.get((class_, found[1]))
    if found is None or method is None:
        raise EvaluationError(f"没有函数 {class_}.{signature}", f"there is no function {class_}.{signature} here")
    kinds = [_kind(part) for part in found[2].split(",") if part.strip()]
    if len(kinds) != len(args) or not _takes(method, kinds):
        raise EvaluationError(f"{class_}.{signature} 的参数不符", f"{class_}.{signature} does not take that")
    given = [_to_java(value, kind) for value, kind in zip(args, kinds, strict=True)]
    try:
        return _from_java(method[1](*given), kinds, class_)
    except (ArithmeticError, ValueError, TypeError) as error:
        raise EvaluationError(f"{class_}.{signature}：{error}", f"{class_}.{signature}: {error}") from None


def _named(definition: Value) -> tuple[str, str]:
    if isinstance(definition, dict):
        class_, signature = definition.get("class"), definition.get("method signature")
        if isinstance(class_, str) and isinstance(signature, str):
            return class_.strip().removeprefix("java.lang."), signature
    raise EvaluationError("只支持 Java 的外部函数", "only external functions of Java are supported")


def _kind(written: str) -> str:
    """`double`, `String`, and `Object[]` for an array, which Java itself writes `[Ljava.lang.Object;`."""
    text = written.strip().replace("java.lang.", "")
    if text.startswith("[L"):
        return f"{text[2:].rstrip(';')}[]"
    return text.replace("...", "[]")


# --- values to Java's and back ---------------------------------------------------------------------------------


def _to_java(value: Value, kind: str) -> Any:
    """A value as one of Java's kinds."""
    if kind == "Object[]":
        return value if isinstance(value, list) else [value]
    if kind == "Object":
        return value
    if value is None:
        raise NullOperandError
    if isinstance(value, Decimal | Fraction):
        if kind in ("double", "float"):
            return float(value)
        if kind in _WHOLE and value == int(value) and -1 << _WHOLE[kind] - 1 <= value < 1 << _WHOLE[kind] - 1:
            return int(value)
    if kind == "boolean" and isinstance(value, bool):
        return value
    if isinstance(value, str) and (kind == "String" or (kind == "char" and len(value) == 1)):
        return value
    name = kind_name(kind_of(value))
    raise EvaluationError(f"{name.zh}不能作为 {kind}", f"that {name.en} is no {kind}")


def _from_java(value: Any, kinds: list[str], class_: str) -> Value:
    """A result as a value: a number in the digits that Java would write."""
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if not math.isfinite(value):
        raise ValueError(str(value))
    return to_decimal(Decimal(_float_text(value) if class_ == "Float" or "float" in kinds else repr(value)))


def _float_text(value: float) -> str:
    """The shortest text that means this number of single precision."""
    single = struct.pack("f", value)
    return next(text for digits in range(1, 10) if struct.pack("f", float(text := f"{value:.{digits}g}")) == single)


# --- methods ----------------------------------------------------------------------------------------------------------


def _formatted(pattern: str, values: list[Value]) -> str:
    """`String.format` with `%s`, `%d` and `%f`, each with its width and precision."""
    rest = iter(values)

    def filled(found: re.Match[str]) -> str:
        flag, width, places, kind, sign = found.groups()
        if sign:
            return "\n" if sign == "n" else "%"
        value = next(rest, None)
        if kind == "s":
            text = ("null" if value is None else display(value))[: int(places) if places else None]
        elif not isinstance(value, Decimal | Fraction) or (kind == "d" and value != int(value)):
            raise ValueError(f"%{kind}")
        else:
            text = str(int(value)) if kind == "d" else str(_places(value, int(places or 6)))
        return text.ljust(int(width or 0)) if flag == "-" else text.rjust(int(width or 0), flag or " ")

    if "%" in _FORMAT.sub("", pattern):
        raise ValueError(pattern)
    return _FORMAT.sub(filled, pattern)


def _places(value: Number, places: int) -> Decimal:
    return to_decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _rounded(value: float) -> int:
    """Halves towards the greater number, as `Math.round` has it."""
    return math.floor(Fraction(value) + Fraction(1, 2))


def _truth(text: str) -> bool:
    return text.lower() == "true"


def _whole(bits: int) -> Callable[[Any], int]:
    def read(text: Any) -> int:
        value = int(text)
        if not -1 << bits - 1 <= value < 1 << bits - 1:
            raise ValueError(text)
        return value

    return read


_Method = tuple[Sequence[tuple[str, ...]], Callable[..., Any]]  # the kinds of arguments that it takes, and what it does

_NUMBERS = ("int", "long", "float", "double")
_ONE: Sequence[tuple[str, ...]] = (("double",),)
_TWO: Sequence[tuple[str, ...]] = (("double", "double"),)

_METHODS: dict[tuple[str, str], _Method] = {
    **{("Math", name): (_ONE, getattr(math, name)) for name in ("sqrt", "sin", "cos", "tan", "exp", "log10")},
    **{("Math", name): (_ONE, getattr(math, name)) for name in ("asin", "acos", "atan", "sinh", "cosh", "tanh")},
    **{("Math", name): (_TWO, getattr(math, name)) for name in ("pow", "hypot", "atan2")},
    **{("Math", name): ([(kind, kind) for kind in _NUMBERS], act) for name, act in (("max", max), ("min", min))},
    ("Math", "abs"): ([(kind,) for kind in _NUMBERS], abs),
    ("Math", "log"): (_ONE, math.log),
    ("Math", "floor"): (_ONE, lambda value: float(math.floor(value))),
    ("Math", "ceil"): (_ONE, lambda value: float(math.ceil(value))),
    ("Math", "rint"): (_ONE, lambda value: float(round(value))),
    ("Math", "round"): ([("float",), ("double",)], _rounded),
    ("Math", "toRadians"): (_ONE, math.radians),
    ("Math", "toDegrees"): (_ONE, math.degrees),
    ("Math", "floorDiv"): ([("int", "int"), ("long", "long")], lambda left, right: left // right),
    ("Math", "floorMod"): ([("int", "int"), ("long", "long")], lambda left, right: left % right),
    **{
        (class_, name): ([(kind,), ("String",)], read)
        for class_, kind, parse, read in (
            ("Byte", "byte", "parseByte", _whole(8)),
            ("Short", "short", "parseShort", _whole(16)),
            ("Integer", "int", "parseInt", _whole(32)),
            ("Long", "long", "parseLong", _whole(64)),
            ("Float", "float", "parseFloat", float),
            ("Double", "double", "parseDouble", float),
        )
        for name in ("valueOf", parse)
    },
    **{("Boolean", name): ([("String",)], _truth) for name in ("valueOf", "parseBoolean")},
    ("String", "valueOf"): ([(kind,) for kind in ("boolean", "char", "int", "long", "Object")], display),
    ("String", "format"): ([("String", "Object[]")], _formatted),
}


def _takes(method: _Method, kinds: list[str]) -> bool:
    return tuple(kinds) in method[0]
