"""A text compared with a fact, a field or a table's result that has a closed list of values and is none of them."""

from __future__ import annotations

import pytest
from tests.policy.documents import problems, where

TABLE = '| F | 人数 | **档: "高档", "低档"** |\n|---|---|---|\n| 1 | > 3 | "高档" |\n| 2 | - | "低档" |\n\n'


@pytest.mark.parametrize(
    ("formula", "wrong"),
    [
        ('等级 = "丁"', '"丁"'),
        ('"丁" != 等级', '"丁"'),
        ('等级 = ⟨"丁"⟩', '"丁"'),
        ('等级 in ("甲", "丁")', '"丁"'),
        ('等级 in ["甲", "丁"]', '"丁"'),
        ('list contains(["甲", "丁"], 等级)', '"丁"'),
        ('if 国有 and 等级 = "丁" then 1 else 2', '"丁"'),
        ('count(专利[类别 = "Ⅰ类"]) > 1', '"Ⅰ类"'),
        ('count(专利[item.类别 = "Ⅰ类"]) > 1', '"Ⅰ类"'),
        ('some 项 in 专利 satisfies 项.类别 = "Ⅰ类"', '"Ⅰ类"'),
        ('some 类 in 专利.类别 satisfies 类 = "Ⅰ类"', '"Ⅰ类"'),
        ('every 项 in 专利[有效] satisfies 项.类别 in ("I类", "III类")', '"III类"'),
        ('"III类" in 专利.类别', '"III类"'),
        ('list contains(专利.类别, "III类")', '"III类"'),
        ('档 = "中档"', '"中档"'),
    ],
)
def test_never_one_of_them(formula: str, wrong: str) -> None:
    text = f"{TABLE}```feel\n甲: {formula}\n```\n"
    (found,) = [each for each in problems(text) if each.code == "not-listed"]
    assert found.severity == "warning"
    assert f"never {wrong}" in found.text.en
    assert where(found) == (7, 4 + formula.index(wrong))


@pytest.mark.parametrize(
    ("formula", "hint"),
    [('档 = "中档"', "did you mean '高档'?"), ('count(专利[类别 = "II"]) > 1', "did you mean 'II类'?")],
)
def test_the_nearest_is_offered(formula: str, hint: str) -> None:
    (found,) = [each for each in problems(f"{TABLE}```feel\n甲: {formula}\n```\n") if each.code == "not-listed"]
    assert found.hint
    assert found.hint.en == hint


def test_cells() -> None:
    table = '| F | 等级 | **甲** |\n|---|---|---|\n| 1 | "甲", "丁" | 1 |\n| 2 | not("戊") | 2 |\n| 3 | - | 3 |\n'
    found = [each for each in problems(table) if each.code == "not-listed"]
    assert [each.text.en for each in found] == [
        'it is one of "甲", "乙", and never "丁"',
        'it is one of "甲", "乙", and never "戊"',
    ]


@pytest.mark.parametrize(
    "formula",
    [
        '等级 = "甲"',
        '名称 = "丁"',
        "等级 = 名称",
        '等级 in ("甲", null)',
        'count(专利[类别 = "I类"]) > 1',
        'some 等级 in 专利.出资 satisfies 名称 = "丁"',
        'contains(等级, "丁")',
    ],
)
def test_what_may_be(formula: str) -> None:
    assert [each for each in problems(f"```feel\n甲: {formula}\n```\n") if each.code == "not-listed"] == []
