from __future__ import annotations

import json
from pathlib import Path

from .conftest import Call


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_same_seed_gives_the_same_zone(luoshu: Call, tmp_path: Path) -> None:
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        outcome = luoshu("sample", "--firms", 50, "--seed", seed, "--on", "2025-06-30", "--out", tmp_path / name)
        assert outcome.status == 0
    assert files(tmp_path / "a") == files(tmp_path / "b")
    assert files(tmp_path / "a") != files(tmp_path / "c")


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
