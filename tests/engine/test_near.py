"""Near, which is SQL, says of every firm what explain, which interprets, says of it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from luoshu.engine.near import near
from luoshu.facts.snapshot import Snapshot
from luoshu.feel.types import BOOLEAN
from luoshu.policy.library import Library
from luoshu.problems import ProblemError

from .agreement import check, interpreted
from .conftest import FIRMS, ON

KEY = "统一社会信用代码"


def shipped() -> list[tuple[str, str]]:
    library = Library()
    names = ("cn/tech-sme", "cn/innovative-sme", "cn/little-giant")
    return [
        (name, decision.name)
        for name in names
        for decision in library.resolve(name, ON).decisions.values()
        if decision.type == BOOLEAN
    ]


@pytest.mark.parametrize(("name", "decision"), shipped())
def test_sql_and_interpreter_agree(library: Library, zone: Snapshot, name: str, decision: str) -> None:
    result = check(library.resolve(name, ON), zone, decision)
    assert result.yes + result.no + result.cannot_tell == FIRMS


def test_a_limit_keeps_the_nearest(library: Library, zone: Snapshot) -> None:
    policy = library.resolve("cn/tech-sme", ON)
    everyone = near(policy, "符合现行评价条件", zone, ON).rows.to_pylist()
    some = near(policy, "符合现行评价条件", zone, ON, limit=5).rows.to_pylist()
    assert len({row[KEY] for row in some}) == 5
    assert some == everyone[: len(some)]


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_files(library: Library, zone: Snapshot, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"near.{suffix}"
    result = near(library.resolve("cn/tech-sme", ON), "符合现行评价条件", zone, ON, out=out)
    assert result.files == [out, tmp_path / f"near.unknown.{suffix}"]
    assert all(path.stat().st_size for path in result.files)
    if suffix == "csv":
        with out.open(encoding="utf-8", newline="") as file:
            assert len({row[KEY] for row in csv.DictReader(file)}) == result.no


@pytest.mark.parametrize(("decision", "code"), [("综合得分", "not-yes-or-no"), ("综合得", "no-decision")])
def test_what_cannot_be_asked(library: Library, zone: Snapshot, decision: str, code: str) -> None:
    with pytest.raises(ProblemError) as caught:
        near(library.resolve("cn/tech-sme", ON), decision, zone, ON)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_what_sql_refuses_is_interpreted_and_said(zone: Snapshot, tmp_path: Path) -> None:
    path = tmp_path / "odd.md"
    path.write_text(
        "---\nid: zone/odd\ntitle: {zh: 怪, en: Odd}\neffective: 2024-01-01/..\nabout: 企业\nuses: [cn/vocabulary]\n"
        "---\n\n# 怪\n\n```feel\n结论: sqrt(职工总数) <= 10 and 研发费用 / 销售收入 >= 6%\n```\n",
        encoding="utf-8",
    )
    library = Library()
    policy = library.resolve(str(path), ON)
    result = near(policy, "结论", zone, ON)
    refused = ["结论", "sqrt(职工总数) <= 10"]
    assert [line.split(": ")[1] for line in result.interpreted] == [f"{what} ({path}:12)" for what in refused]
    rows, missing = interpreted(policy, zone, "结论")
    assert rows
    assert [row[KEY] for row in result.rows.to_pylist()] == [row[0] for row in rows]
    assert [row["failing"] for row in result.rows.to_pylist()] == [row[7] for row in rows]
    assert {(row[KEY], row["fact"]) for row in result.unknown.to_pylist()} == missing
