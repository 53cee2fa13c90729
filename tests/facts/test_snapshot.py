"""The layout of a snapshot, its hash, and facts read back out of it."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from tests.facts import zone
from tests.facts.zone import FIRST, ON, SECOND, THIRD, small_vocabulary

from luoshu.facts.readers import sql_path
from luoshu.facts.serial import vocabulary_from_json, vocabulary_to_json
from luoshu.facts.snapshot import Snapshot, freeze, is_snapshot, open_snapshot
from luoshu.facts.vocabulary import Fact, Interval, Kind, Vocabulary
from luoshu.problems import ProblemError, Text

Folder = Callable[..., Path]

FIRMS = f"""
统一社会信用代码,企业名称,注册日期,职工总数,主导产品占比,列入经营异常名录
{THIRD},丙,,3,,
{SECOND},乙,2020/1/5,"1,200",0.5,否
{FIRST},甲,2019年3月1日,500,,是
"""
YEARS = f"""
统一社会信用代码,年度,销售收入,研发费用
{SECOND},2023,100.5,
{SECOND},2024,200,20
{FIRST},2022,7,1
"""
RIGHTS = f"""
企业,类别,有效,授权日期
{SECOND},II类,是,2020-02-02
{FIRST},I类,是,
{SECOND},I类,否,2021-01-01
{SECOND},I类,,
{SECOND},II类,是,2020-02-02
"""


def zone_of_three(folder: Folder, vocabulary: Vocabulary) -> Snapshot:
    data = folder(企业=FIRMS, 企业年度=YEARS, 知识产权=RIGHTS)
    return freeze(data, vocabulary, data.parent / "snapshot", on=ON)


def table(path: Path | None) -> list[tuple[object, ...]]:
    assert path is not None
    with duckdb.connect() as connection:
        return connection.execute(f"FROM {sql_path(path)}").fetchall()


# Layout


def test_entities_are_numbered_in_the_order_of_their_identifiers(folder: Folder, vocabulary: Vocabulary) -> None:
    snapshot = zone_of_three(folder, vocabulary)
    assert list(snapshot.columns("企业").items()) == [
        ("_key", "INTEGER"),
        ("统一社会信用代码", "VARCHAR"),
        ("企业名称", "VARCHAR"),
        ("注册日期", "DATE"),
        ("职工总数@2024", "BIGINT"),
        ("销售收入@2022", "DECIMAL(18,2)"),
        ("销售收入@2023", "DECIMAL(18,2)"),
        ("销售收入@2024", "DECIMAL(18,2)"),
        ("研发费用@2022", "DECIMAL(18,2)"),
        ("研发费用@2023", "DECIMAL(18,2)"),
        ("研发费用@2024", "DECIMAL(18,2)"),
        ("主导产品占比", "DECIMAL(9,6)"),
        ("列入经营异常名录", "BOOLEAN"),
    ]
    d, n = Decimal, None
    assert table(snapshot.entity_path("企业")) == [
        (0, FIRST, "甲", date(2019, 3, 1), 500, d(7), n, n, d(1), n, n, n, True),
        (1, SECOND, "乙", date(2020, 1, 5), 1200, n, d("100.5"), d(200), n, n, d(20), d("0.5"), False),
        (2, THIRD, "丙", n, 3, n, n, n, n, n, n, n, n),
    ]


def test_items_are_sorted_by_owner_and_then_by_all_they_hold(folder: Folder, vocabulary: Vocabulary) -> None:
    snapshot = zone_of_three(folder, vocabulary)
    assert snapshot.columns("知识产权") == {
        "_owner": "INTEGER",
        "类别": "VARCHAR",
        "有效": "BOOLEAN",
        "授权日期": "DATE",
    }
    assert table(snapshot.list_path("知识产权")) == [
        (0, "I类", True, None),
        (1, "II类", True, date(2020, 2, 2)),
        (1, "II类", True, date(2020, 2, 2)),
        (1, "I类", False, date(2021, 1, 1)),
        (1, "I类", None, None),
    ]


def test_what_the_data_lacks_is_absent(folder: Folder, vocabulary: Vocabulary) -> None:
    snapshot = zone_of_three(folder, vocabulary)
    assert snapshot.absent_files == ("机构", "服务客户")
    assert snapshot.absent_columns == {"企业": ("企业规模",)}
    assert not snapshot.has_column("企业", "企业规模")
    assert snapshot.years("销售收入") == [2022, 2023, 2024]
    assert snapshot.years("职工总数") == [2024]
    assert snapshot.years("企业规模") == []
    assert (snapshot.rows("企业"), snapshot.rows("知识产权"), snapshot.rows("机构")) == (3, 5, 0)
    assert snapshot.list_path("服务客户") is None
    with pytest.raises(KeyError):
        snapshot.entity_path("机构")


def test_a_year_may_come_half_from_each_file(folder: Folder, vocabulary: Vocabulary) -> None:
    data = folder(
        企业=f"统一社会信用代码,销售收入\n{FIRST},5\n{SECOND},",
        企业年度=f"统一社会信用代码,年度,销售收入\n{FIRST},2023,4\n{SECOND},2024,6",
    )
    snapshot = freeze(data, vocabulary, data.parent / "snapshot", on=ON)
    assert table(snapshot.entity_path("企业")) == [(0, FIRST, 4, 5), (1, SECOND, None, 6)]


def test_another_entity_and_a_second_owner(folder: Folder, vocabulary: Vocabulary) -> None:
    clients = f"机构,企业,服务月数\n{THIRD},{SECOND},3\n{FIRST},{SECOND},\n{FIRST},{FIRST},5"
    data = folder(企业=FIRMS, 机构=f"统一社会信用代码,机构类型\n{THIRD},孵化器\n{FIRST},代理记账", 服务客户=clients)
    snapshot = freeze(data, vocabulary, data.parent / "snapshot", on=ON)
    assert snapshot.columns("服务客户") == {
        "_owner": "INTEGER",
        "_owner2": "INTEGER",
        "企业": "VARCHAR",
        "服务月数": "BIGINT",
    }
    assert table(snapshot.list_path("服务客户")) == [(0, 0, FIRST, 5), (0, 1, SECOND, None), (1, 1, SECOND, 3)]
    facts = snapshot.load_entity("机构", FIRST)
    assert facts is not None
    assert facts["服务客户"] == [{"企业": FIRST, "服务月数": Decimal(5)}, {"企业": SECOND, "服务月数": None}]


def test_row_groups_are_of_a_size_that_can_be_passed_over(folder: Folder, vocabulary: Vocabulary) -> None:
    snapshot = zone_of_three(folder, vocabulary)
    group = pq.ParquetFile(snapshot.entity_path("企业")).metadata.row_group(0)
    assert group.column(0).compression == "ZSTD"
    assert (group.column(1).statistics.min, group.column(1).statistics.max) == (FIRST, THIRD)


# Hash


def test_the_order_and_the_form_of_the_data_do_not_count(tmp_path: Path, vocabulary: Vocabulary) -> None:
    shuffled = random.Random(1)
    hashes = set()
    for attempt in range(4):
        data = tmp_path / f"data{attempt}"
        data.mkdir()
        for name, text in {"企业": FIRMS, "企业年度": YEARS, "知识产权": RIGHTS}.items():
            header, *lines = text.strip().splitlines()
            shuffled.shuffle(lines)
            encoding = shuffled.choice(["utf-8", "utf-8-sig", "gb18030"])
            (data / f"{name}.csv").write_text("\n".join([header, *lines]), encoding=encoding)
        hashes.add(freeze(data, vocabulary, tmp_path / f"snapshot{attempt}", on=date(2025, attempt + 1, 28)).hash)
    assert len(hashes) == 1


@pytest.mark.parametrize(
    ("old", "new"), [("500", "501"), ("500", ""), ("甲", "乙"), ("注册日期", "企业规模"), ("I类,是", "I类,否")]
)
def test_any_other_fact_counts(folder: Folder, vocabulary: Vocabulary, old: str, new: str) -> None:
    before = zone_of_three(folder, vocabulary)
    firms = FIRMS.replace(old, new)
    if new == "企业规模":
        firms = firms.replace("2020/1/5", "").replace("2019年3月1日", "")
    data = folder(企业=firms, 企业年度=YEARS, 知识产权=RIGHTS.replace(old, new))
    after = freeze(data, vocabulary, data.parent / "after", on=ON)
    assert after.hash != before.hash


def test_an_empty_list_differs_from_none(folder: Folder, vocabulary: Vocabulary) -> None:
    data = folder(企业=FIRMS)
    without = freeze(data, vocabulary, data.parent / "a", on=ON)
    folder(知识产权="企业,类别")
    empty = freeze(data, vocabulary, data.parent / "b", on=ON)
    assert without.hash != empty.hash
    assert next(without.iterate("企业"))["知识产权"] is None
    assert next(empty.iterate("企业"))["知识产权"] == []


# Reading back


def test_one_entity(folder: Folder, vocabulary: Vocabulary) -> None:
    snapshot = zone_of_three(folder, vocabulary)
    facts = snapshot.load_entity("企业", SECOND, lags=[("销售收入", 1), ("销售收入", 5), ("职工总数", 1)])
    assert facts == {
        "统一社会信用代码": SECOND,
        "企业名称": "乙",
        "企业规模": None,
        "注册日期": date(2020, 1, 5),
        "职工总数": Decimal(1200),
        "销售收入": Decimal(200),
        "研发费用": Decimal(20),
        "主导产品占比": Decimal("0.5"),
        "列入经营异常名录": False,
        "prior(销售收入, 1)": Decimal("100.5"),
        "prior(销售收入, 5)": None,
        "prior(职工总数, 1)": None,
        "知识产权": [
            {"类别": "II类", "有效": True, "授权日期": date(2020, 2, 2)},
            {"类别": "II类", "有效": True, "授权日期": date(2020, 2, 2)},
            {"类别": "I类", "有效": False, "授权日期": date(2021, 1, 1)},
            {"类别": "I类", "有效": None, "授权日期": None},
        ],
    }
    assert isinstance(facts["职工总数"], Decimal)
    assert snapshot.load_entity("企业", key=1) == snapshot.load_entity("企业", SECOND)
    assert snapshot.load_entity("企业", "nobody") is None
    assert snapshot.load_entity("企业", key=3) is None


def test_another_date_is_another_year(folder: Folder, vocabulary: Vocabulary) -> None:
    snapshot = zone_of_three(folder, vocabulary)
    facts = snapshot.load_entity("企业", SECOND, on=date(2024, 1, 1), lags=[("销售收入", 1)])
    assert facts is not None
    assert (facts["销售收入"], facts["prior(销售收入, 1)"], facts["职工总数"]) == (Decimal("100.5"), None, None)


def test_all_entities_in_turn_are_the_same(folder: Folder, vocabulary: Vocabulary) -> None:
    snapshot = zone_of_three(folder, vocabulary)
    lags = [("研发费用", 1)]
    every = list(snapshot.iterate("企业", lags=lags))
    assert every == [snapshot.load_entity("企业", code, lags=lags) for code in (FIRST, SECOND, THIRD)]
    assert [len(facts["知识产权"] or []) for facts in every] == [1, 4, 0]  # type: ignore[arg-type]


def test_a_snapshot_is_opened_without_the_documents(folder: Folder, vocabulary: Vocabulary) -> None:
    made = zone_of_three(folder, vocabulary)
    opened = open_snapshot(made.path)
    assert opened == made
    assert opened.vocabulary == vocabulary
    assert (opened.on, opened.assessed_year) == (ON, 2024)


def test_a_snapshot_is_replaced_whole(folder: Folder, vocabulary: Vocabulary) -> None:
    made = zone_of_three(folder, vocabulary)
    data = folder(企业=f"统一社会信用代码\n{FIRST}")
    for name in ("知识产权", "企业年度"):
        (data / f"{name}.csv").unlink()
    freeze(data, vocabulary, made.path, on=ON)
    assert open_snapshot(made.path).files.keys() == {"企业"}
    assert not (made.path / "知识产权.parquet").exists()
    assert {path.name for path in made.path.parent.iterdir()} == {"data", "snapshot"}


def test_a_place_that_cannot_be_written_to(folder: Folder, vocabulary: Vocabulary) -> None:
    data = folder(企业=FIRMS)
    with pytest.raises(ProblemError) as caught:
        freeze(data, vocabulary, data / "企业.csv" / "snapshot", on=ON)
    assert caught.value.problems[0].code == "cannot-write"


@pytest.mark.parametrize("content", [None, "{", "[]", '{"format": 99}', '{"format": 1}'])
def test_what_is_no_snapshot(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "snapshot.json").write_text(content)
    assert is_snapshot(tmp_path) is (content is not None)
    with pytest.raises(ProblemError) as caught:
        open_snapshot(tmp_path)
    assert caught.value.problems[0].code == "not-a-snapshot"


def test_problems_are_kept_with_the_snapshot(folder: Folder, vocabulary: Vocabulary) -> None:
    data = folder(企业=FIRMS + "x,丁,,,,", 其他="x")
    made = freeze(data, vocabulary, data.parent / "snapshot", on=ON, on_error="skip")
    opened = open_snapshot(made.path)
    assert [problem.code for problem in opened.left_out] == ["bad-credit-code"]
    assert opened.left_out[0].place == made.left_out[0].place
    assert [problem.severity for problem in opened.warnings] == ["warning"]


def test_progress_is_told_from_first_to_last(folder: Folder, vocabulary: Vocabulary) -> None:
    told: list[tuple[int, int, Text]] = []
    data = folder(企业=FIRMS, 企业年度=YEARS.replace("2024", "2021"), 知识产权=RIGHTS)
    freeze(data, vocabulary, data.parent / "s", on=ON, progress=lambda *step: told.append(step))
    assert [done for done, _, _ in told] == list(range(len(told)))
    assert {total for _, total, _ in told} == {told[-1][0]}


# The vocabulary


def test_a_vocabulary_survives_json() -> None:
    odd = [
        Fact("甲", Kind.DATE, range=Interval(date(2020, 1, 1), None, False), default=date(2021, 1, 1), english="x"),
        Fact("乙", Kind.RATE, range=Interval(Decimal("0.10"), Decimal(1)), default=Decimal("0.50"), assumed=True),
        Fact("丙", Kind.INTEGER, default=3, line=7, note="注"),
        Fact("丁", Kind.BOOLEAN, default=False),
        Fact("戊", Kind.TEXT, values=("a", "b"), default="a"),
    ]
    records = {**small_vocabulary().records, "其他": zone.record("其他", odd)}
    vocabulary = Vocabulary(records, {"cn/a": "f" * 64})
    again = vocabulary_from_json(json.loads(json.dumps(vocabulary_to_json(vocabulary))))
    assert again == vocabulary
    assert repr(again) == repr(vocabulary)


def test_a_list_whose_items_name_no_owner(tmp_path: Path, folder: Folder, vocabulary: Vocabulary) -> None:
    records = {**vocabulary.records, "知识产权": zone.record("知识产权", [Fact("类别", Kind.TEXT)])}
    with pytest.raises(ProblemError) as caught:
        freeze(folder(企业=FIRMS), Vocabulary(records), tmp_path / "s", on=ON)
    assert caught.value.problems[0].code == "list-without-owner"
