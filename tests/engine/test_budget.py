"""What a year costs and how a budget is shared, against the plain way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luoshu.engine.budget.cost import Fund, YearCost, year_cost
from luoshu.engine.budget.payments import Ranked
from luoshu.engine.run import run
from luoshu.problems import ProblemError

from .zones import ON, Zone

GRANT = "| 支持 | 甲补 |\n|---|---|\n| 对象 | p |\n| 金额 | a |\n| 出资 | 专项 |\n{more}\n"
BUDGET = "| 预算 | 资金 | 年度 | 金额 | 出处 |\n|---|---|---|---|---|\n| | 专项 | 2025 | {limit} | 第一条 |\n\n"
_RUNS = count()


def cost(
    zones: Zone,
    firms: Sequence[Mapping[str, Any]],
    tables: str,
    ranked: Ranked | None = None,
    year: int = 2025,
) -> tuple[YearCost, list[tuple[Any, ...]]]:
    """The cost, and the rows that are written: identifier, due, in order, pro rata, by points."""
    policy, snapshot, _ = zones("", firms, tables=tables)
    folder = zones.folder / f"budget{next(_RUNS)}"
    made = run([policy], snapshot.path, folder, on=ON, report=False)
    found = year_cost(made, year, ranked or Ranked(), folder, folder)
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"SELECT id, due, in_order, pro_rata, by_points FROM '{folder / 'budget.parquet'}'"
        ).fetchall()
    return found, rows


def only(found: YearCost) -> Fund:
    [fund] = found.funds
    return fund


FIRM = st.fixed_dictionaries({"a": st.integers(0, 9), "c": st.integers(0, 3), "x": st.integers(0, 2)})


def in_order(firms: Sequence[Mapping[str, int]], budget: int) -> list[int]:
    paid = [0] * len(firms)
    for at in sorted(range(len(firms)), key=lambda at: (firms[at]["c"], at)):
        paid[at] = min(firms[at]["a"] * 100, budget)
        budget -= paid[at]
    return paid


def pro_rata(firms: Sequence[Mapping[str, int]], budget: int) -> list[int]:
    total = sum(firm["a"] * 100 for firm in firms)
    return [firm["a"] * 100 * budget // total for firm in firms]


def by_points(firms: Sequence[Mapping[str, int]], budget: int) -> list[int]:
    paid = [0] * len(firms)
    for points in sorted({firm["x"] for firm in firms}, reverse=True):
        equals = [at for at, firm in enumerate(firms) if firm["x"] == points]
        together = sum(firms[at]["a"] * 100 for at in equals)
        for at in equals:
            paid[at] = firms[at]["a"] * 100 * min(budget, together) // (together or 1)
        budget -= min(budget, together)
    return paid


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(firms=st.lists(FIRM, min_size=1, max_size=6), share=st.integers(0, 99))
def test_every_way_to_share(zones: Zone, firms: list[dict[str, int]], share: int) -> None:
    total = sum(firm["a"] for firm in firms)
    limit = Decimal(total * share) / 100
    told = [{"p": "是"} | {name: str(value) for name, value in firm.items()} for firm in firms]
    found, rows = cost(zones, told, GRANT.format(more="") + BUDGET.format(limit=limit), Ranked("c", "x"))
    fund = only(found)
    assert fund.amount == total
    assert fund.limit == limit
    if total == 0:
        assert not fund.ways
        return
    fen = int(limit * 100)
    for column, way in enumerate((in_order, pro_rata, by_points), 2):
        expected = way(firms, fen)
        assert [int(row[column] * 100) for row in rows] == expected, way
        shared = fund.ways[column - 2]
        dues = [firm["a"] * 100 for firm in firms]
        assert int(shared.paid * 100) == sum(expected) <= fen
        assert shared.full == sum(1 for paid, due in zip(expected, dues, strict=True) if due and paid == due)
        assert shared.nothing == sum(1 for paid, due in zip(expected, dues, strict=True) if due and not paid)


FIRMS = [{"p": "是", "a": "100", "d": "2025-03-01"}, {"p": "是", "a": "50", "d": "2025-02-01"}, {"p": "否", "a": "7"}]


@pytest.mark.parametrize(
    ("rhythm", "times", "runs_out"),
    [
        ("", 1, ON),
        ("| 周期 | 年度 |\n", 1, date(2025, 12, 31)),
        ("| 周期 | 半年 |\n", 2, date(2025, 12, 31)),
        ("| 周期 | 季度 |\n", 4, date(2025, 9, 30)),
        ("| 周期 | 每月 |\n", 12, date(2025, 9, 30)),
    ],
)
def test_a_rhythm_gives_the_payments_of_a_year(zones: Zone, rhythm: str, times: int, runs_out: date) -> None:
    limit = 110 * times if times > 2 else 149 * times
    found, _ = cost(zones, FIRMS, GRANT.format(more=rhythm) + BUDGET.format(limit=limit), Ranked("d"))
    fund = only(found)
    assert fund.amount == 150 * times
    first, *_ = fund.ways
    assert (first.day, first.at, first.place) == (runs_out, "f1", date(2025, 3, 1))


def test_payments_end_with_the_benefit(zones: Zone) -> None:
    more = '| 周期 | 每月 |\n| 期限 | date("2025-03-30") |\n'
    found, _ = cost(zones, FIRMS, GRANT.format(more=more))
    assert only(found).amount == 2 * 150  # the ends of January and February


def test_a_budget_that_suffices_is_not_shared(zones: Zone) -> None:
    found, rows = cost(zones, FIRMS, GRANT.format(more="") + BUDGET.format(limit="150"))
    fund = only(found)
    assert fund.left == 0
    assert not fund.ways
    assert rows == [("f1", *[Decimal(100)] * 4), ("f2", *[Decimal(50)] * 4)]


def test_the_budget_is_that_of_the_year(zones: Zone) -> None:
    tables = GRANT.format(more="") + BUDGET.format(limit="10")
    found, _ = cost(zones, FIRMS, tables, year=2026)
    assert only(found).limit is None


def test_a_budget_may_rest_on_parameters(zones: Zone) -> None:
    parameter = "| 参数 | 值 | 来源 |\n|---|---|---|\n| 收入 | 1000 | 一 |\n\n"
    found, _ = cost(zones, FIRMS, parameter + GRANT.format(more="") + BUDGET.format(limit="3% * 收入"))
    assert only(found).limit == 30


def test_who_cannot_be_told_is_counted_and_costs_nothing(zones: Zone) -> None:
    firms = [*FIRMS, {"p": "", "a": "5"}, {"p": "是", "a": ""}]
    found, _ = cost(zones, firms, GRANT.format(more=""))
    [told] = only(found).costs
    assert told.amount == 150
    assert (told.entities, told.unknown, told.open) == (2, 1, 1)


def test_those_without_a_place_come_last(zones: Zone) -> None:
    firms = [{"p": "是", "a": "10", "d": "", "x": ""}, {"p": "是", "a": "10", "d": "2025-01-01", "x": "1"}]
    found, rows = cost(zones, firms, GRANT.format(more="") + BUDGET.format(limit="10"), Ranked("d", "x"))
    assert [row[2] for row in rows] == [0, 10]
    assert [row[4] for row in rows] == [0, 10]
    assert [shared.unplaced for shared in only(found).ways] == [1, 0, 1]


def test_an_unknown_name_to_order_by(zones: Zone) -> None:
    with pytest.raises(ProblemError) as found:
        cost(zones, FIRMS, GRANT.format(more=""), Ranked("dd"))
    assert "no decision or fact named 'dd'" in str(found.value)
