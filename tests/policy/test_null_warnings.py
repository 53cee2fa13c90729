"""Warnings of comparisons with the literal null, which can never hold."""

from __future__ import annotations

import pytest
from tests.policy.documents import problems


@pytest.mark.parametrize(
    ("formula", "written"),
    [
        ("人数 > null", "人数 > null"),
        ("null <= 人数", "null <= 人数"),
        ("人数 > ⟨null⟩", "人数 > null"),
        ("not(人数 > null)", "人数 > null"),
        ("人数 between null and 5", "人数 between null and 5"),
        ("人数 in [1..null]", "[1..null]"),
        ("人数 in (1, > null)", "> null"),
        ("count(专利[项数 < null]) > 1", "项数 < null"),
    ],
)
def test_order_against_null(formula: str, written: str) -> None:
    found = [each for each in problems(f"```feel\n项数: 人数\n甲: {formula}\n```\n") if each.code == "null-compared"]
    assert [each.text.en for each in found] == [f"a comparison with null can never hold: {written}"]
    assert all(each.severity == "warning" for each in found)


def test_once_a_cell() -> None:
    table = "| F | 人数 | **甲** | **乙** |\n|---|---|---|---|\n| 1 | > null | 1 | 2 |\n| 2 | - | 2 | 3 |\n"
    found = [each for each in problems(table) if each.code == "null-compared"]
    assert len(found) == 1


@pytest.mark.parametrize(
    "formula", ["人数 = null", "null != 人数", "人数 in (1, null)", "null in (人数, 1)", "人数 > 1"]
)
def test_asking_whether_it_is_missing_is_no_slip(formula: str) -> None:
    assert problems(f"```feel\n甲: {formula}\n```\n") == []
