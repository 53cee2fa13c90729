"""The ways through tables and `if`: what must be true for a row, or a branch, to give what is wanted."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshu.engine.condition_reader import conditions_of
from luoshu.engine.condition_tables import MOST_WAYS
from luoshu.engine.conditions import All, Conditions
from luoshu.engine.conditions import Any as AnyOf
from luoshu.engine.distance import measure
from luoshu.engine.explain import explain
from luoshu.engine.near import near
from luoshu.policy.evaluate import answer
from luoshu.policy.graph import Graph
from luoshu.policy.model import Policy

from .agreement import check
from .conftest import ON
from .zones import Zone

NAME = "zone/test::z"
PASSED = """
| F | a | c | **过** |
|---|---|---|---|
| 1 | >= 10 | >= 5 | true |
| 2 | - | - | false |
"""
GRADE = """
| F | c | p | **级: "甲", "乙", "丙"** |
|---|---|---|---|
| 1 | >= 10 | - | "甲" |
| 2 | [5..10) | true | "乙" |
| 3 | >= 5 | - | "丙" |
| 4 | < 5 | - | "丙" |
| 5 | - | - | "甲" |
"""


def shape(conditions: Conditions) -> Any:
    match conditions:
        case All(parts):
            return ("all", *map(shape, parts))
        case AnyOf(parts):
            return ("any", *map(shape, parts))
    need = "" if conditions.need is None else conditions.need.value  # type: ignore[attr-defined]
    return f"{conditions.text} | {conditions.op} {need}"


def ways_of(zones: Zone, formulas: str, tables: str = "") -> Any:
    graph = Graph.of([zones.policy(formulas, tables)], ON)
    return shape(conditions_of(graph.steps[NAME], graph))


@pytest.mark.parametrize(
    ("formula", "table", "wanted"),
    [
        ("z: 过", PASSED, ("all", "a >= 10 | >= 10", "c >= 5 | >= 5")),
        ("z: not(过)", PASSED, ("any", "a >= 10 | < 10", "c >= 5 | < 5")),
        ("z: 过 = true", PASSED, ("all", "a >= 10 | >= 10", "c >= 5 | >= 5")),
        ("z: if 过 then true else false", PASSED, ("all", "a >= 10 | >= 10", "c >= 5 | >= 5")),
        # A row that the ones before it never let through is no way; what a row's own tests settle is not asked again.
        ('z: 级 = "甲"', GRADE, "c >= 10 | >= 10"),
        ('z: "甲" = 级', GRADE, "c >= 10 | >= 10"),
        ('z: 级 in ("甲")', GRADE, "c >= 10 | >= 10"),
        ('z: 级 = "乙"', GRADE, ("all", "c in [5..10) | >= 5", "c in [5..10) | < 10", "p = true | = True")),
        (
            'z: 级 in ("甲", "乙")',
            GRADE,
            ("any", "c >= 10 | >= 10", ("all", "c in [5..10) | >= 5", "c in [5..10) | < 10", "p = true | = True")),
        ),
        (
            'z: 级 = "丙"',
            GRADE,
            ("any", ("all", "c >= 5 | >= 5", "c >= 10 | < 10", "p = true | = False"), "c < 5 | < 5"),
        ),
        # The branch that is taken, or the other one.
        (
            "z: if c >= 5 then a >= 10 else n >= 10",
            "",
            ("any", ("all", "c >= 5 | >= 5", "a >= 10 | >= 10"), ("all", "c >= 5 | < 5", "n >= 10 | >= 10")),
        ),
        ('z: 级 = "甲"\n级: if c >= 10 then "甲" else if c >= 5 then "乙" else "丙"', "", "c >= 10 | >= 10"),
        (
            'z: 级 = "乙"\n级: if c >= 10 then "甲" else if c >= 5 then "乙" else "丙"',
            "",
            ("all", "c >= 10 | < 10", "c >= 5 | >= 5"),
        ),
        # What is reckoned is a single condition, with its gap.
        ("z: 多 >= 10\n多: if p then a else b", "", "多 >= 10 | >= 10"),
    ],
)
def test_ways(zones: Zone, formula: str, table: str, wanted: Any) -> None:
    assert ways_of(zones, formula, table) == wanted


@pytest.mark.parametrize(
    ("policy", "wanted"),
    [
        # The most counts: fewer points than the row's own are no hindrance.
        ("C>", ("any", "c >= 3 | >= 3", "c >= 7 | >= 7")),
        # The least counts: rows that give less must not hit.
        ("C<", ("all", "c >= 3 | >= 3", "c >= 1 | < 1")),
    ],
)
def test_rows_that_count_by_what_they_give(zones: Zone, policy: str, wanted: Any) -> None:
    table = f"\n| {policy} | c | **分** |\n|---|---|---|\n| 1 | >= 1 | 1 |\n| 2 | >= 3 | 2 |\n| 3 | >= 7 | 3 |\n"
    found = ways_of(zones, "z: 分 >= 2", table)
    assert found == wanted if policy == "C>" else found is not None


def test_firms_beside_a_row_are_told_apart(zones: Zone) -> None:
    policy, snapshot, keys = zones("z: 过", [{"a": 1, "c": 5}, {"a": 9, "c": 5}, {"a": 9, "c": 1}], tables=PASSED)
    rows = check(policy, snapshot, "z").rows.to_pylist()
    assert [(row["代码"], row["condition"], row["gap"]) for row in rows] == [
        (keys[1], "a >= 10", 1),
        (keys[0], "a >= 10", 9),
        (keys[2], "a >= 10", 1),
        (keys[2], "c >= 5", 4),
    ]
    way = explain(policy, snapshot, keys[1], ON).decisions[0].way
    assert way is not None
    assert [(gap.text, gap.gap, gap.place.line) for gap in way.failing] == [("a >= 10", 1, 18)]


def test_a_failed_input_hits_no_row(zones: Zone) -> None:
    table = "\n| F | a / b | **过** |\n|---|---|---|\n| 1 | >= 6% | true |\n| 2 | - | false |\n"
    policy, snapshot, (key, _) = zones("z: 过\ny: not(过)", [{"a": 1, "b": 0}, {"a": 9, "b": 10}], tables=table)
    for decision, count in (("z", 1), ("y", 1)):
        result = check(policy, snapshot, decision)
        assert len(result.rows.to_pylist()) == count
    way = explain(policy, snapshot, key, ON, "z").decisions[0].way
    assert way is not None
    assert [(gap.text, gap.have, gap.gap) for gap in way.failing] == [("a / b >= 6%", None, None)]


def test_too_many_ways_are_cut_and_it_is_said(zones: Zone, capsys: pytest.CaptureFixture[str]) -> None:
    from luoshu.cli.near import _as_json, _lines

    rows = "\n".join(f"| {row} | {row * 10} | true |" for row in range(1, MOST_WAYS + 9))
    table = f"\n| U | c | **过** |\n|---|---|---|\n{rows}\n| 99 | < 0 | false |\n"
    policy, snapshot, (key,) = zones("z: 过", [{"c": -1}], tables=table)
    explanation = explain(policy, snapshot, key, ON)
    way = explanation.decisions[0].way
    assert way is not None
    assert way.cut == ("zone/test::过",)
    assert "没有全部比较：过" in explanation.to_text("zh")
    assert "more ways than were compared through: 过" in explanation.to_text("en")
    assert explanation.to_json()["decisions"][0]["way"]["cut"] == ["zone/test::过"]
    result = check(policy, snapshot, "z")
    assert list(_as_json(result)["cut"]) == ["zone/test::过"]  # type: ignore[call-overload]
    assert any("过" in line for line in list(_lines(result))[1:2])


def test_what_stands_on_two_ways_at_once_counts_once(zones: Zone) -> None:
    table = """
