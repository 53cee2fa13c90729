"""Units: what may be added and compared."""

from __future__ import annotations

import pytest
from tests.policy.documents import codes, problems, where

from luoshu.policy.units import PURE, Unit, product, quotient, read_unit


@pytest.mark.parametrize(
    "formula",
    [
        "收入 + 费用 > 3万",
        "收入 / 费用 > 占比",
        "800 * 人数 > 收入",  # a literal may be a rate: 800 yuan a head
        "收入 / 人数 > 5万",
        "收入 / 人数 > prior(收入, 1) / prior(人数, 1)",
        "sum(专利.出资) + 收入",
        "sum(专利[出资 > 1万].出资) / 收入 < 占比",
        "count(专利) + 人数",
        "max(收入, 费用) > 收入",
        "if 国有 then 收入 else 0",
        "some 利 in 专利 satisfies 利.出资 > 1万",
        "for 利 in 专利 return 利.出资 + 1",
        "收入 * 收入 / 费用 > 收入",
        "收入 between 1 and 费用",
        "收入 in (费用, [0..费用])",
        "round half up(收入, 0) + 费用",
    ],
)
def test_units_that_fit(formula: str) -> None:
    assert [code for code in codes(problems(f"```feel\n甲: {formula}\n```\n")) if code != "rounding"] == []


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("收入 + 人数", "元 and 人"),
        ("人数 >= 收入", "人 and 元"),
        ("收入 / 人数 > 费用", "元/人 and 元"),
        ("收入 / 费用 > 收入", "1 and 元"),
        ("收入 * 费用 > 收入", "元² and 元"),
        ("占比 > 人数", "1 and 人"),
        ("sum(专利.出资) > 人数", "元 and 人"),
        ("count(专利[出资 > 人数])", "元 and 人"),
        ("some 利 in 专利 satisfies 利.出资 > 人数", "元 and 人"),
        ("max(收入, 人数)", "元 and 人"),
        ("if 国有 then 收入 else 人数", "元 and 人"),
        ("收入 between 1 and 人数", "元 and 人"),
        ("收入 in (1, > 人数)", "元 and 人"),
        ("prior(收入, 1) - 人数", "元 and 人"),
        ("-收入 < ⟨人数⟩", "元 and 人"),
    ],
)
def test_units_that_differ(formula: str, said: str) -> None:
    found = [problem for problem in problems(f"```feel\n甲: {formula}\n```\n") if problem.code == "unit"]
    assert [problem.text.en.split(": ")[1] for problem in found] == [said]
    assert where(found[0])[0] == 2


def test_units_go_through_decisions_parameters_and_tables() -> None:
    body = (
        "| 参数 | 值 | 单位 |\n|---|---|---|\n| 上限 | 5 | 人 |\n\n"
        "| F | 人数 | **档** | **额** |\n|---|---|---|---|\n| 1 | > 收入 | 人数 | 1 |\n"
        "| 2 | <= 上限 | 0 | 收入 |\n| 3 | - | 收入 | 0 |\n\n"
        "```feel\n甲: 档 > 费用\n乙: 额 + 上限\n```\n"
    )
    found = [problem for problem in problems(body) if problem.code == "unit"]
    assert [where(problem) for problem in found] == [(7, 7), (9, 11), (12, 4), (13, 4)]


def test_the_algebra() -> None:
    yuan, head = read_unit("元"), read_unit("人")
    assert read_unit("%") == PURE
    assert read_unit("") is None
    assert quotient(yuan, yuan) == PURE
    assert product(quotient(yuan, head), head) == yuan
    assert str(quotient(yuan, product(head, head))) == "元/人²"
    assert str(Unit()) == "1"
    assert product(yuan, None) is None
