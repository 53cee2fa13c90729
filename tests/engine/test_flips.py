"""The smallest change of a single fact that turns a decision: by the definition in docs/reference/json.md, whatever the
form in which the document says it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshu.engine.explain import explain
from luoshu.engine.fallback import cone
from luoshu.engine.flips import Changes, Flip, Settling
from luoshu.policy.evaluate import answer, answer_again
from luoshu.policy.graph import Graph

from .conftest import ON
from .zones import Zone

NAME = "zone/test::z"
LISTS = {"L": [], "M": []}


def changes(zones: Zone, formulas: str, facts: Mapping[str, Any], tables: str = "") -> Changes:
    graph = Graph.of([zones.policy(formulas, tables)], ON)
    return Changes(cone(graph, [NAME]), NAME, facts)


def smallest(zones: Zone, formulas: str, facts: Mapping[str, Any], tables: str = "") -> tuple[str, Any] | None:
    flip = changes(zones, formulas, facts, tables).smallest()
    return None if flip is None else (flip.name, flip.new)


@pytest.mark.parametrize(
    ("formula", "facts", "flip"),
    [
        # 5 → 8 is a change of 3/8, 5 → 2 one of 3/5.
        ("z: c between 3 and 7", {"c": 5}, ("c", 8)),
        ("z: c >= 3 and c <= 7", {"c": 5}, ("c", 8)),
        ("z: c in [3..7]", {"c": 5}, ("c", 8)),
        ("z: c between 3 and 7", {"c": 4}, ("c", 2)),
        ("z: c < 3 or c > 7", {"c": 5}, ("c", 8)),
        ("z: c < 4 or c > 8", {"c": 5}, ("c", 3)),
        # What grows in steps.
        (
            'z: years and months duration(d, 评价日期) >= duration("P3Y")',
            {"d": date(2022, 7, 1)},
            ("d", date(2022, 6, 30)),
        ),
        (
            'z: years and months duration(d, 评价日期) >= duration("P3Y")',
            {"d": date(2022, 6, 30)},
            ("d", date(2022, 7, 1)),
        ),
        (
            'z: years and months duration(d, 评价日期) >= duration("P3Y")',
            {"d": date(2025, 6, 1)},
            ("d", date(2022, 6, 30)),
        ),
        ("z: d.year >= 2020", {"d": date(2012, 5, 5)}, ("d", date(2020, 1, 1))),
        ("z: floor(a / 100) >= 3", {"a": Decimal(250)}, ("a", Decimal(300))),
        ("z: round half up(a / b, 0) >= 3", {"a": Decimal(200), "b": Decimal(100)}, ("a", Decimal(250))),
        # A whole change comes last, but comes.
        ("z: c >= 1", {"c": 0}, ("c", 1)),
        ("z: p and c >= 1", {"p": False, "c": 3}, ("p", True)),
    ],
)
def test_smallest(zones: Zone, formula: str, facts: Mapping[str, Any], flip: tuple[str, Any]) -> None:
    assert smallest(zones, formula, facts) == flip


def test_dates_are_measured_in_years_and_numbers_by_their_share(zones: Zone) -> None:
    """Ten years are no small change, though they are few beside two thousand."""
    formula = 'z: d >= date("2024-01-01") or c >= 100'
    assert smallest(zones, formula, {"d": date(2014, 1, 1), "c": 98}) == ("c", 100)
    assert smallest(zones, formula, {"d": date(2023, 12, 31), "c": 98}) == ("d", date(2024, 1, 1))


@pytest.mark.parametrize(
    "formula",
    [
        "every i in L satisfies i.m > 2",
        "not(some i in L satisfies i.m <= 2)",
        "every i in L satisfies i.m > 2 and i.f",
        "every i in L satisfies i.m > 2 or i.f",
    ],
)
def test_one_more_item_that_fails(zones: Zone, formula: str) -> None:
    tried = changes(zones, f"z: {formula}", {"L": [{"m": Decimal(3), "f": True}]})
    flip = tried.smallest()
    assert flip is not None
    assert (flip.name, len(flip.added), flip.result) == ("L", 1, False)
    assert flip.added[0]["m"] == 2


@given(
    st.integers(-5, 20), st.integers(-3, 12), st.integers(-3, 12), st.sampled_from([">=", "<=", "=", "!=", "<", ">"])
)
def test_none_is_smaller(tmp_path_factory: pytest.TempPathFactory, c: int, low: int, high: int, op: str) -> None:
    """Every value of a small range is tried."""
    zones = Zone(tmp_path_factory.mktemp("zone"))
    tried = changes(zones, f"z: (c >= {low} and c <= {high}) or c {op} {high + 5}", {"c": c})
    flip = tried.smallest()

    def size(value: int) -> tuple[int, Decimal, int]:
        change = abs(value - c)
        same_side = value * c > 0
        share = Decimal(change) / (max(abs(value), abs(c)) if same_side else abs(c) or change)
        return (0 if same_side else 4, share, change)

    others = [
        value for value in range(-60, 60) if value != c and tried._result("c", value) is not tried.now.values[NAME]
    ]
    assert flip is not None
    assert size(int(flip.new)) == min(map(size, others))


def test_what_is_evaluated_again_is_what_all_would_give(zones: Zone) -> None:
    formulas = 'z: f > 1 and g\nf: if 甲 = "高" then a / b else c / n\ng: n >= 3\n甲: if a >= 10 then "高" else "低"'
    tried = changes(zones, formulas, {"a": Decimal(5), "b": Decimal(0), "c": 3, "n": 4})
    for name, value in (("a", Decimal(50)), ("a", None), ("b", Decimal(2)), ("c", None), ("n", 1)):
        facts = {**tried.facts, name: value}
        again = answer_again(tried.now, facts, tried.graph.affected_by(name))
        whole = answer(tried.graph, facts)
        assert (again.values, again.why, again.scope()) == (whole.values, whole.why, whole.scope())


def settling(zones: Zone, formula: str, facts: Mapping[str, Any]) -> Settling:
    (found,) = changes(zones, formula, facts).settling()
    return found


def test_what_settles_a_missing_date_of_which_whole_months_count(zones: Zone) -> None:
    found = settling(zones, 'z: years and months duration(d, 评价日期) >= duration("P3Y")', {})
    assert [result for _, result in found.outcomes] == [True, False]
    assert found.outcomes[1][0] == date(2022, 7, 1)


def test_what_settles_a_missing_number_that_is_rounded(zones: Zone) -> None:
    found = settling(zones, "z: floor(a / 100) >= 3", {})
    assert [result for _, result in found.outcomes] == [False, True]
    assert found.outcomes[1][0] == 300


def test_explain_offers_it(zones: Zone) -> None:
    policy, snapshot, (key,) = zones("z: every i in L satisfies i.m > 2", [{"c": 1}], {"L": [{"m": 3}]})
    flip = explain(policy, snapshot, key, ON).decisions[0].flip
    assert isinstance(flip, Flip)
    assert flip.added
