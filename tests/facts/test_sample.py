"""A made-up zone can be read, is the same every time, is plausible, and has firms exactly on every line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest
from tests.facts.zone import AT_LEAST_0, FIRM, MONEY, RIGHT, record

from luoshu.facts import sample
from luoshu.facts.hashing import hash_parquet
from luoshu.facts.readers import sql_path
from luoshu.facts.sample import Growth, Line, write_sample
from luoshu.facts.snapshot import Snapshot, freeze
from luoshu.facts.vocabulary import Fact, Interval, Kind, Vocabulary
from luoshu.problems import ProblemError

FIRMS = 2000
ON = date(2025, 6, 30)
ODD = [
    Fact("科技人员数", Kind.INTEGER, "人", AT_LEAST_0, annual=True),
    Fact("成本费用", Kind.MONEY, "元", MONEY, annual=True),
    Fact("资产总额", Kind.MONEY, "元", MONEY, annual=True),
    Fact("净资产", Kind.MONEY, "元", Interval(Decimal(-(10**12)), Decimal(10**12)), annual=True),
    Fact("成立日期", Kind.DATE),
    Fact("重大安全事故", Kind.BOOLEAN),
    Fact("得分", Kind.DECIMAL, range=Interval(Decimal(0), Decimal(100))),
    Fact("温度", Kind.DECIMAL, range=Interval(Decimal(-20), Decimal(-10), False, False)),
    Fact("层数", Kind.INTEGER, range=Interval(Decimal(1))),
    Fact("资格", Kind.LIST, target="资格"),
]
TITLE = [
    Fact("企业", Kind.REFERENCE, target="企业", owner=1),
    Fact("资格名称", Kind.TEXT),
    Fact("自", Kind.DATE),
    Fact("至", Kind.DATE),
    Fact("金额", Kind.MONEY, "元", MONEY),
]
LINES = [
    Line("职工总数", None, 500),
    Line("科技人员数", "职工总数", Decimal("0.1")),
    Line("研发费用", "销售收入", Decimal("0.06")),
    Line("得分", None, Decimal("60")),
    Line("净资产", None, 0),
    Line("研发费用", "销售收入", Decimal("0.03"), lag=1),
    Growth("成本费用", Fraction(21, 20), 2),
]


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    records = [record("企业", [*FIRM, *ODD]), record("知识产权", RIGHT), record("资格", TITLE)]
    return Vocabulary({each.name: each for each in records})


def write(
    out: Path, words: Vocabulary, firms: int = FIRMS, seed: int = 1, lines: Sequence[Line | Growth] = LINES
) -> list[Path]:
    return write_sample(out, firms=firms, seed=seed, vocabulary=words, lines=lines, on=ON, format="parquet")


@pytest.fixture(scope="module")
def zone(tmp_path_factory: pytest.TempPathFactory, words: Vocabulary) -> Snapshot:
    folder = tmp_path_factory.mktemp("sample")
    write(folder / "data", words)
    return freeze(folder / "data", words, folder / "snapshot", on=ON)


def number(query: str, zone: Snapshot) -> float:
    """The one number that a query over the firms `e` and the rights `r` gives."""
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW e AS FROM {sql_path(zone.entity_path('企业'))}")
        connection.execute(f"CREATE VIEW r AS FROM {sql_path(zone.path / '知识产权.parquet')}")
        connection.execute(f"CREATE VIEW t AS FROM {sql_path(zone.path / '资格.parquet')}")
        row = connection.execute(query).fetchone()
    assert row is not None
    return float(row[0])


def test_it_is_data_without_a_fault(zone: Snapshot) -> None:
    assert zone.rows("企业") == FIRMS
    assert zone.warnings == []
    assert zone.absent_files == ()
    assert dict(zone.absent_columns or {}) == {}
    assert zone.years("销售收入") == [2021, 2022, 2023, 2024]


def test_csv_and_parquet_say_the_same(tmp_path: Path, words: Vocabulary, zone: Snapshot) -> None:
    files = write_sample(tmp_path / "csv", firms=FIRMS, seed=1, vocabulary=words, lines=LINES, on=ON)
    assert {file.name for file in files} == {"企业.csv", "企业年度.csv", "知识产权.csv", "资格.csv"}
    assert freeze(tmp_path / "csv", words, tmp_path / "snapshot", on=ON).hash == zone.hash


def test_the_same_seed_gives_the_same_files_and_another_seed_others(tmp_path: Path, words: Vocabulary) -> None:
    first, again, other = (
        [hash_parquet(path) for path in write(tmp_path / name, words, 300, seed)]
        for name, seed in (("first", 1), ("again", 1), ("other", 2))
    )
    assert first == again
    assert not set(first) & set(other)


def test_runs_of_firms_join_without_a_seam(tmp_path: Path, words: Vocabulary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "RUN", 90)
    write(tmp_path / "data", words, 250)
    snapshot = freeze(tmp_path / "data", words, tmp_path / "snapshot", on=ON)
    assert snapshot.rows("企业") == 250
    assert number("SELECT count(DISTINCT 企业名称) FROM e WHERE 企业名称 IS NOT NULL", snapshot) > 200


@pytest.mark.parametrize(
    "line",
    [
        '"职工总数@2024" = 500',
        '"科技人员数@2024" * 10 = "职工总数@2024"',
        '"研发费用@2024" * 100 = "销售收入@2024" * 6',
        '"得分" = 60',
        '"净资产@2024" = 0',
        '"研发费用@2023" * 100 = "销售收入@2023" * 3',
        '"成本费用@2024" * 20 = "成本费用@2023" * 21 AND "成本费用@2023" * 20 = "成本费用@2022" * 21',
    ],
)
def test_some_firms_stand_exactly_on_each_line(zone: Snapshot, line: str) -> None:
    assert number(f"SELECT count(*) FROM e WHERE {line}", zone) >= FIRMS / 1000


@pytest.mark.parametrize(
    "beside",
    [
        '"职工总数@2024" = 499',
        '"职工总数@2024" = 501',
        '"科技人员数@2024" * 10 = "职工总数@2024" + 10',
        'abs("研发费用@2024" * 100 - "销售收入@2024" * 6) = 1',
        '"得分" = 59.999999',
        '"得分" = 60.000001',
        '"净资产@2024" = -0.01',
        'abs("研发费用@2023" * 100 - "销售收入@2023" * 3) = 1',
        '"成本费用@2024" * 20 = "成本费用@2023" * 21 - 0.2 AND "成本费用@2023" * 20 = "成本费用@2022" * 21',
    ],
)
def test_and_some_a_hair_beside_it(zone: Snapshot, beside: str) -> None:
    assert number(f"SELECT count(*) FROM e WHERE {beside}", zone) >= 1


def test_nobody_stands_on_a_line_of_a_year_before_its_founding(zone: Snapshot) -> None:
    assert number('SELECT count(*) FROM e WHERE year(成立日期) > 2023 AND "销售收入@2023" IS NOT NULL', zone) == 0


def test_a_line_further_back_than_the_years_is_left_out(tmp_path: Path, words: Vocabulary) -> None:
    write(tmp_path / "data", words, 300, lines=[Line("职工总数", None, 500, lag=9), Growth("成本费用", Fraction(2), 9)])
    assert freeze(tmp_path / "data", words, tmp_path / "snapshot", on=ON).rows("企业") == 300


def test_the_cultivated_have_more_of_everything(zone: Snapshot) -> None:
    """The title that comes before, in force, goes with size, growth and research."""
    held = (
        "EXISTS (FROM t WHERE t._owner = e._key AND t.资格名称 = '专精特新中小企业' "
        "AND t.自 <= DATE '2025-06-30' AND t.至 >= DATE '2025-06-30')"
    )
    assert 0.02 < number(f"SELECT avg(({held})::INT) FROM e", zone) < 0.12
    for fact in ("销售收入@2024", "职工总数@2024", "研发费用@2024"):
        some, all_ = (number(f'SELECT median("{fact}") FROM e WHERE {where}', zone) for where in (held, "true"))
        assert some > 1.3 * all_


def test_a_zone_smaller_than_its_lines(tmp_path: Path, words: Vocabulary) -> None:
    write(tmp_path / "data", words, 3)
    snapshot = freeze(tmp_path / "data", words, tmp_path / "snapshot", on=ON)
    assert number('SELECT count(*) FROM e WHERE "职工总数@2024" = 500', snapshot) == 1


def test_a_line_must_name_numbers(tmp_path: Path, words: Vocabulary) -> None:
    with pytest.raises(ProblemError) as caught:
        write(tmp_path, words, lines=[Line("职工", None, 5), Line("研发费用", "企业名称", 1)])
    assert caught.value.problems[0].text.en == "no numeric facts of 企业: 企业名称, 职工"


@pytest.mark.parametrize(
    ("query", "low", "high"),
    [
        ('SELECT corr(ln("职工总数@2024"), ln("销售收入@2024")) FROM e WHERE "销售收入@2024" > 0', 0.5, 0.99),
        ('SELECT corr(ln("销售收入@2024"), ln("销售收入@2023")) FROM e WHERE "销售收入@2023" > 0', 0.9, 1),
        ('SELECT median("职工总数@2024") FROM e', 10, 200),
        ('SELECT median("研发费用@2024" / "销售收入@2024") FROM e WHERE "销售收入@2024" > 0', 0.02, 0.15),
        ('SELECT avg(("职工总数@2024" IS NULL)::INT) FROM e', 0.01, 0.1),
        ('SELECT avg(("职工总数@2021" IS NULL)::INT) FROM e', 0.2, 0.6),
        ("SELECT avg(重大安全事故::INT) FROM e", 0.005, 0.04),
        ("SELECT avg((企业名称 IS NULL)::INT) FROM e", 0.005, 0.03),
        ("SELECT count(*) / (SELECT count(*) FROM e) FROM r", 1.5, 2.5),
        ("SELECT avg((类别 = 'I类')::INT) FROM r", 0.05, 0.2),
        ("SELECT avg((至 > 自)::INT) FROM t", 1, 1),
        ("SELECT min(温度) FROM e", -20, -10),
    ],
)
def test_it_is_plausible(zone: Snapshot, query: str, low: float, high: float) -> None:
    assert low <= number(query, zone) <= high


def test_a_file_in_the_way(tmp_path: Path, words: Vocabulary) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(ProblemError) as caught:
        write(tmp_path / "data", words)
    assert caught.value.problems[0].code == "cannot-write"


def test_progress_is_told(tmp_path: Path, words: Vocabulary) -> None:
    told: list[tuple[int, int]] = []
    write_sample(
        tmp_path,
        firms=10,
        seed=1,
        vocabulary=words,
        lines=[],
        on=ON,
        progress=lambda done, total, _: told.append((done, total)),
    )
    assert told == [(0, 10), (10, 10)]
