from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from .conftest import Call

ON = ("--on", "2025-06-30")
HEAD = "统一社会信用代码,属于中小企业,列入严重违法失信名单,销售收入,研发费用\n"
ON_THE_LINE, A_FEN_UNDER, NOT_KNOWN = "91350100M000100Y43", "91310000MA1FL4QW1U", "91110000802100433B"

GRANT = """---
id: zone/grant
title: {zh: 研发补贴, en: R&D grant}
effective: 2025-01-01/2025-12-31
about: 企业
uses: [cn/vocabulary]
---

# 研发补贴

| F | 研发费用 / 销售收入 | **补贴比例** |
|---|---------------------|--------------|
| 1 | >= 6%               | 10%          |
| 2 | -                   | 0            |

```feel
可以享受: 补贴比例 > 0 and not(列入严重违法失信名单)
```
"""


@pytest.fixture
def grant(tmp_path: Path) -> Path:
    path = tmp_path / "grant.md"
    path.write_text(GRANT, encoding="utf-8")
    return path


@pytest.fixture
def firms(tmp_path: Path) -> Path:
    """Three firms filled in by hand: on the line, a fen under it, and with R&D not known."""
    folder = tmp_path / "data"
    folder.mkdir()
    rows = [
        f'{ON_THE_LINE},是,否,"200,000,000",12000000',
        f"{A_FEN_UNDER},是,否,200000000,11999999.99",
        f"{NOT_KNOWN},是,否,200000000,",
    ]
    (folder / "企业.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="gb18030")
    return folder


def decisions(out: Path, policy: str = "zone/grant") -> dict[str, object]:
    path = out / policy / "decisions.parquet"
    return dict(duckdb.sql(f"SELECT 统一社会信用代码, 可以享受 FROM '{path}'").fetchall())


def test_a_folder_filled_in_by_hand(luoshu: Call, grant: Path, firms: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    outcome = luoshu("run", grant, "--data", firms, "--out", out, *ON)
    assert outcome.status == 0, outcome.err
    assert decisions(out) == {ON_THE_LINE: True, A_FEN_UNDER: False, NOT_KNOWN: None}
    names = {path.name for path in (out / "zone" / "grant").iterdir()}
    assert names == {"decisions.parquet", "benefits.parquet", "unknown.parquet"}
    assert (out / "manifest.json").is_file()
    assert (out / "report.html").is_file()
    assert "可以享受" in outcome.out
    assert str(out / "report.html") in outcome.out


def test_json_counts(luoshu: Call, grant: Path, firms: Path, tmp_path: Path) -> None:
    outcome = luoshu("run", grant, "--data", firms, "--out", tmp_path / "out", *ON, "--json")
    found = json.loads(outcome.out)
    assert found["on"] == "2025-06-30"
    counted = found["counts"]["zone/grant"]["可以享受"]
    assert (counted["yes"], counted["no"], counted["unknown"]) == (1, 1, 1)


BENEFIT = """
| 支持 | 研发补助                       |
|------|--------------------------------|
| 对象 | not(列入严重违法失信名单)      |
| 金额 | min(研发费用 * 补贴比例, 50万) |

| 梯次 | 阶 | 资格     | 条件     |
|------|----|----------|----------|
|      | 一 | 补助对象 | 可以享受 |
"""


def test_benefits_and_ladders_are_told(luoshu: Call, grant: Path, firms: Path, tmp_path: Path) -> None:
    grant.write_text(GRANT + BENEFIT, encoding="utf-8")
    (firms / "资格.csv").write_text(f"企业,资格名称,自,至\n{A_FEN_UNDER},补助对象,2025-01-01,2025-12-31\n", "utf-8")
    call = ("run", grant, "--data", firms, "--out", tmp_path / "out", *ON)
    lines = [line.split() for line in luoshu(*call).out.splitlines()]
    assert ["研发补助", "3", "¥500,000", "+", "1", "open"] in lines
    assert ["一", "1", "0", "1", "0", "1"] in lines
    told = luoshu(*call, "--lang", "zh").out
    assert "50 万元 + 1 笔未定" in told
    assert "即将到期" in told
    found = json.loads(luoshu(*call, "--json").out)
    assert found["ladders"] == {
        "zone/grant": {"阶": {"一": {"held": 1, "expiring": 0, "meets": 1, "lacks": 0, "untitled": 0, "unknown": 1}}}
    }


def test_refused_data_writes_nothing(luoshu: Call, grant: Path, firms: Path, tmp_path: Path) -> None:
    text = (firms / "企业.csv").read_text(encoding="gb18030")
    (firms / "企业.csv").write_text(
        text.replace("销售收入", "销售收入额").replace("12000000", "1200万"), encoding="utf-8"
    )
    out = tmp_path / "out"
    outcome = luoshu("run", grant, "--data", firms, "--out", out, *ON)
    assert outcome.status == 2
    assert "did you mean '销售收入'" in outcome.err
    assert "1200万" in outcome.err
    assert not list(out.rglob("*.parquet"))


def test_skip_lists_what_was_left_out(luoshu: Call, grant: Path, firms: Path, tmp_path: Path) -> None:
    text = (firms / "企业.csv").read_text(encoding="gb18030")
    (firms / "企业.csv").write_text(text.replace("12000000", "1200万"), encoding="utf-8")
    out = tmp_path / "out"
    outcome = luoshu("run", grant, "--data", firms, "--out", out, *ON, "--on-error", "skip")
    assert outcome.status == 0
    assert "1200万" in outcome.err
    assert decisions(out) == {A_FEN_UNDER: False, NOT_KNOWN: None}


def test_no_version_in_force(luoshu: Call, grant: Path, firms: Path, tmp_path: Path) -> None:
    outcome = luoshu("run", grant, "--data", firms, "--out", tmp_path / "out", "--on", "2027-01-01")
    assert outcome.status == 2
    assert "2025-12-31" in outcome.err


def test_of_several_those_in_force_run(luoshu: Call, grant: Path, firms: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    outcome = luoshu("run", grant, "cn/tech-sme", "--data", firms, "--out", out, "--on", "2027-01-01")
    assert outcome.status == 0
    assert "zone/grant" in outcome.err
    assert (out / "cn" / "tech-sme" / "decisions.parquet").is_file()
    assert not (out / "zone").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "seed/claims", "--out", "results"],
        ["explain", "seed/claims", "--id", "1"],
        ["near", "seed/claims", "符合条件"],
        ["sql", "cn/vocabulary"],
    ],
)
def test_a_document_without_an_entity_has_nothing_to_run(luoshu: Call, firms: Path, arguments: list[str]) -> None:
    data = [] if arguments[0] == "sql" else ["--data", firms]
    outcome = luoshu(*arguments, *data)
    assert outcome.status == 2
    assert f"{arguments[1]} is about no entity: there is nothing to run" in outcome.err
    assert f"luoshu check {arguments[1]}" in outcome.err


