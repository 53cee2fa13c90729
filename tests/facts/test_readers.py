"""Whatever an office may hand in is read to the same values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from tests.facts.zone import FIRST, ON, SECOND

from luoshu.facts.readers import LINE, load
from luoshu.facts.snapshot import Snapshot, freeze
from luoshu.facts.sources import Source
from luoshu.facts.vocabulary import Vocabulary
from luoshu.problems import ProblemError, Report

Folder = Callable[..., Path]

HEADER = "统一社会信用代码,企业名称,注册日期,职工总数,销售收入,主导产品占比,列入经营异常名录"


def rows(path: Path, report: Report | None = None) -> list[tuple[Any, ...]]:
    """What `load` makes of a file."""
    with duckdb.connect() as connection:
        load(connection, Source(path, path.name), "t", report if report is not None else Report())
        return connection.execute(f"FROM t ORDER BY {LINE}").fetchall()


def first_firm(data: Path, vocabulary: Vocabulary) -> dict[str, Any]:
    facts = frozen(data, vocabulary).load_entity("企业", FIRST)
    assert facts is not None
    return facts


def frozen(data: Path, vocabulary: Vocabulary) -> Snapshot:
    return freeze(data, vocabulary, data.parent / "snapshot", on=ON)


def one_problem(data: Path, vocabulary: Vocabulary) -> str:
    with pytest.raises(ProblemError) as caught:
        frozen(data, vocabulary)
    assert len(caught.value.problems) == 1
    return caught.value.problems[0].say().splitlines()[0]


# Cells


@pytest.mark.parametrize(
    ("fact", "cell", "value"),
    [
        ("职工总数", '"1,200"', Decimal(1200)),
        ("职工总数", "+12.00", Decimal(12)),
        ("职工总数", " 12\u3000", Decimal(12)),
        ("职工总数", "", None),
        ("职工总数", "\u00a0", None),
        ("销售收入", '"12,345,678.90"', Decimal("12345678.90")),
        ("销售收入", "0.5000", Decimal("0.5")),
        ("主导产品占比", "0.123456", Decimal("0.123456")),
        ("注册日期", "2025-06-30", date(2025, 6, 30)),
        ("注册日期", "2025/6/3", date(2025, 6, 3)),
        ("注册日期", "2025年6月30日", date(2025, 6, 30)),
        ("列入经营异常名录", "是", True),
        ("列入经营异常名录", "FALSE", False),
        ("列入经营异常名录", "1", True),
        ("列入经营异常名录", "否", False),
        ("列入经营异常名录", "", None),
        ("企业名称", "“甲”，有限", "“甲”，有限"),
        ("企业名称", '"甲,""乙"""', '甲,"乙"'),
        ("企业规模", "小型", "小型"),
    ],
)
def test_a_cell_is_read(folder: Folder, vocabulary: Vocabulary, fact: str, cell: str, value: object) -> None:
    data = folder(企业=f"统一社会信用代码,{fact}\n{FIRST},{cell}")
    assert first_firm(data, vocabulary)[fact] == value


@pytest.mark.parametrize(
    "fact", ["职工总数", "销售收入", "主导产品占比", "注册日期", "列入经营异常名录", "企业名称", "企业规模"]
)
@pytest.mark.parametrize("cell", ["null", "NULL", "NaN", "#N/A", "2亿%", "2e", "１"])
def test_a_cell_that_is_no_value_is_refused(folder: Folder, vocabulary: Vocabulary, fact: str, cell: str) -> None:
    if fact == "企业名称" and cell in {"2亿%", "2e", "１"}:
        assert first_firm(folder(企业=f"统一社会信用代码,{fact}\n{FIRST},{cell}"), vocabulary)[fact] == cell
    else:
        said = one_problem(folder(企业=f"统一社会信用代码,{fact}\n{FIRST},{cell}"), vocabulary)
        assert said.startswith(f"企业.csv:2:{fact}: ")
        assert cell in said


