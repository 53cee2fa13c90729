from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb
import pytest

from luoshu.cli.main import main

from .conftest import Call

ON = ("--on", "2025-06-30")


@pytest.fixture(scope="module")
def snapshot(zone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("frozen") / "snapshot"
    assert main(["snapshot", "--data", str(zone), "--vocabulary", "cn/vocabulary", *ON, "--out", str(out)]) == 0
    return out


def test_each_column_has_its_article(luoshu: Call) -> None:
    outcome = luoshu("sql", "cn/tech-sme", *ON, "--lang", "zh")
    assert outcome.status == 0
    for line in outcome.out.splitlines():
        if ' AS "综合得分"' in line:
            assert "第七条" in line
            break
    else:
        pytest.fail("no column 综合得分")
    assert outcome.out.rstrip().endswith(";")


def test_comments_speak_the_language_of_the_screen(luoshu: Call) -> None:
    assert "/* 第七条 评价指标（满分 100 分） › 综合得分 */" in luoshu("sql", "cn/tech-sme", *ON, "--lang", "zh").out
    english = "/* total score; Article 7: indicators (100 points) › Total score */"
    assert english in luoshu("sql", "cn/tech-sme", *ON, "--lang", "en").out


@pytest.mark.parametrize("policy", ["cn/tech-sme", "cn/innovative-sme", "cn/little-giant"])
def test_what_is_shown_is_what_runs(luoshu: Call, snapshot: Path, tmp_path: Path, policy: str) -> None:
    """Formatted for people, the SQL still gives the decisions that a run writes."""
    shown = json.loads(luoshu("sql", policy, *ON, "--json").out)
    assert shown["interpreted"] == []
    with duckdb.connect() as connection:
        for path in snapshot.glob("*.parquet"):
            connection.execute(f"CREATE VIEW \"{path.stem}\" AS FROM '{path}'")
        for setting in shown["settings"]:
            connection.execute(setting)
        found = table(connection.execute(shown["sql"]))
    assert luoshu("run", policy, "--data", snapshot, "--out", tmp_path, *ON).status == 0
    assert found == table(duckdb.sql(f"FROM '{tmp_path / policy}/decisions.parquet'"))


@pytest.mark.parametrize("policy", ["cn/tech-sme", "cn/innovative-sme", "cn/little-giant"])
def test_names_inside_are_those_of_the_document(luoshu: Call, policy: str) -> None:
    query = luoshu("sql", policy, *ON).out
    names = re.findall(r'"([^"]+)"', query)
    assert [name for name in names if "::" in name or "prior(" in name or "÷" in name or re.match(r"a\d+·", name)] == []
    assert re.search(r'AS "主营业务收入@2023"|AS "综合得分"', query)


TWO = {
    "first": """\
---
id: zone/first
title: {zh: 甲办法, en: First}
effective: 2025-01-01/..
about: 企业
uses: [cn/vocabulary]
exports: [达标]
---
```feel
达标: 科技人员数 / 职工总数 >= 10%
```
""",
    "second": """\
---
id: zone/second
title: {zh: 乙办法, en: Second}
effective: 2025-01-01/..
about: 企业
uses: [cn/vocabulary, zone/first]
---
```feel
科技人员数: 研发人员数 + 1
科技人员数 2: 科技人员数 * 2
研发占比: 研发费用 / 销售收入
达标: 甲办法.达标 or 科技人员数 2 > 10 or 研发占比 >= 3%
```
""",
}


def test_names_that_clash_are_told_apart(luoshu: Call, snapshot: Path, tmp_path: Path) -> None:
    """A decision named as a fact, and one named as another policy's: the query still means what it meant."""
    for name, document in TWO.items():
        (tmp_path / f"{name}.md").write_text(document, encoding="utf-8")
    policy = tmp_path / "second.md"
    shown = json.loads(luoshu("sql", policy, *ON, "--json").out)
    assert '"达标 (zone/first)"' in shown["sql"]
    assert '"科技人员数 (zone/second)"' in shown["sql"]
    assert "::" not in shown["sql"]
    assert luoshu("run", policy, "--data", snapshot, "--out", tmp_path / "out", *ON).status == 0
    with duckdb.connect() as connection:
        for path in snapshot.glob("*.parquet"):
            connection.execute(f"CREATE VIEW \"{path.stem}\" AS FROM '{path}'")
        for setting in shown["settings"]:
            connection.execute(setting)
        found = table(connection.execute(shown["sql"]))
    assert found == table(duckdb.sql(f"FROM '{tmp_path / 'out/zone/second'}/decisions.parquet'"))


def table(result: duckdb.DuckDBPyConnection) -> tuple[list[str], list[tuple[object, ...]]]:
    """The names of a result's columns, and its rows."""
    return [column[0] for column in result.description], result.fetchall()


def test_a_policy_that_is_not_run(luoshu: Call) -> None:
    outcome = luoshu("sql", "cn/innovative-sme", "--on", "2027-01-01")
    assert outcome.status == 2
    assert "2026-03-31" in outcome.err
