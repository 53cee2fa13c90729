"""Two rules over the same facts: who moves where, why, and for whom it cannot be told."""

from __future__ import annotations

import random
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshu.engine.compare import Comparison, compare
from luoshu.engine.compare.result import Side
from luoshu.engine.run import run
from luoshu.facts.snapshot import Snapshot
from luoshu.policy.library import Library
from luoshu.policy.model import Policy
from luoshu.policy.settings import read_settings, with_settings
from luoshu.problems import ProblemError

from .zones import KEY, ON, Zone

PARAMETERS = """
| 参数 | 值 | 自 | 至 | 来源 |
|---|---|---|---|---|
| 线 | 5% | 2020-01-01 | 2024-12-31 | 一 |
| 线 | 6% | 2025-01-01 | | 二 |
"""
FORMULAS = """比: if b > 0 then a / b else 0
比达标: 比 >= 线
符合: 比达标 and p"""


def with_(policy: Policy, *texts: str) -> Side:
    """The policy with other values of its parameters."""
    read = read_settings(texts, policy, ON)
    return Side(with_settings(policy, read), tuple(read))


def rows(out: Path, name: str = "changes") -> list[tuple[Any, ...]]:
    return duckdb.sql(f"SELECT * FROM '{out / f'{name}.parquet'}'").fetchall()


def moves(comparison: Comparison, decision: str) -> dict[tuple[str, str], int]:
    (change,) = [each for each in comparison.changes if each.pair.name == decision]
    return {move: count for move, count in change.moves.counts.items() if count}


def causes(comparison: Comparison, decision: str) -> dict[tuple[str | None, str], int]:
    (change,) = [each for each in comparison.changes if each.pair.name == decision]
    return {
        (cause.decision.name if cause.decision else cause.condition or None, cause.side): count
        for cause, count in change.causes.items()
    }


# --- who moves --------------------------------------------------------------------------------------------------------


def test_a_rule_beside_itself_changes_nothing(zone: Snapshot, library: Library, tmp_path: Path) -> None:
    policy = library.resolve("cn/tech-sme", ON)
    found = compare(Side(policy), Side(policy), zone.path, on=ON, out=tmp_path / "out")
    assert [change.pair.name for change in found.changes] == list(policy.decisions)
    assert all(change.alike and not change.changed for change in found.changes)
    assert rows(tmp_path / "out") == rows(tmp_path / "out", "benefits") == []
    tallies = run([policy], zone.path, tmp_path / "run", on=ON, report=False).answers[policy.id].tallies
    for change in found.changes:
        assert change.moves.before == change.moves.after == tallies[change.pair.name]


@pytest.mark.parametrize("name", ["cn/srdi", "cn/little-giant"])
def test_the_changes_are_those_between_two_runs(zone: Snapshot, library: Library, tmp_path: Path, name: str) -> None:
    before, after = (library.rule(f"{name}@{day}", ON) for day in ("2025-06-01", "2026-04-01"))
    found = compare(Side(before), Side(after), zone.path, on=ON, out=tmp_path / "out")
    assert found.changes
    for number, policy in enumerate((before, after)):
        run([policy], zone.path, tmp_path / str(number), on=ON, report=False)
    key = zone.vocabulary.records["企业"].key
    assert key is not None
    told: Counter[str] = Counter()
    for change in found.changes:
        column, where = f'"{change.pair.name}"', f"'{change.pair.name}'"
        sides = [f"'{tmp_path / str(number) / name / 'decisions.parquet'}'" for number in (0, 1)]
        expected = duckdb.sql(
            f"SELECT {key.name}, CAST(b.{column} AS VARCHAR), CAST(a.{column} AS VARCHAR) "
            f"FROM {sides[0]} b JOIN {sides[1]} a USING ({key.name}) WHERE b.{column} IS DISTINCT FROM a.{column} "
            f"ORDER BY {key.name}"
        ).fetchall()
        query = (
            f"SELECT {key.name}, before, after FROM '{tmp_path / 'out' / 'changes.parquet'}' WHERE decision = {where}"
        )
        got = duckdb.sql(query).fetchall()
        if change.kind == "number":
            expected, got = (
                [(k, *(None if side is None else Decimal(side).normalize() for side in pair)) for k, *pair in each]
                for each in (expected, got)
            )
        assert got == expected
        assert change.changed == len(expected)
        told[change.kind] += len(expected)
    assert told["yes or no"]


FIRMS = 500


