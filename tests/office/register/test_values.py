"""What people type into a field of the register, and the text that is kept of it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from luoshu.facts.vocabulary import Fact, Interval, Kind
from luoshu.office.register.values import EntryError, entered

MONEY = Fact("销售收入", Kind.MONEY, "元", range=Interval(Decimal(0)))
HEADS = Fact("职工总数", Kind.INTEGER, "人", range=Interval(Decimal(0)))
RATE = Fact("占比", Kind.RATE, range=Interval(Decimal(0), Decimal(1)))
AREA = Fact("总面积", Kind.DECIMAL, "平方米")
DAY = Fact("成立日期", Kind.DATE)
BAR = Fact("失信", Kind.BOOLEAN)
LEVEL = Fact("级别", Kind.TEXT, values=("国家级", "省级"))
NAME = Fact("企业名称", Kind.TEXT)


@pytest.mark.parametrize(
    ("fact", "text", "kept"),
    [
        (MONEY, "2亿", "200000000"),
        (MONEY, " 1,200.50 万元 ", "12005000"),
        (MONEY, "０", "0"),
        (HEADS, "1,200 人", "1200"),
        (RATE, "30%", "0.3"),
        (RATE, "2.83％", "0.0283"),
        (AREA, "3.5万平方米", "35000"),
        (DAY, "2025年3月5日", "2025-03-05"),
        (DAY, "30 June 2025", "2025-06-30"),
        (BAR, "没有", "false"),
        (BAR, "yes", "true"),
        (LEVEL, "省级", "省级"),
        (NAME, " 洛阳（周山）精密  ", "洛阳（周山）精密"),
    ],
)
def test_what_is_typed_is_kept_in_one_way(fact: Fact, text: str, kept: str) -> None:
    assert entered(fact, text) == kept


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        (MONEY, "很多"),
        (MONEY, "-1"),
        (MONEY, "1.005"),
        (HEADS, "1.5"),
        (RATE, "130%"),
        (DAY, "2025-02-30"),
        (BAR, "也许"),
        (LEVEL, "校级"),
        (NAME, "名" * 201),
        (MONEY, "9" * 30),
    ],
)
def test_what_is_no_value_is_told(fact: Fact, text: str) -> None:
    with pytest.raises(EntryError) as told:
        entered(fact, text)
    assert told.value.text.zh
    assert told.value.text.en