# Encodings and the shapes of text files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(folder: Folder, vocabulary: Vocabulary, encoding: str) -> None:
    data = folder(encoding, 企业=f"统一社会信用代码,企业名称\n{FIRST},甲㐀有限公司")
    assert first_firm(data, vocabulary)["企业名称"] == "甲㐀有限公司"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("header", ["\ufeff{}", '\ufeff"{}"', "{}\u200b", "统一\u200c社会信用代码\u2060"])
def test_signs_without_a_shape_in_a_header(folder: Folder, vocabulary: Vocabulary, encoding: str, header: str) -> None:
    data = folder(encoding, 企业=f"{header.format('统一社会信用代码')},企业\ufeff名称\n{FIRST}\u200b,\u202d甲\u202c")
    assert first_firm(data, vocabulary)["企业名称"] == "甲"


def test_signs_without_a_shape_in_the_columns_of_sheets_and_parquet(tmp_path: Path, vocabulary: Vocabulary) -> None:
    data = tmp_path / "data"
    data.mkdir()
    workbook(data / "企业.xlsx", {"企业": [["\ufeff统一社会信用代码", "企业\u200b名称"], [FIRST, "甲"]]})
    pq.write_table(pa.table({"企业\ufeff": [FIRST], "类\u200b别": ["I类"]}), data / "知识产权.parquet")
    facts = first_firm(data, vocabulary)
    assert (facts["企业名称"], facts["知识产权"][0]["类别"]) == ("甲", "I类")


def test_bytes_that_are_no_text_are_refused(folder: Folder, vocabulary: Vocabulary) -> None:
    data = folder(企业="x")
    (data / "企业.csv").write_bytes(b"\xff\xff\x80\x00\xff")
    assert one_problem(data, vocabulary) == "企业.csv: the encoding is not known"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\n1,2\n3,4\n", [(2, "1", "2"), (3, "3", "4")]),
        ("a,b\r\n1,2\r\n3,4", [(2, "1", "2"), (3, "3", "4")]),
        ("a,b\n1,2\n\n3,4\n", [(2, "1", "2"), (4, "3", "4")]),
        ("a,b\n1,2\n,\n ,\n3,4\n", [(2, "1", "2"), (5, "3", "4")]),
        ('a,b\n1,"2\n2"\n3,4\n', [(2, "1", "2\n2"), (4, "3", "4")]),
        ("a,b,,\n1,2,,\n3,4,,\n", [(2, "1", "2"), (3, "3", "4")]),
        ("a\tb\n1\t2,5\n", [(2, "1", "2,5")]),
        ("a,b\n", []),
    ],
)
def test_lines_are_those_of_the_file(tmp_path: Path, text: str, expected: list[tuple[Any, ...]]) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text, newline="")
    assert rows(path) == expected


def test_a_row_that_does_not_fit_its_header_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n1,200,3\n4\n5,6\n")
    report = Report()
    assert rows(path, report) == [(2, "1", "2"), (5, "5", "6")]
    assert [str(problem.place) for problem in report.problems] == ["a.csv:3", "a.csv:4"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "企业.csv: the file is empty: it has no header"),
        (",,\n", "企业.csv:1: the first row must hold the names of the columns"),
        (f"统一社会信用代码,,企业名称\n{FIRST},,甲\n", "企业.csv:1: column 2 has no name"),
        (
            f"统一社会信用代码,企业名称,企业名称\n{FIRST},甲,乙\n",
            "企业.csv:1:企业名称: the column '企业名称' stands twice",
        ),
        (
            f'统一社会信用代码,企业名称\n{FIRST},甲\n{SECOND},"乙\n',
            "企业.csv:3: where a cell ends cannot be told from this row on",
        ),
    ],
)
def test_a_text_file_that_is_no_table_is_refused(folder: Folder, vocabulary: Vocabulary, text: str, said: str) -> None:
    data = folder(企业="")
    (data / "企业.csv").write_text(text)
    assert one_problem(data, vocabulary) == said


