"""Writing a tree: what is written reads back as the same tree."""

from __future__ import annotations

import html
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshu.feel import tree
from luoshu.feel.cells import parse_tests
from luoshu.feel.lexing import POLICY, FeelSyntaxError
from luoshu.feel.parser import parse
from luoshu.feel.printer import to_feel
from luoshu.feel.scope import Names
from luoshu.feel.tree import Node

NAMES = Names({})
words = st.sampled_from(["a", "销售收入", "x1", "date", "string length"])
plain_words = st.sampled_from(["a", "销售收入", "x1"])
numbers = st.decimals(-(10**9), 10**9, places=4).map(lambda value: tree.Number(value if value else Decimal(0)))
leaves = st.one_of(
    numbers,
    st.text(max_size=5).map(tree.String),
    st.booleans().map(tree.Boolean),
    st.just(tree.Null()),
    words.map(tree.Name),
    st.just(tree.AtLiteral("2025-06-30")),
)


def wholes(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Every kind of node that a parser makes, over given parts."""
    comparison = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
    tests = st.builds(tree.UnaryTest, comparison, parts)
    iterations = st.lists(st.builds(tree.Iteration, plain_words, parts, st.none() | parts), min_size=1, max_size=2).map(
        tuple
    )
    some_parts = st.lists(parts, max_size=3).map(tuple)
    return st.one_of(
        st.builds(tree.Path, parts, plain_words),
        st.builds(tree.Filter, parts, parts),
        st.builds(tree.Call, parts, some_parts),
        st.builds(lambda function, arg: tree.Call(function, (arg,), ("start position",)), parts, parts),
        st.builds(tree.Negate, parts),
        st.builds(tree.Arithmetic, st.sampled_from(["+", "-", "*", "/", "**"]), parts, parts),
        st.builds(tree.Comparison, comparison, parts, parts),
        st.builds(tree.And, parts, parts),
        st.builds(tree.Or, parts, parts),
        st.builds(tree.Between, parts, parts, parts),
        st.builds(tree.In, parts, st.lists(tests, min_size=1, max_size=3).map(tuple)),
        st.builds(tree.InstanceOf, parts, st.sampled_from(["number", "list<string>", "date and time"])),
        st.builds(tree.If, parts, parts, parts),
        st.builds(tree.For, iterations, parts),
        st.builds(tree.Quantified, st.sampled_from(["some", "every"]), iterations, parts),
        st.builds(tree.ListLiteral, some_parts),
        st.builds(
            tree.ContextLiteral,
            st.lists(st.tuples(st.sampled_from(["a", "销售 收入", "x-1"]), parts), max_size=2).map(tuple),
        ),
        st.builds(tree.Range, parts, parts, st.booleans(), st.booleans()),
        st.builds(lambda end, closed: tree.Range(end, None, closed, False), parts, st.booleans()),
        st.builds(lambda end, closed: tree.Range(None, end, False, closed), parts, st.booleans()),
        st.builds(lambda end: tree.Range(end, end, True, True, "="), parts),
        st.builds(tree.OtherThan, parts),
        st.builds(lambda body: tree.FunctionLiteral(("x", "y"), ("number", None), body), parts),
    )


trees = st.recursive(leaves, wholes, max_leaves=12)


@given(trees)
def test_what_is_written_reads_back(node: Node) -> None:
    assert parse(to_feel(node), NAMES) == node


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("30% * 2亿", "0.3 * 200000000"),
        ("⟨5万⟩ + 1", "50000 + 1"),
        ("⟨1 + 2⟩ * 3", "(1 + 2) * 3"),
        ("（销售收入　＞ 1）", "销售收入 > 1"),
        ("((a + b)) + (c * d)", "a + b + c * d"),
        ("a - (b - c)", "a - (b - c)"),
        ("(a or b) and c", "(a or b) and c"),
        ("1.50", "1.5"),
        ("x in (1)", "x in 1"),
        ("x in ([1..2])", "x in [1..2]"),
        ("if a then b else c", "if a then b else c"),
        ("(if a then b else c) + 1", "(if a then b else c) + 1"),
        ("-(5)", "-(5)"),
        ("- a", "-a"),
        ("-(0.5.a)", "-(0.5.a)"),
        ("“甲”", '"甲"'),
    ],
)
def test_text_is_plain_and_short(text: str, written: str) -> None:
    assert to_feel(parse(text, NAMES, dialect=POLICY)) == written


@pytest.mark.parametrize(
    "text",
    ["-", ">= 5", '"a", "b"', "not(1, > 2)", "[1..2)", "? > 1 and ? < 3", "-5", "null", "(> 5)", "= ? + 1"],
)
def test_cells_read_back(text: str) -> None:
    node = parse_tests(text, NAMES)
    assert to_feel(node) == text
    assert parse_tests(to_feel(node), NAMES) == node


def test_cases_become_a_chain_of_ifs() -> None:
    node = tree.Cases(((tree.Name("a"), tree.Name("b")), (tree.Name("c"), tree.Name("d"))), tree.Null())
    assert to_feel(node) == "if a then b else if c then d else null"


def test_expressions_of_the_conformance_kit_read_back(shared: Path) -> None:
    expressions = [
        html.unescape(text)
        for model in sorted((shared / "tck").glob("*/*/*.dmn"))
        for text in re.findall(r"<(?:\w+:)?text>([^<]*)</", model.read_text(encoding="utf-8"))
    ]
    assert expressions
    for text in expressions:
        try:
            node = parse(text, NAMES)
        except FeelSyntaxError:  # the cells of tables are among them, and names with spaces
            continue
        assert parse(to_feel(node), NAMES) == node, text
