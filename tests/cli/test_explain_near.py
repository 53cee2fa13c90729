from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from luoshu.facts.snapshot import freeze
from luoshu.policy.library import Library

from .conftest import Call

ON = date(2025, 6, 30)
WHO = "91110000600037341L"
COLUMNS = {
    "统一社会信用代码": WHO, "职工总数": "501", "科技人员数": "51", "销售收入": "200000000", "成本费用": "180000000",
    "研发费用": "12000000", "资产总额": "200000000", "在中国境内注册": "是", "提供禁止限制淘汰类产品或服务": "否",
    "重大安全事故": "否", "重大质量事故": "否", "严重环境违法": "否", "科研严重失信": "否", "列入经营异常名录": "否",
    "列入严重违法失信名单": "否", "高新技术企业证书有效": "否", "经认定的省部级以上研发机构": "否",
}  # fmt: skip


@pytest.fixture(scope="module")
def zone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One firm on every line of cn/tech-sme but one: a head over."""
    folder = tmp_path_factory.mktemp("zone")
    data = folder / "data"
    data.mkdir()
    files = {
        "企业": [",".join(COLUMNS), ",".join(COLUMNS.values())],
        "知识产权": ["企业,类别,有效,与主要产品相关,有争议", f"{WHO},II类,是,是,否"],
        "科技奖励": ["企业,级别,名次,授奖日期"],
        "主导制定标准": ["企业,层级,发布日期"],
    }
    for name, lines in files.items():
        (data / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    freeze(data, Library().resolve("cn/vocabulary", ON).vocabulary, folder / "snapshot", on=ON)
    return folder


DECISION = ["--decision", "符合科技型中小企业条件"]


@pytest.mark.parametrize("data", ["data", "snapshot"])
def test_explain(luoshu: Call, zone: Path, data: str) -> None:
    call = ["explain", "cn/tech-sme", "--data", zone / data, "--id", WHO, "--on", ON, *DECISION]
    outcome = luoshu(*call, "--lang", "zh")
    assert outcome.status == 0
    assert "○ 符合科技型中小企业条件：否" in outcome.out
    assert "职工总数 <= 500：现为 501 人，须 ≤ 500 人，差 1 人（第六条 基本条件）" in outcome.out
    assert "职工总数：501 人 → 500 人" in outcome.out
    found = json.loads(luoshu(*call, "--json").out)
    (decision,) = found["decisions"]
    assert decision["value"] is False
    assert decision["way"]["failing"][0]["gap"] == "1"
    assert (decision["flip"]["fact"], decision["flip"]["to"]) == ("职工总数", "500")


def test_near(luoshu: Call, zone: Path, tmp_path: Path) -> None:
    call = ["near", "cn/tech-sme", "符合科技型中小企业条件", "--data", zone / "snapshot", "--on", ON]
    outcome = luoshu(*call)
    assert outcome.status == 0
    assert "yes 0, no 1, cannot tell 0" in outcome.out
    assert WHO in outcome.out
    (row,) = json.loads(luoshu(*call, "--json").out)["rows"]
    assert (row["have"], row["need"], row["failing"]) == ("501", "500", 1)
    assert luoshu(*call, "--out", tmp_path / "near.csv").status == 0
    assert WHO in (tmp_path / "near.csv").read_text(encoding="utf-8")


def test_what_is_not_there_exits_2(luoshu: Call, zone: Path, tmp_path: Path) -> None:
    data = ["--data", zone / "snapshot", "--on", ON]
    assert luoshu("explain", "cn/tech-sme", *data, "--id", "nobody").status == 2
    outcome = luoshu("explain", "cn/tech-sme", *data, "--id", WHO, "--decision", "综合得")
    assert outcome.status == 2
    assert "综合得分" in outcome.err
    assert luoshu("near", "cn/tech-sme", "综合得分", *data).status == 2
    assert luoshu("near", "cn/tech-sme", "规模达标", *data, "--out", tmp_path / "near.xlsx").status == 2
