"""What the packs of places promise beyond their examples: over several people, over years, in words."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from luoshu.cli.main import main
from luoshu.engine.explain import explain
from luoshu.engine.run import run
from luoshu.facts.snapshot import Snapshot, freeze
from luoshu.facts.vocabulary import Kind
from luoshu.policy.library import Library
from luoshu.policy.model import Policy
from luoshu.policy.quantities import Count

LIBRARY = Library()
ON = date(2025, 6, 30)
VOCABULARIES = [version for version in LIBRARY.all_versions() if version.id.endswith("/vocabulary")]
Rows = Sequence[Mapping[str, Any]]


def snapshot(folder: Path, policy: Policy, on: date = ON, **lists: Rows) -> Snapshot:
    """A snapshot of files, each a list of rows by the file's name."""
    data = folder / "data"
    data.mkdir()
    for name, rows in lists.items():
        columns = dict.fromkeys(column for row in rows for column in row)
        with (data / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(columns) or ["人才"])
            writer.writeheader()
            writer.writerows(rows)
    return freeze(data, policy.vocabulary, folder / "snapshot", on=on)


@pytest.mark.parametrize("version", VOCABULARIES, ids=lambda version: version.id)
def test_every_fact_has_an_english_label_and_a_note(version: Any) -> None:
    records = LIBRARY.read(version).vocabulary.records.values()
    facts = [(record.name, fact) for record in records for fact in record.facts.values()]
    assert [(record, fact.name) for record, fact in facts if not fact.english or not fact.note] == []
    assert [fact.name for _, fact in facts if fact.kind is Kind.MONEY and not fact.assumed] == []


# --- Xianning ---------------------------------------------------------------------------------------------------------

NOTHING = dict.fromkeys(
    [
        "创业项目通过评定", "创新项目通过评定", "本年取得更高学位", "本年取得技能等级", "领办平台通过认定",
        "本年取得高级职称", "本年获人才荣誉", "首次购房",
    ],
    "否",
)  # fmt: skip


def person(number: int, recruited: str, degree: str = "博士", employer: str = "甲", high: str = "否") -> dict[str, str]:
    return {
        "人才编号": f"P{number}",
        "用人单位": employer,
        "所属产业": "电子信息",
        "学位": degree,
        "高层次人才": high,
        "全职引进": "是",
        "引进认定日期": recruited,
        "住房支持选择": "购房补贴",
        "年场地租金": "0",
        "年贷款利息": "0",
        **NOTHING,
    }


@pytest.fixture(scope="module")
def talent() -> Policy:
    return LIBRARY.resolve("xianning/talent", ON)


def recruited(folder: Path, talent: Policy, people: Rows, had: Rows = ()) -> dict[str, Decimal | None]:
    """What each person is paid for being recruited; those who are entitled to nothing are left out."""
    made = snapshot(folder, talent, 人才=people, 已享支持=had or [{"人才": people[0]["人才编号"], "类别": "其他"}])
    run([talent], made.path, folder / "out", on=ON, report=False)
    path = folder / "out" / talent.id / "benefits.parquet"
    counted = f"SELECT 人才编号, sum(amount), count(*) = count(amount) FROM '{path}'"
    query = f"{counted} WHERE benefit LIKE '%引进补贴' GROUP BY 1"
    with duckdb.connect() as connection:
        return {key: amount if known else None for key, amount, known in connection.execute(query).fetchall()}


def test_one_employers_people_share_a_cap_in_order_of_recruitment(talent: Policy, tmp_path: Path) -> None:
    people = [
        person(1, "2024-03-01", high="是"),
        person(2, "2024-01-01", high="是"),
        person(3, "2024-02-01", high="是"),
        person(4, "2024-04-01"),
        person(5, "2024-05-01", "硕士"),
        person(6, "2024-06-01", employer="乙"),
    ]
    had = [{"人才": "P4", "层级": "市级", "类别": "引进补贴", "发放日期": "2024-05-01", "金额": "120000"}]
    found = recruited(tmp_path, talent, people, had)
    # P2, P3 and P1 take 900,000 of the million; P4 has 30,000 left after the city's, P5 his 30,000.
    assert found == {
        "P1": Decimal(300000),
        "P2": Decimal(300000),
        "P3": Decimal(300000),
        "P4": Decimal(30000),
        "P5": Decimal(30000),
        "P6": Decimal(150000),
    }


def test_who_comes_last_gets_what_is_left(talent: Policy, tmp_path: Path) -> None:
    people = [person(number, f"2024-0{number}-01", high="是") for number in range(1, 6)]
    found = recruited(tmp_path, talent, people)
    assert [found[f"P{number}"] for number in range(1, 6)] == [300000, 300000, 300000, 100000, 0]


def test_where_it_matters_who_was_first_nobody_is_paid_unless_that_is_known(talent: Policy, tmp_path: Path) -> None:
    few = [person(number, "2024-01-01", high="是", employer="") for number in (1, 2)]
    assert recruited(tmp_path, talent, few) == {"P1": None, "P2": None}


