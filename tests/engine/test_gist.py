"""The gist of a policy: what a reader asks for first, in the document's own figures."""

from __future__ import annotations

from datetime import date

import pytest

from luoshu.engine.gist.gather import gist_of
from luoshu.engine.gist.model import Figure, Gist, Words
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
    assert goal.apart


def test_conditions_give_the_figures_of_parameters_and_ask_once() -> None:
    """A parameter as its value; that something is on record goes without saying where more is asked of it."""
    compensated, filed = gist("hengyang/risk-pool", "zh").goals
    told = [item for goal in (compensated, filed) for cluster in goal.clusters for item in cluster.items]
    assert Figure("逾期天数", "不少于 ", "⟨60 天⟩") in told
    assert Figure("借款企业备案余额", "不超过 ", "⟨500 万元⟩") in told
    assert not any("没有记录" in item.text for item in told if isinstance(item, Words))


@pytest.mark.parametrize(
    ("lang", "much"),
    [
        ("zh", "4,000 万元；资金池 ⟨70%⟩、银行 ⟨30%⟩；不超过 ⟨500 万元⟩"),
        ("en", "¥40,000,000；资金池: ⟨70%⟩, 银行: ⟨30%⟩；at most ⟨¥5,000,000⟩"),
    ],
)
def test_cells_of_pools_are_words(lang: Lang, much: str) -> None:
    (pool,) = gist("hengyang/risk-pool", lang).arrangements
    assert "；".join(text for _, text in pool.much).startswith(much)


@pytest.mark.parametrize(
    ("lang", "term", "wait"), [("zh", "不超过 ⟨3 年⟩", "⟨60 天⟩"), ("en", "at most ⟨3 years⟩", "⟨60 days⟩")]
)
def test_terms_that_are_parameters_are_figures(lang: Lang, term: str, wait: str) -> None:
    (pool,) = gist("hengyang/risk-pool", lang).arrangements
    assert [text for _, text in pool.how] == [term, wait]


def test_targets_sheets_and_prices_of_each() -> None:
    aims = {aim.name: (aim.relation, aim.figure, aim.when) for aim in gist("luoyang/action-plan", "zh").aims}
    assert aims["高新技术企业"] == ("超过", "1,600 家", "到 2025 年；2021 年为 1,036 家")
    (sheet,) = gist("hengyang/innovation-points", "zh").scales
    assert (sheet.subjects, sheet.steps[0].result) == (("18 项，各占",), "⟨1/18⟩")
    services = gist("dalian/fiscal-services", "zh")
    assert services.grants[0].amount == "150 元 × 补贴客户月数"
    assert services.amounts == ()