# Spreadsheets


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> None:
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, table in sheets.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(table):
                for column, cell in enumerate(cells):
                    if isinstance(cell, datetime):
                        sheet.write_datetime(row, column, cell, day)
                    else:
                        sheet.write(row, column, cell)


FIRMS: list[list[object]] = [
    HEADER.split(","),
    [FIRST, "甲", datetime(2019, 3, 1), 500, 0.1 + 0.2, 0.07, False],
    [],
    [SECOND, None, "2019年3月1日", "1,200", 12345678901.25, None, "是"],
]
EXPECTED = {
    "企业名称": "甲",
    "注册日期": date(2019, 3, 1),
    "职工总数": Decimal(500),
    "销售收入": Decimal("0.30"),
    "主导产品占比": Decimal("0.07"),
    "列入经营异常名录": False,
}


def test_a_workbook_in_the_folder(tmp_path: Path, vocabulary: Vocabulary) -> None:
    data = tmp_path / "data"
    data.mkdir()
    workbook(data / "企业.xlsx", {"Sheet1": FIRMS})
    workbook(data / "~$企业.xlsx", {"Sheet1": FIRMS})
    assert EXPECTED.items() <= first_firm(data, vocabulary).items()
    second = frozen(data, vocabulary).load_entity("企业", SECOND)
    assert second is not None
    assert (second["职工总数"], second["销售收入"]) == (Decimal(1200), Decimal("12345678901.25"))


def test_a_workbook_alone_holds_a_list_a_sheet(tmp_path: Path, vocabulary: Vocabulary) -> None:
    rights: list[list[object]] = [["企业", "类别", "有效"], [FIRST, "II类", True]]
    data = tmp_path / "数据.xlsx"
    workbook(data, {"企业": FIRMS, "知识产权": rights, "说明": [["x"]], "草稿": [["x"]]})
    snapshot = frozen(data, vocabulary)
    facts = snapshot.load_entity("企业", FIRST)
    assert facts is not None
    assert facts["知识产权"] == [{"类别": "II类", "有效": True, "授权日期": None}]
    assert [str(problem.place) for problem in snapshot.warnings] == ["数据.xlsx[草稿]"]


def test_small_numbers_of_a_sheet_have_no_exponent(tmp_path: Path, vocabulary: Vocabulary) -> None:
    data = tmp_path / "数据.xlsx"
    workbook(data, {"企业": [["统一社会信用代码", "主导产品占比", "销售收入"], [FIRST, 0.00005, 2e11]]})
    facts = first_firm(data, vocabulary)
    assert (facts["主导产品占比"], facts["销售收入"]) == (Decimal("0.00005"), Decimal(200_000_000_000))
    workbook(data, {"企业": [["统一社会信用代码", "主导产品占比"], [FIRST, 1e-7]]})
    assert one_problem(data, vocabulary).endswith("0.0000001 has more than 6 decimal places")


def test_a_code_kept_as_a_number(tmp_path: Path, vocabulary: Vocabulary) -> None:
    data = tmp_path / "数据.xlsx"
    workbook(data, {"企业": [["统一社会信用代码", "企业名称"], [911234567890123456, "甲"]]})
    with pytest.raises(ProblemError, match="format the column as text") as caught:
        frozen(data, vocabulary)
    assert "may not be the number that was entered" in str(caught.value)
    rights: list[list[object]] = [["企业", "类别"], [911234567890123456, "II类"]]
    workbook(data, {"企业": FIRMS, "知识产权": rights})
    with pytest.raises(ProblemError, match="format the column as text"):
        frozen(data, vocabulary)


