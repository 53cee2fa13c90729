"""Allowed values: P and O need them, no literal stands outside them, and several results are ranked together."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.equality.words import read
from tests.policy.documents import problems, where

from luoshu.policy.evaluate import answer
from luoshu.policy.graph import Graph

ON = date(2025, 6, 30)


def table(policy: str, head: str, *outputs: str) -> str:
    rows = "".join(f"| {at} | - | {output} |\n" for at, output in enumerate(outputs, 1))
    return f"| {policy} | 人数 | {head} |\n{'|---' * (head.count('|') + 3)}|\n{rows}"


@pytest.mark.parametrize("policy", ["P", "O"])
def test_a_ranking_table_needs_allowed_values(policy: str) -> None:
    (found,) = problems(table(policy, "**档**", '"甲"'))
    assert (found.severity, found.code, where(found)) == ("error", "allowed-values", (1, 14))
    assert found.text.en == f"table {policy} ranks its results, but its header lists no allowed values"
    assert found.text.zh == f"{policy} 表按结果的先后取舍，表头却没有写明允许值"
    of_two = problems(table(policy, '**档: "甲"** | **额**', '"甲" | 1'))
    assert [each.code for each in of_two if each.severity == "error"] == []


@pytest.mark.parametrize(
    ("policy", "head", "output", "wrong"),
    [
        ("P", '**档: "甲", "乙"**', '"丙"', '"丙"'),
        ("O", '**档: "甲", "乙"**', '⟨"丙"⟩', '"丙"'),
        ("U", "**档: 1, -2**", "-1", "-1"),
        ("F", '**档: date("2024-01-01")**', 'date("2024-01-02")', 'date("2024-01-02")'),
    ],
)
def test_a_literal_outside_the_allowed_values(policy: str, head: str, output: str, wrong: str) -> None:
    (found,) = [each for each in problems(table(policy, head, output)) if each.severity == "error"]
    assert (found.code, where(found)) == ("not-allowed", (3, 11))
    assert found.text.en == f"{wrong} is not among the allowed values of '档'"
    assert found.text.zh == f"{wrong} 不在“档”的允许值之列"
    assert found.hint is not None


@pytest.mark.parametrize("output", ["1", "1.00", "⟨-2⟩", "null", "人数", "if 人数 > 3 then 1 else 7"])
def test_what_may_stand_there(output: str) -> None:
    errors = [each for each in problems(table("P", "**档: 1, -2**", output)) if each.severity == "error"]
    assert errors == []


def test_allowed_values_are_literals() -> None:
    (found,) = problems(table("P", "**档: 人数, 1**", "1"))
    assert (found.code, where(found)) == ("allowed-values", (1, 17))


def result(body: str, **facts: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    told = answer(Graph.of([read(body)], ON), facts)
    short = {name.partition("::")[2]: value for name, value in told.values.items()}
    return short, {name.partition("::")[2]: why for name, why in told.why.items()}


def test_a_value_that_turns_out_not_to_be_allowed_has_a_cause() -> None:
    body = table("P", '**档: "甲", "乙"**', "名称", '"乙"')
    assert result(body, 人数=1, 名称="甲")[0] == {"档": "甲"}
    values, why = result(body, 人数=1, 名称="丁")
    assert values == {"档": None}
    (fact, cause) = why["档"][0]
    assert fact == ""
    assert cause.en == "the result of row 1 of table '档' is not among the allowed values"


_ROWS = st.lists(
    st.tuples(st.sampled_from(["true", "-"]), st.sampled_from(["true", "false", "-"]), *[st.sampled_from("甲乙")] * 2),
    min_size=1,
    max_size=4,
)


@given(rows=_ROWS, ranked=st.booleans())
def test_several_results_come_from_one_row(rows: list[tuple[str, str, str, str]], ranked: bool) -> None:
    """Ranked by all that have allowed values from left to right, then by place; unknown where ways differ."""
    second = '**乙档: "甲", "乙"**' if ranked else "**乙档**"
    lines = [f'| P | 国有 | 上市 | **甲档: "甲", "乙"** | {second} |', "|---|---|---|---|---|"]
    lines += [f'| {at} | {a} | {b} | "{one}" | "{two}" |' for at, (a, b, one, two) in enumerate(rows, 1)]
    for state, listed in product([True, False, None], repeat=2):
        told, _ = result("\n".join(lines) + "\n", 国有=state, 上市=listed)
        for at, name in enumerate(("甲档", "乙档"), 2):
            ways = {_first([row for row, hit in zip(rows, way, strict=True) if hit], ranked, at)
                    for way in product(*(_ways(row, state, listed) for row in rows))}  # fmt: skip
            assert told[name] == (ways.pop() if len(ways) == 1 else None)


def _ways(row: tuple[str, ...], state: bool | None, listed: bool | None) -> list[bool]:
    cells = [True if cell == "-" else (None if fact is None else fact == (cell == "true"))
             for cell, fact in zip(row, (state, listed), strict=False)]  # fmt: skip
    return [False] if False in cells else ([True, False] if None in cells else [True])


def _first(hits: list[tuple[str, str, str, str]], ranked: bool, at: int) -> str | None:
    """The result at a place of the row that comes first."""
    order = sorted(hits, key=lambda row: ("甲乙".index(row[2]), "甲乙".index(row[3]) if ranked else 0))
    return order[0][at] if order else None