def test_of_several_those_with_an_entity_run(luoshu: Call, grant: Path, firms: Path, tmp_path: Path) -> None:
    out = tmp_path / "results"
    outcome = luoshu("run", grant, "seed/claims", "cn/vocabulary", "--data", firms, "--out", out, "--on", "2025-06-30")
    assert outcome.status == 0
    assert "seed/claims is about no entity" in outcome.err
    assert "cn/vocabulary is about no entity" in outcome.err
    assert (out / "zone/grant/decisions.parquet").exists()
    assert not (out / "seed").exists()


def test_of_several_those_whose_entity_the_data_has_run(luoshu: Call, firms: Path, tmp_path: Path) -> None:
    out = tmp_path / "results"
    outcome = luoshu("run", "cn/incubator", "cn/unicorn", "--data", firms, "--out", out, "--on", "2025-06-30")
    assert outcome.status == 0
    assert "cn/incubator: the data has no '机构'" in outcome.err
    assert "put 机构.csv" in outcome.err
    assert [path.name for path in (out / "cn").iterdir()] == ["unicorn"]
    alone = luoshu("run", "cn/incubator", "--data", firms, "--out", tmp_path / "none", "--on", "2025-06-30")
    assert (alone.status, (tmp_path / "none").exists()) == (2, False)
    assert "the data has no '机构'" in alone.err


def test_the_same_hashes_whatever_the_threads_and_the_order_of_rows(luoshu: Call, zone: Path, tmp_path: Path) -> None:
    shuffled = tmp_path / "shuffled"
    shutil.copytree(zone, shuffled)
    for path in shuffled.iterdir():
        head, *rows = path.read_text(encoding="utf-8-sig").splitlines()
        path.write_text("\n".join([head, *reversed(rows)]) + "\n", encoding="utf-8")
    found = []
    for data, threads in ((zone, 1), (shuffled, 2)):
        out = tmp_path / f"out{threads}"
        assert luoshu("run", "cn/tech-sme", "--data", data, "--out", out, *ON, "--threads", threads).status == 0
        found.append(json.loads((out / "manifest.json").read_text(encoding="utf-8")))
    assert found[0]["files"] == found[1]["files"]
    assert found[0]["snapshot"] == found[1]["snapshot"]


def test_a_decision_that_nobody_can_have_keeps_its_type(luoshu: Call, firms: Path, tmp_path: Path) -> None:
    """No file of titles: whether a firm holds one is unknown for all, and still a yes or no."""
    out = tmp_path / "out"
    assert luoshu("run", "cn/little-giant", "--data", firms, "--out", out, *ON).status == 0
    path = out / "cn" / "little-giant" / "decisions.parquet"
    (described,) = duckdb.sql(f"DESCRIBE SELECT 持有专精特新资格 FROM '{path}'").fetchall()
    assert described[1] == "BOOLEAN"
