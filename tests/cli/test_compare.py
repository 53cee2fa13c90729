"""`luoshu compare` as it is called."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from .conftest import Call

ON = ("--on", "2025-06-30")
VERSIONS = ("cn/srdi@2025-06-01", "cn/srdi@2026-04-01")
GRANT = """---
id: zone/grant
title: {zh: 补贴, en: Grant}
effective: 2025-01-01/..
about: 企业
uses: [cn/vocabulary]
---

| 参数 | 名称 | 值 | 来源 |
|------|------|----|------|
|      | 占比线 | 5% | 通知 |

```feel
占比: if 销售收入 > 0 then 研发费用 / 销售收入 else 0
可以补贴: 占比 >= 占比线
```

| 支持 | 研发补贴 |
|------|----------|
| 对象 | 可以补贴 |
| 金额 | 研发费用 * 10% |
| 出资 | 区资金 |
"""


@pytest.fixture
def grant(tmp_path: Path) -> Path:
    path = tmp_path / "grant.md"
    path.write_text(GRANT, encoding="utf-8")
    return path


def test_two_versions_over_the_facts_of_a_day(luoshu: Call, zone: Path) -> None:
    outcome = luoshu("compare", *VERSIONS, "--data", zone, "--on", "2025-12-31", "--lang", "zh")
    assert outcome.status == 0, outcome.err
    assert "两种规则都按 2025 年 12 月 31 日的数据判断。" in outcome.out
    assert "改后的规则取 2026 年 4 月 1 日的版本和参数（这一版本在 2025 年 12 月 31 日不施行）。" in outcome.out
    assert "符合专精特新条件：" in outcome.out
    english = luoshu("compare", *VERSIONS, "--data", zone, "--on", "2025-12-31")
    assert "that version is not in force on 31 December 2025" in english.out
    assert "meets the specialised SME conditions (符合专精特新条件): " in english.out


def test_another_value_of_a_parameter(luoshu: Call, zone: Path, grant: Path) -> None:
    outcome = luoshu("compare", grant, "--set", "占比线=6%", "--data", zone, *ON)
    assert outcome.status == 0, outcome.err
    assert "占比线 = 6% (was 5%)" in outcome.out
    assert "lose (yes to no)" in outcome.out
    assert "because: the rule itself changed (占比线 5% → 6%)" in outcome.out
    assert "get more, " in outcome.out
    assert "区资金" in outcome.out
    assert "largest losses" in outcome.out


def test_files(luoshu: Call, zone: Path, grant: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    outcome = luoshu("compare", grant, "--set", "占比线=6%", "--data", zone, *ON, "--out", out, "--json")
    assert outcome.status == 0, outcome.err
    found = json.loads(outcome.out)
    assert sorted(path.name for path in out.iterdir()) == [
        "benefits.parquet",
        "changes.parquet",
        "manifest.json",
        "report.html",
    ]
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest == {name: found[name] for name in manifest}
    assert manifest["after"]["set"] == [{"policy": "zone/grant", "parameter": "占比线", "value": "6%", "was": "5%"}]
    (lost,) = duckdb.sql(
        f"SELECT count(*) FROM '{out / 'changes.parquet'}' WHERE decision = '可以补贴' AND kind = 'loses'"
    ).fetchall()
    assert found["decisions"]["可以补贴"]["lose"] == lost[0] > 0
    (money,) = duckdb.sql(f"SELECT sum(difference) FROM '{out / 'benefits.parquet'}'").fetchall()
    assert str(money[0]) == found["money"]["difference"]
    assert found["entities"] == 400


def test_without_out_nothing_is_written(luoshu: Call, zone: Path, grant: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = grant.parent / "empty"
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert luoshu("compare", grant, "--set", "占比线=6%", "--data", zone, *ON).status == 0
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "nothing to compare it with"),
        (("--set", "占比=6%"), "did you mean '占比线'?"),
        (("--set", "占比线=6"), "write 6%"),
        (("--set", '占比线="x"'), "must be a number"),
        (("cn/srdi@2019-01-01",), "cn/srdi is not in force on 2019-01-01"),
        (("cn/srdi@2026-13-01",), "'2026-13-01' is no day"),
        (("cn/srdi", "--pair", "可以补贴"), "write it as OLD=NEW"),
        (("cn/srdi", "--pair", "可以补贴=符合专精特新条"), "did you mean '符合专精特新条件'?"),
        (("cn/srdi", "--by", "战略性新兴产业"), "did you mean '属于战略性新兴产业'?"),
        (("cn/srdi", "--by", "销售收入"), "nothing can be split by '销售收入'"),
        (("cn/incubator",), "the two are not about the same"),
    ],
)
def test_what_is_refused(luoshu: Call, zone: Path, grant: Path, arguments: tuple[str, ...], said: str) -> None:
    out = grant.parent / "out"
    on = ("--on", "2022-06-30")
    outcome = luoshu("compare", grant, *arguments, "--data", zone, *on, "--out", out)
    assert outcome.status == 2
    assert said in outcome.err
    assert not out.exists()


def test_two_policies_with_a_pair_and_groups(luoshu: Call, zone: Path, grant: Path) -> None:
    arguments = ("compare", grant, "cn/srdi", "--pair", "可以补贴=符合专精特新条件", "--by", "属于战略性新兴产业")
    outcome = luoshu(*arguments, "--data", zone, *ON)
    assert outcome.status == 0, outcome.err
    assert "in a strategic emerging industry (属于战略性新兴产业)  yes before  yes after" in outcome.out
    assert "成立日期" not in outcome.out


def test_nothing_in_common(luoshu: Call, zone: Path, grant: Path) -> None:
    outcome = luoshu("compare", grant, "cn/srdi", "--data", zone, *ON)
    assert outcome.status == 0, outcome.err
    assert "pair them by --pair OLD=NEW" in outcome.out


def test_refused_data_leave_nothing(luoshu: Call, grant: Path) -> None:
    data = grant.parent / "data"
    data.mkdir()
    (data / "企业.csv").write_text("统一社会信用代码,销售收入\n123,5\n", encoding="utf-8")
    out = grant.parent / "out"
    assert luoshu("compare", grant, "--set", "占比线=6%", "--data", data, *ON, "--out", out).status == 2
    assert not out.exists()
