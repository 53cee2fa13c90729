"""How benefits add up: each rule against its own arithmetic, unknown amounts, and slips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshu.policy.evaluate import answer
from luoshu.policy.graph import Graph
from luoshu.policy.model import Policy
from luoshu.problems import ProblemError

from .documents import codes, document, problems, read, read_body, where

ON = date(2024, 6, 30)
NAMES = ("甲补", "乙补", "丙补")
FACTS = ("收入", "费用", "prior(收入, 1)")  # what each of the three gives
HAD = "prior(费用, 1)"


def benefit(name: str, amount: str, who: str = "国有") -> str:
    return f"| 支持 | {name} |\n|---|---|\n| 对象 | {who} |\n| 金额 | {amount} |\n\n"


def stacking(name: str, **rows: str) -> str:
    return f"| 叠加 | {name} |\n|---|---|\n" + "".join(f"| {key} | {value} |\n" for key, value in rows.items()) + "\n"


THREE = "".join(benefit(name, fact, f"{fact} > 0") for name, fact in zip(NAMES, FACTS, strict=True))
RULES = {
    "就高": {"规则": "就高"},
    "就高已享": {"规则": "就高", "已享": HAD},
    "补足": {"规则": "补足"},
    "补足已享": {"规则": "补足", "已享": HAD},
    "累加": {"规则": "累加", "限额": "100"},
    "累加已享": {"规则": "累加", "限额": "100", "已享": HAD},
    "互斥": {"规则": "互斥"},
    "互斥已享": {"规则": "互斥", "已享": HAD},
    "互斥选择": {"规则": "互斥", "选择": "名称"},
}


def policy_of(rule: str) -> Policy:
    return read_body(THREE + stacking("规矩", **RULES[rule], 支持="、".join(NAMES)))


def due(rule: str, amounts: Sequence[Decimal], had: Decimal, choice: str) -> list[Decimal]:
    """What each rule leaves, worked out the plain way."""
    had = had if "已享" in rule else Decimal(0)
    left = []
    for at, amount in enumerate(amounts):
        before, zero = amounts[:at], Decimal(0)
        if rule.startswith("就高"):
            highest = amount > 0 and amount == max(amounts) and amount not in before
            left.append(max(zero, amount - had) if highest else zero)
        elif rule.startswith("补足"):
            left.append(max(zero, amount - max([had, *before])))
        elif rule.startswith("累加"):
            left.append(max(zero, min(amount, Decimal(100) - had - sum(before))))
        elif rule == "互斥选择":
            left.append(amount if choice == NAMES[at] else zero)
        else:
            left.append(zero if had > 0 or any(before) else amount)
    return left


def paid(policy: Policy, facts: Mapping[str, Any]) -> list[Any]:
    given = dict.fromkeys([*policy.entity.facts], None) | dict(facts)
    values = answer(Graph.of([policy], ON), given).values
    return [values[f"{policy.id}::{each.payable}"] for each in policy.benefits if each.payable]


AMOUNTS = st.integers(0, 120).map(Decimal)
CHOICES = st.sampled_from([*NAMES, "别的"])


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_leaves_what_its_arithmetic_gives(rule: str) -> None:
    policy = policy_of(rule)

    @given(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS), AMOUNTS, CHOICES)
    def check(amounts: tuple[Decimal, ...], had: Decimal, choice: str) -> None:
        facts = dict(zip(FACTS, amounts, strict=True)) | {HAD: had, "名称": choice}
        assert paid(policy, facts) == due(rule, amounts, had, choice)

    check()


@pytest.mark.parametrize("rule", RULES)
def test_what_is_known_with_an_amount_missing_holds_whatever_it_is(rule: str) -> None:
    policy = policy_of(rule)

    @given(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS), AMOUNTS, CHOICES, st.integers(0, 4), AMOUNTS)
    def check(amounts: tuple[Decimal, ...], had: Decimal, choice: str, lost: int, instead: Decimal) -> None:
        facts: dict[str, Any] = dict(zip(FACTS, amounts, strict=True)) | {HAD: had, "名称": choice}
        name = [*FACTS, HAD, "名称"][lost]
        told = paid(policy, facts | {name: None})
        other = facts | {name: NAMES[int(instead) % 3] if name == "名称" else instead}
        for known, full in zip(told, paid(policy, other), strict=True):
            assert known is None or known == full

    check()


@pytest.mark.parametrize("rule", RULES)
def test_who_gets_nothing_by_itself_is_told_so_whatever_else_is_missing(rule: str) -> None:
    """Even where it is not known what was had, what others give or which one was chosen."""
    found = paid(policy_of(rule), {FACTS[0]: Decimal(0)})
    assert found[0] == 0
    assert found[1:] == [None, None]


def test_a_rule_works_on_what_the_one_before_it_left() -> None:
    both = stacking("就高", 规则="就高", 支持="甲补, 乙补") + stacking(
        "总额", 规则="累加", 支持="乙补, 丙补", 限额="100"
    )
    policy = read_body(THREE + both)
    assert [each.payable for each in policy.benefits] == ["甲补·应付", "乙补·应付", "丙补·应付"]
    assert policy.stackings[0].results == {"甲补": "甲补·应付", "乙补": "乙补·应付·就高"}
    assert paid(policy, dict(zip(FACTS, map(Decimal, (30, 80, 50)), strict=True))) == [0, 80, 20]


@pytest.mark.parametrize("members", ["甲补、　乙补", "甲补;\u00a0乙补", "⟨甲补⟩, ⟨乙补⟩", "甲补，\t乙补、"])
def test_members_stand_apart_by_any_blank(members: str) -> None:
    policy = read_body(THREE + stacking("就高", 规则="就高", 支持=members))
    assert list(policy.stackings[0].results) == ["甲补", "乙补"]


def test_the_labels_of_what_is_composed() -> None:
    labels = "| 译名 | 名称 | 英文 |\n|---|---|---|\n| | 甲补 | grant A |\n"
    policy = read_body(THREE + stacking("就高", 规则="就高", 支持="甲补, 乙补") + labels)
    assert policy.decisions["甲补·应付"].english == "grant A: payable"
    assert policy.decisions["甲补·应得"].english == "grant A: entitled"


IN_KIND = "| 支持 | 免租 |\n|---|---|\n| 对象 | 国有 |\n| 减免 | 房租 |\n\n"


def test_a_benefit_in_kind_bars_and_is_barred() -> None:
    first = read_body(THREE + IN_KIND + stacking("租", 规则="互斥", 支持="甲补, 免租"))
    *_, free = first.benefits
    assert (free.who, free.payable) == ("免租·可享", None)
    graph = Graph.of([first], ON)
    nothing = dict.fromkeys(first.entity.facts, None)
    for revenue, expected in ((Decimal(1), False), (Decimal(0), True), (None, None)):
        values = answer(graph, nothing | {"收入": revenue, "国有": True}).values
        assert values["test/policy::免租·可享"] is expected
    second = read_body(THREE + IN_KIND + stacking("租", 规则="互斥", 支持="免租, 甲补"))
    assert paid(second, {"收入": Decimal(5), "国有": True})[0] == 0
    assert paid(second, {"收入": Decimal(5), "国有": False})[0] == 5


CITY = """\
---
id: test/city
title: {zh: 市级, en: City}
effective: ../..
about: 企业
uses: [test/vocabulary]
exports: [市补]
---

