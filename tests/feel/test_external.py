"""External functions: Java's own static methods, and that nothing else can be called."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from luoshu.feel.arithmetic import EXACT
from luoshu.feel.interpreter import evaluate
from luoshu.feel.parser import parse
from luoshu.feel.scope import Names
from luoshu.feel.trace import Recorder


def external(class_: str, signature: str, params: str = "x") -> str:
    return f'(function({params}) external {{java: {{class: "{class_}", method signature: "{signature}"}}}})'


def value_of(text: str) -> Any:
    return evaluate(parse(text, Names()), {})


def cause_of(text: str) -> str:
    recorder = Recorder()
    assert evaluate(parse(text, Names()), {}, trace=recorder) is None
    return recorder.failures[-1][1].en


@pytest.mark.parametrize(
    ("class_", "signature", "args", "expected"),
    [
        ("java.lang.Math", "pow(double, double)", "2, 10", 1024),
        ("Math", "abs(int)", "-7", 7),
        ("java.lang.Math", "round(double)", "-2.5", -2),
        ("java.lang.Math", "round(double)", "2.5", 3),
        ("java.lang.Math", "rint(double)", "2.5", 2),
        ("java.lang.Math", "floorMod(int,int)", "-7, 3", 2),
        ("java.lang.Math", "min(float,float)", "0.1, 0.2", Decimal("0.1")),
        ("java.lang.Long", "parseLong(java.lang.String)", '"-12"', -12),
        ("java.lang.Float", "parseFloat(String)", '"3.3"', Decimal("3.3")),
        ("java.lang.Boolean", "valueOf(java.lang.String)", '"TRUE"', True),
        ("java.lang.String", "valueOf(java.lang.Object)", "[1, 2]", "[1, 2]"),
        ("java.lang.String", "format(String, Object...)", '"%5.1f|%-3s|%03d%%", [2.25, "洛", 7]', "  2.3|洛  |007%"),
    ],
)
def test_static_methods_of_java(class_: str, signature: str, args: str, expected: object) -> None:
    params = ", ".join(f"p{place}" for place in range(signature.count(",") + 1))
    assert value_of(f"{external(class_, signature, params)}({args})") == expected


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (f"{external('java.lang.System', 'exit(int)')}(1)", "there is no function System.exit(int) here"),
        (f"{external('java.lang.Math', 'sqrt')}(1)", "there is no function Math.sqrt here"),
        (f"{external('java.lang.Math', 'sqrt(int)')}(1)", "Math.sqrt(int) does not take that"),
        (f"{external('java.lang.Math', 'abs(int)')}(1.5)", "that number is no int"),
        (f"{external('java.lang.Math', 'abs(int)')}(3000000000)", "that number is no int"),
        (f"{external('java.lang.Math', 'sqrt(double)')}(-1)", "Math.sqrt(double): math domain error"),
        (f'{external("java.lang.Byte", "valueOf(String)")}("200")', "Byte.valueOf(String): 200"),
        (f'{external("java.lang.String", "format(String, Object[])", "a, b")}("%d", 1.5)', "String.format"),
        ('(function(x) external {pmml: {document: "m.pmml", model: "m"}})(1)', "only external functions of Java"),
        ("(function(x) external 1)(1)", "only external functions of Java"),
    ],
)
def test_what_cannot_be_called_is_null(text: str, cause: str) -> None:
    assert cause_of(text).startswith(cause)


def test_a_null_gives_null() -> None:
    assert value_of(f"{external('java.lang.Math', 'abs(int)')}(null)") is None
    assert value_of(f"{external('java.lang.String', 'valueOf(Object)')}(null)") == "null"


def test_policies_call_nothing_external() -> None:
    node = parse(f"{external('java.lang.Math', 'sqrt(double)')}(4)", Names())
    assert evaluate(node, {}, arithmetic=EXACT) is None
