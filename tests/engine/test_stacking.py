"""Stacking in a run and in an explanation; caps that several entities share against the plain way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luoshu.engine import shared_one
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


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(firms=st.lists(FIRM, min_size=1, max_size=8))
def test_a_cap_that_several_share_is_used_up_in_order(zones: Zone, firms: list[dict[str, Any]]) -> None:
    told = [{name: str(value) for name, value in firm.items()} for firm in firms]
    assert amounts(zones, SHARED, told) == shared(firms) == amounts(zones, SHARED, told, threads=1)


def test_where_the_order_matters_and_is_not_known_no_amount_is(zones: Zone) -> None:
    firm = {"p": "是", "a": "60", "b": "0", "k": "u", "d": "2025-01-01"}
    late, elsewhere = firm | {"d": ""}, firm | {"k": "v", "d": ""}
    rows = amounts(zones, SHARED, [firm, late, elsewhere])
    assert [amount for _, name, amount in rows if name == "甲补"] == [None, None, Decimal(60)]


def test_who_may_belong_to_any_group_counts_in_each(zones: Zone) -> None:
    firm = {"p": "是", "a": "60", "b": "0", "k": "u", "d": "2025-01-02"}
    stray, small = firm | {"k": "", "d": "2025-01-01"}, firm | {"k": "v", "a": "40"}
    assert [amount for _, _, amount in amounts(zones, SHARED, [firm, stray, small])] == [None, None, Decimal(40)]
    after = stray | {"d": "2025-01-03"}
    assert [amount for _, _, amount in amounts(zones, SHARED, [firm, after, small])] == [60, None, 40]
    assert files(zones)[0][-1] == ""
    assert lacking(zones, [firm, stray, small]) == ["k", "k", ""]


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
    assert lacking(zones, firms) == ["", "a", "a"]


def test_who_may_be_entitled_may_come_before(zones: Zone) -> None:
    """They have no row of their own, and count all the same."""
    may = {"p": "", "a": "60", "b": "0", "k": "u", "d": "2025-01-01"}
    firm = {"p": "是", "a": "60", "b": "0", "k": "u", "d": "2025-01-02"}
    assert amounts(zones, SHARED, [may, firm]) == [("f2", "甲补", None)]
    assert lacking(zones, [may, firm]) == ["p"]
    assert amounts(zones, SHARED, [may | {"d": "2025-01-03"}, firm]) == [("f2", "甲补", Decimal(60))]
    assert amounts(zones, SHARED, [may | {"a": "40"}, firm]) == [("f2", "甲补", Decimal(60))]  # all fit


def test_what_the_group_had_is_what_each_of_it_had(zones: Zone) -> None:
    """Those who are due nothing now included."""
    rules = SHARED + "| 已享 | y |\n"
    firm = {"p": "是", "a": "60", "b": "0", "k": "u", "d": "2025-01-01", "y": "0"}
    had = {"p": "否", "a": "60", "b": "0", "k": "u", "d": "2024-01-01", "y": "70"}
    assert amounts(zones, rules, [firm, had]) == [("f1", "甲补", Decimal(30))]
    assert amounts(zones, rules, [firm, had, firm | {"k": "v"}])[-1] == ("f3", "甲补", Decimal(60))
    assert amounts(zones, rules, [firm | {"y": "30"}, had]) == [("f1", "甲补", Decimal(0))]
    assert amounts(zones, rules, [firm, had | {"y": ""}]) == [("f1", "甲补", None)]
    assert lacking(zones, [firm, had | {"y": ""}], rules) == ["y"]


def test_the_file_says_what_was_deducted_and_by_which_rule(zones: Zone) -> None:
    firm = {"p": "是", "a": "80", "b": "50", "k": "u", "d": "2025-01-01", "y": "20"}
    amounts(zones, HIGHEST + SHARED, [firm, firm | {"d": "2025-01-02"}])
    assert files(zones) == [
        ("f1", "甲补", Decimal(60), Decimal(20), "只取其一", ""),
        ("f1", "乙补", Decimal(0), Decimal(50), "只取其一", ""),
        ("f2", "甲补", Decimal(40), Decimal(40), "只取其一、合计", ""),
        ("f2", "乙补", Decimal(0), Decimal(50), "只取其一", ""),
    ]


def files(zones: Zone) -> list[tuple[Any, ...]]:
    """What the last run's benefits.parquet says beside the amounts."""
    path = max(zones.folder.glob("out*"), key=lambda each: int(each.name[3:])) / "zone" / "test" / "benefits.parquet"
    with duckdb.connect() as connection:
        names = [name for name, *_ in connection.execute(f"DESCRIBE FROM '{path}'").fetchall()]
        assert names[1:] == [
            "benefit", "amount", "fund", "until", "automatic", "article", "assumed", "deducted", "rule", "missing",
        ]  # fmt: skip
        return connection.execute(f"SELECT {KEY}, benefit, amount, deducted, rule, missing FROM '{path}'").fetchall()


def lacking(zones: Zone, firms: Sequence[Mapping[str, Any]], rules: str = SHARED) -> list[str]:
    amounts(zones, rules, firms)
    return [row[-1] for row in files(zones)]