@pytest.mark.parametrize("fact", ["企业名称", "企业规模"])
def test_a_number_of_more_digits_than_a_spreadsheet_keeps(tmp_path: Path, vocabulary: Vocabulary, fact: str) -> None:
    """Nothing is wrong with fifteen digits. More may have been others, in whatever text they stand."""
    data = tmp_path / "数据.xlsx"
    workbook(data, {"企业": [["统一社会信用代码", fact], [FIRST, 2025060112345678], [SECOND, 123456789012345]]})
    with pytest.raises(ProblemError) as caught:
        frozen(data, vocabulary)
    problem = caught.value.problems[0]
    assert str(problem.place) == f"数据.xlsx[企业]:2:{fact}"
    assert problem.say("zh").splitlines() == [
        f"数据.xlsx[企业]:2:{fact}: 2025060112345678 未必是原来的号码：它存成了数字，表格软件只保留前 15 位",
        "  → 请把该列设为文本格式，再重新填写",
    ]
    assert [each.code for each in caught.value.problems] == ["not-text", *["unknown-value"] * (fact == "企业规模")]


def test_a_number_of_many_digits_where_numbers_are_asked_for(tmp_path: Path, vocabulary: Vocabulary) -> None:
    data = tmp_path / "数据.xlsx"
    workbook(data, {"企业": [["统一社会信用代码", "销售收入"], [FIRST, 2025060112345678]]})
    assert "is out of range" in one_problem(data, vocabulary)


@pytest.mark.parametrize("value", [2025060112345678.0, 2.5e17])
def test_an_identifier_kept_as_a_number_in_parquet(tmp_path: Path, vocabulary: Vocabulary, value: float) -> None:
    data = tmp_path / "data"
    data.mkdir()
    pq.write_table(pa.table({"统一社会信用代码": [FIRST], "企业名称": [value]}), data / "企业.parquet")
    assert "may not be the number that was entered" in one_problem(data, vocabulary)
    pq.write_table(pa.table({"统一社会信用代码": [FIRST], "企业名称": [5.0]}), data / "企业.parquet")
    assert first_firm(data, vocabulary)["企业名称"] == "5"


def test_an_owner_in_exponents(folder: Folder, vocabulary: Vocabulary) -> None:
    data = folder(企业=f"统一社会信用代码\n{FIRST}", 知识产权="企业,类别\n9.11235E+17,I类")
    assert "9.11235E+17 may not be the number that was entered" in one_problem(data, vocabulary)


FACTS = ["企业名称", "企业规模", "职工总数", "销售收入", "主导产品占比", "注册日期", "列入经营异常名录"]


