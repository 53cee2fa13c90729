from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from .conftest import Call

ON = ("--on", "2025-06-30")


@pytest.fixture
def firm(zone: Path) -> str:
    with (zone / "企业.csv").open(encoding="utf-8-sig") as file:
        return next(csv.DictReader(file))["统一社会信用代码"]


def test_from_the_decision_to_the_facts(luoshu: Call, zone: Path, firm: str) -> None:
    outcome = luoshu("explain", "cn/tech-sme", "--data", zone, "--id", firm, *ON)
    assert outcome.status == 0
    assert firm in outcome.out
    for word in ("符合现行评价条件", "综合得分", "Article 7", "employees"):
        assert word in outcome.out


def test_labels_in_english_and_names_in_chinese(luoshu: Call, zone: Path, firm: str) -> None:
    arguments = ("explain", "cn/tech-sme", "--data", zone, "--id", firm, *ON)
    english = " ".join(luoshu(*arguments, "--lang", "en").out.split())  # wherever its lines are broken
    assert "meets the conditions now in force (符合现行评价条件)" in english
    assert "[Conclusion as of now, line " in english
    chinese = "".join(luoshu(*arguments, "--lang", "zh").out.split())
    assert "meets the conditions" not in chinese
    assert "〔现行结论，第" in chinese


def test_in_chinese(luoshu: Call, zone: Path, firm: str) -> None:
    outcome = luoshu("explain", "cn/tech-sme", "--data", zone, "--id", firm, *ON, "--lang", "zh")
    assert outcome.out.startswith("科技型中小企业评价")


def test_one_decision_as_json(luoshu: Call, zone: Path, firm: str) -> None:
    arguments = ("--data", zone, "--id", firm, "--decision", "科技人员得分", *ON)
    found = json.loads(luoshu("explain", "cn/tech-sme", *arguments, "--json").out)
    assert found["id"] == firm
    (decision,) = found["decisions"]
    assert (decision["name"], decision["english"]) == ("科技人员得分", "S&T staff score")
    assert decision["article"].endswith("科技人员（20 分）")
    assert decision["article_english"].endswith("S&T staff (20 points)")


def test_an_identifier_that_is_not_there(luoshu: Call, zone: Path) -> None:
    outcome = luoshu("explain", "cn/tech-sme", "--data", zone, "--id", "91350100M000100Y43", *ON)
    assert outcome.status == 2
    assert "91350100M000100Y43" in outcome.err
    assert outcome.out == ""


def test_a_decision_that_is_not_there(luoshu: Call, zone: Path, firm: str) -> None:
    outcome = luoshu("explain", "cn/tech-sme", "--data", zone, "--id", firm, "--decision", "综合得份", *ON)
    assert outcome.status == 2
    assert "综合得分" in outcome.err
