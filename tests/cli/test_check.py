from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Call

HEAD = """---
id: zone/grant
title: {zh: 补贴, en: Grant}
effective: 2025-01-01/..
about: 企业
uses: [cn/vocabulary]
---

# 补贴

| F | 研发费用 / 销售收入 | **补贴比例** |
|---|---------------------|--------------|
| 1 | >= 6%               | 10%          |
| 2 | -                   | 0            |

| 例 | 基准 |
|----|------|
| 销售收入 | 1亿 |
| 研发费用 | 600万 |
"""
GOOD = """
| 例         | 研发费用   | **补贴比例** |
|------------|------------|--------------|
| on it      |            | 10%          |
| under it   | 5999999.99 | 0            |
| not known  | null       | null         |
"""


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "grant.md"
    path.write_text(HEAD + GOOD, encoding="utf-8")
    return path


def last_line(text: str) -> str:
    return text.splitlines()[-1]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_good_document(luoshu: Call, document: Path, lang: str) -> None:
    outcome = luoshu("check", document, "--lang", lang)
    assert outcome.status == 0
    assert last_line(outcome.out) == "3 passed, 0 failed"


def test_every_shipped_policy_passes(luoshu: Call) -> None:
    outcome = luoshu("check")
    assert outcome.status == 0
    for name in ("cn/vocabulary", "cn/tech-sme", "cn/hnte", "cn/srdi", "cn/little-giant", "cn/technology-contract"):
        assert f"\n{name} " in f"\n{outcome.out}"
    passed, rest = last_line(outcome.out).split(" passed, ")
    assert int(passed) > 200
    assert rest == "0 failed"


def test_a_failing_example_is_shown_at_its_cell(luoshu: Call, document: Path) -> None:
    document.write_text(HEAD + GOOD.replace("| 5999999.99 | 0  ", "| 5999999.99 | 10%"), encoding="utf-8")
    outcome = luoshu("check", document)
    assert outcome.status == 1
    assert last_line(outcome.out) == "2 passed, 1 failed"
    line = (HEAD + GOOD).splitlines().index("| under it   | 5999999.99 | 0            |") + 1
    assert f"grant.md:{line}:" in outcome.out


def test_a_document_with_an_error_counts_as_one_failed(luoshu: Call, document: Path) -> None:
    document.write_text((HEAD + GOOD).replace("研发费用 / 销售收入", "研发费 / 销售收入"), encoding="utf-8")
    outcome = luoshu("check", document, "cn/tech-sme")
    assert outcome.status == 1
    assert "研发费用" in outcome.out  # the nearest name
    assert last_line(outcome.out).endswith(" passed, 1 failed")


def test_versions_that_overlap_count_as_one_failed(luoshu: Call, tmp_path: Path) -> None:
    folder = tmp_path / "grant"
    folder.mkdir()
    for since in ("2025-01-01", "2026-01-01"):
        text = (HEAD + GOOD).replace("2025-01-01/..", f"{since}/..")
        (folder / f"{since}.md").write_text(text, encoding="utf-8")
    outcome = luoshu("check", folder)
    assert outcome.status == 1
    assert f"{folder}/2026-01-01.md:4:12: two versions of zone/grant overlap" in outcome.out
    assert "  effective: 2026-01-01/..\n             ^^^" in outcome.out
    assert last_line(outcome.out) == "3 passed, 1 failed"
    assert luoshu("run", folder, "--data", tmp_path, "--out", tmp_path / "out").status == 2