def with_formulas(path: Path, cells: dict[str, tuple[str, object]]) -> None:
    """A workbook of one firm, under each fact a formula with the value that was computed."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("企业")
        sheet.write_row(0, 0, ["统一社会信用代码", *cells])
        sheet.write_string(1, 0, FIRST)
        for column, (formula, value) in enumerate(cells.values(), start=1):
            sheet.write_formula(1, column, formula, None, value)


@pytest.mark.parametrize("word", ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"])
def test_errors_of_a_spreadsheet_are_refused(tmp_path: Path, vocabulary: Vocabulary, folder: Folder, word: str) -> None:
    data = tmp_path / "数据.xlsx"
    with_formulas(data, dict.fromkeys(FACTS, ("=1/0", word)))
    with pytest.raises(ProblemError) as caught:
        frozen(data, vocabulary)
    assert [(each.code, str(each.place)) for each in caught.value.problems] == [
        ("error-value", f"数据.xlsx[企业]:2:{fact}") for fact in FACTS
    ]
    assert caught.value.problems[0].text.zh == f"“{word}”是表格软件的出错值，不是数据"
    for fact in FACTS:
        said = one_problem(folder(企业=f"统一社会信用代码,{fact}\n{FIRST},{word}"), vocabulary)
        assert said == f"企业.csv:2:{fact}: '{word}' is a spreadsheet's error, no value"


def test_formulas_without_a_value_are_refused(tmp_path: Path, vocabulary: Vocabulary) -> None:
    data = tmp_path / "数据.xlsx"
    with_formulas(data, dict.fromkeys(FACTS, ("=B9", "")))
    with pytest.raises(ProblemError) as caught:
        frozen(data, vocabulary)
    assert [(each.code, str(each.place)) for each in caught.value.problems] == [
        ("not-computed", f"数据.xlsx[企业]:2:{fact}") for fact in FACTS
    ]
    assert caught.value.problems[0].text.en == "this cell holds a formula (=B9), and the file not its result"
    snapshot = freeze(data, vocabulary, tmp_path / "skipped", on=ON, on_error="skip")
    assert (snapshot.rows("企业"), snapshot.rows_left_out) == (0, {"数据.xlsx[企业]": 1})


def test_formulas_with_a_value_are_values(tmp_path: Path, vocabulary: Vocabulary) -> None:
    data = tmp_path / "数据.xlsx"
    with_formulas(data, {"企业名称": ('="甲"', "甲"), "职工总数": ("=3+4", 7), "列入经营异常名录": ("=1=1", True)})
    facts = first_firm(data, vocabulary)
    assert (facts["企业名称"], facts["职工总数"], facts["列入经营异常名录"]) == ("甲", Decimal(7), True)


def test_a_row_of_nothing_but_formulas(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """As openpyxl writes them: below all values, in columns that have no other."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "企业"
    sheet.append(["统一社会信用代码", "企业名称", "职工总数"])
    sheet.append([FIRST, "甲", None])
    sheet["B4"], sheet["C4"], sheet["F4"] = "=B2", "=1+1", "=2+2"
    data = tmp_path / "数据.xlsx"
    book.save(data)
    with pytest.raises(ProblemError) as caught:
        frozen(data, vocabulary)
    assert [(each.code, str(each.place)) for each in caught.value.problems] == [
        ("ragged-row", "数据.xlsx[企业]:4"),
        ("not-computed", "数据.xlsx[企业]:4:企业名称"),
        ("not-computed", "数据.xlsx[企业]:4:职工总数"),
    ]


def test_a_title_above_the_header(tmp_path: Path, vocabulary: Vocabulary, folder: Folder) -> None:
    data = tmp_path / "数据.xlsx"
    workbook(data, {"企业": [["企业信息登记表"], [], *FIRMS]})
    assert one_problem(data, vocabulary) == (
        "数据.xlsx[企业]:1: the first row must hold the names of the columns, but holds '企业信息登记表'; "
        "the names stand in row 3"
    )
    text = f"登记表,,,,,,\n{HEADER}\n{FIRST},甲,,,,,\n"
    assert "the names stand in row 2" in one_problem(folder(企业=text), vocabulary)


@pytest.mark.parametrize(("sign", "name"), [(";", "semicolons"), ("；", "full-width semicolons"), ("，", "commas")])
def test_another_separator(folder: Folder, vocabulary: Vocabulary, sign: str, name: str) -> None:
    text = f"{HEADER}\n{FIRST},甲,,,,,".replace(",", sign)
    found = one_problem(folder(企业=text), vocabulary)
    assert "the columns are separated by" in found
    assert name in found


def test_a_row_of_a_sheet_is_named_as_the_spreadsheet_names_it(tmp_path: Path, vocabulary: Vocabulary) -> None:
    data = tmp_path / "数据.xlsx"
    workbook(data, {"企业": [*FIRMS, ["123", "x"]]})
    assert one_problem(data, vocabulary).startswith("数据.xlsx[企业]:5:统一社会信用代码: 123 is not a valid")


def test_other_sheets_of_a_file_in_the_folder_are_named(tmp_path: Path, vocabulary: Vocabulary) -> None:
    data = tmp_path / "data"
    data.mkdir()
    workbook(data / "企业.xlsx", {"旧": [["x"]], "企业": FIRMS})
    assert [problem.text.en for problem in frozen(data, vocabulary).warnings] == [
        "only the sheet '企业' was read, not: 旧"
    ]