def firms() -> list[dict[str, Any]]:
    """Many stand exactly on lines of whole percents; some facts are missing."""
    chance = random.Random(11)
    found = []
    for _ in range(FIRMS):
        sales = chance.randint(0, 40) * 100
        part = Fraction(chance.randint(0, 12), 100) * sales + chance.choice([0, 0, Fraction(1, 100), Fraction(-1, 100)])
        firm = {"a": f"{float(max(part, Fraction(0))):.2f}", "b": str(sales), "p": chance.choice(["是", "否"])}
        for name in list(firm):
            if chance.random() < 0.08:
                firm[name] = ""
        found.append(firm)
    return found


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> tuple[Policy, Snapshot]:
    policy, snapshot, _ = Zone(tmp_path_factory.mktemp("many"))(FORMULAS, firms(), tables=PARAMETERS)
    return policy, snapshot


def between(snapshot: Snapshot, low: int, high: int) -> set[str]:
    """Who stands between two lines (in thousandths), worked out in whole fen."""
    above = [f"CAST(a * 100 AS HUGEINT) * 1000 >= {line} * CAST(b * 100 AS HUGEINT)" for line in (low, high)]
    query = f"SELECT {KEY} FROM '{snapshot.entity_path('企业')}' WHERE b > 0 AND {above[0]} AND NOT {above[1]}"
    return {key for (key,) in duckdb.sql(query).fetchall()}


def lacking(snapshot: Snapshot) -> int:
    """For how many the quotient is not known: where nothing is sold it is 0, whatever a is."""
    query = f"SELECT count_if(b IS NULL OR (b > 0 AND a IS NULL)) FROM '{snapshot.entity_path('企业')}'"
    return int(duckdb.sql(query).fetchall()[0][0])


@settings(max_examples=25)
@given(lines=st.tuples(st.integers(1, 120), st.integers(1, 120)))
def test_those_between_two_lines_change_and_nobody_else(
    many: tuple[Policy, Snapshot], tmp_path_factory: pytest.TempPathFactory, lines: tuple[int, int]
) -> None:
    policy, snapshot = many
    out = tmp_path_factory.mktemp("out")
    first, second = lines
    found = compare(
        with_(policy, f"线=0.{first:03}"), with_(policy, f"线=0.{second:03}"), snapshot.path, on=ON, out=out
    )
    expected = between(snapshot, min(lines), max(lines))
    changed = {key: (before, after, kind) for key, name, before, after, kind in rows(out) if name == "比达标"}
    told = ("true", "false", "loses") if first < second else ("false", "true", "gains")
    assert changed == dict.fromkeys(expected, told)
    got = moves(found, "比达标")
    assert got["unknown", "unknown"] == lacking(snapshot) > 0
    assert sum(got.values()) == FIRMS
    assert sum(count for (one, other), count in got.items() if one != other) == len(expected)
    (whole,) = [change for change in found.changes if change.pair.name == "符合"]
    assert set(causes(found, "符合")) <= {("比达标", "both")}
    assert whole.changed == sum(name == "符合" for _, name, *_ in rows(out))


def test_hashes_do_not_depend_on_threads_or_order(zones: Zone, tmp_path: Path) -> None:
    given_ = [{KEY: f"f{number}", **firm} for number, firm in enumerate(firms())]
    told = []
    for threads, chance in ((1, None), (2, None), (2, random.Random(3))):
        if chance:
            chance.shuffle(given_)
        policy, snapshot, _ = zones(FORMULAS, given_, tables=PARAMETERS + BENEFIT)
        out = tmp_path / str(len(told))
        found = compare(Side(policy), with_(policy, "线=7%"), snapshot.path, on=ON, out=out, threads=threads)
        told.append((found.manifest, [rows(out, name) for name in ("changes", "benefits")]))
    assert told[0] == told[1] == told[2]
    assert all(told[0][1])


# --- kinds of answers -------------------------------------------------------------------------------------------------

SEVEN = [
    {"a": "10", "p": "是"},
    {"a": "20", "p": "是"},
    {"a": "30", "p": "否"},
    {"a": "40", "p": ""},
    {"a": "", "p": "是"},
]


def two(zones: Zone, before: str, after: str, given: Sequence[Mapping[str, Any]], **options: Any) -> Comparison:
    """Two sets of formulas over the same firms."""
    first, snapshot, _ = zones(before, given)
    second = zones.policy(after)
    return compare(Side(first), Side(second), snapshot.path, on=ON, **options)


