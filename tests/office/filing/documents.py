"""Registers of a test's own, as a document would declare them."""

from __future__ import annotations

CONTRACTS = """---
id: test/contracts
title: {zh: 合同登记试行办法, en: Trial rules on contracts}
number: 试〔2026〕2号
issuer: 试验区管委会
effective: 2026-01-01/..
---

# 合同登记试行办法

合同由卖方登记一次，三十天内决定。 / A contract is registered once, by the seller, and decided in thirty days.

| 数据 | 试验合同 | 类型 | 单位 | 范围 | 周期 | 缺省 | English | 说明 |
|------|----------|------|------|------|------|------|---------|------|
|      | 合同登记号 | 标识 |    |      | 时点 |      | number  |      |
|      | 合同名称 | 文本 |      |      | 时点 |      | title   |      |
|      | 合同类别 | 文本 "技术开发" "技术服务" | | | 时点 | | kind |      |
|      | 卖方代码 | 文本 |      |      | 时点 |      | seller  |      |
|      | 买方名称 | 文本 |      |      | 时点 |      | buyer   |      |
|      | 合同总额 | 金额 | 元   | [0..1000亿) | 时点 | | total amount |      |
|      | 技术金额 | 金额 | 元   | [0..1000亿) | 时点 | | technical amount |      |
|      | 书面     | 是否 |      |      | 时点 |      | in writing |   |
|      | 签订日期 | 日期 |      |      | 时点 |      | signed  |      |
|      | 履行金额 | 金额 | 元   | [0..1000亿) | 年度 | | carried out |  |
|      | 登记结论 | 文本 "予以登记" "未予登记" | | | 时点 | | outcome |    |

| 台账   | 试验合同 |
|--------|----------|
| 登记人 | 卖方代码 |
| 办结   | TERM |
| 经办   | 登记结论 |
| 同一   | 合同名称、卖方代码、买方名称 |
| 合计   | 合同总额、技术金额 |
| 公开   | 合同名称 |

| 译名 | 名称     | English        |
|------|----------|----------------|
|      | 试验合同 | Test contracts |
"""
CHECKS = """---
id: test/contract-check
title: {zh: 合同认定试行规则, en: Trial rules on what is a contract}
number: 试〔2026〕3号
issuer: 试验区管委会
effective: 2026-01-01/..
about: 试验合同
uses: [test/contracts]
---

# 合同认定试行规则

## 第一条 条件

```feel
可以登记: 书面 and 技术金额 <= 合同总额
```
"""


def contracts(term: str = "⟨30 天⟩") -> dict[str, str]:
    """The documents by their paths below the library's folder."""
    return {
        "test/contracts/2026-01-01.md": CONTRACTS.replace("TERM", term),
        "test/contract-check/2026-01-01.md": CHECKS,
    }