@pytest.mark.parametrize("suffix", ["xlsx", "parquet"])
def test_a_file_that_is_not_what_its_name_says(tmp_path: Path, vocabulary: Vocabulary, suffix: str) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / f"企业.{suffix}").write_bytes(b"no such thing")
    assert one_problem(data, vocabulary).startswith(f"企业.{suffix}: damaged, or no {suffix} file: ")


def test_a_folder_by_the_name_of_a_file(tmp_path: Path, vocabulary: Vocabulary) -> None:
    (tmp_path / "data" / "企业.csv").mkdir(parents=True)
    assert one_problem(tmp_path / "data", vocabulary) == "企业.csv: this is a folder, not a file"


# Parquet


@pytest.mark.parametrize(
    ("array", "fact", "value"),
    [
        (pa.array([7], pa.int32()), "职工总数", Decimal(7)),
        (pa.array([7.0], pa.float64()), "职工总数", Decimal(7)),
        (pa.array([7], pa.uint8()), "销售收入", Decimal(7)),
        (pa.array([0.1 + 0.2], pa.float64()), "销售收入", Decimal("0.3")),
        (pa.array([0.1], pa.float32()), "主导产品占比", Decimal("0.1")),
        (pa.array([Decimal("1.230")], pa.decimal128(10, 3)), "销售收入", Decimal("1.23")),
        (pa.array(["1,200"]), "职工总数", Decimal(1200)),
        (pa.array([1], pa.int64()), "列入经营异常名录", True),
        (pa.array(["否"]), "列入经营异常名录", False),
        (pa.array([date(2020, 1, 2)]), "注册日期", date(2020, 1, 2)),
        (pa.array([datetime(2020, 1, 2)], pa.timestamp("us")), "注册日期", date(2020, 1, 2)),
        (pa.array(["  "]), "企业名称", None),
        (pa.array([5], pa.int64()), "企业名称", "5"),
        (pa.array([None], pa.null()), "企业名称", None),
        (pa.array(["小型"]).dictionary_encode(), "企业规模", "小型"),
    ],
)
def test_a_parquet_column(tmp_path: Path, vocabulary: Vocabulary, array: pa.Array, fact: str, value: object) -> None:
    data = tmp_path / "data[1]*"
    data.mkdir()
    pq.write_table(pa.table({"统一社会信用代码": [FIRST], fact: array}), data / "企业.parquet")
    assert first_firm(data, vocabulary)[fact] == value


@pytest.mark.parametrize(
    ("array", "fact", "said"),
    [
        (pa.array([7.5]), "职工总数", "'7.5' is not a whole number"),
        (pa.array([float("nan")]), "销售收入", "'nan' is no value"),
        (pa.array([float("inf")]), "销售收入", "'inf' is not an amount of money"),
        (pa.array([1e13]), "销售收入", "is out of range"),
        (pa.array([1e300]), "销售收入", "is not an amount of money"),
        (pa.array([0.125], pa.float64()), "销售收入", "has more than 2 decimal places"),
        (pa.array([Decimal("1.235")], pa.decimal128(10, 3)), "销售收入", "has more than 2 decimal places"),
        (pa.array([-1], pa.int64()), "职工总数", "-1 is out of range"),
        (pa.array([2], pa.int64()), "列入经营异常名录", "'2' is neither yes nor no"),
        (pa.array([datetime(2020, 1, 2, 3)], pa.timestamp("us")), "注册日期", "is not a date"),
        (pa.array([[1]]), "销售收入", "is not an amount of money"),
        (pa.array([True]), "销售收入", "'true' is not an amount of money"),
    ],
)
def test_a_parquet_column_of_the_wrong_kind(
    tmp_path: Path, vocabulary: Vocabulary, array: pa.Array, fact: str, said: str
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    pq.write_table(pa.table({"统一社会信用代码": [FIRST], fact: array}), data / "企业.parquet")
    problem = one_problem(data, vocabulary)
    assert problem.startswith(f"企业.parquet:1:{fact}: ")
    assert said in problem
