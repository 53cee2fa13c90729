"""A thousand rules: as a policy document, as SQL by hand that joins a table of rules, and as a chain of WHENs by hand.

Two tables: `bands`, of which exactly one rule can hit (U), and `ladder`, of which the first counts (F), its last rule
taking everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

PLACES, TRADES, STEPS = 25, 8, 5
TABLES = ("bands", "ladder")
MONEY = 100_000_000  # the most that revenue is: the bands are a fifth of half of it

DOCUMENT = """\
---
id: bench/{table}
title: {{zh: 千行表, en: A thousand rules}}
effective: 2024-01-01/..
about: 企业
---

# 千行表

| 数据 | 企业 | 类型 | 单位 | 范围      | 周期 | 缺省 | English | 说明 |
|------|------|------|------|-----------|------|------|---------|------|
|      | 代码 | 标识 |      |           | 时点 |      | code    |      |
|      | 地区 | 文本 |      |           | 时点 |      | place   |      |
|      | 行业 | 文本 |      |           | 时点 |      | trade   |      |
|      | 收入 | 金额 |      | [0..1亿]  | 时点 |      | revenue |      |

{rules}
"""

Rule = tuple[int, str, str, int, int, int]  # number, place, trade, from, to (not included), the amount


def rules(table: str) -> list[Rule]:
    width = MONEY // 2 // STEPS
    found: list[Rule] = []
    for place, trade, step in product(range(PLACES), range(TRADES), range(STEPS)):
        low = step * width if table == "bands" else (STEPS - 1 - step) * width
        high = low + width if table == "bands" else MONEY + 1
        number = len(found) + 1
        found.append((number, f"地区{place}", f"行业{trade}", low, high, number % 97))
    return found


def document(table: str) -> str:
    lines = [f"| {'U' if table == 'bands' else 'F'} | 地区 | 行业 | 收入 | **额** |", "|---|---|---|---|---|"]
    for number, place, trade, low, high, amount in rules(table):
        revenue = f"[{low}..{high})" if table == "bands" else f">= {low}"
        lines.append(f'| {number} | "{place}" | "{trade}" | {revenue} | {amount} |')
    if table == "ladder":
        lines.append(f"| {len(lines) - 1} | - | - | - | -1 |")
    return DOCUMENT.format(table=table, rules="\n".join(lines))


def by_join(table: str) -> str:
    """What one would write who has the rules in a table. A firm of which something is missing has no amount."""
    listed = ", ".join(f"({', '.join(_sql(rule))})" for rule in rules(table))
    on = "企业.地区 = r.place AND 企业.行业 = r.trade AND 企业.收入 >= r.low AND 企业.收入 < r.high"
    joined = f'FROM "企业" LEFT JOIN (VALUES {listed}) r(number, place, trade, low, high, amount) ON {on}'
    if table == "bands":
        return f"SELECT 代码, CAST(amount AS BIGINT) AS 额 {joined} ORDER BY _key"
    first = f"CASE WHEN any_value({_OPEN}) THEN NULL ELSE coalesce(min_by(amount, number), -1) END"
    return f"SELECT any_value(代码) AS 代码, CAST({first} AS BIGINT) AS 额 {joined} GROUP BY _key ORDER BY _key"


def by_chain(table: str) -> str:
    """The rules one after another."""
    return f'SELECT 代码, CAST(CASE {" ".join(_whens(table))} END AS BIGINT) AS 额 FROM "企业" ORDER BY _key'


def _among(column: str, count: int) -> str:
    return f"({column} IS NULL OR {column} IN ({', '.join(repr(f'{column}{at}') for at in range(count))}))"


# A fact that is missing leaves the ladder open where what is known fits one of its rules.
_OPEN = f"(地区 IS NULL OR 行业 IS NULL OR 收入 IS NULL) AND {_among('地区', PLACES)} AND {_among('行业', TRADES)}"


def _whens(table: str) -> Iterator[str]:
    if table == "ladder":
        yield f"WHEN {_OPEN} THEN NULL"
    for _, place, trade, low, high, amount in rules(table):
        yield f"WHEN 地区 = '{place}' AND 行业 = '{trade}' AND 收入 >= {low} AND 收入 < {high} THEN {amount}"
    if table == "ladder":
        yield "ELSE -1"


def _sql(rule: Sequence[int | str]) -> Iterator[str]:
    for value in rule:
        yield f"'{value}'" if isinstance(value, str) else str(value)
