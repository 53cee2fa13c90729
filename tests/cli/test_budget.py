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
    rows = duckdb.sql(f"SELECT {columns} FROM '{tmp_path}/out/budget.parquet'").fetchall()
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


CITY = """---
id: zone/city
title: {zh: 市级补贴, en: City grant}
effective: 2025-01-01/2025-12-31
about: 企业
uses: [cn/vocabulary]
exports: [市补]
---

# 市级补贴

| 支持 | 市补         |
|------|--------------|
| 对象 | 研发费用 > 0 |
| 金额 | 40万         |
| 出资 | 市财政       |
| 周期 | 一次性       |
"""
DISTRICT = """---
id: zone/{name}
title: {{zh: 区级补贴{name}, en: District grant {name}}}
effective: 2025-01-01/2025-12-31
about: 企业
uses: [cn/vocabulary, zone/city]
---

# 区级补贴

| 支持 | 区补         |
|------|--------------|
| 对象 | 研发费用 > 0 |
| 金额 | 10万         |
| 出资 | 区财政       |
| 周期 | 每月         |

| 叠加 | 合计       |
|------|------------|
| 规则 | 累加       |
| 支持 | 区补, 市补 |
| 限额 | {cap}      |
"""


@pytest.fixture
def pack(tmp_path: Path, words: list[object]) -> Path:
    """A folder of policies, beside the data."""
    folder = tmp_path / "pack"
    folder.mkdir()
    (folder / "city.md").write_text(CITY, encoding="utf-8")
    for name, cap in (("first", "30万"), ("second", "20万"), ("third", "30万")):
        (folder / f"{name}.md").write_text(DISTRICT.format(name=name, cap=cap), encoding="utf-8")
    return folder


def test_a_benefit_that_two_documents_speak_of_is_charged_once(luoshu: Call, pack: Path) -> None:
    """As the document has it whose rules build on the other; the city's 400,000 are cut to 200,000 for two firms."""
    call = ["--data", pack.parent / "data", "--on", "2025-06-30"]
    for both in ([pack / "city.md", pack / "first.md"], [pack / "first.md", pack / "city.md"]):
        made = json.loads(luoshu("budget", *both, *call, "--json").out)
        costs = [cost for fund in made["funds"] for cost in fund["benefits"]]
        found = {(cost["policy"], cost["given_by"], cost["benefit"]): cost["amount"] for cost in costs}
        assert found == {
            ("zone/first", "zone/first", "区补"): "2400000",
            ("zone/first", "zone/city", "市补"): "400000",
        }
        assert made["amount"] == "2800000"
    alike = json.loads(luoshu("budget", pack / "first.md", pack / "third.md", *call, "--json").out)
    assert alike["amount"] == "5200000"  # 区补 of each, 市补 once


def test_two_documents_that_stack_one_benefit_differently(luoshu: Call, pack: Path) -> None:
    call = ["budget", pack / "first.md", pack / "second.md", pack / "city.md", "--data", pack.parent / "data"]
    told = luoshu(*call, "--on", "2025-06-30")
    assert told.status == 2
    assert "pack/second.md:18:1" in told.err
    assert "stack '市补' differently" in told.err
    assert "of 91310000MA1FL4QW1U they make ¥200,000 and ¥100,000" in told.err
    chinese = luoshu(*call, "--on", "2025-06-30", "--lang", "zh").err
    assert "“市补”在区级补贴first（zone/first）和区级补贴second（zone/second）里的叠加不同" in chinese


def test_a_one_off_is_charged_in_the_year_in_which_it_is_due(luoshu: Call, pack: Path) -> None:
    call = ["budget", pack / "first.md", "--data", pack.parent / "data", "--on", "2025-06-30"]
    told = luoshu(*call, "--out", pack / "out").out
    assert "One-off benefits count in 2025 wherever they are due on 30 June 2025; earlier years are not" in told
    assert "earlier years are not looked at beyond their own conditions: 市补" in told
    assert "以前年度付过没有，除自己的条件以外没有看：市补" in (pack / "out/report.html").read_text(encoding="utf-8")
    later = luoshu(*call, "--year", "2026", "--lang", "zh").out
    assert "2026 年共需 240 万元" in later
    assert "一次性的支持计在应付的 2025 年，不计在 2026 年：市补" in later
    made = json.loads(luoshu(*call, "--json").out)
    assert [cost["earlier_years"] for fund in made["funds"] for cost in fund["benefits"]] == [None, "not looked at"]
    assert made["notes"][0].endswith("市补")


def test_what_gives_no_money_is_said_to(luoshu: Call, words: list[object]) -> None:
    _, policy, *rest = words
    told = luoshu("budget", "cn/tech-sme", *rest)
    assert told.out.strip() == "This policy gives no money: there is nothing to cost for 2025"
    assert "这项政策没有给钱的支持" in luoshu("budget", "cn/tech-sme", *rest, "--lang", "zh").out
    assert "no money" in json.loads(luoshu("budget", "cn/tech-sme", *rest, "--json").out)["notes"][0]
    assert "These give no money: " in luoshu("budget", "cn/tech-sme", policy, *rest).out
