"""Advice where `some … satisfies` takes in what follows it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.policy.documents import codes, problems, where

from luoshu.engine.check import check
from luoshu.policy.library import Library


@pytest.mark.parametrize(
    ("formula", "taken"),
    [
        ("国有 or some 项 in 专利 satisfies 项.有效 or 人数 > 5", "or 人数 > 5"),
        ("国有 and some 项 in 专利 satisfies 项.有效 and 人数 > 5", "and 人数 > 5"),
        ("国有 or every 项 in 专利 satisfies (项.有效 and 项.有争议) or 人数 > 5", "or 人数 > 5"),
        ("国有 or some 项 in 专利 satisfies 项.有效 and 项.有争议", "and 项.有争议"),
        ("if 国有 then 国有 or some 项 in 专利 satisfies 项.有效 or 人数 > 5 else false", "or 人数 > 5"),
        ("some 项 in 专利 satisfies 项.有效 or 国有", "or 国有"),
    ],
)
def test_what_is_taken_in(formula: str, taken: str) -> None:
    (found,) = problems(f"```feel\n甲: {formula}\n```\n")
    assert (found.code, found.severity) == ("reach", "advice")
    assert f"'{taken}'" in found.say("en")
    assert f"“{taken}”" in found.say("zh")
    quantifier = formula.find("every" if "every" in formula else "some")
    assert where(found) == (2, 4 + quantifier)


@pytest.mark.parametrize(
    "formula",
    [
        "国有 or (some 项 in 专利 satisfies 项.有效 and 项.有争议) or 人数 > 5",
        "(some 项 in 专利 satisfies 项.有效) or 国有",
        "国有 or some 项 in 专利 satisfies (项.有效 and 项.有争议)",
        "国有 or some 项 in 专利 satisfies 项.有效",
        "some 项 in 专利 satisfies 项.有效 and 项.有争议",
        "some 项 in 专利 satisfies 项.有效 and 国有",
        "not(some 项 in 专利 satisfies 项.有效 and 项.有争议) and 国有",
    ],
)
def test_what_needs_no_word(formula: str) -> None:
    assert problems(f"```feel\n甲: {formula}\n```\n") == []


def test_it_is_said_once_for_a_table_with_several_results() -> None:
    table = (
        "| U | 国有 or some 项 in 专利 satisfies 项.有效 or 人数 > 5 | **甲** | **乙** |\n|---|---|---|---|\n"
        "| 1 | true | 1 | 2 |\n| 2 | false | 3 | 4 |\n"
    )
    assert codes(problems(table)) == ["reach"]


def test_the_shared_example_is_advised_and_still_passes(shared: Path) -> None:
    library = Library()
    (checked,) = check(library.versions(str(shared / "examples" / "科技型中小企业评价.md")), library)
    (advice,) = [problem for problem in checked.problems if problem.code == "reach"]
    assert "经认定的省部级以上研发机构" in advice.text.zh
    assert checked.failed == 0
    assert checked.passed > 0
