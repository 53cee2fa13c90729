"""A vocabulary with a fact of every type, firms that stand on every line of it, and documents about them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from luoshu.dmn.tables import HitPolicy
from luoshu.facts.snapshot import Snapshot, freeze
from luoshu.policy import lower_rules
from luoshu.policy.model import Policy
from luoshu.policy.reader import read_policy

from .firms import write_firms

ON = date(2025, 6, 30)

VOCABULARY = """\
---
id: test/words
title: {zh: 词汇, en: Words}
effective: ../..
---

# 词汇

| 数据 | 企业     | 类型                | 单位 | 范围            | 周期 | 缺省 | English | 说明 |
|------|----------|---------------------|------|-----------------|------|------|---------|------|
|      | 代码     | 标识                |      |                 | 时点 |      | code    |      |
|      | 人数     | 整数                |      | [0..1000]       | 年度 |      | heads   |      |
|      | 收入     | 金额                |      | [0..10亿]       | 年度 |      | revenue |      |
|      | 净利     | 金额                |      | [-1亿..1亿]     | 年度 |      | profit  |      |
|      | 占比     | 比率                |      | [0..1]          | 时点 |      | share   |      |
|      | 得分     | 小数                |      | [-100..100]     | 时点 |      | score   |      |
|      | 成立     | 日期                |      |                 | 时点 |      | founded |      |
|      | 失信     | 是否                |      |                 | 时点 | 否   | bar     |      |
|      | 国有     | 是否                |      |                 | 时点 |      | state   |      |
|      | 上市     | 是否                |      |                 | 时点 |      | listed  |      |
|      | 等级     | 文本 "甲" "乙" "丙" |      |                 | 时点 |      | grade   |      |
|      | 名称     | 文本                |      |                 | 时点 |      | name    |      |
|      | 专利     | 列表 专利           |      |                 | 时点 |      | patents |      |
|      | 奖项     | 列表 奖项           |      |                 | 时点 |      | awards  |      |

| 数据 | 专利   | 类型                | 单位 | 范围        | 缺省 | 说明   |
|------|--------|---------------------|------|-------------|------|--------|
|      | 权利人 | 引用 企业           |      |             |      | 所有者 |
|      | 类别   | 文本 "I类" "II类"   |      |             |      |        |
|      | 有效   | 是否                |      |             |      |        |
|      | 争议   | 是否                |      |             | 否   |        |
|      | 出资   | 金额                |      | [-1万..1亿] |      |        |
|      | 次数   | 整数                |      | [0..100]    |      |        |
|      | 授权   | 日期                |      |             |      |        |

| 数据 | 奖项   | 类型      | 单位 | 范围    | 缺省 | 说明   |
|------|--------|-----------|------|---------|------|--------|
|      | 获奖人 | 引用 企业 |      |         |      | 所有者 |
|      | 名次   | 整数      |      | [1..10] |      |        |
"""

FRONT = """\
---
id: test/policy
title: {zh: 测试办法, en: Test}
effective: 2024-01-01/..
about: 企业
uses: [test/words]
---

# 测试办法

"""

# What formulas compare with, each value of a fact being one of them or a hair beside it.
NUMBERS = {
    "人数": ["0", "1", "2", "3", "10", "999", "1000"],
    "收入": ["0", "0.01", "3", "100", "100.01", "299.99", "300", "1000000000"],
    "净利": ["-100000000", "-0.01", "0", "0.01", "3", "7.5", "100"],
    "占比": ["0", "0.000001", "0.3", "0.333333", "0.5", "1"],
    "得分": ["-100", "-2.5", "-0.5", "0", "0.5", "2.5", "60"],
    "出资": ["-10000", "-0.01", "0", "1", "33.33", "100000000"],
    "次数": ["0", "1", "3", "100"],
    "名次": ["1", "3", "10"],
}
DATES = ["2015-06-30", "2020-02-29", "2020-06-29", "2020-06-30", "2020-07-01", "2024-12-31", "2025-06-30"]
TEXTS = {"等级": ["甲", "乙", "丙"], "名称": ["", "甲乙公司", "ABc", "甲"], "类别": ["I类", "II类"]}


@cache
def vocabulary() -> Policy:
    return read_policy(VOCABULARY, "words.md", _nothing)


def _nothing(policy_id: str) -> Policy:
    raise AssertionError(policy_id)


def read(body: str) -> Policy:
    """A policy about 企业 of the vocabulary above. Raises ProblemError."""
    return read_policy(FRONT + body, "policy.md", lambda _: vocabulary())


UNCHECKED = {"U", "A"}  # of these tables the checker lets no rows pass that overlap, or disagree


def with_hit_policy(policy: Policy, name: str, keyword: str) -> Policy:
    """The policy with one of its tables, written as F, read by another hit policy."""
    decision = policy.decisions[name]
    assert decision.table is not None
    table = replace(decision.table, hit_policy=HitPolicy(keyword))
    return replace(policy, decisions={**policy.decisions, name: replace(decision, table=table)})


@contextmanager
def long_from(rules: int) -> Iterator[None]:
    """Tables of more rules than this are lowered as long ones."""
    before = lower_rules.LONG
    lower_rules.LONG = rules
    try:
        yield
    finally:
        lower_rules.LONG = before


def formulas(texts: Mapping[str, str]) -> str:
    lines = "\n".join(f"{name}: {text}" for name, text in texts.items())
    return f"```feel\n{lines}\n```\n\n"


def firms(count: int, seed: int, gaps: float = 0.15) -> list[dict[str, Any]]:
    """Firms whose facts stand on the lines, one in seven of them missing; lists of none to four items."""
    chance = random.Random(seed)

    def fact(name: str) -> Any:
        if chance.random() < gaps:
            return None
        base = name.removesuffix("@2024").removesuffix("@2023")
        if base in NUMBERS:
            return Decimal(chance.choice(NUMBERS[base]))
        if base in ("成立", "授权"):
            return date.fromisoformat(chance.choice(DATES))
        return chance.choice(TEXTS[base]) if base in TEXTS else chance.random() < 0.5

    def items(names: list[str], most: int) -> list[dict[str, Any]]:
        return [{name: fact(name) for name in names} for _ in range(chance.choice([0, 0, 1, 2, most]))]

    annual = [f"{name}@{year}" for name in ("人数", "收入", "净利") for year in (2024, 2023)]
    plain = ["占比", "得分", "成立", "失信", "国有", "上市", "等级", "名称"]
    return [
        {name: fact(name) for name in [*annual, *plain]}
        | {"专利": items(["类别", "有效", "争议", "出资", "次数", "授权"], 4), "奖项": items(["名次"], 2)}
        | {"代码": f"F{number:04}"}
        for number in range(count)
    ]


# What a poor installation does not have: a list's file, a column, an item's column, the years before.
POOR = frozenset({"奖项", "国有", "得分", "人数@2023", "净利@2023", "收入@2023", "专利.争议", "专利.次数"})


def snapshot(folder: Path, made: list[dict[str, Any]], absent: frozenset[str] = frozenset()) -> Snapshot:
    data = folder / "data"
    data.mkdir(parents=True)
    write_firms(data, vocabulary().vocabulary, "企业", made, absent)
    return freeze(data, vocabulary().vocabulary, folder / "snapshot", on=ON)
