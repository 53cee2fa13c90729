"""Everything that is wrong, with file, row, column and value, in one report; and what skipping leaves out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.facts.zone import FIRST, ON, SECOND, THIRD

from luoshu.facts.snapshot import Snapshot, freeze, is_snapshot
from luoshu.facts.vocabulary import Vocabulary
from luoshu.problems import Problem, ProblemError

Folder = Callable[..., Path]

FIRMS = f"""
统一社会信用代码,企业名称,职工总数
{FIRST},甲,500
{SECOND},乙,20
{THIRD},丙,3
"""


def problems(data: Path, vocabulary: Vocabulary) -> list[Problem]:
    out = data.parent / "snapshot"
    with pytest.raises(ProblemError) as caught:
        freeze(data, vocabulary, out, on=ON)
    assert not out.exists(), "refused data writes nothing"
    assert [path.name for path in data.parent.iterdir()] == [data.name]
    return caught.value.problems


def said(data: Path, vocabulary: Vocabulary) -> list[str]:
    return [problem.say().replace("\n  → ", " → ") for problem in problems(data, vocabulary)]


def skipped(data: Path, vocabulary: Vocabulary) -> Snapshot:
    return freeze(data, vocabulary, data.parent / "snapshot", on=ON, on_error="skip")


def left_out(snapshot: Snapshot) -> list[str]:
    return [str(problem.place) for problem in snapshot.left_out]


def names(snapshot: Snapshot) -> list[object]:
    return [facts["企业名称"] for facts in snapshot.iterate("企业")]


# Columns and files


def test_a_misspelt_column_is_told_with_the_nearest(folder: Folder, vocabulary: Vocabulary) -> None:
    data = folder(企业=f"统一社会信用代码,销受收入\n{FIRST},5")
    assert said(data, vocabulary) == [
        "企业.csv:1:销受收入: the vocabulary has no column '销受收入' → did you mean '销售收入'?"
    ]


def test_skipping_leaves_out_an_unknown_column_and_says_so(folder: Folder, vocabulary: Vocabulary) -> None:
    snapshot = skipped(folder(企业=f"统一社会信用代码,企业名称,销受收入\n{FIRST},甲,5"), vocabulary)
    assert left_out(snapshot) == ["企业.csv:1:销受收入"]
    assert names(snapshot) == ["甲"]


def test_a_column_in_the_wrong_file(folder: Folder, vocabulary: Vocabulary) -> None:
    data = folder(
        企业=f"统一社会信用代码,知识产权\n{FIRST},3", 企业年度=f"统一社会信用代码,年度,企业名称\n{FIRST},2024,甲"
    )
    assert said(data, vocabulary) == [
        "企业.csv:1:知识产权: '知识产权' is a list, not a column → put it into 知识产权.csv",
        "企业年度.csv:1:企业名称: '企业名称' has no years → put it into the file of '企业'",
    ]


def test_years_in_the_file_of_the_entity(folder: Folder, vocabulary: Vocabulary) -> None:
    """Many write the year beside the figures."""
    assert said(folder(企业=f"统一社会信用代码,年度,销售收入\n{FIRST},2024,5"), vocabulary) == [
        "企业.csv:1:年度: the vocabulary has no column '年度' → delete it: annual facts are here of the year assessed; "
        "others go into 企业年度.csv, one row each"
    ]


@pytest.mark.parametrize("on_error", ["refuse", "skip"])
def test_a_file_without_its_key_cannot_be_used(folder: Folder, vocabulary: Vocabulary, on_error: str) -> None:
    data = folder(企业="信用代码,企业名称\nx,甲", 知识产权=f"企业,类别\n{FIRST},I类")
    with pytest.raises(ProblemError) as caught:
        freeze(data, vocabulary, data.parent / "snapshot", on=ON, on_error=on_error)  # type: ignore[arg-type]
    assert [problem.code for problem in caught.value.problems] == ["unknown-column", "no-key-column"]


def test_an_unknown_file_is_a_warning(folder: Folder, vocabulary: Vocabulary) -> None:
    data = folder(企业=FIRMS, 知识产全="企业\nx")
    (data / "知识产权.xls").write_bytes(b"")
    (data / ".hidden.csv").write_text("")
    snapshot = freeze(data, vocabulary, data.parent / "snapshot", on=ON)
    assert [(str(each.place), each.hint and each.hint.en) for each in snapshot.warnings] == [
        ("知识产全.csv", "did you mean '知识产权'?"),
        ("知识产权.xls", "save it as .csv, .xlsx or .parquet"),
    ]
    assert snapshot.list_path("知识产权") is None


def test_a_list_given_twice(folder: Folder, vocabulary: Vocabulary) -> None:
    data = folder(企业=FIRMS)
    (data / "企业.parquet").write_bytes(b"")
    assert said(data, vocabulary)[0].startswith("企业.parquet: '企业' is given twice: 企业.csv and 企业.parquet")


def test_nothing_to_read(tmp_path: Path, vocabulary: Vocabulary) -> None:
    for data in (tmp_path / "none", tmp_path):
        with pytest.raises(ProblemError) as caught:
            freeze(data, vocabulary, tmp_path / "snapshot", on=ON)
        assert caught.value.problems[0].code == "no-data"


def test_a_list_without_the_file_of_its_owner(folder: Folder, vocabulary: Vocabulary) -> None:
    data = folder(知识产权=f"企业,类别\n{FIRST},I类", 企业年度=f"统一社会信用代码,年度,销售收入\n{FIRST},2024,5")
    assert said(data, vocabulary) == [
        "企业年度.csv: the file of '企业' is missing",
        "知识产权.csv: the file of '企业' is missing",
    ]


# Cells

WRONG = f"""
统一社会信用代码,企业名称,企业规模,注册日期,职工总数,销售收入,主导产品占比,列入经营异常名录
91110000600037341X,null,大,2025-02-30,1.5,2亿,30%,Y
{SECOND},乙,小型,30/6/2025,"1,00",1.234,1.01,
{THIRD},丙,微型,1949-09-30,-1,"1,000,000,000,000",0.1234567,是
"""


def test_every_wrong_cell_is_told_at_once(folder: Folder, vocabulary: Vocabulary) -> None:
    found = problems(folder(企业=WRONG), vocabulary)
    assert [(each.code, str(each.place)) for each in found] == [
        ("bad-credit-code", "企业.csv:2:统一社会信用代码"),
        ("null-word", "企业.csv:2:企业名称"),
        ("unknown-value", "企业.csv:2:企业规模"),
        ("wrong-type", "企业.csv:2:注册日期"),
        ("wrong-type", "企业.csv:2:职工总数"),
        ("wrong-type", "企业.csv:2:销售收入"),
        ("wrong-type", "企业.csv:2:主导产品占比"),
        ("wrong-type", "企业.csv:2:列入经营异常名录"),
        ("wrong-type", "企业.csv:3:注册日期"),
        ("wrong-type", "企业.csv:3:职工总数"),
        ("too-precise", "企业.csv:3:销售收入"),
        ("out-of-range", "企业.csv:3:主导产品占比"),
        ("out-of-range", "企业.csv:4:注册日期"),
        ("out-of-range", "企业.csv:4:职工总数"),
        ("out-of-range", "企业.csv:4:销售收入"),
        ("too-precise", "企业.csv:4:主导产品占比"),
    ]


@pytest.mark.parametrize(
    ("fact", "cell", "en", "zh"),
    [
        ("销售收入", "2亿", "write 200000000", "请写成 200000000"),
        ("销售收入", "1,234.5万", "write 12345000", "请写成 12345000"),
        ("主导产品占比", "30％", "write 0.3", "请写成 0.3"),
        ("职工总数", "１２", "write 12", "请写成 12"),
        ("销售收入", "1.2E+07", "write 12000000", "请写成 12000000"),
        ("销售收入", "¥5", "write digits only, without a unit or a sign", "只写数字，不带单位和符号"),
        ("职工总数", "-1", "the unit is 人", "单位是人"),
        ("主导产品占比", "0.1234567", "write at most 6 decimal places", "请写到 6 位小数"),
        ("注册日期", "20250630", "write it like 2025-06-30, 2025/6/30 or 2025年6月30日", None),
        ("企业规模", "小形", "did you mean '小型'?", "是否指“小型”？"),
        ("列入经营异常名录", "有", "write 是 or 否, or true or false", "请写“是”或“否”"),
        ("企业名称", "NULL", "leave a cell empty where the value is not known", "不知道的就留空"),
    ],
)
def test_a_wrong_cell_is_told_with_what_to_write(
    folder: Folder, vocabulary: Vocabulary, fact: str, cell: str, en: str, zh: str | None
) -> None:
    (problem,) = problems(folder(企业=f'统一社会信用代码,{fact}\n{FIRST},"{cell}"'), vocabulary)
    assert problem.hint is not None
    assert problem.hint.en == en
    assert zh is None or problem.hint.zh == zh
    assert cell in problem.text.zh
    assert cell in problem.text.en


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        (FIRST[:-1], "it has 17 characters, not 18"),
        (FIRST.lower(), f"its letters must be capital: {FIRST}"),
        (FIRST.replace("6", "I"), "8 digits come first, and I, O, S, V, Z never"),
        (FIRST[:-1] + "M", "its check digit does not fit: compare it with the licence"),
    ],
)
def test_a_wrong_credit_code_is_told_why(folder: Folder, vocabulary: Vocabulary, code: str, hint: str) -> None:
    (problem,) = problems(folder(企业=f"统一社会信用代码\n{code}"), vocabulary)
    assert problem.text.en == f"{code} is not a valid social credit code"
    assert problem.hint is not None
    assert problem.hint.en == hint


def test_skipping_leaves_out_the_rows_with_wrong_cells(folder: Folder, vocabulary: Vocabulary) -> None:
    data = folder(企业=FIRMS.replace(",20", ",2O"), 知识产权=f"企业,类别\n{FIRST},I类\n{SECOND},I类\n{THIRD},III类")
    snapshot = skipped(data, vocabulary)
    assert names(snapshot) == ["甲", "丙"]
    assert left_out(snapshot) == ["企业.csv:3:职工总数", "知识产权.csv:3:企业", "知识产权.csv:4:类别"]
    assert snapshot.left_out[1].text.zh == f"随 {SECOND} 一起略去"
    assert snapshot.rows("知识产权") == 1


def test_a_ragged_row_is_refused_or_left_out(folder: Folder, vocabulary: Vocabulary) -> None:
    data = folder(企业=FIRMS.replace(",20", ",1,200"))
    assert said(data, vocabulary)[0].startswith("企业.csv:3: this row has 4 cells, the header 3")
    snapshot = skipped(data, vocabulary)
    assert (names(snapshot), left_out(snapshot)) == (["甲", "丙"], ["企业.csv:3"])


# Keys and owners


def test_a_duplicate_key_is_refused_even_if_the_rows_agree(folder: Folder, vocabulary: Vocabulary) -> None:
    data = folder(企业=FIRMS + f"{SECOND},乙,20\n{SECOND},乙,20")
    assert said(data, vocabulary) == [
        f"企业.csv:5:统一社会信用代码: {SECOND} also stands in row 3, 6",
        f"企业.csv:6:统一社会信用代码: {SECOND} also stands in row 3, 5",
    ]
    snapshot = skipped(data, vocabulary)
    assert names(snapshot) == ["甲", "丙"]
    assert [each.place and each.place.line for each in snapshot.left_out] == [3, 5, 6]


def test_a_duplicate_year(folder: Folder, vocabulary: Vocabulary) -> None:
    years = f"统一社会信用代码,年度,销售收入\n{FIRST},2024,1\n{FIRST},2023,1\n{SECOND},2024,1\n{FIRST},2024,2"
    data = folder(企业=FIRMS, 企业年度=years)
    assert said(data, vocabulary) == [f"企业年度.csv:5:统一社会信用代码: {FIRST} 2024 also stands in row 2"]
    snapshot = skipped(data, vocabulary)
    assert [each.place and each.place.line for each in snapshot.left_out] == [2, 5]
    assert names(snapshot) == ["甲", "乙", "丙"]
    assert [facts["销售收入"] for facts in snapshot.iterate("企业")] == [None, 1, None]


def test_a_row_without_key_owner_or_year(folder: Folder, vocabulary: Vocabulary) -> None:
    data = folder(
        企业=FIRMS + ",丁,5",
        企业年度=f"统一社会信用代码,年度,销售收入\n{FIRST},,1\n,2024,1\n{FIRST},24,1",
        知识产权="企业,类别\n,I类",
    )
    assert [(each.code, str(each.place)) for each in problems(data, vocabulary)] == [
        ("no-key", "企业.csv:5:统一社会信用代码"),
        ("no-key", "企业年度.csv:2:年度"),
        ("no-key", "企业年度.csv:3:统一社会信用代码"),
        ("out-of-range", "企业年度.csv:4:年度"),
        ("no-key", "知识产权.csv:2:企业"),
    ]


def test_orphans(folder: Folder, vocabulary: Vocabulary) -> None:
    data = folder(
        企业=FIRMS.replace(f"{THIRD},丙,3\n", ""),
        企业年度=f"统一社会信用代码,年度,销售收入\n{THIRD},2024,1",
        知识产权=f"企业,类别\n{FIRST},I类\n{THIRD},I类",
    )
    assert said(data, vocabulary) == [
        f"企业年度.csv:2:统一社会信用代码: {THIRD} is not in 企业.csv",
        f"知识产权.csv:3:企业: {THIRD} is not in 企业.csv",
    ]
    snapshot = skipped(data, vocabulary)
    assert left_out(snapshot) == ["企业年度.csv:2:统一社会信用代码", "知识产权.csv:3:企业"]
    assert snapshot.rows("知识产权") == 1


def test_an_item_of_a_firm_whose_row_is_wrong_is_no_orphan(folder: Folder, vocabulary: Vocabulary) -> None:
    data = folder(企业=FIRMS.replace("500", "x"), 知识产权=f"企业,类别\n{FIRST},I类")
    assert [each.code for each in problems(data, vocabulary)] == ["wrong-type"]


ITEMS = "企业,类别\n" + f"{SECOND},I类\n" * 3


def test_what_follows_from_a_wrong_identifier_is_told_once(folder: Folder, vocabulary: Vocabulary) -> None:
    wrong = SECOND[:-2] + "2M"
    data = folder(企业=FIRMS.replace(SECOND, wrong), 企业年度=f"统一社会信用代码,年度\n{SECOND},2024", 知识产权=ITEMS)
    told = [each.say() for each in problems(data, vocabulary)]
    assert told[0].startswith(f"企业.csv:3:统一社会信用代码: {wrong} is not a valid")
    assert told[1].startswith(
        "企业年度.csv:2:统一社会信用代码: 1 row names a '统一社会信用代码' that is not in 企业.csv: 2"
    )
    assert told[2:] == [
        "知识产权.csv:2:企业: 3 rows name a '企业' that is not in 企业.csv: 2, 3, 4\n"
        "  → the '统一社会信用代码' in row 3 of 企业.csv is wrong: correct that first"
    ]
    assert len(left_out(skipped(data, vocabulary))) == 5  # each row has its reason where rows are left out


@pytest.mark.parametrize("row", [",乙,", f"{SECOND},乙,1,2,3"])
def test_what_follows_from_a_row_that_cannot_be_used_is_told_once(
    folder: Folder, vocabulary: Vocabulary, row: str
) -> None:
    data = folder(企业=f"统一社会信用代码,企业名称,职工总数\n{FIRST},甲,5\n{row}", 知识产权=ITEMS)
    assert [each.code for each in problems(data, vocabulary)][1:] == ["orphan"]


def test_owners_that_lack_for_another_reason_are_still_told(folder: Folder, vocabulary: Vocabulary) -> None:
    wrong = SECOND[:-2] + "2M"
    firms = FIRMS.replace(SECOND, wrong).replace(f"{THIRD},丙,3\n", "")
    found = said(folder(企业=firms, 知识产权=f"{ITEMS}{THIRD},I类"), vocabulary)
    assert [each.partition(" → ")[0] for each in found[1:]] == [
        "知识产权.csv:2:企业: 3 rows name a '企业' that is not in 企业.csv: 2, 3, 4",
        f"知识产权.csv:5:企业: {THIRD} is not in 企业.csv",
    ]


def test_an_entity_without_rows_is_told_once_a_list(folder: Folder, vocabulary: Vocabulary) -> None:
    (problem,) = problems(
        folder(企业="统一社会信用代码", 知识产权="企业,类别\n" + f"{SECOND},I类\n" * 1500), vocabulary
    )
    assert problem.text.zh == "1,500 行的“企业”不在 企业.csv 中：第 2、3、4、5、6、7、8、9、10、11、… 行"
    assert problem.hint is not None
    assert problem.hint.en == "企业.csv has no rows: fill it in first"


def test_a_wrong_owner_is_not_told_twice(folder: Folder, vocabulary: Vocabulary) -> None:
    data = folder(企业=FIRMS, 企业年度="统一社会信用代码,年度\n914,2024")
    assert [each.code for each in problems(data, vocabulary)] == ["bad-credit-code"]


def test_the_second_owner_is_asked_for_where_its_entity_is_there(folder: Folder, vocabulary: Vocabulary) -> None:
    bodies = f"统一社会信用代码,机构类型\n{FIRST},代理记账"
    clients = f"机构,企业,服务月数\n{FIRST},{SECOND},3\n{FIRST},{THIRD},"
    data = folder(机构=bodies, 服务客户=clients)
    assert skipped(data, vocabulary).left_out == []
    (data.parent / "snapshot").rename(data.parent.parent / f"{data.parent.name}-done")
    folder(企业=FIRMS.replace(f"{THIRD},丙,3\n", ""))
    assert said(data, vocabulary) == [f"服务客户.csv:3:企业: {THIRD} is not in 企业.csv"]


def test_the_same_year_in_both_files(folder: Folder, vocabulary: Vocabulary) -> None:
    data = folder(
        企业=f"统一社会信用代码,企业名称,销售收入\n{FIRST},甲,\n{SECOND},乙,7",
        企业年度=f"统一社会信用代码,年度,销售收入\n{FIRST},2024,5\n{SECOND},2023,6\n{SECOND},2024,7",
    )
    (problem,) = problems(data, vocabulary)
    assert problem.say().splitlines()[0] == f"企业.csv:3 and 企业年度.csv:4 both give 销售收入 of 2024 for {SECOND}"
    assert problem.say("zh").splitlines()[0] == f"企业.csv:3 和 企业年度.csv:4 都给出了 {SECOND} 的 2024 年销售收入"
    assert names(skipped(data, vocabulary)) == ["甲"]


def test_one_report_for_all(folder: Folder, vocabulary: Vocabulary) -> None:
    data = folder(
        企业=FIRMS.replace("职工总数", "员工总数") + f"{FIRST},甲,500",
        企业年度=f"统一社会信用代码,年度,销售收入\n{FIRST},2024,2亿",
        知识产权="企业,类别\n914,I类",
        其他="x",
    )
    assert {each.code for each in problems(data, vocabulary)} == {
        "unknown-column",
        "duplicate-key",
        "wrong-type",
        "orphan",
        "unknown-file",
    }


def test_too_many_problems_are_counted(folder: Folder, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("luoshu.facts.validation.MOST", 3)
    rows = "\n".join(f"914,{number}" for number in range(10))
    assert said(folder(企业=f"统一社会信用代码,职工总数\n{rows}"), vocabulary)[3:] == [
        "企业.csv: 16 more errors are not listed"
    ]


def test_a_folder_with_other_things_is_not_overwritten(folder: Folder, vocabulary: Vocabulary) -> None:
    data = folder(企业=FIRMS)
    with pytest.raises(ProblemError) as caught:
        freeze(data, vocabulary, data, on=ON)
    assert caught.value.problems[0].code == "not-empty"
    assert not is_snapshot(data)