def test_the_hundred_and_first_phd_is_paid_like_the_first(talent: Policy, tmp_path: Path) -> None:
    """Targets are no ceilings: 101 people, each of an employer of his own."""
    people = [person(number, "2024-01-01", employer=f"单位{number}") for number in range(101)]
    found = recruited(tmp_path, talent, people)
    assert set(found.values()) == {Decimal(150000)}
    assert len(found) == 101


def test_the_talent_fund_is_three_per_cent_of_what_is_assumed(talent: Policy) -> None:
    assert [budget.year for budget in talent.budgets] == [2023, 2024, 2025, 2026, 2027]
    assert {budget.fund for budget in talent.budgets} == {each.fund for each in talent.benefits if each.amount}
    assert all(budget.assumed for budget in talent.budgets)
    assert len(talent.benefits) == 14
    assumed = {name for name, rows in talent.parameters.items() if all(row.assumed for row in rows)}
    assert set(talent.parameters) - assumed == {"人才专项资金比例"}


def test_what_the_fund_may_spend_is_told(talent: Policy, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    snapshot(tmp_path, talent, 人才=[person(1, "2024-03-01")], 已享支持=[{"人才": "P1", "类别": "其他"}])
    call = ["budget", "xianning/talent", "--data", str(tmp_path / "data"), "--on", str(ON), "--json"]
    assert main([*call, "--lang", "en"]) == 0
    (fund,) = json.loads(capsys.readouterr().out)["funds"]
    assert (fund["budget"], fund["amount"], fund["assumed"]) == ("30000000", "150000", True)


def test_every_rule_of_stacking_is_used(talent: Policy) -> None:
    assert {rule.rule for rule in talent.stackings} == {"highest", "top-up", "add", "exclusive"}
    assert [rule.per for rule in talent.stackings if rule.per] == ["用人单位"]


def test_what_was_had_already_is_told(talent: Policy, tmp_path: Path) -> None:
    had = [
        {
            "人才": "P1",
            "项目名称": "招硕引博计划",
            "层级": "市级",
            "类别": "引进补贴",
            "发放日期": "2024-05-01",
            "金额": "50000",
        }
    ]
    made = snapshot(tmp_path, talent, 人才=[person(1, "2024-03-01")], 已享支持=had)
    explanation = explain(talent, made, "P1", ON)
    text = explanation.to_text("zh", 200)
    assert "博士引进补贴：应得 15 万元，应付 10 万元，咸宁高新区人才专项资金" in text
    assert "−5 万元 引进补贴补差：只补差额：已享 5 万元" in text
    assert "硕士引进补贴：应得 3 万元，应付 0 元" in text
    assert "−3 万元 引进补贴就高：只给最高的一项：博士引进补贴 15 万元" in text
    assert "单位引进补贴封顶：按“用人单位”合并计算，没有扣减" in text
    assert "○ 人才公寓：不能享受" in text
    english = explanation.to_text("en", 200)
    assert (
        "cap on one employer's people (单位引进补贴封顶): shared by employer (用人单位); nothing is deducted" in english
    )


PAID = {"层级": "高新区", "类别": "引进补贴", "发放日期": "2023-01-15"}


@pytest.mark.parametrize("on", [date(2023, 6, 30), ON, date(2026, 6, 30)], ids=str)
def test_what_the_zone_paid_once_is_not_due_again(
    talent: Policy, on: date, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Recruited in October 2022, paid in January 2023; another, recruited beside, was not."""
    people = [person(1, "2022-10-01"), person(2, "2022-10-01", employer="乙")]
    snapshot(tmp_path, talent, on, 人才=people, 已享支持=[{"人才": "P1", "金额": "150000", **PAID}])
    call = ["--data", str(tmp_path / "data"), "--on", str(on), "--lang", "en"]
    assert main(["explain", "xianning/talent", "--id", "P1", "--decision", "博士引进补贴·应付", *call]) == 0
    told = capsys.readouterr().out
    assert "recruitment grant for PhDs (博士引进补贴): ¥150,000, of which ¥0 payable" in told
    assert "−¥150,000 no recruitment grant is paid twice (引进补贴不重付)" in told
    assert main(["budget", "xianning/talent", *call, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    (fund,) = found["funds"]
    assert fund["amount"] == "150000"
    years = {each["benefit"]: each["earlier_years"] for each in fund["benefits"]}
    assert (years["博士引进补贴"], years["创业场地补贴"]) == ("as 已享 says", None)


def test_what_the_zone_paid_before_uses_up_the_employers_cap(talent: Policy, tmp_path: Path) -> None:
    people = [person(number, f"2024-0{number}-01", high="是") for number in range(1, 6)]
    had = [{"人才": f"P{number}", "金额": "300000", **PAID} for number in (1, 2)]
    found = recruited(tmp_path, talent, people, had)
    assert found == {"P1": 0, "P2": 0, "P3": 300000, "P4": 100000, "P5": 0}


def test_luoyangs_lift_is_paid_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lift = LIBRARY.resolve("luoyang/young-talent-lift", ON)
    yes = dict.fromkeys(["已配备导师团队", "单位承诺配套经费", "单位有对公账户", "本届已入选"], "是")
    no = dict.fromkeys(["曾入选河洛青年托举", "曾入选省级以上托举"], "否")
    lifted = {"出生日期": "1995-01-01", "托举验收结论": "通过", **yes, **no}
    key = lift.entity.key
    assert key is not None
    people = [{key.name: f"P{number}", **lifted, "托举资助已拨付": paid} for number, paid in ((1, "20000"), (2, ""))]
    snapshot(tmp_path, lift, 人才=people)
    for on, year, amount in (
        ("2025-06-30", "2025", "20000"),
        ("2025-06-30", "2026", "0"),
        ("2026-06-30", "2026", "20000"),
    ):
        call = ["--data", str(tmp_path / "data"), "--on", on, "--year", year, "--json"]
        assert main(["budget", lift.id, *call]) == 0
        assert json.loads(capsys.readouterr().out)["amount"] == amount


# --- Luoyang ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def plan() -> Policy:
    return LIBRARY.resolve("luoyang/action-plan", ON)


def test_the_plan_compares_the_year_before_with_the_goal(plan: Policy, tmp_path: Path) -> None:
    years = [
        {"地区代码": "L", "年度": "2024", "高新技术企业数": "1600", "创新平台载体数": "4000"},
        {"地区代码": "L", "年度": "2025", "高新技术企业数": "1601", "创新平台载体数": "3999"},
    ]
    made = snapshot(tmp_path, plan, date(2026, 6, 30), 地区=[{"地区代码": "L"}], 地区年度=years)
    reached = []
    for on in (ON, date(2026, 6, 30)):
        parts = {each.part.decision.name: each.part for each in explain(plan, made, "L", on).decisions}
        reached.append([parts[f"{name}·达到"].value for name in ("高新技术企业", "创新平台载体", "各类创新主体")])
    assert reached == [[False, True, None], [True, False, None]]


def test_the_plan_has_six_targets(plan: Policy) -> None:
    assert [(target.name, target.goals[0].year, target.goals[0].op) for target in plan.targets] == [
        ("各类创新主体", 2025, ">="),
        ("高新技术企业", 2025, ">"),
        ("国家科技型中小企业", 2025, ">"),
        ("创新平台载体", 2025, ">="),
        ("研发经费投入强度", 2025, ">="),
        ("财政科技支出占比", 2025, ">"),
    ]
    assert plan.benefits == plan.stackings == plan.budgets == ()


@pytest.mark.parametrize("on", [date(2022, 12, 1), date(2026, 3, 31), date(2026, 4, 1), date(2027, 1, 1)], ids=str)
def test_a_firm_may_stand_on_both_ladders(on: date, tmp_path: Path) -> None:
    ladders, until = LIBRARY.resolve("luoyang/ladders", on), on < date(2026, 4, 1)
    titles = [
        {"企业": FIRM, "资格名称": "高新技术企业", "编号": "GR1", "自": "2022-01-01", "至": "9999-12-31"},
        {"企业": FIRM, "资格名称": "专精特新小巨人", "编号": "", "自": "2022-01-01", "至": str(on)},
    ]
    made = snapshot(tmp_path, ladders, on, 企业=[{"统一社会信用代码": FIRM}], 资格=titles)
    explanation = explain(ladders, made, FIRM, on)
    assert [
        [(part.rung.name, part.state.key if part.state else None) for part in ladder.rungs]
        for ladder in explanation.standing
    ] == [
        [("微", None), ("小", None), ("高", "held"), ("强", "expiring")],
        [("创新型", None if until else "untitled"), ("专精特新", None if until else "lacks"), ("小巨人", "expiring")],
    ]
    text = explanation.to_text("zh", 200)
    assert "● 高（高新技术企业）：持有，长期有效（编号 GR1）" in text
    assert "◉ 强（专精特新小巨人）：持有，至" in text
    assert "Ladder: quality firms (优质企业梯次)" in explanation.to_text("en", 200)


FIRM = "91410300MA44DEM009"


def test_what_the_youth_grants_may_cost_in_a_year_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    grants = LIBRARY.resolve("luoyang/youth-grants", ON)
    people = [
        {"人才编号": f"P{number:02}", "符合青年人才申报条件": "是", "青年人才评审结论": "一档"} for number in range(26)
    ]
    snapshot(tmp_path, grants, 人才=people)
    call = [
        "budget",
        "luoyang/youth-grants",
        "--data",
        str(tmp_path / "data"),
        "--on",
        str(ON),
        "--json",
        "--lang",
        "zh",
    ]
    assert main(call) == 0
    (fund,) = json.loads(capsys.readouterr().out)["funds"]
    assert (fund["budget"], fund["amount"], fund["assumed"]) == ("7500000", "7800000", False)
    assert fund["ways"]["in order"]["full"] == 25


def test_the_calls_hold_the_places_of_a_year() -> None:
    grants, lift = (LIBRARY.resolve(f"luoyang/{name}", ON) for name in ("youth-grants", "young-talent-lift"))
    assert grants.instruments[0].values["quota"] == (Count("", 50),)
    assert lift.instruments[0].values["quota"] == (Count("产业发展", 30), Count("学术成长", 20))
