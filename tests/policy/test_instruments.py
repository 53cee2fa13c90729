"""Calls, pools, targets, weights and budgets: what their cells say, and slips."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from luoshu.feel.printer import to_feel
from luoshu.feel.tree import Node
from luoshu.policy.evaluate import answer
from luoshu.policy.graph import Graph
from luoshu.policy.model import Policy
from luoshu.policy.quantities import Award, Count, Delay, Limit, Period, Share
from luoshu.policy.terms import Term, TermUnit

from .documents import problems, read_body, where

PARAMETER = "| 参数 | 值 | 来源 |\n|---|---|---|\n| 单户上限 | 500万 | 第三条 |\n\n"
CALL = """\
| 大赛 | 国际赛道                                         |
|------|--------------------------------------------------|
| 对象 | 收入 < 1亿                                       |
| 受理 | 2024-03-01 至 2024-04-30                         |
| 材料 | 商业计划书, 营业执照                             |
| 轮次 | 初赛 取 15; 决赛 取 10; 路演                     |
| 评委 | 初赛 ⟨5⟩; 决赛 12                                |
| 回避 | ⟨同一单位, 近亲属⟩                               |
| 计分 | ⟨去掉一个最高分和一个最低分后取平均⟩             |
| 并列 | 全体评委平均; 评委会表决                         |
| 名额 | 每年 50                                          |
| 奖项 | 一等奖 10 名 30万；冠军 100万; 研发补贴 <= 30万  |
| 经费 | <= 单户上限                                      |
| 拨付 | 签约 40%; 验收 60%                               |
| 公示 | ⟨5 个工作日⟩                                     |
"""
POOL = """\
| 资金池 | 风险补偿         |
|--------|------------------|
| 首期   | 4000万           |
| 出资   | ⟨省 50%; 区 50%⟩ |
| 分担   | 资金池：70%; 银行 30% |
| 基数   | 本金             |
| 单户   | ⟨<= 500万⟩       |
| 利率   | <= 单户上限      |
| 期限   | <= 3 年          |
| 放大   | ≤ 10 倍          |
| 代偿   | 60 天            |
| 预警   | ⟨不良率 >= 5%⟩   |
"""


def said(value: Any) -> Any:
    """A quantity with its expressions as text."""
    match value:
        case Limit(measure, op, inner, unit):
            return measure, op, to_feel(inner) if isinstance(inner, Node) else inner, unit
        case Share(party, inner):
            return party, to_feel(inner)
        case Award(name, number, amount, at_most):
            return name, number, to_feel(amount) if amount else None, at_most
    return value


def test_a_call() -> None:
    policy = read_body(PARAMETER + CALL)
    (call,) = policy.instruments
    assert (call.keyword, call.name, call.assumed) == ("大赛", "国际赛道", True)
    assert call.decisions == {"who": "国际赛道·对象"}
    values = call.values
    assert values["window"] == Period(date(2024, 3, 1), date(2024, 4, 30))
    assert values["materials"] == ("商业计划书", "营业执照")
    assert values["rounds"] == (Count("初赛", 15), Count("决赛", 10), Count("路演", None))
    assert values["judges"] == (Count("初赛", 5), Count("决赛", 12))
    assert (values["recusal"], values["scoring"]) == (("同一单位", "近亲属"), "trimmed mean")
    assert values["quota"] == (Count("每年", 50),)
    assert [said(award) for award in values["awards"]] == [  # type: ignore[attr-defined]
        ("一等奖", 10, "300000", False),
        ("冠军", None, "1000000", False),
        ("研发补贴", None, "300000", True),
    ]
    assert said(values["money"]) == ("", "<=", "单户上限", "")
    assert [said(share) for share in values["instalments"]] == [("签约", "0.4"), ("验收", "0.6")]  # type: ignore[attr-defined]
    assert values["publication"] == Term(5, TermUnit.WORKING_DAY)


def test_a_pool() -> None:
    (pool,) = read_body(PARAMETER + POOL).instruments
    values = {key: said(value) for key, value in pool.values.items()}
    assert values["first"] == ("", "=", "40000000", "")
    assert [said(share) for share in pool.values["sharing"]] == [("资金池", "0.7"), ("银行", "0.3")]  # type: ignore[attr-defined]
    assert values["per_borrower"] == ("", "<=", "5000000", "")
    assert values["term"] == ("", "<=", Term(3, TermUnit.YEAR), "")
    assert values["leverage"] == ("", "<=", "10", "倍")
    assert values["warn"] == ("不良率", ">=", "0.05", "")
    assert (values["base"], values["claim_after"]) == ("principal", Term(60, TermUnit.DAY))


def test_a_wait_may_be_a_parameter() -> None:
    days = PARAMETER.rstrip() + "\n| 等待天数 | 60 | 第五条 |\n\n"
    (pool,) = read_body(days + POOL.replace("60 天", "⟨等待天数 天⟩")).instruments
    wait = pool.values["claim_after"]
    assert isinstance(wait, Delay)
    assert (to_feel(wait.value), wait.unit, pool.assumed) == ("等待天数", TermUnit.DAY, True)


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("省 50%; 区 50%", "省 50%; 区 40%", "the shares make 90%, not 100%"),
        ("<= 单户上限", "<= 上限", "there is no parameter named '上限'"),
        ("<= 单户上限", "<= 收入", "there is no parameter named '收入'"),
        ("本金", "利息", "'base' cannot be '利息'"),
        ("60 天", "六十天", "'六十天' cannot be read"),
        ("60 天", "单户上限", "'单户上限' cannot be read"),  # a number without its unit
        ("60 天", "上限 天", "there is no parameter named '上限'"),
        ("60 天", '"六十" 天', "'\"六十\" 天' cannot be read"),
        ("资金池：70%; 银行 30%", "七成", "'七成' cannot be read"),
        ("| 放大 ", "| 放小 ", "a table '资金池' has no property '放小'"),
    ],
)
def test_slips_in_pools(old: str, new: str, text: str) -> None:
    found = problems(PARAMETER + POOL.replace(old, new))
    assert [problem.text.en for problem in found] == [text]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2024-03-01 至 2024-04-30", "2024-04-30 至 2024-03-01"),
        ("2024-03-01 至 2024-04-30", "2024-02-30 至 2024-04-30"),
        ("2024-03-01 至 2024-04-30", "三月"),
        ("初赛 取 15", "初赛 取 十五"),
        ("初赛 ⟨5⟩; 决赛 12", "若干"),
    ],
)
def test_slips_in_calls(old: str, new: str) -> None:
    (found,) = problems(PARAMETER + CALL.replace(old, new))
    assert found.text.en.endswith("cannot be read")
    assert found.hint


# --- targets ----------------------------------------------------------------------------------------------------------

TARGETS = """\
| 目标 | 指标     | 类型 | 基期         | 目标                     | 责任单位 | 现值 |
|------|----------|------|--------------|--------------------------|----------|------|
|      | 高企数   | 存量 | 2021: 1036   | 2024: 1500; 2025: > 1600 | 科技局   | 人数 |
|      | 投入强度 | 比率 | ⟨2021: 2.83%⟩ | 2025: 3.75%             |          | 占比 |
|      | 平台数   | 存量 |              | 2025: ⟨4000⟩             |          |      |
"""


def values(policy: Policy, on: date, **facts: Any) -> dict[str, Any]:
    nothing = dict.fromkeys(policy.entity.facts, None)
    found = answer(Graph.of([policy], on), nothing | facts).values
    return {name.rpartition("::")[2]: value for name, value in found.items()}


def test_targets() -> None:
    policy = read_body(TARGETS)
    firms, intensity, platforms = policy.targets
    assert (firms.kind, firms.owner, firms.now, firms.met) == ("stock", "科技局", "高企数·现值", "高企数·达到")
    assert [(goal.year, goal.op, to_feel(goal.value)) for goal in firms.goals] == [
        (2024, ">=", "1500"),
        (2025, ">", "1600"),
    ]
    assert [(goal.year, to_feel(goal.value)) for goal in intensity.base] == [(2021, "0.0283")]
    assert (intensity.assumed, platforms.now, platforms.met) == (True, None, None)


@pytest.mark.parametrize(
    ("on", "count", "met"),
    [
        (date(2024, 12, 31), 1500, True),
        (date(2024, 6, 30), 1499, False),
        (date(2025, 1, 1), 1500, False),
        (date(2025, 6, 30), 1600, False),
        (date(2025, 6, 30), 1601, True),
        (date(2027, 1, 1), 1600, False),
        (date(2025, 6, 30), None, None),
    ],
)
def test_whether_a_target_is_reached(on: date, count: int | None, met: bool | None) -> None:
    found = values(read_body(TARGETS), on, 人数=None if count is None else Decimal(count))
    assert found["高企数·达到"] is met


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("存量 | 2021", "数量 | 2021", "the kind cannot be '数量'"),
        ("2024: 1500;", "2026: 1500;", "'2026: 1500; 2025: > 1600' cannot be read"),
        ("2021: 1036", "2024: 1036", "the goal must come after the base year"),
        ("2025: 3.75%", "3.75%", "'3.75%' cannot be read"),
        ("2025: ⟨4000⟩", "2025: 四千", "there is no parameter named '四千'"),
    ],
)
def test_slips_in_targets(old: str, new: str, text: str) -> None:
    assert [problem.text.en for problem in problems(TARGETS.replace(old, new))] == [text]


# --- weights ----------------------------------------------------------------------------------------------------------

SHEET = """\
| 权重 | 创新积分 | 权重    | 满分 | 得分              |
|------|----------|---------|------|-------------------|
|      | 投入     | ⟨1 / 3⟩ | 50   | min(人数, 50)     |
|      | 收益     | ⟨1 / 3⟩ | 100  | if 国有 then 100 else 0 |
|      | 占比     | ⟨1 / 3⟩ | 1    | 占比              |
"""


def test_weights_of_points_give_their_sum() -> None:
    policy = read_body(SHEET)
    (sheet,) = policy.sheets
    assert (sheet.name, sheet.total, sheet.assumed) == ("创新积分", "创新积分", True)
    assert [criterion.name for criterion in sheet.criteria] == ["投入", "收益", "占比"]
    full = values(policy, date(2024, 6, 30), 人数=Decimal(80), 国有=True, 占比=Decimal(1))
    assert full["创新积分"] == 100
    half = values(policy, date(2024, 6, 30), 人数=Decimal(25), 国有=False, 占比=Decimal(1))
    assert half["创新积分"] == 50
    assert values(policy, date(2024, 6, 30), 人数=Decimal(25), 国有=False)["创新积分"] is None


def test_a_quotient_that_a_sheet_keeps_is_told_at_the_sheet() -> None:
    found = [problem for problem in problems("某段。\n\n" + SHEET) if problem.code == "rounding"]
    assert [where(problem)[0] for problem in found] == [3]


def test_labels_of_what_a_sheet_scores() -> None:
    labels = "| 译名 | 名称 | 英文 |\n|---|---|---|\n| | 创新积分 | points |\n| | 投入 | input |\n\n"
    policy = read_body(labels + SHEET)
    named = {name: decision.english for name, decision in policy.decisions.items()}
    assert (named["创新积分"], named["创新积分·投入"], named["创新积分·收益"]) == ("points", "points: input", "")


def test_weights_of_a_judging_sheet_decide_nothing() -> None:
    policy = read_body(
        "| weights | sheet | weight | full marks |\n|---|---|---|---|\n| | a | 60% | 10 |\n| | b | 40% | 10 |\n"
    )
    assert policy.sheets[0].total is None
    assert not policy.decisions


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("投入     | ⟨1 / 3⟩", "投入     | ⟨1 / 4⟩", "the weights make 91.6667%, not 100%"),
        ("| 占比              |\n", "| |\n", "this row has no score"),
        ("投入     | ⟨1 / 3⟩", "投入     |    ", "the criterion and its weight are needed"),
    ],
)
def test_slips_in_weights(old: str, new: str, text: str) -> None:
    assert text in [problem.text.en for problem in problems(SHEET.replace(old, new))]


# --- budgets ----------------------------------------------------------------------------------------------------------

BUDGET = """\
| 预算 | 资金     | 年度 | 金额          | 出处   |
|------|----------|------|---------------|--------|
|      | 科技专项 | 2024 | 2 * 单户上限  | 第五条 |
|      | 科技专项 | 2025 | 3000万        |        |
"""


def test_budgets() -> None:
    first, second = read_body(PARAMETER + BUDGET).budgets
    assert (first.fund, first.year, to_feel(first.amount), first.assumed) == ("科技专项", 2024, "2 * 单户上限", False)
    assert (second.year, second.assumed) == (2025, True)


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [("2025", "2024", 9), ("2025", "明年", 9), ("3000万 ", "人数", 9), ("3000万 ", "", 9)],
)
def test_slips_in_budgets(old: str, new: str, at: int) -> None:
    (found,) = problems(PARAMETER + BUDGET.replace(old, new))
    assert where(found)[0] == at - 1
