"""Small documents for the tests of policies."""

from __future__ import annotations

from luoshu.policy.model import Policy
from luoshu.policy.reader import read_policy
from luoshu.problems import Problem, ProblemError

VOCABULARY = """\
---
id: test/vocabulary
title: {zh: 词汇, en: Words}
effective: ../..
---

# 词汇

| 数据 | 企业     | 类型               | 单位 | 范围   | 周期 | 缺省 | English | 说明 |
|------|----------|--------------------|------|--------|------|------|---------|------|
|      | 代码     | 标识               |      |        | 时点 |      | code    |      |
|      | 人数     | 整数               | 人   | >= 0   | 年度 |      | heads   |      |
|      | 收入     | 金额               | 元   | >= 0   | 年度 |      | revenue |      |
|      | 费用     | 金额               | 元   | >= 0   | 年度 |      | cost    |      |
|      | 占比     | 比率               |      | [0..1] | 时点 |      | share   |      |
|      | 成立日期 | 日期               |      |        | 时点 |      | founded |      |
|      | 失信     | 是否               |      |        | 时点 | 否   | bar     |      |
|      | 国有     | 是否               |      |        | 时点 |      | state   |      |
|      | 等级     | 文本 "甲" "乙"     |      |        | 时点 |      | grade   |      |
|      | 名称     | 文本               |      |        | 时点 |      | name    |      |
|      | 专利     | 列表 专利          |      |        | 时点 |      | patents |      |

| 数据 | 专利   | 类型      | 单位 | 范围 | 缺省 | 说明   |
|------|--------|-----------|------|------|------|--------|
|      | 权利人 | 引用 企业 |      |      |      | 所有者 |
|      | 类别   | 文本 "I类" "II类" | | | |      |
|      | 有效   | 是否      |      |      |      |        |
|      | 有争议 | 是否      |      |      | 否   |        |
|      | 出资   | 金额      | 元   |      |      |        |
"""

FRONT = """\
---
id: test/policy
title: {{zh: 测试办法, en: Test}}
effective: 2024-01-01/2024-12-31
about: 企业
uses: [test/vocabulary]
{more}---

# 测试办法

"""
FIRST_LINE = 11  # of what `document` puts under the title, where `more` is empty


def document(body: str, more: str = "") -> str:
    """A whole document about 企业; `more` is added to its front matter, a line a key."""
    return FRONT.format(more=more) + body


def vocabulary() -> Policy:
    return read_policy(VOCABULARY, "vocabulary.md", _nothing)


def read(text: str, *used: Policy) -> Policy:
    """Reads a document that may use the vocabulary above and `used`."""
    known = {policy.id: policy for policy in (vocabulary(), *used)}
    return read_policy(text, "policy.md", known.__getitem__)


def read_body(body: str, *used: Policy, more: str = "") -> Policy:
    return read(document(body, more), *used)


def problems(body: str, *used: Policy, more: str = "") -> list[Problem]:
    """The errors of a document, or else its warnings and advice."""
    try:
        return list(read_body(body, *used, more=more).warnings)
    except ProblemError as error:
        return error.problems


def where(problem: Problem) -> tuple[int, int]:
    """The line and column of a problem, counted from the first line under the title."""
    place = problem.place
    assert place is not None
    assert place.line is not None
    assert isinstance(place.column, int)
    return place.line - FIRST_LINE + 1, place.column


def codes(found: list[Problem]) -> list[str]:
    return [problem.code for problem in found]


def _nothing(policy_id: str) -> Policy:
    raise AssertionError(policy_id)
