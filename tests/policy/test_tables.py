"""Overlaps, conflicts, gaps and dead rows of decision tables: held against brute force."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.policy.documents import problems, read_body, where

from luoshu.feel import tree
from luoshu.feel.cells import parse_tests
from luoshu.feel.interpreter import evaluate
from luoshu.feel.lexing import POLICY
from luoshu.feel.scope import Names
from luoshu.feel.tree import Node
from luoshu.policy.checks.boxes import meet, outside
from luoshu.problems import Problem


def table(policy: str, header: str, *rows: str) -> str:
    lines = [f"| {policy} | {header} | **甲** |", "|" + "---|" * (header.count("|") + 3)]
    return "\n".join([*lines, *(f"| {number} | {row} |" for number, row in enumerate(rows, 1))]) + "\n"


def found(policy: str, header: str, *rows: str) -> list[Problem]:
    return [
        problem for problem in problems(table(policy, header, *rows)) if problem.code.startswith(("table-", "dead"))
    ]


def told(found: list[Problem]) -> list[tuple[str, str, int]]:
    """Severity, code and row of each."""
    return [(problem.severity, problem.code, where(problem)[0] - 2) for problem in found]


# --- overlaps and conflicts -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "witness"),
    [
        (("< 10 | 1", "[9..20) | 2", ">= 20 | 3"), "人数 = 9"),
        (("<= 10 | 1", ">= 10 | 2"), "人数 = 10"),
        (("- | 1", "5 | 2"), "人数 = 5"),
        (("1, 3, 5 | 1", "not(1, 3) | 2"), "人数 = 5"),
        (("not(3) | 1", "[2..3] | 2"), "人数 = 2"),
        (("in [1..3] | 1", "> 2万 | 2"), ""),
    ],
)
def test_rows_of_a_u_table_that_overlap(rows: tuple[str, ...], witness: str) -> None:
    errors = [problem for problem in found("U", "人数", *rows) if problem.severity == "error"]
    if witness:
        assert [problem.code for problem in errors] == ["table-overlap"]
        assert f"where {witness}, rows 1 and 2 both hit" in errors[0].text.en


@pytest.mark.parametrize(
    "rows",
    [("< 10 | 1", ">= 10 | 2"), ("(3..4) | 1", "<= 3 | 2", ">= 4 | 3"), ("1 | 1", "not(1) | 2"), ("2.5 | 1", "- | 2")],
)
def test_heads_are_whole_and_not_negative(rows: tuple[str, ...]) -> None:
    """(3..4) holds no head, and neither does 2.5: no overlap, but a dead row."""
    assert [problem for problem in found("U", "人数", *rows) if problem.code == "table-overlap"] == []


def test_money_has_values_between_whole_numbers() -> None:
    errors = found("U", "收入", "(3..4) | 1", "<= 3 | 2", ">= 3.5 | 3")
    assert "where 收入 = 3.5, rows 1 and 3" in errors[0].text.en
    assert found("U", "收入", "(3..4) | 1", "<= 3 | 2", ">= 4 | 3") == []


@pytest.mark.parametrize(
    ("header", "rows", "witness"),
    [
        ("国有", ("true | 1", "- | 2"), "国有 = true"),
        ("等级", ('"甲" | 1', '"甲", "乙" | 2'), '等级 = "甲"'),
        ("名称", ('not("a") | 1', 'not("b") | 2'), '名称 = "其他"'),
        ("成立日期", ('>= date("2020-01-01") | 1', '<= date("2020-01-01") | 2'), '成立日期 = date("2020-01-01")'),
        ("国有 | 人数", ("true | > 3 | 1", "- | < 5 | 2"), "国有 = true, 人数 = 4"),
    ],
)
def test_every_kind_of_axis(header: str, rows: tuple[str, ...], witness: str) -> None:
    errors = [problem for problem in found("U", header, *rows) if problem.severity == "error"]
    assert len(errors) == 1
    assert f"where {witness}, rows" in errors[0].text.en


def test_days_have_nothing_between_them() -> None:
    rows = ('< date("2020-01-02") | 1', '> date("2020-01-01") | 2')
    assert found("U", "成立日期", *rows) == []


def test_rows_of_an_a_table_must_agree() -> None:
    assert found("A", "人数", "< 10 | 1", "> 5 | 1", "- | 1") == []
    errors = found("A", "人数", "< 10 | 1", "> 5 | 2")
    assert told(errors) == [("error", "table-overlap", 2)]
    assert "rows 1 and 2 both hit" in errors[0].text.en
    assert found("A", "人数", "< 10 | 人数", "> 5 | 人数 + 0") == []  # may well be the same


def test_a_computed_input_is_shown_by_facts() -> None:
    errors = found("U", "费用 / 收入", ">= 5% | 1", ">= 4% | 2", "< 4% | 3")
    assert told(errors) == [("error", "table-overlap", 2)]
    cost, revenue = (Decimal(number) for number in re.findall(r"= ([\d.]+)", errors[0].text.en))
    assert cost / revenue >= Decimal("0.05")


def test_inputs_that_cannot_be_so_together_are_no_error() -> None:
    warnings = found("U", "人数 | 人数 + 1", "< 10 | - | 1", "- | > 12 | 2", ">= 10 | <= 12 | 3")
    assert [(problem.severity, problem.code) for problem in warnings] == [("warning", "table-overlap")]
    assert "if that can be" in warnings[0].text.en


def test_the_same_input_twice_is_one_axis() -> None:
    assert found("U", "人数 | 人数", "> 3 | < 5 | 1", ">= 5 | - | 2", "- | <= 3 | 3") == []


# --- gaps -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "rows", "witness"),
    [
        ("人数", ("< 10 | 1", "> 10 | 2"), "人数 = 10"),
        ("占比", ("< 30% | 1", "> 30% | 2"), "占比 = 0.3"),
        ("国有 | 等级", ("true | - | 1", 'false | "甲" | 2'), '国有 = false, 等级 = "乙"'),
        ("名称", ('"a" | 1',), '名称 = "其他"'),
        ("收入", ("[0..1) | 1", "> 1 | 2"), "收入 = 1"),
    ],
)
def test_a_gap_is_shown(header: str, rows: tuple[str, ...], witness: str) -> None:
    warnings = found("F", header, *rows)
    assert told(warnings) == [("warning", "table-gap", -1)]
    assert warnings[0].text.en == f"no row hits where {witness}"


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        ("人数", (">= 10 | 1", "< 10 | 2")),
        ("人数", ("0 | 1", ">= 1 | 2")),
        ("占比", ("[0..1] | 1",)),
        ("等级", ('"甲" | 1', '"乙" | 2')),
        ("国有", ("true | 1", "false | 2")),
        ("count(专利)", ("0 | 1", ">= 1 | 2")),
        ("费用 / 收入", ("< 5% | 1", ">= 5% | 2")),
        ("人数", ("even(?) | 1", "odd(?) | 2")),  # no plain tests: nothing is said
    ],
)
def test_no_gap(header: str, rows: tuple[str, ...]) -> None:
    assert found("F", header, *rows) == []


STAGES = '| F | 人数 | **阶段** |\n|---|---|---|\n| 1 | < 10 | ⟨"小"⟩ |\n| 2 | - | {other} |\n\n'


@pytest.mark.parametrize(
    ("other", "rows", "expected"),
    [
        ('"大"', ('"小" | 1', '"大" | 2'), []),
        ('"大"', ('"小" | 1',), [("warning", "table-gap")]),
        ('"大"', ('"小" | 1', '"大" | 2', '"中" | 3'), [("warning", "dead-row")]),
        ("名称", ('"小" | 1', '"大" | 2'), [("warning", "table-gap")]),
    ],
)
def test_a_table_of_texts_gives_no_others(other: str, rows: tuple[str, ...], expected: list[tuple[str, str]]) -> None:
    told = problems(STAGES.format(other=other) + table("U", "阶段", *rows))
    assert [(each.severity, each.code) for each in told if each.code.startswith(("table-", "dead"))] == expected


@pytest.mark.parametrize("policy", ["R", "O", "C", "C+", "C#"])
def test_no_gap_where_no_hit_is_a_result_too(policy: str) -> None:
    assert found(policy, "人数", "> 10 | 1") == []


# --- dead rows --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "header", "rows", "dead"),
    [
        ("F", "人数", (">= 10 | 1", ">= 20 | 2", "- | 3"), [2]),
        ("F", "人数", (">= 10 | 1", "< 10 | 2", "- | 3"), [3]),
        ("F", "国有 | 人数", ("true | - | 1", "- | > 3 | 2", "true | < 9 | 3", "- | - | 4"), [3]),
        ("F", "人数", ("< 0 | 1", "- | 2"), [1]),
        ("C+", "等级", ('"丙" | 1', '"甲" | 2'), [1]),
        ("C+", "人数", ("(5..3] | 1", "> 3 | 2"), [1]),
        ("C+", "人数", ("> 5 | 1", "> 5 | 2"), []),
        ("P", "人数", ("> 5 | 1", "> 6 | 2", "- | 3"), []),
    ],
)
def test_dead_rows(policy: str, header: str, rows: tuple[str, ...], dead: list[int]) -> None:
    warnings = [problem for problem in found(policy, header, *rows) if problem.code == "dead-row"]
    assert [row for _, _, row in told(warnings)] == dead


def test_a_parameter_of_one_value_counts_as_a_constant() -> None:
    body = "| 参数 | 值 | 来源 |\n|---|---|---|\n| 线 | 10 | 通知 |\n\n" + table(
        "F", "人数", ">= 线 | 1", ">= 20 | 2", "- | 3"
    )
    assert [problem.code for problem in problems(body)] == ["dead-row"]


# --- against brute force ----------------------------------------------------------------------------------------------

CELLS = st.sampled_from(
    ["-", "0", "1, 3", ">= 2", "< 3", "[1..2]", "(0..3)", "not(2)", "not(0, 1)", "<= 1", "> 1.5", "[2..9)", "1.5"]
)  # fmt: skip
FLAGS = st.sampled_from(["-", "true", "false", "not(true)"])
ROWS = st.lists(st.tuples(CELLS, FLAGS, st.sampled_from(["1", "2"])), min_size=1, max_size=5)


def parsed(row: tuple[str, str, str]) -> list[Node]:
    return [parse_tests(cell, Names(), dialect=POLICY) for cell in row[:2]]


def holds(test: Node, value: Any) -> bool:
    match test:
        case tree.AnyTest():
            return True
        case tree.UnaryTest() | tree.Tests():
            return evaluate(test, {"?": value}) is True
    raise AssertionError(test)


@given(ROWS)
def test_agrees_with_brute_force(rows: list[tuple[str, str, str]]) -> None:
    """Over heads 0 to 10 and both truth values, which hold a point of every atom of such tables."""
    tests = [parsed(row) for row in rows]
    points = list(product([Decimal(number) for number in range(11)], [True, False]))
    hits = [[at for at, test in enumerate(tests) if all(map(holds, test, point))] for point in points]
    lines = [" | ".join(row) for row in rows]

    overlap = any(len(hit) > 1 for hit in hits)
    conflict = any(len({rows[at][2] for at in hit}) > 1 for hit in hits)
    gap = any(not hit for hit in hits)
    dead = sorted(set(range(1, len(rows) + 1)) - {hit[0] + 1 for hit in hits if hit})

    by_u, by_a, by_f = (found(policy, "人数 | 国有", *lines) for policy in "UAF")
    assert any(problem.code == "table-overlap" for problem in by_u) == overlap
    assert any(problem.code == "table-overlap" for problem in by_a) == conflict
    assert any(problem.code == "table-gap" for problem in by_f) == gap
    assert [row for _, code, row in told(by_f) if code == "dead-row"] == dead


@given(st.lists(st.tuples(*[st.integers(1, 15)] * 3), max_size=6))
def test_outside_finds_a_box_that_nothing_meets(others: list[tuple[int, ...]]) -> None:
    rest = outside((15, 15, 15), others)
    covered = {
        point
        for other in others
        for point in product(*([bit for bit in range(4) if axis >> bit & 1] for axis in other))
    }
    assert (rest is None) == (len(covered) == 4**3)
    assert rest is None or all(meet(rest, other) is None for other in others)


def test_a_table_too_tangled_is_not_judged() -> None:
    """Forty inputs and rows of pairs: no quick answer, and none is given."""
    facts = "\n".join(f"|      | f{number} | 是否 |" for number in range(40))
    chance = [(first, second) for first in range(40) for second in range(first + 1, 40)][::9]
    header = " | ".join(f"f{number}" for number in range(40))
    rows = [
        " | ".join("true" if at == a else "false" if at == b else "-" for at in range(40)) + " | 1" for a, b in chance
    ]
    body = "| 数据 | 企业 | 类型 |\n|------|------|------|\n" + facts + "\n\n" + table("F", header, *rows)
    policy = read_body(body)
    assert {problem.code for problem in policy.warnings} <= {"table-unchecked", "table-gap", "dead-row"}
