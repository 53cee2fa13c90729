"""What every command that reads data says of it: warnings, refusals, rows left out."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from .conftest import Call

ON = ("--on", "2025-06-30")
WHOLE, LOSES_A_ROW, WITHOUT = "91350100M000100Y43", "91310000MA1FL4QW1U", "91110000802100433B"

DOCUMENT = """---
id: zone/rights
title: {zh: 专利, en: Rights}
effective: 2025-01-01/..
about: 企业
uses: [cn/vocabulary]
---

# 专利

```feel
有效数: count(知识产权[有效])
够: count(知识产权) >= 2
干净: not(some 项 in 知识产权 satisfies 项.有争议)
```

| F | 有效数 | **等级** |
|---|--------|----------|
| 1 | >= 2   | 2        |
| 2 | -      | 1        |
"""
FIRMS = f"统一社会信用代码,属于中小企业\n{WHOLE},是\n{LOSES_A_ROW},是\n{WITHOUT},是\n"
RIGHTS = f"""企业,有效,有争议
{WHOLE},是,否
{WHOLE},是,否
{LOSES_A_ROW},是,否
{LOSES_A_ROW},是,甲
{LOSES_A_ROW},是,否
"""


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "rights.md"
    path.write_text(DOCUMENT, encoding="utf-8")
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "企业.csv").write_text(FIRMS, encoding="utf-8")
    (folder / "知识产权.csv").write_text(RIGHTS.replace("甲", "否"), encoding="utf-8")
    return folder


def commands(document: Path, data: Path, tmp_path: Path) -> list[tuple[object, ...]]:
    given = (document, "--data", data, *ON)
    return [
        ("run", *given, "--out", tmp_path / "out"),
        ("explain", *given, "--id", WHOLE),
        ("near", document, "够", "--data", data, *ON),
        ("snapshot", "--vocabulary", "cn/vocabulary", "--data", data, *ON, "--out", tmp_path / "frozen"),
    ]


def test_every_command_names_what_was_not_read(luoshu: Call, document: Path, data: Path, tmp_path: Path) -> None:
    (data / "知识产全.csv").write_text("企业\n", encoding="utf-8")
    (data / "企业年度").write_text("x", encoding="utf-8")
    (data / "知识产权.csv").unlink()
    with xlsxwriter.Workbook(data / "知识产权.xlsx") as book:
        for name in ("知识产权", "旧"):
            sheet = book.add_worksheet(name)
            for column, cell in enumerate(("企业", "有效")):
                sheet.write(0, column, cell)
    for arguments in commands(document, data, tmp_path):
        outcome = luoshu(*arguments)
        assert outcome.status == 0, outcome.err
        assert "知识产全.csv: warning: this file was not read\n  → did you mean '知识产权'?" in outcome.err
        assert "企业年度: warning: this file was not read\n  → save it as .csv" in outcome.err
        assert "知识产权.xlsx: warning: only the sheet '知识产权' was read, not: 旧" in outcome.err
    assert json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["warnings"] == 3
    assert "知识产全.csv" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("there", [True, False])
def test_refused_data_leaves_no_folder_behind(
    luoshu: Call, document: Path, data: Path, tmp_path: Path, there: bool
) -> None:
    (data / "知识产权.csv").write_text(RIGHTS, encoding="utf-8")
    made = tmp_path / "a" / "b"
    before = sorted(tmp_path.rglob("*"))
    wanted = data if there else tmp_path / "nope"
    for arguments in (
        ("run", document, "--data", wanted, *ON, "--out", made / "out"),
        ("snapshot", "--vocabulary", "cn/vocabulary", "--data", wanted, *ON, "--out", made / "frozen"),
    ):
        outcome = luoshu(*arguments)
        assert outcome.status == 2
        assert sorted(tmp_path.rglob("*")) == before
    folder = tmp_path / "mine"
    folder.mkdir()
    assert luoshu("run", document, "--data", wanted, *ON, "--out", folder).status == 2
    assert folder.is_dir()
    assert not list(folder.iterdir())


def test_a_list_that_lost_a_row_is_not_known(luoshu: Call, document: Path, data: Path, tmp_path: Path) -> None:
    (data / "知识产权.csv").write_text(RIGHTS, encoding="utf-8")
    out = tmp_path / "out"
    outcome = luoshu("run", document, "--data", data, *ON, "--out", out, "--on-error", "skip")
    assert outcome.status == 0, outcome.err
    decided = out / "zone" / "rights" / "decisions.parquet"
    rows = duckdb.sql(f"SELECT 统一社会信用代码, 有效数, 够, 干净, 等级 FROM '{decided}' ORDER BY 1").fetchall()
    assert rows == [
        (WITHOUT, 0, False, True, 1),
        (LOSES_A_ROW, None, None, None, None),
        (WHOLE, 2, True, True, 2),
    ]
    unknown = out / "zone" / "rights" / "unknown.parquet"
    found = duckdb.sql(f"SELECT DISTINCT 统一社会信用代码, fact, cause FROM '{unknown}'").fetchall()
    assert found == [(LOSES_A_ROW, "知识产权", "a row of 知识产权.csv was left out")]
    explained = luoshu("explain", document, "--data", data, *ON, "--id", LOSES_A_ROW, "--on-error", "skip", "--json")
    assert json.loads(explained.out)["missing"] == ["知识产权"]
    near = luoshu("near", document, "够", "--data", data, *ON, "--on-error", "skip", "--json")
    assert json.loads(near.out)["unknown"] == [
        {"统一社会信用代码": LOSES_A_ROW, "fact": "知识产权", "cause": "a row of 知识产权.csv was left out"}
    ]


def test_what_was_left_out_is_said_in_words_of_its_own(
    luoshu: Call, document: Path, data: Path, tmp_path: Path
) -> None:
    (data / "知识产权.csv").write_text(f"{RIGHTS},是,否\n{WITHOUT},是,否,1,2\n", encoding="utf-8")
    for arguments in commands(document, data, tmp_path):
        outcome = luoshu(*arguments, "--on-error", "skip")
        assert outcome.status == 0, outcome.err
        assert "3 rows were left out (知识产权.csv 3); the rest was used. Why:" in outcome.err
        assert "知识产权.csv:5:有争议: left out: '甲' is neither yes nor no" in outcome.err
        assert f"知识产权.csv:5: warning: '知识产权' of {LOSES_A_ROW} is taken as not known" in outcome.err
        assert f"知识产权.csv:8: warning: '知识产权' of {WITHOUT} is taken as not known" in outcome.err
        assert "知识产权.csv:7: warning: whose row 7 is, which was left out, cannot be told" in outcome.err
        zh = luoshu(*arguments, "--on-error", "skip", "--lang", "zh")
        assert "已略去 3 行（知识产权.csv 3 行）" in zh.err
        assert "知识产权.csv:5:有争议: 已略去：" in zh.err
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["left_out"], manifest["warnings"]) == (3, 3)


def test_a_column_left_out_is_no_row(luoshu: Call, document: Path, data: Path, tmp_path: Path) -> None:
    (data / "企业.csv").write_text(FIRMS.replace("属于中小企业", "属于小企业"), encoding="utf-8")
    outcome = luoshu("run", document, "--data", data, *ON, "--out", tmp_path / "out", "--on-error", "skip")
    assert outcome.status == 0
    assert "no row was left out, but this was; the rest was used:" in outcome.err


def test_of_many_problems_of_one_kind_the_first_are_shown(
    luoshu: Call, document: Path, data: Path, tmp_path: Path
) -> None:
    """The rest is counted; in JSON all of them stand."""
    wrong = RIGHTS + f"{WHOLE},是,甲\n" * 30 + f"{WHOLE},乙,是\n"
    (data / "知识产权.csv").write_text(wrong, encoding="utf-8")
    call = ("run", document, "--data", data, *ON, "--out", tmp_path / "out")
    told = luoshu(*call)
    assert told.status == 2
    assert told.out == ""
    assert told.err.count("知识产权.csv:") == 12
    assert told.err.endswith("知识产权.csv:有争议: 21 more of the same\n  → --json lists them all\n")
    told = luoshu(*call, "--json")
    assert told.status == 2
    assert len(json.loads(told.out)["problems"]) == 32
    skipped = luoshu(*call, "--on-error", "skip", "--lang", "zh")
    assert skipped.status == 0
    assert "知识产权.csv:有争议: 同样的还有 21 处" in skipped.err
    assert "全部列在 luoshu snapshot --on-error skip --json 的结果里" in skipped.err
