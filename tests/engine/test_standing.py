"""Where a firm stands on ladders: what `explain` says and gives as data, and what a run counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from luoshu.engine.explain import explain
from luoshu.engine.explanation import Explanation
from luoshu.engine.report.grounds import Grounds
from luoshu.engine.report.tallies import RungTally
from luoshu.engine.run import run
from luoshu.facts.snapshot import freeze
from luoshu.policy.library import Library
from luoshu.policy.model import Policy

from .zones import write

ON = date(2025, 6, 30)
DOCUMENTS = {
    "words": """\
---
id: zone/words
title: {zh: 词汇, en: Words}
effective: ../..
---

# 词汇

| 数据 | 企业 | 类型 | 单位 | 范围 | 周期 | English | 说明 |
|---|---|---|---|---|---|---|---|
| | 代码 | 标识 | | | 时点 | code | |
| | 人数 | 整数 | 人 | [0..1000] | 时点 | staff | |
| | 合规 | 是否 | | | 时点 | lawful | |
| | 证书 | 列表 证书 | | | 时点 | certificates | |

| 数据 | 证书 | 类型 | 周期 | English | 说明 |
|---|---|---|---|---|---|
| | 企业 | 引用 企业 | 时点 | owner | 所有者 |
| | 资格名称 | 文本 | 时点 | title | |
| | 证书编号 | 文本 | 时点 | number | |
| | 有效期自 | 日期 | 时点 | from | |
| | 有效期至 | 日期 | 时点 | until | |
""",
    "test": """\
---
id: zone/test
title: {zh: 试, en: Test}
effective: 2020-01-01/..
about: 企业
uses: [zone/words]
---

# 试

## 条件

```feel
够大: 人数 >= 100 and 合规
```

## 级别

| 梯次 | 企业 | 资格 | 条件 | 有效 | 到期提醒 |
|------|------|------|------|------|----------|
|      | 一级 | 甲证 | 够大 | ⟨3 年⟩ | ⟨6 个月⟩ |
|      | 二级 | 乙证 |      |      | 30 天    |