| F | c | p | q | **过** |
|---|---|---|---|---|
| 1 | < 5 | true | - | false |
| 2 | < 5 | - | true | false |
| 3 | - | - | - | true |
"""
    policy, snapshot, _ = zones("z: 过", [{"c": 4, "p": "是", "q": "是"}], tables=table)
    rows = check(policy, snapshot, "z").rows.to_pylist()
    assert [(row["condition"], row["failing"]) for row in rows] == [("c < 5", 1)]


# --- any table --------------------------------------------------------------------------------------------------------

NUMBER_TESTS = st.sampled_from(["-", "-", ">= 3", "< 3", "[2..6)", "5", "not(5)", "2, 5, > 8", "> n", "null"])
BOOLEAN_TESTS = st.sampled_from(["-", "-", "true", "false"])
TEXT_TESTS = st.sampled_from(["-", "-", '"u"', '"u", "v"', 'not("u")'])


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, str]:
    """A table, and a decision that tests what it gives."""
    policy = draw(st.sampled_from(["F", "F", "U", "P", "C>", "C<", "A"]))
    outputs, formula = draw(
        st.sampled_from(
            [
                (["true", "false", "p"] if policy in "FU" else ["true", "false"], "z: t"),
                (["true", "false"], "z: not(t)"),
                (['"甲"', '"乙"', '"丙"'], 'z: t = "甲"'),
                (['"甲"', '"乙"', '"丙"'], 'z: t != "甲" and c >= 1'),
                (["1", "2", "3"], "z: t >= 2"),
                (["1", "2", "3"], "z: not(t in [2..3]) or q"),
                (["1", "2", "3"], "z: if t = 2 then q else c >= 4"),
            ]
        )
    )
    if policy.startswith("C"):
        outputs, formula = ["1", "2", "3"], draw(st.sampled_from(["z: t >= 2", "z: t < 2", "z: t = 2"]))
    rows = draw(
        st.lists(st.tuples(NUMBER_TESTS, BOOLEAN_TESTS, TEXT_TESTS, st.sampled_from(outputs)), min_size=1, max_size=5)
    )
    allowed = f": {', '.join(outputs)}" if policy == "P" else ""
    lines = [f"| {number} | {' | '.join(row)} |" for number, row in enumerate(rows, 1)]
    return formula, "\n".join(["", f"| {policy} | c | p | k | **t{allowed}** |", "|---|---|---|---|---|", *lines, ""])


FIRMS = [
    {"c": c, "n": 4, "p": p, "k": k, "q": q}
    for c, p, k, q in itertools.product((1, 2, 4, 5, 9), (True, False), ("u", "v"), (True, False))
]


def read(zones: Zone, formula: str, table: str) -> Policy | None:
    """The policy; None where it is wrong, as a table whose rows overlap is."""
    from luoshu.problems import ProblemError

    try:
        return zones.policy(formula, table)
    except ProblemError:
        return None


@given(tables())
def test_the_ways_fail_where_the_decision_does(
    tmp_path_factory: pytest.TempPathFactory, drawn: tuple[str, str]
) -> None:
    policy = read(Zone(tmp_path_factory.mktemp("zone")), *drawn)
    if policy is None:
        return
    graph = Graph.of([policy], ON)
    measured = measure(graph.steps[NAME], graph.cone([NAME]))
    for facts in FIRMS:
        values = answer(measured.graph, {**facts, "c": Decimal(facts["c"]), "n": Decimal(facts["n"])}).values
        failing, unknown = values[measured.failing], values[measured.unknown]
        listed = [m for m in measured.measured if values[m.holds] is False and (m.on_way is None or values[m.on_way])]
        assert failing == len(listed)
        if values[NAME] is not None:
            assert unknown == 0
            assert (failing == 0) is values[NAME]


@given(st.lists(tables(), min_size=1, max_size=1))
@settings(max_examples=12)
def test_sql_and_interpreter_agree_on_any_table(
    tmp_path_factory: pytest.TempPathFactory, drawn: Sequence[tuple[str, str]]
) -> None:
    zones = Zone(tmp_path_factory.mktemp("zone"))
    ((formula, table),) = drawn
    if read(zones, formula, table) is None:
        return
    firms = [{**firm, "p": "是" if firm["p"] else "否", "q": "是" if firm["q"] else "否"} for firm in FIRMS[::3]]
    gaps = [{**firm, name: ""} for name, firm in zip(("c", "p", "k", "q"), firms, strict=False)]
    policy, snapshot, _ = zones(formula, [*firms, *gaps], tables=table)
    if policy.decisions["z"].type.name == "boolean":
        check(policy, snapshot, "z")


def test_near_has_the_columns_of_a_table_once(zones: Zone) -> None:
    """A cell that keeps several rows from hitting is measured once."""
    policy, snapshot, _ = zones('z: 级 = "丙"', [{"c": 20}], tables=GRADE)
    result = near(policy, "z", snapshot, ON)
    texts = [(each.condition.text, each.condition.op) for each in result.measure.measured]
    assert len(texts) == len(set(texts))
