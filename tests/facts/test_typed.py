"""Values as people type them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshu.engine.figures import show, unit_of_fact
from luoshu.facts.typed import hint_of, read_typed
from luoshu.facts.vocabulary import Fact, Interval, Kind
from luoshu.problems import ProblemError

TODAY = date(2026, 3, 1)
MONEY = Fact("研发费用", Kind.MONEY, "元", Interval(Decimal(0), Decimal(10**12)))
STAFF = Fact("职工总数", Kind.INTEGER, "人", Interval(Decimal(0), Decimal(10**7)))
SHARE = Fact("占有率", Kind.RATE, "", Interval(Decimal(0), Decimal(1)))
VALUE = Fact("估值", Kind.DECIMAL, "亿美元", Interval(Decimal(0), Decimal(10**5)))
DAY = Fact("成立日期", Kind.DATE)
YES = Fact("已上市", Kind.BOOLEAN)
CLASS = Fact("类别", Kind.TEXT, values=("I类", "II类"))


@pytest.mark.parametrize(
    ("fact", "typed", "value"),
    [
        (MONEY, "1,200 万元", 12_000_000),
        (MONEY, "2亿", 200_000_000),
        (MONEY, "１２００万", 12_000_000),
        (MONEY, "1.5 billion yuan", 1_500_000_000),
        (MONEY, "¥12,000,000", 12_000_000),
        (MONEY, "12 million", 12_000_000),
        (MONEY, "2亿5000万", 250_000_000),
        (MONEY, "3 亿 2 千万元", 320_000_000),
        (MONEY, "1200万元人民币", 12_000_000),
        (MONEY, "1200人民币", 1200),
        (MONEY, "0", 0),
        (STAFF, "1,234 人", 1234),
        (STAFF, "1.2万", 12_000),
        (SHARE, "30%", Decimal("0.3")),
        (SHARE, "2.83 ％", Decimal("0.0283")),
        (SHARE, "0.3", Decimal("0.3")),
        (VALUE, "20 亿美元", 20),
        (VALUE, "20", 20),
        (DAY, "3 月 5 日", date(2026, 3, 5)),
        (DAY, "2021年3月5日", date(2021, 3, 5)),
        (DAY, "2021-3-5", date(2021, 3, 5)),
        (DAY, "2021/03/05", date(2021, 3, 5)),
        (DAY, "20210305", date(2021, 3, 5)),
        (DAY, "5 March 2021", date(2021, 3, 5)),
        (DAY, "March 5, 2021", date(2021, 3, 5)),
        (DAY, "5 Mar", date(2026, 3, 5)),
        (YES, "是", True),
        (YES, "没有", False),
        (YES, "No", False),
        (CLASS, "II类", "II类"),
        (CLASS, " ", None),
    ],
)
def test_what_people_type(fact: Fact, typed: str, value: Any) -> None:
    found = read_typed(fact, typed, TODAY)
    assert found == value
    assert fact.kind is not Kind.INTEGER or isinstance(found, int)


@pytest.mark.parametrize(
    ("fact", "typed", "zh", "hint"),
    [
        (MONEY, "很多", "看不懂“很多”", "例如 1,200 万元"),
        (MONEY, "-5", "“-5”超出范围：应不小于 0、不大于 1 万亿", "例如"),
        (MONEY, "12万亿", "“12万亿”超出范围：应不小于 0、不大于 1 万亿", "例如"),
        (MONEY, "2亿20000万", "看不懂", "例如"),
        (MONEY, "0.001", "小数超过 2 位", "例如"),
        (MONEY, "9" * 40, "超出范围", "例如"),
        (STAFF, "1.5", "1.5”不是整数", "整数，以人计"),
        (SHARE, "30", "“30”超出范围：应不小于 0%、不大于 100%", "例如 30%"),
        (DAY, "2021-2-30", "没有“2021-2-30”这一天", "例如"),
        (DAY, "昨天", "看不懂“昨天”", "例如"),
        (YES, "也许", "既不是“是”也不是“否”", "请选"),
        (CLASS, "III类", "不在可填的值之中", ""),
    ],
)
def test_what_cannot_be_read_is_told_with_the_way_to_write_it(fact: Fact, typed: str, zh: str, hint: str) -> None:
    with pytest.raises(ProblemError) as raised:
        read_typed(fact, typed, TODAY)
    (problem,) = raised.value.problems
    assert zh in problem.text.zh
    assert hint in (problem.hint.zh if problem.hint else "")


@given(st.decimals(0, 10**11, places=2), st.sampled_from(["zh", "en"]))
def test_an_amount_as_it_is_shown_is_read_again(value: Decimal, lang: Any) -> None:
    assert read_typed(MONEY, show(value, unit_of_fact(MONEY), lang), TODAY) == value


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.sampled_from(["zh", "en"]))
def test_a_date_as_it_is_shown_is_read_again(value: date, lang: Any) -> None:
    assert read_typed(DAY, show(value, "", lang), TODAY) == value


def test_a_hint_stands_where_there_is_more_than_one_way_to_write_it() -> None:
    assert [hint_of(fact) is not None for fact in (MONEY, STAFF, SHARE, DAY, YES, CLASS)] == [True] * 4 + [False] * 2
