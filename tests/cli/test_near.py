from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb

from luoshu.cli.near import SHOWN

from .conftest import Call

ON = ("--on", "2025-06-30")
DECISION = "符合科技型中小企业条件"


def test_the_nearest_first(luoshu: Call, zone: Path) -> None:
    outcome = luoshu("near", "cn/tech-sme", DECISION, "--data", zone, *ON, "--limit", 10, "--json")
    assert outcome.status == 0
    found = json.loads(outcome.out)
    assert found["yes"] + found["no"] + found["cannot_tell"] == 400
    failing = [row["failing"] for row in found["rows"]]
    assert failing == sorted(failing)
    assert len({row["统一社会信用代码"] for row in found["rows"]}) == 10


def test_json_holds_everyone_unless_limited(luoshu: Call, zone: Path) -> None:
    arguments = ("near", "cn/tech-sme", DECISION, "--data", zone, *ON, "--json")
    whole, some = json.loads(luoshu(*arguments).out), json.loads(luoshu(*arguments, "--limit", 25).out)
    assert whole["no"] > 25
    assert len({row["统一社会信用代码"] for row in whole["rows"]}) == whole["no"]
    assert len({row["统一社会信用代码"] for row in whole["unknown"]}) == whole["cannot_tell"]
    assert len({row["统一社会信用代码"] for row in some["rows"]}) == 25
    assert some["rows"] == whole["rows"][: len(some["rows"])]
    assert (some["no"], some["cannot_tell"]) == (whole["no"], whole["cannot_tell"])


def test_the_screen_shows_the_first_few(luoshu: Call, zone: Path) -> None:
    arguments = ("near", "cn/tech-sme", DECISION, "--data", zone, *ON)
    assert luoshu(*arguments).out == luoshu(*arguments, "--limit", SHOWN).out


def test_on_the_screen(luoshu: Call, zone: Path) -> None:
    outcome = luoshu("near", "cn/tech-sme", DECISION, "--data", zone, *ON, "--limit", 3, "--lang", "zh")
    assert outcome.status == 0
    assert outcome.out.startswith(f"{DECISION}：是 ")
    assert "现有" in outcome.out


def test_what_the_decision_is_called_in_english(luoshu: Call, zone: Path) -> None:
    arguments = ("near", "cn/tech-sme", DECISION, "--data", zone, *ON, "--limit", 1)
    assert luoshu(*arguments).out.startswith(f"meets the S&T SME conditions ({DECISION}): yes ")
    assert json.loads(luoshu(*arguments, "--json").out)["english"] == "meets the S&T SME conditions"


LINES = """---
id: zone/near
title: {zh: 差, en: Near}
effective: 2025-01-01/..
about: 企业
uses: [cn/vocabulary]
---

# 差

```feel
甲: 科技人员数 > 70 and 研发费用 / 销售收入 >= 60% and 属于中小企业 and 净资产 < 1000万 and 成立日期 > @"2020-01-01"
```
"""
FIRM = (
    "统一社会信用代码,科技人员数,研发费用,销售收入,属于中小企业,净资产,成立日期\n"
    "91350100M000100Y43,63,12000000,22847474,否,12000000,2019-12-31\n"
)


def test_what_must_be_passed_and_what_must_be_reached(luoshu: Call, tmp_path: Path) -> None:
    document = tmp_path / "near.md"
    document.write_text(LINES, encoding="utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "企业.csv").write_text(FIRM, encoding="utf-8")
    arguments = ("near", document, "甲", "--data", tmp_path / "data", *ON)
    shown = [re.split("  +", line)[-3:] for line in luoshu(*arguments, "--lang", "zh").out.splitlines()[3:]]
    assert shown == [
        ["63 人", "高于 70 人", "超过 7 人"],
        ["52.52%", "60%", "7.48%"],
        ["属于中小企业", "否", "是"],  # there is no gap
        ["1,200 万元", "低于 1,000 万元", "超过 200 万元"],
        ["2019 年 12 月 31 日", "晚于 2020 年 1 月 1 日", "2 天"],
    ]
    shown = [re.split("  +", line)[-3:] for line in luoshu(*arguments).out.splitlines()[3:]]
    assert shown[0] == ["63 people", "more than 70 people", "more than 7 people"]
    assert shown[2][1:] == ["no", "yes"]
    rows = json.loads(luoshu(*arguments, "--json").out)["rows"]
    assert [(row["have"], row["op"], row["need"]) for row in rows[:4]] == [
        ("63", ">", "70"),
        ("0.525222", ">=", "0.6"),
        ("false", "=", "true"),
        ("12000000", "<", "10000000"),
    ]


def test_to_a_file(luoshu: Call, zone: Path, tmp_path: Path) -> None:
    out = tmp_path / "near.csv"
    outcome = luoshu("near", "cn/tech-sme", DECISION, "--data", zone, *ON, "--out", out)
    assert outcome.status == 0
    (count,) = duckdb.sql(f"SELECT count(DISTINCT 统一社会信用代码) FROM read_csv('{out}')").fetchall()
    whole = json.loads(luoshu("near", "cn/tech-sme", DECISION, "--data", zone, *ON, "--json").out)
    assert count == (whole["no"],)


def test_a_decision_that_is_no_yes_or_no(luoshu: Call, zone: Path) -> None:
    outcome = luoshu("near", "cn/tech-sme", "综合得分", "--data", zone, *ON)
    assert outcome.status == 2
    assert "综合得分" in outcome.err
