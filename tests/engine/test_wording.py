"""Expressions in words, in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from luoshu.engine.wording import Choices, Listing, Wording, plain
from luoshu.engine.wording.naming import Naming
from luoshu.engine.wording.phrases import is_assumed
from luoshu.problems import Lang

from .policy_pages import LIBRARY, everything

ON = date(2024, 6, 30)
POLICY = LIBRARY.read(everything(), ON)


def said(name: str, lang: Lang) -> str:
    """A decision's formula on one line."""
    wording = Wording(ON, lang, Naming(lang, POLICY.id))
    formula = POLICY.decisions[name].formula
    assert formula is not None
    return plain(wording.phrase(formula, wording.scope(POLICY)))


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("规模", "人数不超过 500 人，且收入低于 2 亿元", "heads: at most 500 people, and revenue: below ¥200,000,000"),
        ("老企业", "成立日期距评价日期满 3 年", "time from founded to the assessment date: at least 3 years"),
        (
            "有效专利数",
            "符合条件的专利项数（条件：有效，且有争议：否）",
            "number of items in patents with: in force, and disputed: no",
        ),
        ("出资总额", "专利（有效）的出资之和", "the sum of 出资 of patents (in force)"),
        (
            "增长",
            "如果收入（1 年前）大于 0，则为收入 ÷ 收入（1 年前）− 1；其余情况为没有记录",
            "if revenue 1 year earlier: more than 0, then revenue ÷ revenue 1 year earlier − 1; "
            "otherwise not on record",
        ),
        ("等级合格", "等级为“甲”“乙”之一，且名称有记录", "grade one of “甲”, “乙”, and 名称 on record"),
        ("费用封顶", "费用、上限 中最小的", "the least of cost, 上限"),
        ("保留两位", "费用 ÷ 3（四舍五入，保留 2 位小数）", "cost ÷ 3 rounded half up to 2 decimal places"),
        ("每项有效", "专利中每一项都：有效", "every item in patents: in force"),
        ("不是这样", "并非（规模，或老企业）", "not (size within limits, or 老企业)"),
        ("研发补助·金额", "⟨费用 × 10%⟩", "⟨cost × 10%⟩"),
    ],
)
def test_words(name: str, zh: str, en: str) -> None:
    assert (said(name, "zh"), said(name, "en")) == (zh, en)


def test_what_has_no_words_stands_as_written() -> None:
    assert said("未识别", "zh") == "string length(名称) 高于 3"


def test_long_conditions_are_lists_and_ifs_are_choices() -> None:
    wording = Wording(ON, "zh", Naming("zh", POLICY.id))
    scope = wording.scope(POLICY)

    def formula(name: str):  # type: ignore[no-untyped-def]
        return wording.formula(POLICY.decisions[name].formula, scope)

    grant, growth = formula("可获补助"), formula("近两年")
    assert isinstance(grant, Listing)
    assert [plain(part) for part in grant.parts][:2] == ["规模", "失信：否"]
    assert isinstance(growth, Choices)
    assert [plain(value) for _, value in growth.branches] == ["2", "1"]
    assert plain(growth.branches[1][0]) == "人数不少于 50 人、不超过 100 人"
    assert is_assumed(formula("研发补助·金额"))


def test_names_lead_to_what_they_mean() -> None:
    wording = Wording(ON, "zh", Naming("zh", POLICY.id))
    formula = POLICY.decisions["可获补助"].formula
    assert formula is not None
    wording.formula(formula, wording.scope(POLICY))
    assert {"decision-规模", "fact-失信", "parameter-补助门槛", "fact-专利", "fact-专利.类别"} <= set(
        wording.naming.seen
    )


@pytest.mark.parametrize(
    ("cell", "zh", "en"),
    [
        (0, "不少于 100 人", "at least 100 people"),
        (1, "不少于 50 人、少于 100 人", "at least 50 people, less than 100 people"),
        (2, "除 0、1 人 以外", "other than 0, 1 person"),
        (3, "", ""),
    ],
)
def test_cells(cell: int, zh: str, en: str) -> None:
    table = POLICY.decisions["等级"].table
    assert table is not None
    for lang, expected in (("zh", zh), ("en", en)):
        wording = Wording(ON, lang, Naming(lang, POLICY.id))  # type: ignore[arg-type]
        told = wording.cell(table.rules[cell].tests[0], table.inputs[0].expression, wording.scope(POLICY))
        assert plain(told) == expected
