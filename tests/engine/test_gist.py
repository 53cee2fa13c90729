"""The gist of a policy: what a reader asks for first, in the document's own figures."""

from __future__ import annotations

from datetime import date

import pytest

from luoshu.engine.gist.gather import gist_of
from luoshu.engine.gist.model import Gist
from luoshu.policy.library import Library
from luoshu.problems import Lang

ON = date(2025, 6, 30)
LIBRARY = Library()


def gist(policy_id: str, lang: Lang) -> Gist:
    return gist_of(LIBRARY.resolve(policy_id, ON), ON, ON, lang)


def test_amounts_are_figures_and_an_assumed_one_says_so() -> None:
    amounts = {grant.name: grant.amount for grant in gist("xianning/talent", "zh").grants}
    assert amounts["创业项目资助"] == "⟨50 万元⟩"
    assert amounts["创业场地补贴"] == "年场地租金 × ⟨50%⟩，最高 ⟨5 万元⟩"


@pytest.mark.parametrize(("lang", "name"), [("zh", "各项支持的对象"), ("en", "Who gets each")])
def test_where_only_benefits_have_conditions_these_are_told(lang: Lang, name: str) -> None:
    (goal,) = gist("hengyang/tenant-incentives", lang).goals
    assert goal.name == name
    assert goal.clusters
