"""What single national policies promise beyond their examples."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest

from luoshu.engine.lines import lines_in
from luoshu.engine.run import run
from luoshu.facts.sample import SAMPLED, write_sample
from luoshu.facts.snapshot import freeze
from luoshu.facts.vocabulary import Vocabulary
from luoshu.policy.library import Library
from luoshu.policy.model import Policy

from .deciding import Deciding

LIBRARY = Library()
ON = date(2025, 6, 30)
LEAST, MOST = "必然符合高新技术企业条件", "可能符合高新技术企业条件"
# The bands of growth that cn/hnte assumes: the least of each, as a fraction, with its least and most points.
BANDS = [(Fraction(35, 100), 9, 10), (Fraction(25, 100), 7, 8), (Fraction(15, 100), 5, 6), (Fraction(5, 100), 3, 4)]


@pytest.fixture(scope="module")
def hnte() -> Policy:
    return LIBRARY.resolve("cn/hnte", ON)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return LIBRARY.resolve("cn/vocabulary", ON).vocabulary


def points(first: int, second: int, third: int) -> tuple[int, int]:
    """Growth as the guide words it, with fractions: nought counts as no year, and less as nought."""
    if second <= 0:
        return 0, 0
    rate = Fraction(third, second) - 1
    if first > 0:
        rate = Fraction(1, 2) * (Fraction(second, first) + Fraction(third, second)) - 1
    for least, low, high in BANDS:
        if rate >= least:
            return low, high
    return (1, 2) if rate > 0 else (0, 0)


@pytest.mark.parametrize("fact", ["销售收入", "净资产"])
def test_growth_is_scored_as_the_formula_says(hnte: Policy, fact: str) -> None:
    chance, decided = random.Random(3), Deciding(hnte)
    lowest = -50 if fact == "净资产" else 0
    for _ in range(300):
        first, second, third = (chance.choice([0, lowest, 20, 40, 50, chance.randint(lowest, 150)]) for _ in range(3))
        years = {f"prior({fact}, 2)": first, f"prior({fact}, 1)": second, fact: third}
        found = decided({name: Decimal(value) for name, value in years.items()})
        assert (found[f"{fact}增长最低分"], found[f"{fact}增长最高分"]) == points(first, second, third), years


def test_whoever_must_meet_the_conditions_may_meet_them(hnte: Policy) -> None:
    chance, decided = random.Random(4), Deciding(hnte)
    scored = [name for name in hnte.entity.facts if name.endswith(("最低分", "最高分"))]
    assert len(scored) == 18
    seen = set()
    for _ in range(300):
        changes = {name: Decimal(chance.choice([0, 2, 4, 6])) for name in chance.sample(scored, 2)}
        found = decided(changes | {"近三年科技成果转化数": chance.choice([0, 6, 12, 15])})
        seen.add((found[LEAST], found[MOST]))
    assert seen == {(True, True), (False, True), (False, False)}


def test_without_an_expert_the_score_is_as_wide_as_it_can_be(vocabulary: Vocabulary) -> None:
    facts = vocabulary.records["企业"].facts
    for name, fact in facts.items():
        if name.endswith("最低分"):
            most = facts[name.removesuffix("最低分") + "最高分"]
            assert (fact.default, most.default) == (0, most.bounds and most.bounds.high)
            assert fact.bounds == most.bounds


def test_the_points_of_a_specialised_sme_make_a_hundred() -> None:
    policy = LIBRARY.resolve("cn/srdi", ON)
    full = {
        "主营业务收入": Decimal(2000), "prior(主营业务收入, 1)": Decimal(1000), "prior(主营业务收入, 2)": Decimal(500),
        "销售收入": Decimal(2000), "净利润": Decimal(1000), "负债总额": Decimal(0), "从事细分市场年限": 30,
        "产业链补短板锻长板填空白": True, "数字化水平等级": 4, "省级以上质量奖": True, "自主品牌": True,
    }  # fmt: skip
    entered = {name for name in policy.entity.facts if name.startswith("专精特新") and name.endswith("得分")}
    entered.discard("专精特新发展评价得分")
    highest = {name: bounds.high for name in entered if (bounds := policy.entity.facts[name].bounds)}
    assert Deciding(policy)(full | highest)["评价得分"] == 100


@pytest.mark.parametrize(
    ("on", "number"),
    [
        (date(2026, 3, 31), "工信部企业〔2022〕63号"),
        (date(2026, 4, 1), "优质中小企业梯度培育管理办法（2026 年）"),
    ],
)
@pytest.mark.parametrize("name", ["cn/srdi", "cn/little-giant"])
def test_the_version_of_the_day(name: str, on: date, number: str) -> None:
    policy = LIBRARY.resolve(name, on)
    assert policy.number == number
    # The ladder's rung below is that of the same day.
    assert {used.number for used in policy.used if used.id == "cn/srdi"} <= {number}


def test_a_standard_decides_nothing_before_its_year() -> None:
    before, after = (LIBRARY.resolve("cn/gazelle", on) for on in (date(2021, 12, 31), date(2022, 1, 1)))
    assert set(after.decisions) - set(before.decisions) >= {"符合黄埔瞪羚标准", "符合黄埔培育瞪羚标准"}
    assert "符合济南瞪羚标准" in before.decisions
    assert not any("黄埔" in name for name in before.decisions)


@pytest.mark.parametrize(
    ("name", "conclusion"), [("cn/srdi", "符合专精特新条件"), ("cn/little-giant", "符合小巨人条件")]
)
def test_a_gate_that_no_source_prints_refuses_nobody(name: str, conclusion: str) -> None:
    """Until 2026 the title below is asked for by a conclusion of its own only; from then on it is the rule's."""
    until, since = LIBRARY.resolve(name, ON), LIBRARY.resolve(name, date(2026, 6, 30))
    found = Deciding(until)({"资格": []})
    assert (found[conclusion], found[f"逐级{conclusion}"]) == (True, False)
    assert not until.decisions[conclusion].assumed
    assert until.decisions[f"逐级{conclusion}"].assumed
    assert Deciding(since)({"资格": []})[conclusion] is False


