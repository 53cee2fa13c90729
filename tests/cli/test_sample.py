from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest

from luoshu.engine.lines import lines_in
from luoshu.policy.library import Library

from .conftest import Call

ON = ("--on", "2025-06-30")


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_same_seed_gives_the_same_zone(luoshu: Call, tmp_path: Path) -> None:
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        outcome = luoshu("sample", "--firms", 50, "--seed", seed, "--on", "2025-06-30", "--out", tmp_path / name)
        assert outcome.status == 0
    assert files(tmp_path / "a") == files(tmp_path / "b")
    assert files(tmp_path / "a") != files(tmp_path / "c")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", ["里已有数据：企业.csv", "请换一个文件夹，或先删去它"]),
        ("en", ["holds data already: 企业.csv", "choose another folder, or delete it first"]),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_data_is_never_overwritten(luoshu: Call, tmp_path: Path, kind: str, lang: str, said: list[str]) -> None:
    (tmp_path / "企业.csv").write_text("统一社会信用代码\n", encoding="utf-8")
    outcome = luoshu("sample", "--firms", 3, "--format", kind, *ON, "--out", tmp_path, "--lang", lang)
    assert (outcome.status, outcome.out) == (2, "")
    assert all(part in outcome.err for part in said)
    assert files(tmp_path) == {"企业.csv": "统一社会信用代码\n".encode()}


def test_a_folder_without_data_is_written_to(luoshu: Call, tmp_path: Path) -> None:
    (tmp_path / "readme.txt").write_text("a zone")
    assert luoshu("sample", "--firms", 3, *ON, "--out", tmp_path).status == 0
    assert (tmp_path / "企业.csv").is_file()


def test_it_lists_what_it_wrote(luoshu: Call, tmp_path: Path) -> None:
    out = tmp_path / "zone"
    outcome = luoshu("sample", "--firms", 50, "--on", "2025-06-30", "--out", out, "--format", "parquet", "--json")
    written = json.loads(outcome.out)["files"]
    assert sorted(written) == [str(path) for path in sorted(out.iterdir())]
    assert {Path(path).name for path in written} >= {
        "企业.parquet",
        "企业年度.parquet",
        "知识产权.parquet",
        "资格.parquet",
    }


def test_a_sample_can_be_frozen_whole(luoshu: Call, zone: Path, tmp_path: Path) -> None:
    arguments = ("--data", zone, "--vocabulary", "cn/vocabulary", "--on", "2025-06-30", "--out", tmp_path / "s")
    outcome = luoshu("snapshot", *arguments, "--json")
    assert outcome.status == 0
    found = json.loads(outcome.out)
    assert found["files"]["企业"]["rows"] == 400
    assert found["left_out"] == []
    assert found["warnings"] == []
    assert found["assessed_year"] == 2024


def test_there_are_little_giants_and_firms_on_every_line(luoshu: Call, tmp_path: Path) -> None:
    """Some of 100,000 firms meet the conditions, and each line of the policy has firms on it."""
    zone, out = tmp_path / "zone", tmp_path / "out"
    assert luoshu("sample", "--firms", 100_000, "--format", "parquet", "--out", zone, *ON).status == 0
    snapshot = tmp_path / "snapshot"
    assert luoshu("snapshot", "--data", zone, "--vocabulary", "cn/vocabulary", "--out", snapshot, *ON).status == 0
    assert luoshu("run", "cn/little-giant", "--data", snapshot, "--out", out, *ON).status == 0
    policy = Library().resolve("cn/little-giant", date(2025, 6, 30))

    def column(name: str, lag: int) -> str:
        fact = policy.fact(name)
        assert fact is not None
        return f'"{name}@{2024 - lag}"' if fact.annual else f'"{name}"'

    with duckdb.connect() as connection:
        decisions = f"FROM '{out}/cn/little-giant/decisions.parquet'"
        (giants,) = connection.execute(f"SELECT count(*) {decisions} WHERE 符合小巨人条件").fetchall()[0]
        assert 100 < giants < 2000
        for line in lines_in([policy]):
            over = column(line.numerator, line.lag)
            under = f"{column(line.denominator, line.lag)}::DECIMAL(30, 6)" if line.denominator else "1"
            query = f"SELECT count(*) FROM '{snapshot}/企业.parquet' WHERE {over} = {line.value} * {under}"
            assert connection.execute(query).fetchall()[0][0] > 50, line
        query = f"SELECT count(*) {decisions} WHERE 近两年主营业务收入平均增长率 = 0.05"
        assert connection.execute(query).fetchall()[0][0] > 50
