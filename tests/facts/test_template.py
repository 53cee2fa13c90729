"""A template asks for what it was told to ask for, in words that people understand, and is read straight back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.facts.zone import FIRST, ON, SECOND, record

from luoshu.facts.snapshot import Snapshot, freeze
from luoshu.facts.sources import shapes, sheet_name
from luoshu.facts.template.filling import is_known, rows
from luoshu.facts.template.guide import Guide, Policy
from luoshu.facts.template.sheets import Asked, Sheet, sheets
from luoshu.facts.template.words import allowed, say_range
from luoshu.facts.template.workbook import write_workbook
from luoshu.facts.vocabulary import Fact, Interval, Kind, Vocabulary
from luoshu.problems import ProblemError, Text

USE = Text("某办法：第一条", "Some measure: Article 1")
ASKED = [
    Asked("企业", "企业规模", uses=(USE,)),
    Asked("企业", "注册日期"),
    Asked("企业", "主导产品占比"),
    Asked("企业", "列入经营异常名录"),
    Asked("企业", "销售收入", years=(2024, 2022), uses=(USE,)),
    Asked("企业", "知识产权", uses=(USE,)),
    Asked("企业", "类别", "知识产权"),
    Asked("企业", "授权日期", "知识产权"),
]


def guide(found: list[Sheet], unknown: frozenset[str] = frozenset()) -> Guide:
    about = Policy("test/some", Text("某办法", "Some measure"), "某字〔2025〕1号", "2025-01-01/..")
    return Guide(ON, (about,), Text("请交回", "send it back"), tuple(found), unknown)


def written(made: Guide, filled: Any = ()) -> Any:
    content, _ = write_workbook(made, filled)
    return openpyxl.load_workbook(BytesIO(content))


def headings(sheet: Any) -> list[str]:
    return [cell.value for cell in sheet[1]]


def rules(sheet: Any) -> dict[str, Any]:
    """The rule of each column, by its heading."""
    return {
        sheet.cell(1, next(iter(rule.sqref.ranges)).min_col).value: rule
        for rule in sheet.data_validations.dataValidation
    }


def test_a_sheet_each_for_the_entity_its_years_and_its_list(vocabulary: Vocabulary) -> None:
    book = written(guide(sheets(ASKED, vocabulary)))
    assert book.sheetnames == ["说明", "企业", "企业年度", "知识产权"]
    assert headings(book["企业"]) == ["统一社会信用代码", "企业规模", "注册日期", "主导产品占比", "列入经营异常名录"]
    assert headings(book["企业年度"]) == ["统一社会信用代码", "年度", "销售收入"]
    assert headings(book["知识产权"]) == ["企业", "类别", "授权日期"]
    assert [book[name].freeze_panes for name in book.sheetnames] == [None, "B2", "C2", "B2"]


def test_formats_keep_codes_as_text_and_show_figures_as_what_they_are(vocabulary: Vocabulary) -> None:
    book = written(guide(sheets(ASKED, vocabulary)))
    firm, year = book["企业"].column_dimensions, book["企业年度"].column_dimensions
    assert [firm[letter].number_format for letter in "ACD"] == ["@", "yyyy-mm-dd", "0.00####%"]
    assert [year[letter].number_format for letter in "ABC"] == ["@", "0", "#,##0.00"]


def test_what_may_stand_in_a_column(vocabulary: Vocabulary) -> None:
    book = written(guide(sheets(ASKED, vocabulary)))
    firm, year, right = (rules(book[name]) for name in ("企业", "企业年度", "知识产权"))
    assert firm["企业规模"].formula1 == '"大型,中型,小型,微型"'
    assert firm["列入经营异常名录"].formula1 == '"是,否"'
    assert (firm["主导产品占比"].type, firm["主导产品占比"].formula2) == ("decimal", "1")
    assert firm["注册日期"].type == "date"
    assert firm["统一社会信用代码"].type == "textLength"
    assert (year["销售收入"].formula1, year["销售收入"].formula2) == ("0", "999999999999.99")
    assert year["年度"].formula1 == '"2024,2022"'
    assert year["统一社会信用代码"].formula1 == right["企业"].formula1 == "'企业'!$A$2:$A$1048576"
    assert year["销售收入"].error == ("“销售收入”：金额，单位元，0 至 10,000 亿（不含 10,000 亿）。不知道就留空。")
    assert "留空" not in right["企业"].error


def test_the_note_of_a_heading(vocabulary: Vocabulary) -> None:
    fact = Fact(
        "合同额",
        Kind.MONEY,
        "元",
        Interval(Decimal(0)),
        default=Decimal(0),
        english="value",
        note="合同所载",
        assumed=True,
    )
    firm = vocabulary.records["企业"]
    words = Vocabulary(
        {
            "企业": record("企业", [*firm.facts.values(), fact]),
            **{name: each for name, each in vocabulary.records.items() if name != "企业"},
        }
    )
    sheet = written(guide(sheets([Asked("企业", "合同额", uses=(USE,) * 9)], words)))["企业"]
    assert sheet["B1"].comment.text.split("\n") == [
        "合同额（value）",
        "金额，单位元，不小于 0（假设）",
        "留空按“0”理解",
        "合同所载",
        "用在：",
        *["· 某办法：第一条"] * 8,
        "· …… 共 9 处，见“说明”",
    ]


def test_the_explanation_names_everything(vocabulary: Vocabulary) -> None:
    found = sheets(ASKED, vocabulary)
    lines = [
        "|".join(str(cell or "") for cell in row) for row in written(guide(found))["说明"].iter_rows(values_only=True)
    ]
    text = "\n".join(lines)
    assert "某办法（test/some，某字〔2025〕1号），施行期间 2025-01-01/.." in text
    assert "填好以后：请交回" in text
    for sheet in found:
        for column in sheet.columns:
            assert any(line.startswith(f"{sheet.name}|{column.fact.name}|") for line in lines)
    assert any(
        line.startswith("企业年度|销售收入|") and "2024、2022 年" in line and line.endswith(USE.zh) for line in lines
    )


def test_values_too_many_for_a_rule_stand_in_the_explanation(vocabulary: Vocabulary) -> None:
    names = tuple(f"第{number}类产品，及其零部件" for number in range(40))
    firm = record("企业", [*vocabulary.records["企业"].facts.values(), Fact("产品", Kind.TEXT, values=names)])
    book = written(guide(sheets([Asked("企业", "产品")], Vocabulary({**vocabulary.records, "企业": firm}))))
    place = rules(book["企业"])["产品"].formula1
    assert [cell.value for (cell,) in book["说明"][place.replace("$", "").partition("!")[2]]] == list(names)


# Read back


def frozen(data: Path, vocabulary: Vocabulary) -> Snapshot:
    return freeze(data, vocabulary, data.parent / "snapshot", on=ON)


def test_what_is_known_is_read_back(vocabulary: Vocabulary, tmp_path: Path, folder: Any) -> None:
    """A figure of more than 15 digits and a day before spreadsheets begin too."""
    data = folder(
        企业=f"统一社会信用代码,企业规模,注册日期,主导产品占比,列入经营异常名录\n{FIRST},中型,1949-10-01,0.123456,否\n{SECOND},,,,",
        企业年度=f"统一社会信用代码,年度,销售收入\n{FIRST},2024,99999999999.99\n{FIRST},2022,12345.6\n{FIRST},2023,7",
        知识产权=f"企业,类别,授权日期\n{FIRST},I类,2020-01-02\n{FIRST},II类,\n{FIRST},I类,2020-01-02",
    )
    words = {
        **vocabulary.records,
        "企业": record(
            "企业",
            [
                Fact("注册日期", Kind.DATE) if fact.name == "注册日期" else fact
                for fact in vocabulary.records["企业"].facts.values()
            ],
        ),
    }
    vocabulary = Vocabulary(words)
    found = sheets([*ASKED, Asked("企业", "企业名称")], vocabulary)
    before = freeze(data, vocabulary, tmp_path / "before", on=ON)
    content, filled = write_workbook(guide(found), rows(found, before, ON))
    assert filled == {"企业": 2, "企业年度": 4, "知识产权": 3}
    file = tmp_path / "t" / "t.xlsx"
    file.parent.mkdir()
    file.write_bytes(content)
    after = frozen(file, vocabulary)
    assert after.warnings == []
    for code in (FIRST, SECOND):
        lags = [("销售收入", 2)]
        assert after.load_entity("企业", code, lags=lags) == before.load_entity("企业", code, lags=lags)


def test_figures_beyond_the_digits_of_a_spreadsheet(vocabulary: Vocabulary, tmp_path: Path, folder: Any) -> None:
    amount = Decimal("9999999999999999.99") / 100 * 100
    facts = [Fact("代码", Kind.ID), Fact("余额", Kind.MONEY), Fact("建立", Kind.DATE)]
    words = Vocabulary({"户": record("户", facts)})
    found = sheets([Asked("户", "余额"), Asked("户", "建立")], words)
    values = [("甲", Decimal("-1234567890123456.78"), date(1899, 1, 1)), ("乙", amount, date(9999, 12, 31))]
    content, _ = write_workbook(guide(found), ((found[0], row) for row in values))
    (tmp_path / "t.xlsx").write_bytes(content)
    snapshot = frozen(tmp_path / "t.xlsx", words)
    assert [tuple(facts.values()) for facts in snapshot.iterate("户")] == sorted(values)


def test_a_list_that_the_data_lacks_is_not_read_as_none(vocabulary: Vocabulary, tmp_path: Path, folder: Any) -> None:
    data = folder(企业=f"统一社会信用代码\n{FIRST}")
    before = freeze(data, vocabulary, tmp_path / "before", on=ON)
    found = sheets(ASKED, vocabulary)
    unknown = frozenset(sheet.shape.name for sheet in found if not is_known(sheet, before))
    assert unknown == {"知识产权"}
    content, _ = write_workbook(guide(found, unknown), rows(found, before, ON))
    (tmp_path / "t.xlsx").write_bytes(content)
    snapshot = frozen(tmp_path / "t.xlsx", vocabulary)
    facts = snapshot.load_entity("企业", FIRST)
    assert facts is not None
    assert facts["知识产权"] is None
    (warning,) = snapshot.warnings
    assert warning.say() == "t.xlsx[知识产权（未知）]: warning: this sheet was not read\n  → did you mean '知识产权'?"


def test_a_sheet_without_rows_is_told(vocabulary: Vocabulary, tmp_path: Path) -> None:
    content, _ = write_workbook(guide(sheets(ASKED, vocabulary)), ())
    (tmp_path / "t.xlsx").write_bytes(content)
    snapshot = frozen(tmp_path / "t.xlsx", vocabulary)
    assert [problem.say("zh") for problem in snapshot.warnings] == [
        "t.xlsx[知识产权]: 警告：没有一行：按每个企业都没有“知识产权”处理\n"
        "  → 没有核查过的，请删去这张工作表，就按不知道处理"
    ]


# Names


LONG = "在全国范围内取得的各类科技成果转化项目与产业化项目的登记清单"


@pytest.mark.parametrize(
    "name", ["知识产权", "a" * 31, LONG, LONG + "一", "成果/转化", "a*b", "'x'", "x" * 32, "x" * 33]
)
def test_names_of_sheets_are_what_workbooks_allow(name: str) -> None:
    made = sheet_name(name)
    assert len(made) <= 31
    assert not set(made) & set("[]:*?/\\")
    assert made == name or len(name) > 31 or set(name) & set("[]:*?/\\'")


def test_names_that_are_cut_stay_apart() -> None:
    assert (
        len({sheet_name("x" * count) for count in range(30, 40)} | {sheet_name("a/b"), sheet_name("a*b"), "a_b"}) == 13
    )


def test_a_list_with_a_name_that_no_sheet_may_have(tmp_path: Path) -> None:
    lists = [LONG * 2, "'成果'"]
    firm = [Fact("代码", Kind.ID), *(Fact(name, Kind.LIST, target=name) for name in lists)]
    items = [Fact("企业", Kind.REFERENCE, target="企业", owner=1), Fact("有效", Kind.BOOLEAN)]
    words = Vocabulary({"企业": record("企业", firm), **{name: record(name, items) for name in lists}})
    found = sheets([Asked("企业", "有效", name) for name in lists], words)
    filled = [(found[0], ("甲",)), (found[1], ("甲", True)), (found[2], ("甲", False))]
    content, _ = write_workbook(guide(found), filled)
    (tmp_path / "t.xlsx").write_bytes(content)
    facts = frozen(tmp_path / "t.xlsx", words).load_entity("企业", "甲")
    assert facts == {"代码": "甲", lists[0]: [{"有效": True}], lists[1]: [{"有效": False}]}


# Refused


def test_nothing_is_asked_for(vocabulary: Vocabulary) -> None:
    with pytest.raises(ProblemError, match="there is nothing to fill in"):
        sheets([], vocabulary)


def test_a_list_called_as_the_explanation(vocabulary: Vocabulary) -> None:
    firm = record("企业", [Fact("代码", Kind.ID), Fact("说明", Kind.LIST, target="知识产权")])
    with pytest.raises(ProblemError, match="'说明'"):
        sheets([Asked("企业", "说明")], Vocabulary({**vocabulary.records, "企业": firm}))


def test_what_is_said_of_ranges_and_kinds(vocabulary: Vocabulary) -> None:
    half = Interval(Decimal(0), Decimal(1), False, True)
    assert say_range(half, Kind.RATE) == "0% 至 100%（不含 0%）"
    assert say_range(Interval(Decimal(-5), Decimal(5), False, False), Kind.INTEGER) == "-5 至 5（均不含）"
    assert say_range(Interval(None, Decimal(20000)), Kind.MONEY) == "不大于 2 万"
    shape = shapes(vocabulary)["知识产权"]
    assert allowed(shape.columns["企业"], shape) == "所属企业在“企业”表里的编号"
    assert allowed(Fact("比", Kind.RATE), shape) == "比率，如 30%"
