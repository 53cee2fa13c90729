from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from .conftest import Call

VERSIONS = ("cn/srdi@2025-01-01", "cn/srdi@2026-05-01")
GRANT = """\
---
id: zone/grant
title: {zh: 研发补贴, en: R&D grant}
effective: 2025-01-01/..
about: 企业
uses: [cn/vocabulary]
---
## 标准

| F | 研发费用 / 销售收入 | **补贴比例** |
|---|---------------------|--------------|
| 1 | >= 5%               | 10%          |
| 2 | -                   | 0            |
"""


def test_two_versions_by_their_days(luoshu: Call) -> None:
    outcome = luoshu("diff", *VERSIONS, "--lang", "zh")
    assert (outcome.status, outcome.err) == (0, "")
    assert "2022-06-01/2026-03-31 → 2026-04-01/.." in outcome.out
    assert "  ~ 收入规模达标，销售收入：>= 1000万 → >= 1500万" in outcome.out
    assert "新需要的数据\n  细分市场占有率位居前列" in outcome.out


def test_alone_it_is_the_last_two_versions(luoshu: Call) -> None:
    whole = luoshu("diff", *VERSIONS).out
    assert luoshu("diff", "cn/srdi").out == whole
    assert luoshu("diff", "cn/srdi@2026-05-01").out == whole


def test_two_files(luoshu: Call, tmp_path: Path) -> None:
    old, new = tmp_path / "old.md", tmp_path / "new@home.md"
    old.write_text(GRANT, encoding="utf-8")
    new.write_text(GRANT.replace(">= 5%", ">= 6%"), encoding="utf-8")
    outcome = luoshu("diff", old, new)
    assert outcome.status == 0
    assert "标准\n  ~ 补贴比例, row 1, 研发费用 / 销售收入: >= 5% → >= 6%" in outcome.out
    assert luoshu("diff", old, old).out.endswith("no difference\n")
    assert luoshu("diff", f"{old}@2025-06-30", new).out == outcome.out


def test_in_json(luoshu: Call) -> None:
    found = json.loads(luoshu("diff", *VERSIONS, "--json").out)
    assert (found["old"]["effective"], found["new"]["effective"]) == ("2022-06-01/2026-03-31", "2026-04-01/..")
    (change,) = [each for each in found["changes"] if each["after"] == ">= 1500万"]
    assert change == {
        "what": "formula",
        "how": "changed",
        "article": "专业化",
        "article_english": "Specialisation",
        "name": "收入规模达标",
        "part": "销售收入",
        "period": None,
        "before": ">= 1000万",
        "after": ">= 1500万",
        "rows": None,
        "lines": [42, 40],
        "text": "revenue or equity reached (收入规模达标), 销售收入: >= 1000万 → >= 1500万",
    }
    assert "细分市场占有率位居前列" in found["needed"]
    assert found["touched"] is None


def test_whom_it_touches(luoshu: Call, zone: Path, tmp_path: Path) -> None:
    out = tmp_path / "who.csv"
    outcome = luoshu("diff", *VERSIONS, "--data", zone, "--on", "2025-06-30", "--out", out, "--lang", "zh")
    assert outcome.status == 0
    assert "按 2025-06-30 评价：400 个企业中，" in outcome.out
    assert f"逐户写在 {out}" in outcome.out
    whom = json.loads(luoshu("diff", *VERSIONS, "--data", zone, "--on", "2025-06-30", "--json").out)["touched"]
    (counts,) = duckdb.sql(f"SELECT count(*), count(DISTINCT 统一社会信用代码) FROM read_csv('{out}')").fetchall()
    assert counts[1] == whom["entities"]  # and nobody with the same results
    assert counts[0] <= sum(each["total"] for each in whom["decisions"])
    assert whom["others"] > 0
    assert f"另有 {whom['others']} 个只是中间的决策不同，结果一样" in outcome.out
    assert (whom["total"], whom["on"], whom["file"]) == (400, "2025-06-30", None)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("cn/srdi@2025-13-01", "cn/xx"), "'2025-13-01' is no day"),
        (("cn/srdi@2025-13-01", "cn/xx"), "there is no policy with the id cn/xx"),
        (("cn/tech-sme",), "there is no version before cn/tech-sme"),
        (("cn/srdi@2020-01-01", "cn/srdi"), "it is in force 2022-06-01/2026-03-31, 2026-04-01/.."),
        (("cn", "cn/srdi"), "cn holds several policies"),
        (("cn/srdi", "--out", "who.csv"), "--out needs --data"),
        (("cn/srdi", "--data", "nowhere"), "no data at nowhere"),
        (("cn/srdi", "--data", ".", "--out", "who.txt"), "who.txt must end in .csv / .parquet"),
        (("cn/hnte", "cn/incubator", "--data", "."), "cn/hnte is about 企业, cn/incubator about 机构"),
        ((), "the argument OLD is missing"),
    ],
)
def test_what_is_refused(luoshu: Call, arguments: tuple[str, ...], said: str) -> None:
    outcome = luoshu("diff", *arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert said in outcome.err


def test_a_document_with_an_error(luoshu: Call, tmp_path: Path) -> None:
    old, new = tmp_path / "old.md", tmp_path / "new.md"
    old.write_text(GRANT, encoding="utf-8")
    new.write_text(GRANT.replace("研发费用 /", "研发费 /"), encoding="utf-8")
    outcome = luoshu("diff", old, new)
    assert outcome.status == 2
    assert "did you mean '研发费用'?" in outcome.err
