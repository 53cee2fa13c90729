"""Stacking in a run and in an explanation; caps that several entities share against the plain way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luoshu.engine.explain import explain
from luoshu.engine.run import run

from .zones import KEY, ON, Zone

BENEFITS = """\
| 支持 | 甲补 |
|---|---|
| 对象 | p |
| 金额 | a |
| 出资 | 专项 |

| 支持 | 乙补 |
|---|---|
| 对象 | b > 0 |
| 金额 | b |

"""
HIGHEST = "| 叠加 | 只取其一 |\n|---|---|\n| 规则 | 就高 |\n| 支持 | 甲补, 乙补 |\n| 已享 | y |\n\n"
SHARED = (
    "| 叠加 | 合计 |\n|---|---|\n| 规则 | 累加 |\n| 支持 | 甲补, 乙补 |\n| 限额 | 100 |\n| 按 | k |\n| 先后 | d |\n"
)
Amounts = list[tuple[str, str, Decimal | None]]


def amounts(zones: Zone, tables: str, firms: Sequence[Mapping[str, Any]], threads: int = 2) -> Amounts:
    """The rows of benefits.parquet."""
    policy, snapshot, _ = zones("", firms, tables=BENEFITS + tables)
    out = zones.folder / f"out{next(_RUNS)}"
    made = run([policy], snapshot.path, out, on=ON, report=False, threads=threads)
    path = out / "zone" / "test" / "benefits.parquet"
    rows = _rows(path)
    assert made.answers["zone/test"].files["benefits.parquet"].rows == len(rows)
    return rows


_RUNS = count()


def _rows(path: Path) -> Amounts:
    with duckdb.connect() as connection:
        return connection.execute(f"SELECT {KEY}, benefit, amount FROM '{path}'").fetchall()


FIRMS = [{"p": "是", "a": "80", "b": "50", "y": "20"}, {"p": "是", "a": "80", "b": "", "y": "0"}]


def test_benefits_say_what_is_left(zones: Zone) -> None:
    assert amounts(zones, HIGHEST, FIRMS) == [
        ("f1", "甲补", Decimal("60.00")),
        ("f1", "乙补", Decimal("0.00")),
        ("f2", "甲补", None),
    ]


def test_an_explanation_says_what_was_deducted_and_why(zones: Zone) -> None:
    policy, snapshot, _ = zones("", FIRMS, tables=BENEFITS + HIGHEST)
    told = explain(policy, snapshot, "f1", ON)
    first, second = told.entitlements
    assert (first.amount, first.payable, first.deductions[0].amount) == (80, 60, 20)
    assert first.deductions[0].reason.zh == "只给最高的一项：已享 20 元；乙补 50 元"
    assert (second.payable, second.deductions[0].amount) == (0, 50)
    text = told.to_text("en")
    assert "● 甲补: ¥80, of which ¥60 payable, 专项" in text
    assert "−¥50 只取其一: only the highest is given: had already ¥20; 甲补 ¥80" in text
    as_data = told.to_json("zh")["benefits"][0]
    assert as_data["payable"]["value"] == "60"
    assert as_data["deductions"][0]["rule"] == "只取其一"
    unknown = explain(policy, snapshot, "f2", ON).entitlements
    assert [(each.entitled, each.payable) for each in unknown] == [(True, None), (None, None)]
    assert "● 甲补：应得 80 元，应付 不能判断" in explain(policy, snapshot, "f2", ON).to_text("zh")


def shared(firms: Sequence[Mapping[str, Any]]) -> Amounts:
    """What a shared cap leaves, the plain way: one group after the other, in order."""
    wanted: dict[str, list[tuple[Any, int, str, Decimal]]] = {}
    for number, firm in enumerate(firms):
        for name, amount, has in (("甲补", firm["a"], True), ("乙补", firm["b"], firm["b"] > 0)):
            if has:
                wanted.setdefault(firm["k"], []).append((firm["d"], number, name, Decimal(amount)))
    found = {}
    for rows in wanted.values():
        rest = Decimal(100)
        for _, number, name, amount in sorted(rows, key=lambda row: (row[0], row[1], row[2] != "甲补")):
            found[number, name] = min(amount, rest)
            rest -= found[number, name]
    return [(f"f{number + 1}", name, amount) for (number, name), amount in sorted(found.items(), key=_in_file)]


def _in_file(row: tuple[tuple[int, str], Decimal]) -> tuple[str, bool]:
    (number, name), _ = row
    return f"f{number + 1}", name != "甲补"


FIRM = st.fixed_dictionaries(
    {
        "p": st.just("是"),
        "a": st.integers(0, 70),
        "b": st.integers(0, 70),
        "k": st.sampled_from("uvw"),
        "d": st.dates(ON.replace(day=1), ON),
    }
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(firms=st.lists(FIRM, min_size=1, max_size=8))
def test_a_cap_that_several_share_is_used_up_in_order(zones: Zone, firms: list[dict[str, Any]]) -> None:
    told = [{name: str(value) for name, value in firm.items()} for firm in firms]
    assert amounts(zones, SHARED, told) == shared(firms) == amounts(zones, SHARED, told, threads=1)


def test_where_the_order_matters_and_is_not_known_no_amount_is(zones: Zone) -> None:
    firm = {"p": "是", "a": "60", "b": "0", "k": "u", "d": "2025-01-01"}
    late, unknown, elsewhere = firm | {"d": ""}, firm | {"k": ""}, firm | {"k": "v", "d": ""}
    rows = amounts(zones, SHARED, [firm, late, unknown, elsewhere])
    assert [amount for _, name, amount in rows if name == "甲补"] == [None, None, None, Decimal(60)]


def test_without_the_fact_by_which_it_is_shared_no_amount_is(zones: Zone) -> None:
    firm = {"p": "是", "a": "60", "b": "0", "d": "2025-01-01"}
    assert [amount for _, name, amount in amounts(zones, SHARED, [firm]) if name == "甲补"] == [None]


def test_an_amount_that_is_not_known_leaves_open_those_after_it(zones: Zone) -> None:
    firms = [
        {"p": "是", "a": "60", "b": "0", "k": "u", "d": "2025-01-01"},
        {"p": "是", "a": "", "b": "0", "k": "u", "d": "2025-01-02"},
        {"p": "是", "a": "10", "b": "0", "k": "u", "d": "2025-01-03"},
    ]
    assert [amount for _, _, amount in amounts(zones, SHARED, firms)] == [Decimal(60), None, None]


def test_an_explanation_names_a_cap_that_looks_beyond_the_entity(zones: Zone) -> None:
    policy, snapshot, _ = zones("", [FIRMS[0] | {"k": "u"}], tables=BENEFITS + SHARED)
    assert "合计：按“k”合并计算，测算时才扣减" in explain(policy, snapshot, "f1", ON).to_text("zh")
    label = "| 译名 | 名称 | 英文 |\n|---|---|---|\n| | 合计 | the cap |\n"
    named, _, _ = zones("", FIRMS, tables=BENEFITS + SHARED + "\n" + label)
    assert "the cap (合计): shared by k (k); only a run" in explain(named, snapshot, "f1", ON).to_text("en")
