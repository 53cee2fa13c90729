"""CONTRACTS.md, "Null in a policy": each line of the table."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.equality.words import ON, formulas, read

from luoshu.policy.evaluate import answer
from luoshu.policy.graph import Graph

NAME = "test/policy::结果"
ZERO = "division by zero"
RIGHT = {"类别": "I类", "有效": True, "争议": None, "出资": Decimal(5), "次数": Decimal(1), "授权": None}
DOUBTFUL = {**RIGHT, "有效": None}


def told(body: str, facts: dict[str, Any]) -> tuple[Any, list[str], list[str]]:
    """The value of 结果, the facts that are missing, and the causes."""
    policy = read(body)
    found = answer(Graph.of([policy], ON), dict.fromkeys(policy.entity.facts) | facts)
    why = found.why.get(NAME, [])
    return (
        found.values[NAME],
        [fact for fact, _ in why if fact],
        [cause.en for fact, cause in why if cause and not fact],
    )


def number(value: int) -> Decimal:
    return Decimal(value)


@pytest.mark.parametrize(
    ("formula", "facts", "value", "missing", "causes"),
    [
        ("净利 / 收入", {"收入": number(2)}, None, ["净利"], []),
        ("净利 / 收入", {"收入": number(0), "净利": number(1)}, None, [], [ZERO]),
        ("净利 / 收入", {"收入": number(0)}, None, ["净利"], []),
        ("净利 / 收入 > 1", {"收入": number(0), "净利": number(1)}, None, [], [ZERO]),
        ("if 净利 / 收入 > 1 then 1 else 2", {"收入": number(0), "净利": number(1)}, None, [], [ZERO]),
        ("if 国有 then 1 else 1", {}, None, ["国有"], []),
        ("人数 = null", {}, True, [], []),
        ("人数 != null", {"人数": number(0)}, True, [], []),
        ("count(专利[有效])", {"专利": [RIGHT, DOUBTFUL]}, None, ["专利.有效"], []),
        ("sum(专利[有效].出资)", {"专利": [DOUBTFUL]}, None, ["专利.有效"], []),
        ("some 项 in 专利 satisfies 项.有效", {"专利": [DOUBTFUL, RIGHT]}, True, [], []),
        ("every 项 in 专利 satisfies 项.有效", {"专利": [DOUBTFUL, RIGHT]}, None, ["专利.有效"], []),
        ("国有 and 上市", {"上市": False}, False, [], []),
        ("国有 or 上市", {"上市": True}, True, [], []),
        ("国有 or 上市", {"上市": False}, None, ["国有"], []),
        ("count(专利)", {}, None, ["专利"], []),
        ("count(专利)", {"专利": []}, number(0), [], []),
        ("sum(专利.出资)", {"专利": []}, number(0), [], []),
        ("not(失信)", {}, True, [], []),
        ("count(专利[争议])", {"专利": [RIGHT]}, number(0), [], []),
    ],
)  # fmt: skip
def test_in_a_formula(formula: str, facts: dict[str, Any], value: Any, missing: list[str], causes: list[str]) -> None:
    assert told(formulas({"结果": formula}), facts) == (value, missing, causes)


ABOVE, BELOW = "a comparison with null (> null)", "a comparison with null (<= null)"


@pytest.mark.parametrize(
    ("formula", "facts", "value", "missing", "causes"),
    [
        ("人数 > null", {"人数": number(1)}, None, [], [ABOVE]),
        ("人数 > null", {}, None, ["人数"], []),
        ("null > 人数", {"人数": number(1)}, None, [], ["a comparison with null (null >)"]),
        ("not(人数 > null)", {"人数": number(1)}, None, [], [ABOVE]),
        ("if 人数 > null then 1 else 2", {"人数": number(1)}, None, [], [ABOVE]),
        ("if 人数 > ⟨null⟩ then 1 else 2", {"人数": number(1)}, None, [], [ABOVE]),
        ("人数 in [1..null]", {"人数": number(1)}, None, [], [BELOW]),
        ("人数 in [1..null]", {"人数": number(0)}, False, [], []),
        ("人数 between null and 5", {"人数": number(6)}, False, [], []),
        ("人数 between null and 5", {"人数": number(5)}, None, [], ["a comparison with null (>= null)"]),
        ("人数 > null and 国有", {"人数": number(1), "国有": False}, False, [], []),
        ("人数 > null and 国有", {"人数": number(1)}, None, ["国有"], []),
        ("净利 / 收入 = null", {"收入": number(0), "净利": number(1)}, True, [], []),
        ("净利 / 收入 != ⟨null⟩", {"收入": number(0)}, False, [], []),
        ("净利 / 收入 in (null)", {"收入": number(0), "净利": number(1)}, True, [], []),
        ("净利 / 收入 in (1, null)", {"收入": number(0), "净利": number(1)}, True, [], []),
        ("净利 / 收入 in (1, null)", {"收入": number(2), "净利": number(1)}, False, [], []),
        ('等级 in ("甲", null)', {}, True, [], []),
        ('等级 in ("甲", null)', {"等级": "乙"}, False, [], []),
        ('等级 in ["甲", null]', {}, True, [], []),
        ('list contains(["甲", null], 等级)', {}, True, [], []),
        ("等级 in (null)", {}, True, [], []),
        ("等级 in (null)", {"等级": "甲"}, False, [], []),
        ("null in (人数, 1)", {}, True, [], []),
        ("null in (人数, 1)", {"人数": number(1)}, False, [], []),
        ("null in [人数, 1]", {}, True, [], []),
        ("list contains([人数, 1], null)", {"人数": number(1)}, False, [], []),
        ("人数 in [得分, 3]", {"人数": number(3)}, True, [], []),
        ("人数 in [得分, 3]", {"人数": number(2)}, None, ["得分"], []),
        ("count(专利[次数 > null])", {"专利": [RIGHT]}, None, [], [ABOVE]),
        ("专利[1].授权", {"专利": [RIGHT]}, None, ["专利.授权"], []),
        ("专利[2].授权", {"专利": [RIGHT]}, None, [], ["the list has no such item"]),
        ("专利[1].授权", {}, None, ["专利"], []),
        ("专利[1].争议", {"专利": [RIGHT | {"争议": None}]}, False, [], []),
    ],
)  # fmt: skip
def test_the_literal_null(
    formula: str, facts: dict[str, Any], value: Any, missing: list[str], causes: list[str]
) -> None:
    assert told(formulas({"结果": formula}), facts) == (value, missing, causes)


def table_of(header: str, test: str) -> str:
    return f"| F | {header} | **结果** |\n|---|---|---|\n| 1 | {test} | 1 |\n| 2 | - | 2 |\n"


OF_NULL = [
    "null",
    "not(null)",
    "null, > 5",
    "not(null, 1)",
    "? = null",
    "> null",
    "[null..5]",
    "? > 5 or 国有",
    "not(得分)",
]


@pytest.mark.parametrize("test", [">= 6%", "< 6%", "not(6%)", "not(>= 6%)", "(0..1)", *OF_NULL])
def test_a_failed_input_hits_no_cell_but_the_hyphen(test: str) -> None:
    failed = {"净利": number(1), "收入": number(0), "国有": True}
    assert told(table_of("净利 / 收入", test), failed) == (2, [], [])


@pytest.mark.parametrize(
    ("test", "missing", "known"),
    [("null", 1, 2), ("not(null)", 2, 1), ("null, > 5", 1, 2), ("not(null, 1)", 2, 1), ("> null", None, 2)],
)
def test_a_cell_asks_whether_its_input_is_missing(test: str, missing: int | None, known: int) -> None:
    assert told(table_of("人数", test), {})[0] == missing
    assert told(table_of("人数", test), {"人数": number(3)}) == (known, [], [])


@pytest.mark.parametrize("test", [">= 6%", "< 6%", "not(6%)", "not(>= 6%)", "(0..1)"])
def test_a_cell_over_an_unknown_input_is_unknown(test: str) -> None:
    table = table_of("净利 / 收入", test)
    assert told(table, {"收入": number(1)}) == (None, ["净利"], [])
    assert told(table, {"收入": number(0)}) == (None, ["净利"], [])


@pytest.mark.parametrize(
    ("keyword", "value"),
    [("U", None), ("A", None), ("P", None), ("F", None), ("C>", None), ("C<", None), ("R", []), ("O", []), ("C", []),
     ("C+", 0), ("C#", 0)],
)  # fmt: skip
def test_no_row_hits(keyword: str, value: Any) -> None:
    allowed = ": 1, 2" if keyword in "PO" else ""
    table = f"| {keyword} | 人数 | **结果{allowed}** |\n|---|---|---|\n| 1 | > 3 | 1 |\n"
    found, missing, causes = told(table, {"人数": number(0)})
    assert (found, missing) == (value, [])
    assert all("结果" in cause for cause in causes)
    assert bool(causes) == (value is None)
