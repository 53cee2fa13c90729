"""What a policy answers one enterprise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from luoshu.office.register.own_answers import Answered, Conclusion
from luoshu.policy.library import Library
from luoshu.problems import Text

ON = date(2026, 6, 30)
LIBRARY = Library()
NOTHING = Text("", "")


def conclusion(answer: str) -> Conclusion:
    return Conclusion(Text(answer, answer), answer, NOTHING, NOTHING, [], [])


def said(key: str, *answers: str, benefits: bool = False) -> Answered:
    told = [(NOTHING, answer, NOTHING) for answer in answers] if benefits else []
    return Answered(LIBRARY.resolve(key, ON), set(), [conclusion(answer) for answer in answers], told, [], {})


@pytest.mark.parametrize(
    ("answers", "answer"), [(("no", "yes"), "yes"), (("no", "unknown"), "unknown"), (("no", "no"), "no")]
)
def test_one_benefit_of_several_is_enough(answers: tuple[str, ...], answer: str) -> None:
    assert said("hengyang/tenant-incentives", *answers, benefits=True).answer == answer


def test_without_benefits_the_first_conclusion_speaks_for_the_policy() -> None:
    assert said("cn/hnte", "value", "no", "yes").answer == "no"


def test_a_ladder_refuses_nobody() -> None:
    ladders = said("luoyang/ladders", "no")
    stands = replace(ladders, decided={"注册一年以内"}, ladders=[object()])  # type: ignore[list-item]
    assert stands.answer == "value"
    assert replace(stands, decided={"注册一年以内", "另一个"}).answer == "no"
