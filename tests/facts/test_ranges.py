from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshu.facts.ranges import parse_interval, parse_kind, show_interval
from luoshu.facts.vocabulary import Interval, Kind
from luoshu.problems import ProblemError

D = Decimal


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (">= 0", Interval(D(0))),
        ("≥0", Interval(D(0))),
        ("＞ 0", Interval(D(0), low_closed=False)),
        ("<= 100%", Interval(high=D(1))),
        ("< 1.5亿", Interval(high=D("1.5e8"), high_closed=False)),
        ("= 3", Interval(D(3), D(3))),
        ("[0..1]", Interval(D(0), D(1))),
        ("（0..100］", Interval(D(0), D(100), False, True)),
        ("0..100", Interval(D(0), D(100))),
        ("[0 .. 1e13)", Interval(D(0), D("1e13"), True, False)),
        ("(-10000亿..10000亿)", Interval(D("-1e12"), D("1e12"), False, False)),
        ("[0..1,000万)", Interval(D(0), D(10**7), True, False)),
        ("0..", Interval(D(0))),
        ("[0..)", Interval(D(0), None, True, False)),
        ("]0..1[", Interval(D(0), D(1), False, False)),
        (">= 2020-01-01", Interval(date(2020, 1, 1))),
        ('[date("2020-01-01")..2021/1/5]', Interval(date(2020, 1, 1), date(2021, 1, 5))),
    ],
)
def test_a_range_is_read(text: str, expected: Interval) -> None:
    assert parse_interval(text) == expected


@pytest.mark.parametrize("text", ["", "0", "abc", "[2..1]", ">= ", "[..]", ">= 2020-13-01", "[0..2020-01-01]", "0-1"])
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(ProblemError) as caught:
        parse_interval(text)
    assert caught.value.problems[0].code == "bad-range"
    assert text in caught.value.problems[0].text.zh


@given(
    st.decimals(-(10**9), 10**9, places=3),
    st.decimals(0, 10**9, places=3),
    st.booleans(),
    st.booleans(),
)
def test_a_range_as_shown_is_read_back(low: Decimal, width: Decimal, low_closed: bool, high_closed: bool) -> None:
    interval = Interval(low, low + width, low_closed, high_closed)
    assert parse_interval(show_interval(interval)) == interval


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("标识", (Kind.ID, "", ())),
        ("integer", (Kind.INTEGER, "", ())),
        ("文本", (Kind.TEXT, "", ())),
        ('文本 "I类" "II类"', (Kind.TEXT, "", ("I类", "II类"))),
        ("文本 “甲（一）”、“乙”", (Kind.TEXT, "", ("甲（一）", "乙"))),
        ('text "a", "b"', (Kind.TEXT, "", ("a", "b"))),
        ("列表 知识产权", (Kind.LIST, "知识产权", ())),
        ("list of IP rights", (Kind.LIST, "IP rights", ())),
        ("引用 企业", (Kind.REFERENCE, "企业", ())),
        ("reference to enterprise", (Kind.REFERENCE, "enterprise", ())),
    ],
)
def test_a_type_is_read(text: str, expected: tuple[Kind, str, tuple[str, ...]]) -> None:
    assert parse_kind(text) == expected


@pytest.mark.parametrize("text", ["", "数字", "列表", "引用", "整数 5", "文本 甲", 'integer "a"', "金额元"])
def test_what_is_no_type_is_refused(text: str) -> None:
    with pytest.raises(ProblemError) as caught:
        parse_kind(text)
    assert caught.value.problems[0].code == "bad-type"
