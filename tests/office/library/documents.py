"""A small policy of a test's own."""

from __future__ import annotations

KEY = "test/grants"


def document(
    since: str = "2026-01-01", amount: str = "10万", example: str = "100000", more: str = "", key: str = KEY
) -> str:
    return f"""---
id: {key}
title: {{zh: 研发补助, en: R&D grant}}
number: 试〔2026〕1号
issuer: 试验区管委会
effective: {since}/..
about: 企业
uses: [cn/vocabulary]
---

# 研发补助

研发费用不低于 100 万元的企业，给一次性补助。

A firm that spends at least one million on R&D has a grant, once.

## 第一条 对象

```feel
符合条件: 研发费用 >= 100万{more}
```

## 第二条 补助

| 支持 | 研发补助 |
|------|----------|
| 对象 | 符合条件 |
| 金额 | {amount} |

## 例

| 例 | 研发费用 | **符合条件** | **研发补助·金额** |
|----|----------|--------------|-------------------|
| 达到 | 1000000 | true | {example} |
| 不到 | 999999 | false | |
"""
