"""The nearest known name is offered only where it is near."""

from __future__ import annotations

import pytest

from luoshu.problems import nearest


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("销受收入", "销售收入"),
        ("销售收入额", "销售收入"),
        ("研发费", "研发费用"),
        ("符合条件", "符合现行评价条件"),
        ("参树", "参数"),
        ("收人", "收入"),
        ("fele", "feel"),
        ("Sales Revenu", "sales revenue"),
        ("FF", "F"),
    ],
)
def test_near(word: str, name: str) -> None:
    assert nearest(word, ["得分", name, "另一个名称"]) == name


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("未知10", ["k10", "k1"]),
        ("z9", ["k9"]),
        ("列", ["例"]),
        ("人数", ["收入"]),
        ("净资产收益率", ["高新技术产品收入"]),
        ("text", ["feel"]),
    ],
)
def test_not_near(word: str, names: list[str]) -> None:
    assert nearest(word, names) is None