OPEN = st.fixed_dictionaries(
    {
        "p": st.sampled_from(["是", "", "否"]),
        "a": st.sampled_from(["", "20", "40", "60"]),
        "b": st.sampled_from(["0", "30"]),
        "k": st.sampled_from(["u", "v", ""]),
        "d": st.sampled_from(["", "2025-01-01", "2025-01-02"]),
        "y": st.sampled_from(["0", "40", ""]),
    }
)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(firms=st.lists(OPEN, min_size=2, max_size=4), data=st.data())
def test_what_is_known_holds_whatever_is_missing(zones: Zone, firms: list[dict[str, str]], data: st.DataObject) -> None:
    rules = SHARED + "| 已享 | y |\n"
    told = {(key, name): amount for key, name, amount in amounts(zones, rules, firms)}
    possible = {"p": "是", "a": "50", "k": "u", "d": "2024-12-31", "y": "30"}
    other = {"p": "否", "a": "0", "k": "v", "d": "2025-01-03", "y": "0"}
    filled = [
        {name: value or data.draw(st.sampled_from([possible[name], other[name]])) for name, value in firm.items()}
        for firm in firms
    ]
    full = {(key, name): amount for key, name, amount in amounts(zones, rules, filled)}
    assert {row: amount for row, amount in told.items() if amount is not None} == {
        row: full[row] for row, amount in told.items() if amount is not None
    }


def test_an_explanation_applies_a_cap_that_looks_beyond_the_entity(zones: Zone) -> None:
    """As a run does: the amounts are the same, and what was deducted is said."""
    rules = SHARED + "| 已享 | y |\n\n"
    label = "| 译名 | 名称 | 英文 |\n|---|---|---|\n| | 合计 | the cap |\n"
    firm = {"p": "是", "a": "60", "b": "0", "k": "u", "d": "2025-01-01", "y": "0"}
    had = {"p": "否", "a": "60", "b": "0", "k": "u", "d": "2024-01-01", "y": "10"}
    firms = [firm, firm | {"d": "2025-01-02"}, had, firm | {"k": "v"}]
    policy, snapshot, _ = zones("", firms, tables=BENEFITS + rules + label)
    told = [explain(policy, snapshot, f"f{number}", ON) for number in (1, 2, 4)]
    assert [each.entitlements[0].payable for each in told] == [60, 30, 60]
    text = told[1].to_text("zh")
    assert "可得 1 项支持\n  ● 甲补：应得 60 元，应付 30 元，专项" in text
    assert "−30 元 合计：合计不超过限额：限额 100 元；k“u”的已享 10 元；k“u”在前的 60 元" in text
    assert text.index("可得 1 项") < text.index("甲补·对象") < text.index("扣减")
    assert "cap ¥100; had already, of k (k) 'u', ¥10; before it, of k (k) 'u', ¥60" in told[1].to_text("en", 200)
    assert "the cap (合计): shared by k (k); nothing is deducted" in told[0].to_text("en")
    as_data = told[1].to_json("en")["benefits"][0]
    assert (as_data["payable"]["value"], as_data["deductions"][0]["rule"]) == ("30", "合计")


def test_an_explanation_of_one_decision_says_what_was_deducted(zones: Zone) -> None:
    policy, snapshot, _ = zones("", FIRMS, tables=BENEFITS + HIGHEST)
    for decision in ("甲补·应付", "甲补·金额", "甲补·应得", "甲补·对象"):
        told = explain(policy, snapshot, "f1", ON, decision)
        assert [each.payable for each in told.entitlements] == [60]
        text = told.to_text("zh")
        assert "● 甲补：应得 80 元，应付 60 元，专项" in text
        assert "−20 元 只取其一：只给最高的一项：已享 20 元；乙补 50 元" in text
        assert [each.part.name for each in told.decisions] == [f"zone/test::{decision}"]
    assert explain(policy, snapshot, "f1", ON, "只取其一·已享").entitlements == ()


def test_an_explanation_says_for_want_of_what_a_shared_cap_cannot_be_told(zones: Zone) -> None:
    may = {"p": "", "a": "60", "b": "0", "k": "u", "d": "2025-01-01"}
    firm = {"p": "是", "a": "60", "b": "0", "k": "u", "d": "2025-01-02"}
    policy, snapshot, _ = zones("", [may, firm], tables=BENEFITS + SHARED)
    told = explain(policy, snapshot, "f2", ON)
    assert (told.entitlements[0].payable, told.entitlements[0].between) == (None, (40, 60))
    text = told.to_text("zh")
    assert "还不能说可得哪项支持，1 项不能判断" in text
    assert "甲补：应得 60 元，应付 40 元 至 60 元（不能判断，缺少：p）" in text
    assert "甲补：不能判断" in explain(policy, snapshot, "f1", ON).to_text("zh")


def test_where_the_others_are_too_many_the_full_amount_is_not_what_is_payable(
    zones: Zone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_one, "MOST", 0)
    policy, snapshot, _ = zones("", [FIRMS[0] | {"k": "u", "b": "0"}], tables=BENEFITS + SHARED)
    told = explain(policy, snapshot, "f1", ON)
    assert (told.entitlements[0].payable, told.entitlements[0].between) == (None, (0, 80))
    text = told.to_text("zh")
    assert "甲补：应得 80 元，应付 0 元 至 80 元（“合计”合并扣减，数据太多，以测算为准）" in text
    assert "数据太多，这里没有算" not in text
    assert told.to_json("zh")["benefits"][0]["left_out"] is True
