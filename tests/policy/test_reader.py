"""Whole documents: the worked example, names from other policies, the names in scope."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.policy.documents import codes, document, problems, read, read_body, where

from luoshu.dmn.tables import HitPolicy
from luoshu.feel import types as feel
from luoshu.feel.printer import to_feel
from luoshu.policy.library import Library
from luoshu.policy.model import Policy
from luoshu.policy.names import AmbiguousName, DecisionName, FactName, RunDateName, meanings


@pytest.fixture(scope="module")
def worked_example(shared: Path) -> Policy:
    return Library().resolve(str(shared / "examples" / "科技型中小企业评价.md"), date(2024, 1, 1))


def test_the_worked_example_whole(worked_example: Policy) -> None:
    assert [problem for problem in worked_example.warnings if problem.severity != "advice"] == []
    assert list(worked_example.decisions) == [
        "规模达标", "行为合规", "基本条件", "科技人员得分", "研发销售比", "研发成本比", "研发投入得分",
        "I类知识产权数", "II类知识产权数", "科技成果得分", "综合得分", "直接确认", "五年前", "符合科技型中小企业条件",
    ]  # fmt: skip
    assert worked_example.since_assumed
    assert worked_example.since == date(2017, 5, 3)
    assert len(worked_example.base) == 19
    assert len(worked_example.examples) == 15


def test_types_articles_and_places_of_the_worked_example(worked_example: Policy) -> None:
    decisions = worked_example.decisions
    assert decisions["符合科技型中小企业条件"].type == feel.BOOLEAN
    assert decisions["五年前"].type == feel.DATE
    assert decisions["研发投入得分"].type == feel.NUMBER
    assert str(decisions["研发投入得分"].article) == "第七条 评价指标（满分 100 分） › 研发投入（50 分）"
    assert str(decisions["科技人员得分"].place).endswith(":32:24")
    table = decisions["研发投入得分"].table
    assert table
    assert table.hit_policy is HitPolicy.COLLECT_MAX
    assert len(table.rules) == 11


def test_a_document_in_english() -> None:
    policy = read(
        "---\nid: x/words\ntitle: Words\neffective: ../..\nabout: firm\n---\n\n# Words\n\n"
        "| facts | firm | type | period |\n|---|---|---|---|\n"
        "| | code | id | |\n| | sales revenue | money | annual |\n| | founded | date | |\n\n"
        "| parameters | value | from | until | source |\n|---|---|---|---|---|\n| line | 5000 | | | circular |\n\n"
        "| F | sales revenue | **score** | *why* |\n|---|---|---|---|\n| 1 | >= line | 2 | big |\n| 2 | - | 1 | |\n\n"
        '```feel\nold: founded < assessment date - duration("P5Y")\n'
        "growth: sales revenue / prior(sales revenue, 1)\n```\n\n"
        "| examples | base |\n|---|---|\n| sales revenue | 5000 |\n\n"
        "| examples | assessment date | **score** |\n|---|---|---|\n| a | | 2 |\n"
    )
    assert list(policy.decisions) == ["score", "old", "growth"]
    formula = policy.decisions["old"].formula
    assert formula
    assert to_feel(formula) == 'founded < 评价日期 - duration("P5Y")'


def test_a_known_name_never_ends_inside_a_longer_word() -> None:
    (found,) = problems("```feel\n甲: 收入额 > 1\n```\n")
    assert found.hint
    assert found.hint.en == "did you mean '收入'?"


def used(policy_id: str, title: str, name: str = "甲") -> Policy:
    text = document(f"```feel\n{name}: 人数 > 3\n内部: 1\n```\n", f"exports: [{name}]\n")
    return read(text.replace("test/policy", policy_id).replace("zh: 测试办法, en: Test", f"zh: {title}, en: {title}"))


def test_exports_and_nothing_else_are_seen() -> None:
    one = used("x/one", "一号")
    text = document("```feel\n乙: 甲 and 一号.甲\n```\n").replace("[test/vocabulary]", "[test/vocabulary, x/one]")
    known = meanings(read(text, one))
    assert isinstance(known["甲"], DecisionName)
    assert known["甲"] == known["一号.甲"]
    assert isinstance(known["人数"], FactName)
    assert isinstance(known["评价日期"], RunDateName)
    assert "内部" not in known


def test_a_name_that_two_policies_export() -> None:
    policies = used("x/one", "一号"), used("x/two", "二号")
    uses = "[test/vocabulary, x/one, x/two]"
    good = document("```feel\n乙: 一号.甲 and 二号.甲\n```\n").replace("[test/vocabulary]", uses)
    assert isinstance(meanings(read(good, *policies))["甲"], AmbiguousName)
    bad = document("```feel\n乙: 甲\n```\n").replace("[test/vocabulary]", uses)
    with pytest.raises(Exception, match=r"write 一号\.甲 or 二号\.甲"):
        read(bad, *policies)
    local = document("```feel\n甲: 1\n乙: 甲 + 1\n```\n").replace("[test/vocabulary]", uses)
    assert read(local, *policies).decisions["乙"].type == feel.NUMBER


def test_a_policy_named_and_not_used() -> None:
    text = document("```feel\n乙: 人数\n```\n").replace("[test/vocabulary]", "[test/vocabulary, x/one]")
    (found,) = read(text, used("x/one", "一号")).warnings
    assert (found.severity, found.code, found.place and found.place.line) == ("warning", "unused", 6)


def test_exports_must_be_defined_here() -> None:
    (found,) = problems("```feel\n甲乙丙: 人数\n```\n", more="exports: [甲乙]\n")
    assert (found.code, found.hint and found.hint.en) == ("exports", "did you mean '甲乙丙'?")


@pytest.mark.parametrize("about", ["", "about: 企也\n"])
def test_about(about: str) -> None:
    text = document("```feel\n甲: 1\n```\n").replace("about: 企业\n", about)
    with pytest.raises(Exception, match=r"about|no entity"):
        read(text)


@pytest.mark.parametrize(
    ("formula", "ok"),
    [
        ("prior(收入, 1)", True),
        ("prior(收入, 9)", True),
        ("prior(收入, 0)", False),
        ("prior(收入, 10)", False),
        ("prior(收入, 1.5)", False),
        ("prior(收入, 人数)", False),
        ("prior(占比, 1)", False),
        ("prior(收入)", False),
        ("prior(3, 1)", False),
        ("prior(prior(收入, 1), 1)", False),
        ("prior", False),
    ],
)
def test_prior(formula: str, ok: bool) -> None:
    found = [problem for problem in problems(f"```feel\n甲: {formula}\n```\n") if problem.severity == "error"]
    assert (found == []) is ok
    assert all(where(problem)[0] == 2 for problem in found)


def test_circles_are_named() -> None:
    found = problems("```feel\n甲: 乙 + 1\n乙: 丙 + 1\n丙: 甲\n丁: 丁 + 1\n戊: 甲\n```\n")
    assert codes(found) == ["circle", "circle"]
    assert [problem.text.en.split(": ")[1] for problem in found] == ["甲 → 乙 → 丙 → 甲", "丁 → 丁"]


def test_no_circle_where_a_field_or_variable_has_the_name() -> None:
    found = problems(
        "```feel\n有效: count(专利[有效])\n奖: some 奖 in 专利 satisfies 奖.有争议\n"
        "类别: for 类别 in [1] return 类别\n```\n"
    )
    assert codes(found) == []


def test_long_chains_of_decisions() -> None:
    lines = "\n".join(f"d{number}: d{number - 1} + 1" for number in range(1, 2000))
    policy = read_body(f"```feel\n{lines}\nd0: 人数\n```\n")
    assert policy.decisions["d1999"].type == feel.NUMBER
