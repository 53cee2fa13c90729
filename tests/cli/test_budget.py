"""`luoshu budget` as a user calls it."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from .conftest import Call

POLICY = """---
id: zone/fund
title: {zh: 研发补贴, en: R&D grant}
effective: 2025-01-01/2025-12-31
about: 企业
uses: [cn/vocabulary]
---

# 研发补贴

| 支持 | 研发补贴                |
|------|-------------------------|
| 对象 | 研发费用 > 0            |
| 金额 | 研发费用 * 10%          |
| 出资 | 科技专项                |

| 预算 | 资金     | 年度 | 金额      | 出处 |
|------|----------|------|-----------|------|
|      | 科技专项 | 2025 | 150万     |      |

| 译名 | 名称     | 英文      |
|------|----------|-----------|
|      | 研发补贴 | R&D grant |
"""
FIRMS = """统一社会信用代码,成立日期,销售收入,研发费用
91350100M000100Y43,2020-01-01,1,12000000
91310000MA1FL4QW1U,2019-01-01,2,6000000
91110000802100433B,2018-01-01,3,
"""


@pytest.fixture
def words(tmp_path: Path) -> list[object]:
    """The call, but for its options."""
    (tmp_path / "fund.md").write_text(POLICY, encoding="utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "data/企业.csv").write_text(FIRMS, encoding="utf-8")
    return ["budget", tmp_path / "fund.md", "--data", tmp_path / "data", "--on", "2025-06-30"]


def test_which_budget_runs_out_and_when(luoshu: Call, words: list[object], tmp_path: Path) -> None:
    told = luoshu(*words, "--order", "成立日期", "--points", "销售收入", "--out", tmp_path / "out")
    assert told.status == 0
    assert "科技专项: ¥1,800,000 of a budget of ¥1,500,000 (assumed), ¥300,000 short" in told.out
    assert "R&D grant (研发补贴)  2  ¥1,800,000  1 cannot be told" in told.out
    assert "runs out on 30 June 2025, 91350100M000100Y43 (成立日期 1 January 2020) first left short; 1 in" in told.out
    assert "pro rata: 83.33% each; 0 in full, 2 in part, 0 nothing" in told.out
    assert "by points: down to 1 points; 1 in full, 1 in part, 0 nothing" in told.out
    columns = "id, due, in_order, pro_rata, by_points"
    rows = duckdb.execute(f"SELECT {columns} FROM '{tmp_path}/out/budget.parquet'").fetchall()
    assert [tuple(map(str, row)) for row in rows] == [
        ("91310000MA1FL4QW1U", "600000.00", "600000.00", "500000.00", "600000.00"),
        ("91350100M000100Y43", "1200000.00", "900000.00", "1000000.00", "900000.00"),
    ]


def test_in_chinese_and_as_json(luoshu: Call, words: list[object]) -> None:
    assert "科技专项：需 180 万元，预算 150 万元（假设），缺 30 万元" in luoshu(*words, "--lang", "zh").out
    fund = json.loads(luoshu(*words, "--json").out)["funds"][0]
    assert (fund["amount"], fund["left"], list(fund["ways"])) == ("1800000", "-300000", ["in order", "pro rata"])


def test_a_name_that_nothing_has(luoshu: Call, words: list[object], tmp_path: Path) -> None:
    told = luoshu(*words, "--order", "成立日", "--out", tmp_path / "out")
    assert (told.status, (tmp_path / "out").exists()) == (2, False)
    assert "did you mean '成立日期'?" in told.err