def test_another_id_among_versions_is_one_error(luoshu: Call, tmp_path: Path) -> None:
    """What it uses stands beside the folder and would not be found: an error for each of its facts."""
    folder = tmp_path / "grant"
    folder.mkdir()
    words = (
        "---\nid: words\ntitle: 词\neffective: ../..\n---\n\n"
        "| 数据 | 企业 | 类型 | 单位 | 范围 | 周期 | 缺省 | English | 说明 |\n|---|---|---|---|---|---|---|---|---|\n"
        "| | 代码 | 标识 | | | 时点 | | code | |\n| | 人数 | 整数 | | | 时点 | | heads | |\n"
    )
    (tmp_path / "words.md").write_text(words, encoding="utf-8")
    for since, until, name in (
        ("2023-01-01", "2023-12-31", "grant"),
        ("2024-01-01", "2024-12-31", "grnt"),
        ("2025-01-01", "..", "grant"),
    ):
        front = f"---\nid: {name}\ntitle: 补贴\neffective: {since}/{until}\nabout: 企业\nuses: [words]\n---\n\n"
        body = "```feel\n大: 人数 > 5\n小: 人数 <= 5\n```\n\n| 例 | 人数 | **大** |\n|---|---|---|\n| 一 | 6 | true |\n"
        (folder / f"{since}.md").write_text(front + body, encoding="utf-8")
    outcome = luoshu("check", folder)
    assert outcome.status == 1
    assert last_line(outcome.out) == "2 passed, 1 failed"
    assert outcome.out.count("grant/2024-01-01.md:") == 1
    assert (
        "2024-01-01.md:2:5: the folder holds the versions of 'grant', but the id of this one is 'grnt'" in outcome.out
    )


def test_claims_are_reported_and_not_counted(luoshu: Call, document: Path) -> None:
    claims = """
| 声明 | 报道 | 报出值 | 算式                            |
|------|------|--------|---------------------------------|
| A10  | 增幅 | 15.5%  | (153.91 / 99.36) ** (1 / 3) - 1 |
"""
    document.write_text(HEAD + GOOD + claims, encoding="utf-8")
    outcome = luoshu("check", document)
    assert outcome.status == 0
    assert "15.7%" in outcome.out
    assert last_line(outcome.out) == "3 passed, 0 failed"


def test_the_claims_of_the_newspaper_page(luoshu: Call) -> None:
    outcome = luoshu("check", "seed/claims")
    assert outcome.status == 0
    *findings, count, total = outcome.out.splitlines()
    assert "claim A10 (" in findings[0]
    assert findings[1] == "  → no reading found (6 tried)"
    assert count == "seed/claims ../..: 0 examples; 39 claims: 29 hold, 7 do not, 3 solved"
    assert total == "0 passed, 0 failed"


def test_claims_as_json(luoshu: Call) -> None:
    found = json.loads(luoshu("check", "seed/claims", "--json", "--lang", "zh").out)
    assert (found["passed"], found["failed"]) == (0, 0)
    (policy,) = found["policies"]
    assert {problem["severity"] for problem in policy["problems"]} == {"finding"}
    claims = {claim.pop("id"): claim for claim in policy["claims"]}
    assert claims["A20"] == {
        "statement": "高新技术企业 2018—2021 年的年均增长",
        "published": "21.9%",
        "formula": "(1036 / 469) ** (1 / 3) - 1",
        "source": "洛阳 6",
        "line": claims["A20"]["line"],
        "holds": False,
        "value": "30.2%",
        "readings": ["按 4 个间隔而不是 3 个计算"],
        "tried": 5,
        "solution": None,
    }
    assert claims["B18"]["solution"] == [361, 363]
    assert (claims["B18"]["holds"], claims["B18"]["value"]) == (None, None)


def test_json(luoshu: Call, document: Path) -> None:
    document.write_text((HEAD + GOOD).replace("| F |", "| G |"), encoding="utf-8")
    outcome = luoshu("check", document, "--json")
    assert outcome.status == 1
    found = json.loads(outcome.out)
    assert found["failed"] == 1
    (policy,) = found["policies"]
    assert policy["problems"][0]["line"] == 11


@pytest.mark.parametrize("spec", ["cn/tech-sme2", "nowhere.md", "./nowhere"])
def test_what_is_not_there_exits_2(luoshu: Call, spec: str) -> None:
    outcome = luoshu("check", spec)
    assert outcome.status == 2
    assert spec in outcome.err


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("| 2 | -                   | 0            |", "| 2 | -                   | 0            "),
        ("| 2 | -    ", "\n| 2 | -    "),
        ("| F | 研发费用", "| Q | 研发费用"),
    ],
    ids=["a bar deleted", "a blank line inserted", "a keyword mistyped"],
)
def test_a_table_row_loses_nothing_silently(luoshu: Call, document: Path, old: str, new: str) -> None:
    text = HEAD + GOOD
    assert old in text
    document.write_text(text.replace(old, new), encoding="utf-8")
    outcome = luoshu("check", document)
    assert outcome.status == 1
    assert any(part.isdigit() for part in outcome.out.split("grant.md:", 1)[1].split(":")[:2])
