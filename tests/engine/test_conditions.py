"""Decisions as trees of conditions, and the nearest way through them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from luoshu.engine.condition_reader import conditions_of
from luoshu.engine.conditions import All, Conditions, each
from luoshu.engine.conditions import Any as AnyOf
from luoshu.engine.distance import measure
from luoshu.engine.fallback import cone
from luoshu.policy.evaluate import answer
from luoshu.policy.graph import Graph
from luoshu.policy.library import Library

from .conftest import ON

HEAD = """---
id: zone/test
title: {zh: 试, en: Test}
effective: 2024-01-01/..
about: 企业
uses: [cn/vocabulary]
---

# 试

```feel
"""


def graph_of(folder: Path, formulas: str, on: date = ON) -> Graph:
    path = folder / "test.md"
    path.write_text(f"{HEAD}{formulas}\n```\n", encoding="utf-8")
    return Graph.of([Library().resolve(str(path), on)], on)


def tree_of(folder: Path, formulas: str, decision: str = "结论") -> Conditions:
    graph = graph_of(folder, formulas)
    return conditions_of(graph.steps[f"zone/test::{decision}"], graph)


def shape(conditions: Conditions) -> Any:
    match conditions:
        case All(parts):
            return ("all", *map(shape, parts))
        case AnyOf(parts):
            return ("any", *map(shape, parts))
    return f"{conditions.text} | {conditions.op}"


@pytest.mark.parametrize(
    ("formula", "wanted"),
    [
        ("职工总数 <= 500", "职工总数 <= 500 | <="),
        ("500 >= 职工总数", "500 >= 职工总数 | <="),
        ("not(职工总数 > 500)", "not(职工总数 > 500) | <="),
        ("查账征收", "查账征收 | ="),
        ("查账征收 = false", "查账征收 = false | ="),
        ("职工总数 between 5 and 10", ("all", "职工总数 between 5 and 10 | >=", "职工总数 between 5 and 10 | <=")),
        ("职工总数 in [5..10)", ("all", "职工总数 in [5..10) | >=", "职工总数 in [5..10) | <")),
        ('企业名称 in ("甲", "乙")', '企业名称 in ("甲", "乙") | in'),
        (
            "查账征收 and (自主品牌 or 属于重点领域)",
            ("all", "查账征收 | =", ("any", "自主品牌 | =", "属于重点领域 | =")),
        ),
        ("not(查账征收 and 自主品牌)", ("any", "查账征收 | =", "自主品牌 | =")),
        ("not(查账征收 or 自主品牌)", ("all", "查账征收 | =", "自主品牌 | =")),
        ("查账征收 and 查账征收 and 自主品牌", ("all", "查账征收 | =", "自主品牌 | =")),
        # What the run's date alone settles is no way.
        ("评价日期 < date(\"2020-01-01\") or 查账征收", "查账征收 | ="),
        ("评价日期 > date(\"2020-01-01\") and 查账征收", "查账征收 | ="),
    ],
)  # fmt: skip
def test_shapes(tmp_path: Path, formula: str, wanted: Any) -> None:
    assert shape(tree_of(tmp_path, f"结论: {formula}")) == wanted


def test_references_are_followed_and_denied(tmp_path: Path) -> None:
    found = tree_of(tmp_path, "结论: not(大)\n大: 职工总数 > 500 or 销售收入 > 2亿")
    assert [(each_.op, each_.decision.name, each_.place.line) for each_ in each(found)] == [
        ("<=", "大", 13),
        ("<=", "大", 13),
    ]


def test_assumptions_are_marked_through_decisions(tmp_path: Path) -> None:
    found = tree_of(tmp_path, "结论: 比 >= 6% and 查账征收\n比: ⟨研发费用⟩ / 销售收入")
    assert [each_.assumed for each_ in each(found)] == [True, False]


@pytest.mark.parametrize(
    ("facts", "failing", "unknown", "distance", "lacking"),
    [
        ({"职工总数": 500, "销售收入": 100, "查账征收": True}, 0, 0, "0", []),
        ({"职工总数": 505, "销售收入": 100, "查账征收": True}, 1, 0, "0.01", ["职工总数 <= 500"]),
        # Both ways have one failing condition: the nearer one counts, the first where they are as near.
        ({"职工总数": 500, "销售收入": 99, "查账征收": False}, 1, 0, "0.01", ["销售收入 >= 100"]),
        ({"职工总数": 500, "销售收入": 0, "查账征收": False}, 1, 0, "1", ["查账征收"]),
        # A way that cannot be told has no failing condition, and is the nearer.
        ({"职工总数": 600, "销售收入": None, "查账征收": False}, 1, 1, "0.2", ["职工总数 <= 500"]),
    ],
)
def test_the_nearest_way(
    tmp_path: Path, facts: dict[str, Any], failing: int, unknown: int, distance: str, lacking: list[str]
) -> None:
    graph = graph_of(tmp_path, "结论: 职工总数 <= 500 and (查账征收 or 销售收入 >= 100)")
    step = graph.steps["zone/test::结论"]
    measured = measure(step, cone(graph, [step.name]))
    values = answer(measured.graph, facts).values
    assert (values[measured.failing], values[measured.unknown]) == (failing, unknown)
    assert values[measured.distance] == Decimal(distance)
    on_way = [m for m in measured.measured if values[m.holds] is False and (m.on_way is None or values[m.on_way])]
    assert [m.condition.text for m in on_way] == lacking


def test_a_need_of_nought_has_no_share(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, "结论: 净利润 > 0")
    step = graph.steps["zone/test::结论"]
    measured = measure(step, graph)
    values = answer(measured.graph, {"净利润": -5}).values
    (only,) = measured.measured
    assert only.gap is not None
    assert only.over_need is not None
    assert (values[only.gap], values[only.over_need], values[measured.distance]) == (5, None, 1)
