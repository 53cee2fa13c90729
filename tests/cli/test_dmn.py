"""`luoshu dmn run` and `dmn test` as a user calls them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from tests.dmn.models import decision, feel, input_data, model
from tests.dmn.test_kit import XML, cases, given, wanted

from .conftest import Call


@pytest.fixture
def lending(tmp_path: Path) -> Path:
    path = tmp_path / "贷款.dmn"
    parts = (
        input_data("额度", "number"),
        input_data("放款日", "date"),
        decision("利息", feel("额度 * 0.05"), "额度"),
        decision("到期", feel('放款日 + duration("P1Y")'), "放款日"),
    )
    path.write_text(model(*parts), encoding="utf-8")
    return path


def test_run(luoshu: Call, lending: Path, tmp_path: Path) -> None:
    data = tmp_path / "in.json"
    data.write_text('{"额度": 1000000, "放款日": "2024-02-29"}', encoding="utf-8")
    found = luoshu("dmn", "run", lending, "--input", data)
    assert (found.status, found.err) == (0, "")
    assert found.out.splitlines() == ["利息: 50000", '到期: date("2025-02-28")']
    found = luoshu("dmn", "run", lending, "--input", data, "--decision", "利息", "--json")
    assert json.loads(found.out) == {"利息": {"value": 50000, "causes": []}}


def test_run_says_why_there_is_nothing(luoshu: Call, lending: Path) -> None:
    assert luoshu("dmn", "run", lending, "--decision", "利息").out.splitlines() == [
        "利息: null",
        "  额度 (贷款.dmn:3): '额度' was not given",
    ]
    assert "没有给出“额度”" in luoshu("dmn", "run", lending, "--lang", "zh").out


def test_run_with_wrong_calls(luoshu: Call, lending: Path, tmp_path: Path) -> None:
    data = tmp_path / "in.json"
    data.write_text('{"额渡": 1, "放款日": "2024-02-30"}', encoding="utf-8")
    found = luoshu("dmn", "run", lending, "--input", data)
    assert found.status == 2
    assert found.err.splitlines() == [
        "in.json:额渡: the model has no input '额渡'",
        "  → did you mean '额度'?",
        "in.json:放款日: '2024-02-30' does not exist or is out of range",
    ]
    for wrong, words in (("{", "in.json:1:2: this is no JSON"), ("[1]", "an object is needed"), ("\xff", "no JSON")):
        data.write_text(wrong, encoding="utf-8")
        found = luoshu("dmn", "run", lending, "--input", data)
        assert found.status == 2
        assert words in found.err
    assert "did you mean '利息'" in luoshu("dmn", "run", lending, "--decision", "利率").err
    assert luoshu("dmn", "run", tmp_path / "none.dmn").status == 2


def test_run_tells_of_expressions_that_cannot_be_read(luoshu: Call, tmp_path: Path) -> None:
    path = tmp_path / "m.dmn"
    path.write_text(model(decision("d", feel("1 + + 2"))), encoding="utf-8")
    found = luoshu("dmn", "run", path)
    assert found.status == 0
    assert found.err.startswith("m.dmn:3: ")
    assert found.out.startswith("d: null\n")


def test_the_kit(luoshu: Call, tmp_path: Path) -> None:
    folder = tmp_path / "kit" / "0001-倍"
    folder.mkdir(parents=True)
    four = wanted("倍", '<value xsi:type="xsd:decimal">4</value>')
    cases(folder, given("2") + four, given("3") + four)
    found = luoshu("dmn", "test", tmp_path / "kit", "--csv", tmp_path / "out.csv")
    assert found.status == 1
    assert found.out.splitlines() == ["0001-倍/m-test-01.xml 2: 倍: expected 4, got 6", "1 passed, 1 failed"]
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [
            ["0001-倍", "m-test-01", "1", "SUCCESS", ""],
            ["0001-倍", "m-test-01", "2", "ERROR", "倍: expected 4, got 6"],
        ]
    assert '"0001-倍","m-test-01","1","SUCCESS",""\n' in (tmp_path / "out.csv").read_text(encoding="utf-8")
    assert json.loads(luoshu("dmn", "test", tmp_path / "kit", "--json").out)["failed"] == 1
    (folder / "m-test-01.xml").write_text(f"{XML}</testCases>", encoding="utf-8")
    assert luoshu("dmn", "test", tmp_path / "kit").status == 2
    assert luoshu("dmn", "test", tmp_path / "none").status == 2


def test_the_two_words_of_the_command(luoshu: Call) -> None:
    assert "dmn run" in luoshu("dmn", "--help").out
    assert luoshu("dmn").status == 2
    assert "did you mean 'dmn test'" in luoshu("dmn", "tset").err
    assert "Usage: luoshu dmn run" in luoshu("dmn", "run", "--help").out


def test_export(luoshu: Call, tmp_path: Path) -> None:
    out = tmp_path / "out" / "tech-sme.dmn"
    found = luoshu("dmn", "export", "cn/tech-sme", "--out", out, "--on", "2025-06-30")
    assert (found.status, found.out.strip(), found.err) == (0, str(out), "")
    data = tmp_path / "in.json"
    data.write_text('{"科技人员数": 12, "职工总数": 50}', encoding="utf-8")
    found = luoshu("dmn", "run", out, "--input", data, "--decision", "科技人员得分")
    assert found.out.splitlines()[0] == "科技人员得分: 12"


def test_export_in_the_edition_that_modelers_read(luoshu: Call, tmp_path: Path) -> None:
    out = tmp_path / "unicorn.dmn"
    assert luoshu("dmn", "export", "cn/unicorn", "--out", out, "--on", "2025-06-30").status == 0
    assert "DMN/20191111/MODEL" in out.read_text(encoding="utf-8")
    assert luoshu("dmn", "run", out).status == 0
    assert luoshu("dmn", "export", "cn/unicorn", "--out", out, "--on", "2025-06-30", "--dmn", "1.5").status == 0
    assert "DMN/20230324/MODEL" in out.read_text(encoding="utf-8")
    assert luoshu("dmn", "export", "cn/unicorn", "--out", out, "--dmn", "1.1").status == 2


def test_export_with_wrong_calls(luoshu: Call, tmp_path: Path) -> None:
    out = tmp_path / "x.dmn"
    assert "did you mean" in luoshu("dmn", "export", "cn/tech-sne", "--out", out).err
    assert "ends in .dmn" in luoshu("dmn", "export", "cn/tech-sme", "--out", tmp_path / "x.xml").err
    assert luoshu("dmn", "export", "cn/srdi", "--out", out, "--on", "2000-01-01").status == 2
    found = luoshu("dmn", "export", "cn/vocabulary", "--out", out, "--lang", "zh")
    assert found.status == 2
    assert "不针对任何主体" in found.err
    assert not out.exists()


def test_import(luoshu: Call, lending: Path, tmp_path: Path) -> None:
    out = tmp_path / "贷款.md"
    found = luoshu("dmn", "import", lending, "--out", out)
    assert (found.status, found.out.strip(), found.err) == (0, str(out), "")
    assert "利息: 额度 * 0.05\n" in out.read_text(encoding="utf-8")
    assert luoshu("check", out).status == 0


def test_import_tells_what_policies_have_no_form_for(luoshu: Call, tmp_path: Path) -> None:
    path = tmp_path / "m.dmn"
    parts = (
        input_data("时刻", "time"),
        input_data("数", "number"),
        decision("早", feel('时刻 < time("12:00:00")'), "时刻"),
        decision("更早", feel("早 and 数 > 1"), "早", "数"),
        decision("倍", feel("数 * 2"), "数"),
    )
    path.write_text(model(*parts), encoding="utf-8")
    found = luoshu("dmn", "import", path, "--out", tmp_path / "m.md")
    assert found.status == 0
    assert found.err.splitlines() == [
        "m.dmn:3: left out: '时刻': '时刻' is of the type time: policies have no such facts; ask for a date, or for a "
        "number, such as that of hours",
        "m.dmn:5: left out: '早': the input '时刻' was not brought over",
        "m.dmn:6: left out: '更早': '早' was not brought over",
    ]
    assert "没有这种数据项" in luoshu("dmn", "import", path, "--out", tmp_path / "m.md", "--lang", "zh").err
    assert luoshu("check", tmp_path / "m.md").status == 0


def test_import_with_wrong_calls(luoshu: Call, lending: Path, tmp_path: Path) -> None:
    assert luoshu("dmn", "import", tmp_path / "none.dmn", "--out", tmp_path / "x.md").status == 2
    assert "ends in .md" in luoshu("dmn", "import", lending, "--out", tmp_path / "x.txt").err
    (tmp_path / "no.dmn").write_text("<html/>", encoding="utf-8")
    assert "this is no DMN model" in luoshu("dmn", "import", tmp_path / "no.dmn", "--out", tmp_path / "x.md").err
    empty = tmp_path / "empty.dmn"
    empty.write_text(model(), encoding="utf-8")
    found = luoshu("dmn", "import", empty, "--out", tmp_path / "x.md")
    assert found.status == 2
    assert "no decision" in found.err
