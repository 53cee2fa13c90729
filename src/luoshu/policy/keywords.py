"""The words that stand in the first header cell of an executable table."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from luoshu.dmn.tables import HitPolicy
from luoshu.problems import Text


class Form(Enum):
    """The forms of tables, by their keywords: Chinese first, then English."""

    FACTS = ("数据", "facts")
    PARAMETERS = ("参数", "parameters")
    EXAMPLES = ("例", "examples")
    CLAIMS = ("声明", "claims")
    BENEFIT = ("支持", "benefit")
    STACKING = ("叠加", "stacking")
    BUDGET = ("预算", "budget")
    LADDER = ("梯次", "ladder")
    WEIGHTS = ("权重", "weights")
    TARGETS = ("目标", "targets")
    CALL = ("大赛", "揭榜", "揭榜挂帅", "申报", "call")
    POOL = ("资金池", "pool")
    REGISTER = ("台账", "register")
    LABELS = ("译名", "labels")

    @property
    def zh(self) -> str:
        return str(self.value[0])


MEANINGS: Mapping[Form, Text] = {
    Form.FACTS: Text("词汇表：主体或列表项有哪些数据项", "a vocabulary: facts of an entity, or of a list's items"),
    Form.PARAMETERS: Text("按期间变动的数值，各有出处", "values by period, each with its source"),
    Form.EXAMPLES: Text("给定数据和应得的结果", "facts given, and the results that should come out"),
    Form.CLAIMS: Text("已公布的数字和应当得出它的算式", "published figures, and the arithmetic that should give them"),
    Form.BENEFIT: Text("谁得到多少、由谁支付、到何时", "who gets how much, from which fund, until when"),
    Form.STACKING: Text("几项支持能否并享、如何扣减", "how benefits add up, and what is deducted"),
    Form.BUDGET: Text("资金各年度的预算", "what a fund may spend in a year"),
    Form.LADDER: Text("有先后的资格，各有条件", "ordered titles, each with its condition"),
    Form.WEIGHTS: Text("评分指标的权重", "the weights of what is scored"),
    Form.TARGETS: Text("行动方案的指标", "the targets of an action plan"),
    Form.CALL: Text("大赛、揭榜、申报的安排", "an invitation to apply: a contest, a poster, a programme"),
    Form.POOL: Text("分担贷款损失的资金", "money that shares the losses of loans"),
    Form.REGISTER: Text("一本台账怎样保管、统计和公开", "how a register is kept, counted and made public"),
    Form.LABELS: Text(
        "决策、参数、支持项、梯次、台账的阶段和比率、条款标题的英文，只作显示",
        "English for decisions, parameters, benefits, ladders, rungs, stages, ratios and headings; only shown",
    ),
}

FORMS: Mapping[str, Form] = {word: form for form in Form for word in form.value}
HIT_POLICIES: Mapping[str, HitPolicy] = {policy.value: policy for policy in HitPolicy}