def test_hnte_runs_in_sql_alone(hnte: Policy, vocabulary: Vocabulary, tmp_path: Path) -> None:
    write_sample(tmp_path / "data", firms=300, seed=1, vocabulary=vocabulary, lines=lines_in([hnte]), on=ON)
    snapshot = freeze(tmp_path / "data", vocabulary, tmp_path / "snapshot", on=ON)
    made = run([hnte], snapshot.path, tmp_path / "out", on=ON)
    assert list(made.interpreted) == []
    decisions = str(tmp_path / "out" / "cn" / "hnte" / "decisions.parquet")
    with duckdb.connect() as connection:
        query = f'SELECT count(*) FROM read_parquet(?) WHERE "{LEAST}" AND "{MOST}" IS NOT TRUE'
        assert connection.execute(query, [decisions]).fetchall() == [(0,)]
        holders = f"SELECT DISTINCT 企业 FROM read_csv('{tmp_path}/data/资格.csv') WHERE 资格名称 = '高新技术企业'"
        query = (
            f'SELECT count(*), count_if("{MOST}"), count_if("{MOST}" AND 统一社会信用代码 IN ({holders})) '
            "FROM read_parquet(?)"
        )
        ((firms, meeting, holding),) = connection.execute(query, [decisions]).fetchall()
    # A zone has firms that meet the conditions; most of them hold the title.
    assert 0.01 < meeting / firms < 0.1
    assert holding > 0.6 * meeting


def test_an_experts_most_is_never_below_the_least_in_a_sample(vocabulary: Vocabulary, tmp_path: Path) -> None:
    write_sample(tmp_path, firms=200, seed=1, vocabulary=vocabulary, lines=[], on=ON)
    scored = [name for name in vocabulary.records[SAMPLED].facts if name.endswith("最低分")]
    wrong = " + ".join(f'count(*) FILTER ("{name}" > "{name.replace("最低", "最高")}")' for name in scored)
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT {wrong} FROM read_csv(?)", [str(tmp_path / f"{SAMPLED}.csv")])
        assert found.fetchall() == [(0,)]
