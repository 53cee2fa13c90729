from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from .conftest import Call

ON = ("--on", "2025-06-30")


def freeze(luoshu: Call, data: Path, out: Path, *more: str) -> object:
    return luoshu("snapshot", "--data", data, "--vocabulary", "cn/vocabulary", *ON, "--out", out, *more)


@pytest.fixture
def spoilt(zone: Path, tmp_path: Path) -> Path:
    """The zone, with a column misspelt, a word for a number, and an orphan."""
    folder = tmp_path / "spoilt"
    shutil.copytree(zone, folder)
    firms = (folder / "企业.csv").read_text(encoding="utf-8-sig")
    head, first, rest = firms.split("\n", 2)
    cells = first.split(",")
    cells[head.split(",").index("研发人员数")] = "many"
    (folder / "企业.csv").write_text(
        "\n".join([head.replace("成立日期", "成立日其"), ",".join(cells), rest]), encoding="utf-8"
    )
    with (folder / "知识产权.csv").open("a", encoding="utf-8") as file:
        file.write("91110000000000000X,Z1,I类,true,true,false,true,false,true,1,false\n")
    return folder


def test_wrong_data_is_refused_with_everything_that_is_wrong(luoshu: Call, spoilt: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    outcome = freeze(luoshu, spoilt, out)
    assert outcome.status == 2
    assert not out.exists()
    assert "成立日期" in outcome.err  # the nearest name, offered
    assert "many" in outcome.err
    assert "91110000000000000X" in outcome.err


def test_in_chinese(luoshu: Call, spoilt: Path, tmp_path: Path) -> None:
    outcome = freeze(luoshu, spoilt, tmp_path / "out", "--lang", "zh")
    assert "是否指“成立日期”" in outcome.err


def test_wrong_rows_are_left_out_and_listed(luoshu: Call, zone: Path, tmp_path: Path) -> None:
    folder = tmp_path / "zone"
    shutil.copytree(zone, folder)
    with (folder / "知识产权.csv").open("a", encoding="utf-8") as file:
        file.write("91110000000000000X,Z1,I类,true,true,false,true,false,true\n")
    outcome = freeze(luoshu, folder, tmp_path / "out", "--on-error", "skip", "--json")
    assert outcome.status == 0
    found = json.loads(outcome.out)
    assert [problem["file"].endswith("知识产权.csv") for problem in found["left_out"]] == [True]


@pytest.mark.parametrize("vocabulary", ["cn/vocabluary", "nowhere.md"])
def test_a_vocabulary_that_is_not_there(luoshu: Call, zone: Path, tmp_path: Path, vocabulary: str) -> None:
    outcome = luoshu("snapshot", "--data", zone, "--vocabulary", vocabulary, "--out", tmp_path / "out")
    assert outcome.status == 2
    assert vocabulary in outcome.err


def test_data_that_is_not_there(luoshu: Call, tmp_path: Path) -> None:
    outcome = freeze(luoshu, tmp_path / "nowhere", tmp_path / "out")
    assert outcome.status == 2
    assert "nowhere" in outcome.err
