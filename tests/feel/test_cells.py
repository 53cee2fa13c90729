"""Cells of tables and lines of blocks."""

from __future__ import annotations

from decimal import Decimal

import pytest

from luoshu.feel import tree, types
from luoshu.feel.cells import parse_context_lines, parse_tests, split_context_lines
from luoshu.feel.interpreter import evaluate
from luoshu.feel.lexing import POLICY, FeelSyntaxError
from luoshu.feel.scope import Names
from luoshu.feel.tree import AnyTest, Name, Node, Number, String, UnaryTest

NAMES = Names({"门槛": types.NUMBER, "合规": types.BOOLEAN, "?": types.NUMBER})


def cell(text: str) -> Node:
    return parse_tests(text, NAMES, dialect=POLICY)


def number(value: int) -> Number:
    return Number(Decimal(value))


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("-", AnyTest()),
        (" - ", AnyTest()),
        ("⟨-⟩", AnyTest()),
        ("-5", UnaryTest("=", number(-5))),
        (">= 2", UnaryTest(">=", number(2))),
        ("＞＝2", UnaryTest(">=", number(2))),
        ("≥ 2", UnaryTest(">=", number(2))),
        ("= 2", UnaryTest("=", number(2))),
        ("!= 2", UnaryTest("!=", number(2))),
        ("< 门槛 * 2", UnaryTest("<", tree.Arithmetic("*", Name("门槛"), number(2)))),
        ("⟨>= 2⟩", UnaryTest(">=", tree.Assumed(number(2)))),
        (">= ⟨2⟩", UnaryTest(">=", tree.Assumed(number(2)))),
        ('"甲", "乙"', tree.Tests((UnaryTest("=", String("甲")), UnaryTest("=", String("乙"))))),
        ("not(1, 2)", tree.Tests((UnaryTest("=", number(1)), UnaryTest("=", number(2))), negated=True)),
        ("not(> 1)", tree.Tests((UnaryTest(">", number(1)),), negated=True)),
        ("[1..2]", UnaryTest("=", tree.Range(number(1), number(2)))),
        ("null", UnaryTest("=", tree.Null())),
        ("odd(?)", tree.Tests((tree.Call(Name("odd"), (Name("?"),)),))),
        (
            "not(合规) and 合规",
            UnaryTest("=", tree.And(tree.Call(Name("not"), (Name("合规"),)), Name("合规"))),
        ),
    ],
)
def test_tests_of_a_cell(text: str, node: Node) -> None:
    assert cell(text) == node


@pytest.mark.parametrize("text", ["", "> 1 < 2", "1,", "not(1", "- 5 -", ">"])
def test_what_is_no_test_is_an_error(text: str) -> None:
    with pytest.raises(FeelSyntaxError):
        cell(text)


@pytest.mark.parametrize(
    ("text", "value", "result"),
    [
        ("-", None, True),
        ("> 3", 4, True),
        ("> 3", None, None),
        ("3", None, False),
        ("null", None, True),
        ("[1..3]", None, None),
        ("< 1, > 3", 4, True),
        ("< 1, > 3", 2, False),
        ("not(1, 2)", 3, True),
        ("not(1, 2)", 2, False),
        ("not(> 2)", None, None),
        ("? > 1 and ? < 3", 2, True),
        ("[1, 2]", 2, True),
        ('"a"', 1, None),
    ],
)
def test_results_of_tests(text: str, value: int | None, result: bool | None) -> None:
    assert evaluate(cell(text), {"?": value}) is result


BLOCK = """\
// the whole of it
规模达标: 销售收入 <= 2亿 and
  资产总额 <= 2亿   // both

/* an entry
in a comment: 1
*/
门槛：30%
"a": 1
结论: 规模达标 and
"""


def test_lines_of_a_block_are_entries_and_errors_do_not_stop_the_others() -> None:
    errors: list[FeelSyntaxError] = []
    names = Names(dict.fromkeys(("销售收入", "资产总额", "规模达标"), types.ANY))
    entries = parse_context_lines(BLOCK, names, dialect=POLICY, errors=errors)
    assert [(name, BLOCK[span.start : span.end]) for name, span, _ in entries] == [
        ("规模达标", "规模达标"),
        ("门槛", "门槛"),
    ]
    assert isinstance(entries[0][2], tree.And)
    assert [BLOCK[: error.span.start].count("\n") + 1 for error in errors] == [9, 10]
    with pytest.raises(FeelSyntaxError):
        parse_context_lines(BLOCK, names, dialect=POLICY)


def test_names_of_a_block_can_be_had_before_anything_is_parsed() -> None:
    entries = split_context_lines("  甲 乙: (\n    1)\n  丙: 2", dialect=POLICY)
    assert [entry.name for entry in entries] == ["甲 乙", "丙"]


def test_offsets_are_those_of_the_whole_document() -> None:
    document = "# 标题\n甲: 1 + 乙\n尾"
    start = document.index("甲")
    [(_, span, node)] = parse_context_lines(document, Names(), dialect=POLICY, start=start, end=document.index("尾"))
    assert document[span.start : span.end] == "甲"
    assert document[node.span.start : node.span.end] == "1 + 乙"