| 译名 | 名称 | English |
|------|------|---------|
|      | 够大 | large enough |
|      | 级别 | Rungs |
|      | 企业 | firms |
|      | 一级 | first |
""",
}
HEADS = ["企业", "资格名称", "证书编号", "有效期自", "有效期至"]


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    for name, text in DOCUMENTS.items():
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
    return Library().resolve(str(tmp_path / "test.md"), ON)


def data(folder: Path, firms: Sequence[Mapping[str, Any]], titles: Sequence[Sequence[str]] | None = ()) -> Path:
    made = folder / "data"
    made.mkdir()
    write(made / "企业.csv", firms, ["代码", "人数", "合规"])
    if titles is not None:
        write(made / "证书.csv", [dict(zip(HEADS, each, strict=True)) for each in titles], HEADS)
    return made


def told(policy: Policy, folder: Path, code: str = "f1") -> Explanation:
    made = folder / "data"
    snapshot = freeze(made, policy.vocabulary, folder / "snapshot", on=ON)
    return explain(policy, snapshot, code, ON)


SMALL, LARGE, OPEN = (
    {"代码": "f1", "人数": "90", "合规": "是"},
    {"代码": "f1", "人数": "100", "合规": "是"},
    {"代码": "f1", "人数": "100", "合规": ""},
)
SOON, LATER = ["f1", "甲证", "A7", "2023-01-01", "2025-12-30"], ["f1", "甲证", "", "2023-01-01", "2025-12-31"]


@pytest.mark.parametrize(
    ("firm", "titles", "zh", "en", "state"),
    [
        (
            LARGE,
            [SOON],
            "◉ 一级（甲证）：持有，至 2025 年 12 月 30 日，6 个月内到期（编号 A7）；符合条件  含假设",
            "◉ first (一级, 甲证): held until 30 December 2025, which is within 6 months (no. A7); "
            "meets the conditions  rests on an assumption",
            "expiring",
        ),
        (
            SMALL,
            [LATER],
            "● 一级（甲证）：持有，至 2025 年 12 月 31 日；现在不符合条件，差 1 项",
            "● first (一级, 甲证): held until 31 December 2025; now does not meet the conditions, 1 lacking",
            "held",
        ),
        (
            LARGE,
            [],
            "◎ 一级（甲证）：没有这项资格；符合条件",
            "◎ first (一级, 甲证): no title; meets the conditions",
            "meets",
        ),
        (
            SMALL,
            [],
            "○ 一级（甲证）：没有这项资格；不符合条件，差 1 项",
            "○ first (一级, 甲证): no title; does not meet the conditions, 1 lacking",
            "lacks",
        ),
        (
            OPEN,
            [],
            "◐ 一级（甲证）：没有这项资格；条件不能判断，缺少合规",
            "◐ first (一级, 甲证): no title; the conditions cannot be told, missing: lawful (合规)",
            "unknown",
        ),
        (
            LARGE,
            None,
            "◐ 一级（甲证）：是否持有资格不能判断，缺少证书；符合条件",
            "◐ first (一级, 甲证): whether it holds the title cannot be told, missing: certificates (证书); "
            "meets the conditions",
            "unknown",
        ),
        (
            LARGE,
            [["f1", "甲证", "", "2023-01-01", "9999-12-31"]],
            "● 一级（甲证）：持有，长期有效；符合条件",
            "● first (一级, 甲证): held, without an end; meets the conditions",
            "held",
        ),
    ],
)
def test_a_rung_says_how_it_stands(
    policy: Policy,
    tmp_path: Path,
    firm: Mapping[str, Any],
    titles: list[list[str]] | None,
    zh: str,
    en: str,
    state: str,
) -> None:
    data(tmp_path, [firm], titles)
    explanation = told(policy, tmp_path)
    assert f"  {zh}\n" in explanation.to_text("zh", 200)
    assert f"  {en}\n" in explanation.to_text("en", 200)
    (ladder,) = explanation.to_json("en")["ladders"]
    assert (ladder["name"], ladder["english"], ladder["article"]) == ("企业", "firms", "级别")
    assert ladder["rungs"][0]["state"] == state


def test_of_several_titles_the_one_that_is_held_is_told(tmp_path: Path) -> None:
    for name, text in DOCUMENTS.items():
        (tmp_path / f"{name}.md").write_text(text.replace("| 甲证 |", "| 甲证、丙证 |"), encoding="utf-8")
    both = Library().resolve(str(tmp_path / "test.md"), ON)
    data(
        tmp_path,
        [SMALL],
        [["f1", "甲证", "1", "2025-01-01", "2025-08-01"], ["f1", "丙证", "2", "2025-01-01", "9999-12-31"]],
    )
    explanation = told(both, tmp_path)
    assert "一级（甲证、丙证）：持有丙证，长期有效（编号 2）" in explanation.to_text("zh", 200)
    assert "丙证 held, without an end (no. 2)" in explanation.to_text("en", 200)
    assert explanation.to_json("zh")["ladders"][0]["rungs"][0]["title"] == "甲证、丙证"


def test_what_lacks_stands_below_the_rung(policy: Policy, tmp_path: Path) -> None:
    data(tmp_path, [SMALL | {"合规": ""}], [])
    explanation = told(policy, tmp_path)
    text = explanation.to_text("zh", 200)
    assert "梯次：企业  〔级别，第 19 行〕" in text
    assert "      ○ 人数 >= 100：现为 90 人，须 ≥ 100 人，差 10 人（条件）\n" in text
    assert "      ◐ 合规（条件）\n" in text
    first, second = explanation.to_json("zh")["ladders"][0]["rungs"]
    assert [each["condition"] for each in first["lacking"]] == ["人数 >= 100"]
    assert [each["condition"] for each in first["unknown"]] == ["合规"]
    assert (first["title"], first["holds"], first["meets"], first["notice"]) == ("甲证", False, False, "6 个月")
    assert (first["notice_assumed"], second["notice_assumed"]) == (True, False)
    assert (second["condition"], second["meets"], second["state"]) == (None, None, "untitled")
    assert "  ◇ 二级（乙证）：没有这项资格；条件没有列出\n" in text


def test_the_tree_leaves_the_rungs_out(policy: Policy, tmp_path: Path) -> None:
    data(tmp_path, [LARGE])
    explanation = told(policy, tmp_path)
    assert [each.part.decision.name for each in explanation.decisions] == ["够大"]
    alone = explain(policy, freeze(tmp_path / "data", policy.vocabulary, tmp_path / "s", on=ON), "f1", ON, "够大")
    assert alone.standing == ()
    assert alone.to_json()["ladders"] == []


def test_what_is_missing_is_missing(policy: Policy, tmp_path: Path) -> None:
    data(tmp_path, [LARGE], None)
    assert told(policy, tmp_path).missing == ("证书",)


def test_a_run_counts_each_rung(policy: Policy, tmp_path: Path) -> None:
    firms = [LARGE, SMALL, OPEN, LARGE, SMALL, OPEN]
    firms = [firm | {"代码": f"f{number}"} for number, firm in enumerate(firms)]
    titles = [["f0", *SOON[1:]], ["f1", *LATER[1:]], ["f5", "乙证", "", "2025-01-01", "2025-07-30"]]
    made = data(tmp_path, firms, titles)
    result = run([policy], made, tmp_path / "out", on=ON)
    assert result.answers["zone/test"].rungs == {
        "企业·一级·状态": RungTally(held=1, expiring=1, meets=1, lacks=1, unknown=2),
        "企业·二级·状态": RungTally(expiring=1, untitled=5),
    }
    with duckdb.connect() as connection:
        path = tmp_path / "out" / "zone" / "test" / "decisions.parquet"
        rows = connection.execute(f"SELECT \"企业·一级·状态\" FROM '{path}'").fetchall()
    assert [state for (state,) in rows] == ["即将到期", "持有", None, "符合条件", "不符合条件", None]
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert '<h3 id="p1-ladders">' in page
    assert "about to end: within 6 months" in page


def test_the_report_lists_what_a_ladder_assumes(policy: Policy) -> None:
    found = Grounds(policy, ON).assumptions()
    assert [(each.text, each.where.en, each.decisions) for each in found] == [
        ("3 年", "ladder firms (企业), first (一级): valid for", ()),
        ("6 个月", "ladder firms (企业), first (一级): notice of the end", ("企业·一级·状态",)),
    ]
