"""A register of facilities of a test's own."""

from __future__ import annotations

FACILITIES = """---
id: test/facilities
title: {zh: 设施共享试行办法, en: Trial rules on shared facilities}
number: 试〔2026〕4号
issuer: 试验区管委会
effective: 2026-01-01/..
---

# 设施共享试行办法

| 数据 | 试验设施 | 类型 | 单位 | 范围 | 周期 | 缺省 | English | 说明 |
|------|----------|------|------|------|------|------|---------|------|
|      | 设施号   | 标识 |      |      | 时点 |      | number  |      |
|      | 设施名称 | 文本 |      |      | 时点 |      | name    |      |
|      | 单位代码 | 文本 |      |      | 时点 |      | keeper  |      |
|      | 时段费用 | 金额 | 元   | [0..1亿) | 时点 |  | charge  |      |

| 台账   | 试验设施 |
|--------|----------|
| 登记人 | 单位代码 |
| 时段   | 09:00-12:00; 14:00-17:00 |
| 公开   | 设施名称、时段费用 |

| 译名 | 名称     | English         |
|------|----------|-----------------|
|      | 试验设施 | Test facilities |
"""
DOCUMENTS = {"test/facilities/2026-01-01.md": FACILITIES}