# 市级

"""


def beside_the_city(rules: str) -> str:
    text = document(benefit("区补", "收入") + rules)
    return text.replace("uses: [test/vocabulary]", "uses: [test/vocabulary, test/city]")


def test_benefits_of_another_policy_are_members_like_others() -> None:
    city = read(CITY + benefit("市补", "费用", "费用 > 0"))
    assert city.exports == ("市补·对象", "市补·金额")
    for name in ("市补", "市级.市补", "City.市补"):
        policy = read(beside_the_city(stacking("差额", 规则="补足", 支持=f"{name}, 区补")), city)
        assert [(each.name, each.who, each.fund) for each in policy.benefits][1][:2] == ("市补", "市补·对象")
        assert paid(policy, {"收入": Decimal(80), "费用": Decimal(50), "国有": True}) == [30, 50]


def test_a_benefit_that_is_not_exported_is_no_member() -> None:
    city = read(CITY.replace("exports: [市补]", "exports: [甲]") + "```feel\n甲: 1\n```\n" + benefit("市补", "费用"))
    with pytest.raises(ProblemError) as found:
        read(beside_the_city(stacking("差额", 规则="补足", 支持="市补, 区补")), city)
    assert codes(found.value.problems) == ["stacking"]


RIGHT = {"规则": "累加", "支持": "甲补, 乙补", "限额": "100", "按": "名称", "先后": "成立日期"}


def test_a_cap_that_several_share_is_left_to_the_run() -> None:
    policy = read_body(THREE + stacking("规矩", **RIGHT))
    (rule,) = policy.stackings
    assert (rule.per, rule.order, rule.cap) == ("名称", "规矩·先后", "规矩·限额")
    assert [each.payable for each in policy.benefits] == ["甲补·应得", "乙补·应得", None]


@pytest.mark.parametrize(
    ("change", "row", "text"),
    [
        ({"规则": "叠加"}, 2, "'rule' cannot be '叠加'"),
        ({"规则": None}, 0, "the property 'rule' is missing"),
        ({"支持": "甲补, 乙朴"}, 3, "there is no benefit named '乙朴'"),
        ({"支持": "甲补, 甲补"}, 3, "'甲补' is named twice"),
        ({"限额": None}, 2, "benefits that add up need a cap"),
        ({"规则": "就高"}, 4, "'cap' is for the rule 'add' only"),
        ({"选择": "名称"}, 7, "'choice' is for the rule 'exclusive' only"),
        ({"按": None}, 5, "'order' goes with 'per'"),
        ({"按": "人数"}, 5, "'人数' is no fact to share a cap by"),
        ({"支持": "甲补, 免租"}, 3, "'免租' has no amount: only 'exclusive'"),
        ({"限额": "名称"}, 4, "'cap' must be a number, but this is a string"),
    ],
)  # fmt: skip
def test_slips(change: dict[str, str | None], row: int, text: str) -> None:
    rows = {key: value for key, value in (RIGHT | change).items() if value is not None}
    found = problems(THREE + IN_KIND + stacking("规矩", **rows))
    first = (THREE + IN_KIND).count("\n") + 1
    assert (where(found[0])[0] - first, found[0].text.en) == (row, text), codes(found)


def test_one_benefit_and_nothing_before_it_is_nothing_to_compare() -> None:
    (found,) = problems(THREE + stacking("规矩", 规则="就高", 支持="甲补"))
    assert "nothing to compare" in found.text.en
