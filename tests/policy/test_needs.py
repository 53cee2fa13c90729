"""What is needed is what the decisions speak of, and everything for want of which one may be unknown."""

from __future__ import annotations

from datetime import date

import pytest

from luoshu.policy.graph import Graph
from luoshu.policy.library import Library, Version
from luoshu.policy.needs import needs
from luoshu.sql.program import Program
from luoshu.sql.reason_rows import reason_rows
from luoshu.sql.source import Source

from .documents import read_body

ON = date(2024, 6, 30)
LIBRARY = Library()
DECIDING = [version for version in LIBRARY.all_versions() if LIBRARY.read(version).about]


def needed(body: str) -> set[str]:
    return {need.name for need in needs([read_body(body)], ON)}


def formulas(text: str) -> str:
    return f"```feel\n{text}\n```\n"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("甲: 费用 / 收入 >= 6%", {"费用", "收入"}),
        ("甲: prior(收入, 2) > 0", {"prior(收入, 2)"}),
        ("甲: 评价日期 > 成立日期", {"成立日期"}),
        ("甲: count(专利)", {"专利"}),
        ("甲: count(专利[有效 and not(有争议)])", {"专利", "专利.有效", "专利.有争议"}),
        ("甲: some 项 in 专利 satisfies 项.有效", {"专利", "专利.有效"}),
        ("甲: sum(for 项 in 专利 return 项.出资)", {"专利", "专利.出资"}),
        ("甲: sum(专利[有效].出资)", {"专利", "专利.有效", "专利.出资"}),
        ('甲: 专利[类别 = "I类"]\n乙: count(甲[有效])', {"专利", "专利.类别", "专利.有效"}),
        ('甲: 专利[类别 = "I类"]\n乙: count(甲[item.有效])', {"专利", "专利.类别", "专利.有效"}),
        ("甲: 专利[出资 > 收入]\n乙: sum(甲.出资)", {"专利", "专利.出资", "收入"}),
        ("收入: 费用 + 1\n甲: 收入 > 2", {"费用"}),
    ],
)
def test_of_formulas(text: str, wanted: set[str]) -> None:
    assert needed(formulas(text)) == wanted


def test_of_tables() -> None:
    table = "| F | 费用 | 国有 | **补贴** |\n|---|---|---|---|\n|  | >= 收入 | true | 人数 |\n|  | - | - | 0 |\n"
    assert needed(table) == {"费用", "国有", "收入", "人数"}


def test_of_a_cap_that_several_share() -> None:
    benefit = "| 支持 | 甲补 |\n|---|---|\n| 金额 | 费用 |\n\n"
    rule = (
        "| 叠加 | 合计 |\n|---|---|\n| 规则 | 累加 |\n| 支持 | 甲补 |\n| 限额 | 100 |\n| 已享 | 收入 |\n| 按 | 名称 |\n"
    )
    assert needed(benefit + rule) == {"费用", "收入", "名称"}


def test_each_is_said_with_the_decisions_that_speak_of_it() -> None:
    found = needs([read_body(formulas("甲: 收入 > 0\n乙: 收入 > 费用 and 甲"))], ON)
    said = {need.name: [decision.name for decision in decisions] for need, decisions in found.items()}
    assert said == {"收入": ["甲", "乙"], "费用": ["乙"]}


@pytest.mark.parametrize("version", DECIDING, ids=lambda version: version.shown)
def test_whatever_may_be_missing_is_needed(version: Version) -> None:
    policy = LIBRARY.read(version)
    graph = Graph.of([policy], version.first_day)
    program = Program.compile(graph, Source.of_vocabulary(policy.entity, policy.vocabulary, version.first_day))
    missing = {row.fact for row in reason_rows(program) if row.fact}
    assert missing
    assert missing <= {need.name for need in needs([policy], version.first_day)}