def test_gains_losses_and_what_becomes_of_the_unknown(zones: Zone, tmp_path: Path) -> None:
    found = two(zones, "过: a >= 20 and p", "过: a <= 30 and a >= 10", SEVEN, out=tmp_path / "out")
    assert moves(found, "过") == {
        ("no", "yes"): 2,
        ("yes", "yes"): 1,
        ("unknown", "no"): 1,
        ("unknown", "unknown"): 1,
    }
    assert rows(tmp_path / "out") == [
        ("f1", "过", "false", "true", "gains"),
        ("f3", "过", "false", "true", "gains"),
        ("f4", "过", None, "false", "becomes known"),
    ]
    (change,) = found.changes
    assert (change.moves.gain, change.moves.lose, change.moves.become_known, change.moves.no_longer_known) == (
        2,
        0,
        1,
        0,
    )


def test_a_failed_operation_is_no_missing_fact(zones: Zone) -> None:
    given_ = [{"a": "1", "b": "0"}, {"a": "1", "b": ""}, {"a": "1", "b": "1"}]
    found = two(zones, "过: a / b >= 1", "过: a >= 1", given_)
    assert moves(found, "过") == {("failed", "yes"): 1, ("unknown", "yes"): 1, ("yes", "yes"): 1}


def test_numbers(zones: Zone, tmp_path: Path) -> None:
    given_ = [{"a": str(a), "p": p} for a, p in ((10, "是"), (20, "是"), (35, "是"), (40, "否"), (50, ""))]
    found = two(zones, "分: a", "分: if p then a + a / 10 else a - 1", given_, out=tmp_path / "out")
    (change,) = found.changes
    values = change.values
    assert change.kind == "number"
    assert (values.known, values.rise, values.fall, change.moves.no_longer_known) == (4, 3, 1, 1)
    differences = [Decimal(1), Decimal(2), Decimal("3.5"), Decimal(-1)]
    assert values.mean_change == statistics.mean(differences)
    assert values.median_change == statistics.median(differences)
    assert (values.mean_before, values.mean_after) == (Decimal("26.25"), Decimal("27.625"))
    assert rows(tmp_path / "out") == [
        ("f1", "分", "10", "11", "rises"),
        ("f2", "分", "20", "22", "rises"),
        ("f3", "分", "35", "38.5", "rises"),
        ("f4", "分", "40", "39", "falls"),
        ("f5", "分", "50", None, "no longer known"),
    ]


def test_texts_and_days(zones: Zone, tmp_path: Path) -> None:
    before = '级: if a >= 20 then "甲" else "乙"\n日: date("2025-01-01")'
    after = '级: if a >= 30 then "甲" else "乙"\n日: date("2025-02-01")'
    found = two(zones, before, after, SEVEN[:3], out=tmp_path / "out")
    assert [(change.kind, change.changed) for change in found.changes] == [("other", 1), ("other", 3)]
    assert ("f2", "级", "甲", "乙", "differs") in rows(tmp_path / "out")
    assert ("f1", "日", "2025-01-01", "2025-02-01", "differs") in rows(tmp_path / "out")


def test_a_decision_that_becomes_one_of_another_type(zones: Zone, tmp_path: Path) -> None:
    found = two(zones, "果: a >= 20", "果: a", SEVEN[:2], out=tmp_path / "out")
    assert [(change.kind, change.changed) for change in found.changes] == [("other", 2)]
    assert rows(tmp_path / "out") == [("f1", "果", "false", "10", "differs"), ("f2", "果", "true", "20", "differs")]


def test_joined_conditions_that_become_a_text(zones: Zone) -> None:
    found = two(zones, "甲: p\n果: 甲 and a > 0", '甲: p\n果: if 甲 then "好" else "不好"', SEVEN)
    assert [change.changed for change in found.changes] == [0, 4]
    assert causes(found, "果") == {(None, "both"): 4}


def test_names_with_signs(zones: Zone) -> None:
    options: dict[str, Any] = {"by": ["p"]}
    tables = BENEFIT.replace("符合", "增长5‰以上")
    policy, snapshot, _ = zones("增长5‰以上: a >= 线", SEVEN, tables=PARAMETERS + tables)
    found = compare(Side(policy), with_(policy, "线=7%"), snapshot.path, on=ON, **options)
    assert found.money.by["p"]["true"].before > 0


def test_decisions_that_sql_refuses(zones: Zone, tmp_path: Path) -> None:
    given_ = [{"k": "u", "a": "4"}, {"k": "v", "a": "9"}, {"k": "", "a": "9"}]
    found = two(zones, "根: sqrt(a) >= 3", "根: sqrt(a) >= 2", given_, out=tmp_path / "out")
    assert len(found.interpreted) == 2
    assert moves(found, "根") == {("no", "yes"): 1, ("yes", "yes"): 2}


