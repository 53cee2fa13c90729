"""A small vocabulary for the tests of this floor."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from luoshu.facts.vocabulary import Fact, Interval, Kind, Record, Vocabulary

ON = date(2025, 6, 30)
# Codes with right check digits, in the order of their bytes.
FIRST, SECOND, THIRD = "91110000600037341L", "91210200MA0000001M", "91410300MA4444444B"

AT_LEAST_0 = Interval(Decimal(0))
MONEY = Interval(Decimal(0), Decimal(10**12), True, False)

FIRM = [
    Fact("统一社会信用代码", Kind.ID),
    Fact("企业名称", Kind.TEXT),
    Fact("企业规模", Kind.TEXT, values=("大型", "中型", "小型", "微型")),
    Fact("注册日期", Kind.DATE, range=Interval(date(1949, 10, 1))),
    Fact("职工总数", Kind.INTEGER, "人", AT_LEAST_0, annual=True),
    Fact("销售收入", Kind.MONEY, "元", MONEY, annual=True),
    Fact("研发费用", Kind.MONEY, "元", MONEY, annual=True),
    Fact("主导产品占比", Kind.RATE, "", Interval(Decimal(0), Decimal(1))),
    Fact("列入经营异常名录", Kind.BOOLEAN, default=False),
    Fact("知识产权", Kind.LIST, target="知识产权"),
]
RIGHT = [
    Fact("企业", Kind.REFERENCE, target="企业", owner=1),
    Fact("类别", Kind.TEXT, values=("I类", "II类")),
    Fact("有效", Kind.BOOLEAN),
    Fact("授权日期", Kind.DATE),
]
BODY = [
    Fact("统一社会信用代码", Kind.ID),
    Fact("机构类型", Kind.TEXT),
    Fact("服务客户", Kind.LIST, target="服务客户"),
]
CLIENT = [
    Fact("机构", Kind.REFERENCE, target="机构", owner=1),
    Fact("企业", Kind.REFERENCE, target="企业", owner=2),
    Fact("服务月数", Kind.INTEGER, "月", AT_LEAST_0, default=0),
]


def record(name: str, facts: list[Fact]) -> Record:
    return Record(name, {fact.name: fact for fact in facts})


def small_vocabulary() -> Vocabulary:
    records = [record("企业", FIRM), record("知识产权", RIGHT), record("机构", BODY), record("服务客户", CLIENT)]
    return Vocabulary({each.name: each for each in records}, {"cn/test": "0" * 64})
