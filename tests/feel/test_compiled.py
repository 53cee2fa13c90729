"""Compiled trees give what the interpreter gives: for made-up expressions, and for forms that Python reads badly."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from tests.expressions import NAMES, SCOPE, expression

from luoshu.feel import tree
from luoshu.feel.arithmetic import EXACT
from luoshu.feel.builtins import BUILTINS
from luoshu.feel.compiled import Functions, compiled
from luoshu.feel.examples import EXPRESSIONS, LITERALS
from luoshu.feel.interpreter import evaluate
from luoshu.feel.lexing import POLICY, FeelSyntaxError
from luoshu.feel.parser import parse
from luoshu.feel.text import to_text
from luoshu.feel.tree import Node

SCOPES: list[Mapping[str, Any]] = [
    SCOPE,
    {"销售收入": Decimal("0.3"), "a b": "a", "知识产权": [], "x": Fraction(1, 3), "?": True},
    {"销售收入": None, "a b": None, "知识产权": None, "x": Decimal(3), "?": "a"},
    {"销售收入": Decimal(0), "a b": "", "知识产权": [Decimal(1), {"类别": Decimal(1)}], "x": True},
]


def held_equal(node: Node, scope: Mapping[str, Any], function: Any = None) -> None:
    wanted, found = evaluate(node, scope, arithmetic=EXACT), (function or compiled(node))(scope)
    assert type(found) is type(wanted)
    assert to_text(found) == to_text(wanted)


def tried(seed: int, texts: int) -> None:
    random_ = random.Random(seed)
    for _ in range(texts):
        text = expression(random_, 4)
        if "now" in text or "today" in text:
            continue
        try:
            node = parse(text, NAMES, dialect=POLICY)
        except FeelSyntaxError:
            continue
        function = compiled(node)
        for scope in SCOPES:
            held_equal(node, scope, function)


def test_made_up_expressions() -> None:
    tried(seed=1, texts=1_500)


@pytest.mark.slow
def test_many_made_up_expressions() -> None:
    tried(seed=2, texts=60_000)


EXAMPLES = [example.text for example in (*LITERALS, *EXPRESSIONS)]
BUILTIN_EXAMPLES = [entry.example for name, entry in BUILTINS.items() if name not in ("now", "today")]


@pytest.mark.parametrize("text", [*EXAMPLES, *BUILTIN_EXAMPLES])
def test_an_example_of_the_reference(text: str) -> None:
    held_equal(parse(text, NAMES, dialect=POLICY), {})


def test_a_quotient_is_compared_exactly() -> None:
    for sign in ("=", "!=", "<", "<=", ">", ">="):
        node = parse(f"x / 销售收入 {sign} 0.3", NAMES)
        for x, revenue in [(3, 10), (1, 3), (299999, 1000000), (0, 0), (6, 20), (-3, -10)]:
            held_equal(node, {"x": Decimal(x), "销售收入": Decimal(revenue)})


def test_what_has_the_name_of_a_function_is_not_the_function() -> None:
    node = parse("count([1, 2])", NAMES)
    assert compiled(node)({}) == 2
    assert compiled(node)({"count": Decimal(7)}) is None
    own = evaluate(parse("function(a) 7", NAMES), {})
    assert compiled(node)({"count": own}) == 7


@pytest.mark.parametrize(
    "node",
    [
        parse("x" + " + 1" * 3_000, NAMES),
        parse("x > 1" + " and x > 2 or x < 5" * 500, NAMES),
        parse("if x > 1 then " * 150 + "1" + " else 0" * 150, NAMES),
        parse("if x > 1 then 1 else " * 150 + "0", NAMES),
        parse("not(x = 1 or " * 60 + "x = 2" + ")" * 60, NAMES),
        tree.Cases(tuple((parse(f"x = {at}", NAMES), tree.Number(Decimal(at))) for at in range(500)), tree.Null()),
    ],
    ids=["sum", "logic", "then", "else", "brackets", "cases"],
)
def test_long_and_deep_trees(node: Node) -> None:
    function = compiled(node)
    for x in (None, Decimal(2), Decimal(499)):
        held_equal(node, {"x": x}, function)


def test_a_part_in_many_places_is_computed_once() -> None:
    node: Node = tree.Name("x")
    for _ in range(60):  # the interpreter would go through it 2 ** 60 times
        node = tree.If(tree.Comparison("=", node, tree.Number(Decimal(1))), node, tree.Negate(node))
    assert compiled(node)({"x": Decimal(2)}) == 2


def test_what_is_asked_often_is_compiled_and_stays_the_same() -> None:
    node, functions = parse("if x / 3 > 1 then x else null", NAMES), Functions()
    for x in range(30):
        assert functions.value(node, {"x": x}) == (x if x > 3 else None)
    for _ in range(30):  # trees that are gone leave their place to others
        other = parse("x + 1", NAMES)
        assert functions.value(other, {"x": 1}) == 2