# --- what is shared, what is paired -----------------------------------------------------------------------------------


def test_what_both_decide_alike_is_computed_once(zones: Zone, monkeypatch: pytest.MonkeyPatch) -> None:
    from luoshu.engine.compare import rules
    from luoshu.engine.compare.beside import beside

    graphs = []
    monkeypatch.setattr(rules, "beside", lambda *given: graphs.append(beside(*given)) or graphs[-1])
    formulas = "底: a + b\n中: 底 >= 10\n上: 中 and p\n旁: c > 线\n合: 旁 and 上"
    policy, snapshot, _ = zones(formulas, SEVEN, tables=PARAMETERS)
    found = compare(Side(policy), with_(policy, "线=7%"), snapshot.path, on=ON)
    assert [change.alike for change in found.changes] == [True, True, True, False, False]
    assert len(graphs[0].graph.steps) == 7


def test_long_tables_are_shared_too(zones: Zone, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "\n".join(f"| {number} | {number} | {number % 7} |" for number in range(1, 200))
    table = f"| U | c | **级** |\n|---|---|---|\n{lines}\n"
    policy, snapshot, _ = zones("好: 级 >= 3 and a > 线", [{"c": "3", "a": "1"}], tables=f"{table}\n{PARAMETERS}")
    found = compare(Side(policy), with_(policy, "线=7%"), snapshot.path, on=ON)
    assert {change.pair.name: change.alike for change in found.changes} == {"级": True, "好": False}


def test_pairs_that_a_call_names(zones: Zone) -> None:
    options: dict[str, Any] = {"pairs": [("旧", "新")]}
    found = two(zones, "旧: a >= 20\n同: p", "新: a >= 30\n同: p\n另: q", SEVEN, **options)
    assert [(change.pair.before.name, change.pair.after.name) for change in found.changes] == [
        ("旧", "新"),
        ("同", "同"),
    ]
    assert moves(found, "新")["yes", "no"] == 1
    assert [decision.name for decision in found.pairing.only_after] == ["另"]
    assert found.pairing.only_before == ()


def test_a_pair_crosswise(zones: Zone) -> None:
    options: dict[str, Any] = {"pairs": [("甲", "乙")]}
    found = two(zones, "甲: a >= 20\n乙: a >= 30", "甲: a >= 40\n乙: a >= 20", SEVEN, **options)
    assert [(change.pair.before.name, change.pair.after.name, change.alike) for change in found.changes] == [
        ("甲", "乙", True)
    ]
    assert [decision.name for decision in found.pairing.only_before] == ["乙"]
    assert [decision.name for decision in found.pairing.only_after] == ["甲"]


def test_pairs_that_are_wrong(zones: Zone) -> None:
    options: dict[str, Any] = {"pairs": [("合格条件", "过了"), ("合格", "过"), ("合格", "也过")]}
    with pytest.raises(ProblemError) as wrong:
        two(zones, "合格: p", "过: p\n也过: p", SEVEN, **options)
    assert [problem.text.en for problem in wrong.value.problems] == [
        "zone/test has no decision '合格条件'",
        "'合格' is paired twice",
        "zone/test has no decision '过了'",
    ]


# --- why --------------------------------------------------------------------------------------------------------------


def test_because_of_the_first_condition_that_decides(zones: Zone) -> None:
    before = "甲: a >= 20\n乙: p\n果: 甲 and 乙"
    after = "甲: a >= 30\n乙: p\n丙: a <= 30\n果: 丙 and 甲 and 乙"
    given_ = [{"a": a, "p": "是"} for a in ("10", "20", "30", "40", "")]
    found = two(zones, before, after, given_)
    assert moves(found, "果") == {
        ("no", "no"): 1,
        ("yes", "no"): 2,
        ("yes", "yes"): 1,
        ("unknown", "unknown"): 1,
    }
    assert causes(found, "果") == {("甲", "both"): 1, ("丙", "after"): 1}
    assert causes(found, "甲") == {(None, "both"): 1}


def test_a_condition_that_stays_as_it_is_is_never_the_cause(zones: Zone) -> None:
    given_ = [{"a": a, "p": p} for a in ("10", "25", "30", "") for p in ("是", "否", "")]
    found = two(zones, "甲: a >= 30\n果: 甲 and p", "甲: a >= 20\n果: 甲 and p", given_)
    assert causes(found, "果") == {("甲", "both"): 2}
    assert moves(found, "果")["no", "unknown"] == 1
    back = two(zones, "甲: a >= 20\n果: 甲 and p", "甲: a >= 30\n果: 甲 and p", given_)
    assert causes(back, "果") == {("甲", "both"): 2}
    assert moves(back, "果")["unknown", "no"] == 1


def test_because_a_condition_is_asked_no_longer(zones: Zone) -> None:
    before = "甲: a >= 20\n乙: p\n果: 甲 and 乙"
    found = two(zones, before, "乙: p\n果: 乙", [{"a": "10", "p": "是"}, {"a": "10", "p": "否"}])
    assert causes(found, "果") == {("甲", "before"): 1}


def test_a_condition_without_a_name_is_cited(zones: Zone) -> None:
    before = "甲: a >= 20\n果: 甲 and b >= 10"
    given_ = [{"a": a, "b": b} for a, b in (("20", "10"), ("20", "20"), ("10", "20"), ("20", ""), ("20", "5"))]
    found = two(zones, before, "甲: a >= 20\n果: 甲 and b >= 15", given_)
    assert moves(found, "果") == {
        ("yes", "no"): 1,
        ("yes", "yes"): 1,
        ("no", "no"): 2,
        ("unknown", "unknown"): 1,
    }
    assert causes(found, "果") == {("b >= 15", "after"): 1}
    found = two(zones, before, "甲: a >= 20\n果: 甲 and p", [{"a": "20", "b": "5", "p": "是"}])
    assert causes(found, "果") == {("b >= 10", "before"): 1}


def test_what_joins_conditions_is_no_cause_where_one_side_alone_has_it(zones: Zone) -> None:
    """Nor is that which stands in it; but where two conditions in it have no name, it is."""
    given_ = [{"a": a, "b": b, "p": p} for a, b, p in (("20", "10", "是"), ("9", "10", "是"), ("20", "4", "是"))]
    before, named = "乙: p\n果: 乙", "甲: a >= 10\n乙: p\n"
    after = named + "内: 甲 and b >= 5\n其余: 内 and 乙\n果: 其余 and 乙"
    assert causes(two(zones, before, after, given_), "果") == {("甲", "after"): 1, ("b >= 5", "after"): 1}
    assert causes(two(zones, after, before, given_), "果") == {("甲", "before"): 1, ("b >= 5", "before"): 1}
    whole = after.replace("其余 and 乙", "其余")
    assert causes(two(zones, before, whole, given_), "果") == {("甲", "after"): 1, ("b >= 5", "after"): 1}
    several = "乙: p\n其余: a >= 10 and b >= 5 and 乙\n果: 其余 and 乙"
    assert causes(two(zones, before, several, given_), "果") == {("其余", "after"): 2}


def test_the_same_condition_with_another_parameter(zones: Zone) -> None:
    formulas = "甲: a >= 20\n果: 甲 and b >= 线 * 100"
    policy, snapshot, _ = zones(formulas, [{"a": "20", "b": "6"}, {"a": "20", "b": "7"}], tables=PARAMETERS)
    found = compare(Side(policy), with_(policy, "线=7%"), snapshot.path, on=ON)
    assert causes(found, "果") == {("b >= 线 * 100", "both"): 1}


def test_because_of_what_a_sum_adds(zones: Zone) -> None:
    before = "一: if a >= 20 then 5 else 0\n二: if a >= 40 then 5 else 0\n和: 一 + 二"
    after = "一: if a >= 30 then 5 else 0\n二: if a >= 50 then 5 else 0\n和: 一 + 二"
    found = two(zones, before, after, [{"a": a} for a in ("10", "20", "40")])
    assert causes(found, "和") == {("一", "both"): 1, ("二", "both"): 1}


def test_the_parameter_behind_a_rule_that_changed(many: tuple[Policy, Snapshot]) -> None:
    policy, snapshot = many
    found = compare(Side(policy), with_(policy, "线=7%"), snapshot.path, on=ON)
    told = {change.pair.name: [each.label.en for each in change.parameters] for change in found.changes}
    assert told == {"比": [], "比达标": ["线 6% → 7%"], "符合": []}


# --- days -------------------------------------------------------------------------------------------------------------


def test_the_parameters_of_a_day(zones: Zone) -> None:
    policy, snapshot, _ = zones(FORMULAS, [{"a": "55", "b": "1000", "p": "是"}], tables=PARAMETERS)
    path = str(zones.folder / "test.md")
    rule = Library().rule
    found = compare(Side(rule(f"{path}@2024-06-30", ON)), Side(policy), snapshot.path, on=ON)
    assert moves(found, "符合") == {("yes", "no"): 1}
    assert [each.label.en for each in found.parameters] == ["线 5% → 6%"]
    assert found.before.day == date(2024, 6, 30)


def test_both_are_judged_over_the_facts_of_one_date(zones: Zone) -> None:
    formulas = '日: 评价日期\n年: if 评价日期 < date("2025-01-01") then 1 else 2\n入: y'
    _, snapshot, _ = zones(formulas, [{"y": "5"}])
    rule = Library().rule(f"{zones.folder / 'test.md'}@2021-01-01", ON)
    found = compare(Side(rule), Side(zones.policy(formulas)), snapshot.path, on=ON)
    assert [change.changed for change in found.changes] == [0, 0, 0]
    assert moves(found, "入") == {("value", "value"): 1}


def test_a_parameter_without_a_value_on_the_day_of_its_rule(zones: Zone) -> None:
    policy, snapshot, _ = zones(FORMULAS, SEVEN, tables=PARAMETERS.replace("2020-01-01", "2024-01-01"))
    rule = Library().rule(f"{zones.folder / 'test.md'}@2021-01-01", ON)
    with pytest.raises(ProblemError) as wrong:
        compare(Side(rule), Side(policy), snapshot.path, on=ON)
    assert [problem.text.en for problem in wrong.value.problems] == ["the parameter '线' has no value on 2021-01-01"]


# --- groups -----------------------------------------------------------------------------------------------------------


def test_groups(zones: Zone) -> None:
    given_ = [
        {"a": "10", "p": "是", "k": "u", "d": "2024-06-30"},
        {"a": "20", "p": "是", "k": "u", "d": "2022-07-01"},
        {"a": "20", "p": "否", "k": "w", "d": "2022-06-30"},
        {"a": "20", "p": "", "k": "", "d": ""},
    ]
    options: dict[str, Any] = {"by": ["k", "p", "d"]}
    found = two(zones, "过: a >= 10", "过: a >= 20", given_, **options)
    (change,) = found.changes
    assert {fact: {group: each.lose for group, each in groups.items()} for fact, groups in change.by.items()} == {
        "k": {"u": 1, "w": 0, None: 0},
        "p": {"true": 1, "false": 0, None: 0},
        "d": {"0": 1, "3": 0, None: 0},
    }
    assert [list(groups) for groups in change.by.values()] == [
        ["u", "w", None],
        ["true", "false", None],
        ["0", "3", None],
    ]
    assert [each.group_label("3").en for each in found.by][-1] == "3 to under 5 years"


def test_groups_that_cannot_be(zones: Zone) -> None:
    with pytest.raises(ProblemError) as wrong:
        two(zones, "过: p", "过: q", SEVEN, by=["a", "kk"])
    assert [problem.text.en for problem in wrong.value.problems] == [
        "nothing can be split by 'a': it is of type money",
        "企业 has no fact 'kk'",
    ]


def test_industry_and_age_unless_something_else_is_asked_for(zone: Snapshot, library: Library) -> None:
    policy = library.resolve("cn/tech-sme", ON)
    found = compare(Side(policy), Side(policy), zone.path, on=ON)
    assert [by.fact.name for by in found.by] == ["成立日期", "属于加计扣除负面行业", "属于战略性新兴产业"]


# --- money ------------------------------------------------------------------------------------------------------------

BENEFIT = """
| 支持 | 补 |
|---|---|
| 对象 | 符合 |
| 金额 | a * 10% |
| 出资 | 区 |

| 支持 | 免 |
|---|---|
| 对象 | p |
| 减免 | 房租 |
"""
PAID = [
    {"a": "100", "b": "1000", "p": "是"},
    {"a": "55", "b": "1000", "p": "是"},
    {"a": "50", "b": "1000", "p": "否"},
    {"a": "50", "b": "1000", "p": ""},
    {"a": "", "b": "1000", "p": "是"},
]


def paid(zones: Zone, *settings_: str, **options: Any) -> Comparison:
    policy, snapshot, _ = zones(FORMULAS, PAID, tables=PARAMETERS + BENEFIT)
    return compare(Side(policy), with_(policy, *settings_), snapshot.path, on=ON, **options)


def test_what_it_costs(zones: Zone, tmp_path: Path) -> None:
    found = paid(zones, "线=5%", out=tmp_path / "out", by=["p"])
    assert rows(tmp_path / "out", "benefits") == [
        ("f1", "补", Decimal(10), Decimal(10), Decimal(0), "区", True, True),
        ("f1", "免", None, None, None, "", True, True),
        ("f2", "补", Decimal(0), Decimal("5.5"), Decimal("5.5"), "区", False, True),
        ("f2", "免", None, None, None, "", True, True),
        ("f4", "补", Decimal(0), None, None, "区", False, None),
        ("f5", "免", None, None, None, "", True, True),
    ]
    total = found.money.total
    assert (total.before, total.after, total.difference) == (Decimal(10), Decimal("15.5"), Decimal("5.5"))
    assert (total.gain, total.lose, total.open, total.open_before, total.open_after) == (1, 0, 2, 1, 2)
    assert {fund: amounts.difference for fund, amounts in found.money.funds.items()} == {"区": Decimal("5.5")}
    assert [
        (each.name, each.amounts.entitled_before, each.amounts.entitled_after) for each in found.money.benefits
    ] == [
        ("补", 1, 2),
        ("免", 3, 3),
    ]
    assert [(share.entity, share.difference) for share in found.money.gains] == [("f2", Decimal("5.5"))]
    assert found.money.losses == []
    assert {group: each.difference for group, each in found.money.by["p"].items()} == {
        "true": Decimal("5.5"),
        "false": Decimal(0),
        None: Decimal(0),
    }
    assert found.money.funds_of("p", "true")["区"].after == Decimal("15.5")


def test_the_files_sum_up_to_what_is_told(zones: Zone, tmp_path: Path) -> None:
    for settings_ in (["线=6%"], ["线=5%"], ["线=11%"]):
        found = paid(zones, *settings_, out=tmp_path / settings_[0])
        (sums,) = duckdb.sql(
            f"SELECT sum(before), sum(after) FROM '{tmp_path / settings_[0] / 'benefits.parquet'}'"
        ).fetchall()
        assert sums == (found.money.total.before, found.money.total.after)
        assert (settings_ == ["线=6%"]) == (rows(tmp_path / settings_[0]) == [])


def test_what_it_saves(zones: Zone) -> None:
    found = paid(zones, "线=11%")
    assert [(share.entity, share.difference) for share in found.money.losses] == [("f1", Decimal(-10))]
    assert found.money.total.lose == 1


def test_a_benefit_that_another_fund_pays(zones: Zone, tmp_path: Path) -> None:
    policy, snapshot, _ = zones(FORMULAS, PAID, tables=PARAMETERS + BENEFIT)
    after = zones.policy(FORMULAS, PARAMETERS + BENEFIT.replace("| 区 |", "| 市 |"))
    found = compare(Side(policy), Side(after), snapshot.path, on=ON, out=tmp_path / "out")
    assert {fund: amounts.difference for fund, amounts in found.money.funds.items()} == {
        "市": Decimal(10),
        "区": Decimal(-10),
    }
    assert (found.money.total.difference, found.money.total.gain, found.money.total.lose) == (Decimal(0), 0, 0)


def test_a_rhythm_counts_for_a_full_year(zones: Zone) -> None:
    policy, snapshot, _ = zones(FORMULAS, PAID, tables=PARAMETERS + BENEFIT.replace("| 出资 | 区 |", "| 周期 | 每月 |"))
    after = zones.policy(FORMULAS, PARAMETERS + BENEFIT.replace("| 出资 | 区 |", "| 周期 | 季度 |"))
    found = compare(Side(policy), Side(after), snapshot.path, on=ON)
    assert (found.money.total.before, found.money.total.after) == (Decimal(120), Decimal(40))


def test_a_benefit_of_one_rule_alone(zones: Zone) -> None:
    policy, snapshot, _ = zones(FORMULAS, PAID, tables=PARAMETERS)
    after = zones.policy(FORMULAS, PARAMETERS + BENEFIT)
    found = compare(Side(policy), Side(after), snapshot.path, on=ON)
    assert [(each.name, each.before, each.after is not None) for each in found.money.benefits] == [
        ("补", None, True),
        ("免", None, True),
    ]
    assert (found.money.total.before, found.money.total.after) == (Decimal(0), Decimal(10))


# --- two that do not fit ----------------------------------------------------------------------------------------------


def test_about_nobody(zone: Snapshot, library: Library) -> None:
    words = library.resolve("cn/vocabulary", ON)
    with pytest.raises(ProblemError) as wrong:
        compare(Side(words), Side(words), zone.path, on=ON)
    assert [problem.code for problem in wrong.value.problems] == ["no-entity"]


def test_an_entity_that_the_data_have_not(zone: Snapshot, library: Library) -> None:
    policy = library.rule("cn/incubator@2020-01-01", ON)
    with pytest.raises(ProblemError) as wrong:
        compare(Side(policy), Side(policy), zone.path, on=ON)
    assert [problem.text.en for problem in wrong.value.problems] == ["cn/incubator: the data has no '机构'"]


def test_a_reform_that_rests_on_the_policy_it_replaces(zones: Zone) -> None:
    formulas = "甲: a >= 20\n果: 甲 and p"
    policy, snapshot, _ = zones(formulas, SEVEN)
    (zones.folder / "test.md").write_text(
        (zones.folder / "test.md").read_text(encoding="utf-8").replace("uses:", "exports: [果]\nuses:"),
        encoding="utf-8",
    )
    text = (zones.folder / "test.md").read_text(encoding="utf-8")
    draft = text.replace("id: zone/test", "id: zone/draft").replace(
        "uses: [zone/words]", "uses: [zone/words, zone/test]"
    )
    draft = draft.replace("exports: [果]\n", "").replace(formulas, "果: 试.果 and b >= 5")
    (zones.folder / "draft.md").write_text(draft, encoding="utf-8")
    after = Library().resolve(str(zones.folder / "draft.md"), ON)
    found = compare(Side(policy), Side(after), snapshot.path, on=ON)
    assert causes(found, "果") == {("b >= 5", "after"): 1}
    assert moves(found, "果") == {("yes", "unknown"): 1, ("no", "no"): 2, ("unknown", "unknown"): 2}


def test_about_different_entities(zone: Snapshot, library: Library) -> None:
    one, other = library.resolve("cn/tech-sme", ON), library.resolve("cn/incubator", date(2020, 1, 1))
    with pytest.raises(ProblemError) as wrong:
        compare(Side(one), Side(other), zone.path, on=ON)
    assert [problem.code for problem in wrong.value.problems] == ["another-entity"]


STACKED = """
| 支持 | 甲补 |
|---|---|
| 对象 | a >= 线 * 100 |
| 金额 | a |

| 支持 | 乙补 |
|---|---|
| 对象 | b > 0 |
| 金额 | b |
"""
HIGHEST = "| 叠加 | 只取其一 |\n|---|---|\n| 规则 | 就高 |\n| 支持 | 甲补, 乙补 |\n"
SHARED = HIGHEST.replace("就高", "累加") + "| 限额 | 100 |\n| 按 | k |\n| 先后 | d |\n"


def test_benefits_that_do_not_add_up(zones: Zone, tmp_path: Path) -> None:
    given_ = [{"a": "5", "b": "4"}, {"a": "5", "b": "9"}, {"a": "50", "b": "9"}]
    policy, snapshot, _ = zones("", given_, tables=PARAMETERS + STACKED + "\n" + HIGHEST)
    found = compare(Side(policy), with_(policy, "线=5%"), snapshot.path, on=ON, out=tmp_path / "out")
    assert [(key, name, before, after) for key, name, before, after, *_ in rows(tmp_path / "out", "benefits")] == [
        ("f1", "甲补", 0, 5),
        ("f1", "乙补", 4, 0),
        ("f2", "甲补", 0, 0),
        ("f2", "乙补", 9, 9),
        ("f3", "甲补", 50, 50),
        ("f3", "乙补", 0, 0),
    ]
    assert (found.money.total.before, found.money.total.after, found.money.total.gain) == (63, 64, 1)
    assert found.others == []


def test_a_cap_that_several_share(zones: Zone, tmp_path: Path) -> None:
    given_ = [
        {"a": "5.5", "b": "60", "k": "u", "d": "2025-01-01"},
        {"a": "40", "b": "20", "k": "u", "d": "2025-01-02"},
        {"a": "40", "b": "20", "k": "v", "d": "2025-01-03"},
    ]
    policy, snapshot, _ = zones("", given_, tables=PARAMETERS + STACKED + "\n" + SHARED)
    for threads in (1, 2):
        out = tmp_path / str(threads)
        compare(Side(policy), with_(policy, "线=5%"), snapshot.path, on=ON, out=out, threads=threads)
        assert [(key, name, before, after) for key, name, before, after, *_ in rows(out, "benefits")] == [
            ("f1", "甲补", 0, Decimal("5.5")),
            ("f1", "乙补", 60, 60),
            ("f2", "甲补", 40, Decimal("34.5")),
            ("f2", "乙补", 0, 0),
            ("f3", "甲补", 40, 40),
            ("f3", "乙补", 20, 20),
        ]
