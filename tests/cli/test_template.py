from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from .conftest import Call

ON = ("--on", "2025-06-30")


def test_it_is_written_and_read_back(luoshu: Call, zone: Path, tmp_path: Path) -> None:
    file = tmp_path / "t.xlsx"
    outcome = luoshu("template", "cn/tech-sme", "cn/srdi", "--out", file, "--data", zone, *ON)
    assert outcome.status == 0
    assert "warning" not in outcome.err
    assert "written to" in outcome.out
    assert openpyxl.load_workbook(file).sheetnames[:3] == ["说明", "企业", "企业年度"]
    made = {
        data: luoshu("run", "cn/tech-sme", "cn/srdi", "--data", data, "--out", tmp_path / data.stem, *ON, "--json")
        for data in (zone, file)
    }
    counts = [json.loads(each.out)["counts"] for each in made.values()]
    assert counts[0] == counts[1]
    assert not any("warning" in each.err for each in made.values())


def test_in_json(luoshu: Call, tmp_path: Path) -> None:
    file = tmp_path / "t.xlsx"
    outcome = luoshu("template", "cn/hnte", "--out", file, *ON, "--json")
    found = json.loads(outcome.out)
    assert (found["file"], found["policies"], found["on"]) == (str(file), ["cn/hnte"], "2025-06-30")
    sheets = {sheet["name"]: sheet for sheet in found["sheets"]}
    assert list(sheets) == ["企业", "企业年度", "知识产权"]
    (revenue,) = [column for column in sheets["企业年度"]["columns"] if column["name"] == "销售收入"]
    assert revenue["years"] == [2024, 2023, 2022]
    assert revenue["unit"] == "元"
    assert revenue["uses"][0].startswith("High")
    assert all(sheet["rows"] == 0 for sheet in sheets.values())


def test_a_list_that_the_data_lacks(luoshu: Call, zone: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "企业.csv").write_bytes((zone / "企业.csv").read_bytes())
    outcome = luoshu("template", "cn/hnte", "--out", tmp_path / "t.xlsx", "--data", data, *ON, "--lang", "zh")
    assert outcome.status == 0
    assert "工作表叫“知识产权（未知）”" in outcome.out


def test_a_policy_that_is_not_in_force_is_named(luoshu: Call, tmp_path: Path) -> None:
    outcome = luoshu("template", "cn/tech-sme", "cn/innovative-sme", "--out", tmp_path / "t.xlsx", "--on", "2027-01-01")
    assert outcome.status == 0
    assert "cn/innovative-sme is not in force on 2027-01-01" in outcome.err


@pytest.mark.parametrize(
    ("policy", "name", "said"),
    [
        ("cn/tech-sme", "t.csv", "is no name of a workbook"),
        ("cn/tech-sme", "there.xlsx", "is there already"),
        ("cn/tech-sme", "there.xlsx/t.xlsx", "a file or folder of that name is there already"),
        ("cn/vocabulary", "t.xlsx", "there is nothing to fill in"),
        ("cn/tech-sem", "t.xlsx", "did you mean 'cn/tech-sme'?"),
    ],
)
def test_what_is_refused(luoshu: Call, tmp_path: Path, policy: str, name: str, said: str) -> None:
    (tmp_path / "there.xlsx").write_text("")
    outcome = luoshu("template", policy, "--out", tmp_path / name, *ON)
    assert (outcome.status, outcome.out) == (2, "")
    assert said in outcome.err
    assert not (tmp_path / "t.xlsx").exists()


def test_wrong_data_is_refused(luoshu: Call, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "企业.csv").write_text("统一社会信用代码\n123\n", encoding="utf-8")
    outcome = luoshu("template", "cn/hnte", "--out", tmp_path / "t.xlsx", "--data", tmp_path / "data", *ON)
    assert outcome.status == 2
    assert "123 is not a valid social credit code" in outcome.err
    assert not (tmp_path / "t.xlsx").exists()
