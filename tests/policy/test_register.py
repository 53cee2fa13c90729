"""Registers: how they are kept, and slips in what is said of them."""

from __future__ import annotations

from datetime import time

import pytest

from luoshu.policy.quantities import Case, Link, Ratio, Slot, Stage
from luoshu.policy.terms import Term, TermUnit

from .documents import problems, read_body, where

FACTS = """\
| 数据 | 技术合同     | 类型                             | 单位 | 范围 | 周期 | 缺省 | English | 说明     |
|------|--------------|----------------------------------|------|------|------|------|---------|----------|
|      | 合同编号     | 标识                             |      |      | 时点 |      | number  |          |
|      | 合同名称     | 文本                             |      |      | 时点 |      | name    |          |
|      | 级别         | 文本 "国家级" "省级"             |      |      | 时点 |      | level   |          |
|      | 卖方代码     | 文本                             |      |      | 时点 |      | seller  |          |
|      | 合同金额     | 金额                             | 元   |      | 时点 |      | amount  |          |
|      | 计划签订日期 | 日期                             |      |      | 时点 |      | planned |          |
|      | 签订日期     | 日期                             |      |      | 时点 |      | signed  |          |
|      | 有效期至     | 日期                             |      |      | 时点 |      | until   |          |
|      | 后续合同     | 文本                             |      |      | 时点 |      | next    |          |

"""
REGISTER = """\
| 台账   | 技术合同                              |
|--------|---------------------------------------|
| 登记人 | 卖方代码                              |
| 办结   | ⟨30 天⟩                               |
| 经办   | 签订日期                              |
| 同一   | 合同名称、卖方代码                    |
| 级别   | 级别                                  |
| 计入   | 级别 = 国家级；级别 ＝ “省级”         |
| 起始   | 签订日期                              |
| 到期   | 有效期至                              |
| 日程   | 签订日期                              |
| 合计   | 合同金额                              |
| 阶段   | 签订 计划签订日期 签订日期; 到期 有效期至 |
| 下游   | 后续合同                              |
| 挂接   | 企业.等级                             |
| 比率   | 单价 合同金额 / 合同金额; 占比 企业 . 人数 / 合同金额 |
| 时段   | 9:00-12:00；14:00-17:30               |
| 公开   | ⟨合同名称⟩, ⟨合同金额⟩                |
"""


def test_a_register_is_read() -> None:
    (register,) = read_body(FACTS + REGISTER).registers
    assert (register.name, register.owner, register.level, register.since, register.until) == (
        "技术合同",
        "卖方代码",
        "级别",
        "签订日期",
        "有效期至",
    )
    assert register.term == Term(30, TermUnit.DAY)
    assert register.assumed
    assert register.decided == ("签订日期",)
    assert register.same == ("合同名称", "卖方代码")
    assert register.sums == ("合同金额",)
    assert register.dates == ("签订日期",)
    assert register.public == ("合同名称", "合同金额")
    assert register.next == "后续合同"
    assert register.counts == (Case("级别", "国家级"), Case("级别", "省级"))
    assert register.stages == (Stage("签订", "计划签订日期", "签订日期"), Stage("到期", None, "有效期至"))
    assert register.linked == (Link("企业", "等级"),)
    assert register.ratios == (
        Ratio("单价", "合同金额", "合同金额"),
        Ratio("占比", Link("企业", "人数"), "合同金额"),
    )
    assert register.slots == (Slot(time(9), time(12)), Slot(time(14), time(17, 30)))


def test_what_nothing_is_said_of_is_not_public() -> None:
    (register,) = read_body(FACTS + "| 台账 | 技术合同 |\n|---|---|\n| 说明 | 由科技局保管 |\n").registers
    assert register.public == ()
    assert register.owner == ""
    assert register.term is None


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("| 公开 | 合同名称、合同金颔 |", "“技术合同”没有数据项“合同金颔”"),
        ("| 登记人 | 卖方 |", "“技术合同”没有数据项“卖方”"),
        ("| 登记人 | 合同金额 |", "“合同金额”应当是标识，它却是金额"),
        ("| 级别 | 合同名称 |", "“合同名称”应当是列出取值的文本，它却是文本"),
        ("| 计入 | 级别 |", "看不懂“级别”"),
        ("| 计入 | 级别 = 市级 |", "“级别”没有“市级”这个值"),
        ("| 计入 | 等级 = 省级 |", "“技术合同”没有数据项“等级”"),
        ("| 计入 | 合同名称 = 一 |", "“合同名称”应当是列出取值的文本，它却是文本"),
        ("| 起始 | 合同金额 |", "“合同金额”应当是日期，它却是金额"),
        ("| 合计 | 签订日期 |", "“签订日期”应当是数，它却是日期"),
        ("| 阶段 | 签订 合同名称 |", "“合同名称”应当是日期，它却是文本"),
        ("| 挂接 | 企业业.行业 |", "没有名为“企业业”的主体或台账"),
        ("| 挂接 | 企业.行当 |", "“企业”没有数据项“行当”"),
        ("| 比率 | 单价 合同金额 |", "看不懂“单价 合同金额”"),
        ("| 比率 | 单价 合同金额 / 签订日期 |", "“签订日期”应当是数，它却是日期"),
        ("| 比率 | 单价 企业.人头 / 合同金额 |", "“企业”没有数据项“人头”"),
        ("| 比率 | 单价 企业.等级 / 合同金额 |", "“等级”应当是数，它却是文本"),
        ("| 时段 | 12:00-9:00 |", "看不懂“12:00-9:00”"),
        ("| 时段 | 9:00-25:00 |", "看不懂“9:00-25:00”"),
        ("| 办结 | 很快 |", "看不懂期限“很快”"),
    ],
)
def test_slips_are_told_where_they_stand(row: str, said: str) -> None:
    body = FACTS + f"| 台账 | 技术合同 |\n|---|---|\n{row}\n"
    (problem,) = problems(body)
    assert problem.text.zh == said
    assert problem.text.en


def test_a_fact_of_a_list_is_underlined_alone() -> None:
    (problem,) = problems(FACTS + "| 台账 | 技术合同 |\n|---|---|\n| 公开 | 合同名称、合同金颔 |\n")
    assert where(problem) == (15, 13)
    assert problem.place is not None
    assert problem.place.width == len("合同金颔")
    assert problem.hint is not None
    assert "合同金额" in problem.hint.zh


def test_a_register_needs_its_facts() -> None:
    (problem,) = problems(FACTS + "| 台账 | 技术合约 |\n|---|---|\n| 说明 | 无 |\n")
    assert problem.text.zh == "没有名为“技术合约”的数据表"
    (problem,) = problems(FACTS + "| 台账 | 专利 |\n|---|---|\n| 说明 | 无 |\n")
    assert problem.text.zh == "“专利”没有标识，不能单独成册"


def test_stages_and_ratios_have_their_english() -> None:
    labels = "| 译名 | 名称 | English |\n|---|---|---|\n| | 签订 | signed |\n| | 单价 | price |\n"
    assert read_body(FACTS + REGISTER + "\n" + labels).labels == {"签订": "signed", "单价": "price"}
    (problem,) = problems(FACTS + REGISTER + "\n" + labels + "| | 单价格 | price |\n")
    assert problem.text.zh == "本文件没有“单价格”"
