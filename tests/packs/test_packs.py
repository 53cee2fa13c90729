"""What every shipped policy promises."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest

from luoshu.engine.lines import lines_in
from luoshu.facts.sample import Line
from luoshu.facts.sample_items import TITLES
from luoshu.facts.vocabulary import PLACES, Kind, Vocabulary
from luoshu.policy.examples import example_case
from luoshu.policy.library import Library, Version
from luoshu.policy.model import Policy
from luoshu.policy.scope import lagged

LIBRARY = Library()
VERSIONS = LIBRARY.all_versions()
DECIDING = [version for version in VERSIONS if LIBRARY.read(version).about]

ANNUAL = {
    "职工总数", "科技人员数", "销售收入", "成本费用", "研发费用", "资产总额", "净资产", "高新技术产品收入",
    "主营业务收入", "负债总额", "净利润",
}  # fmt: skip
LEGAL_BARS = {
    "提供禁止限制淘汰类产品或服务", "重大安全事故", "重大质量事故", "严重环境违法", "科研严重失信", "列入经营异常名录",
    "列入严重违法失信名单", "近三年评价弄虚作假", "申请前一年内重大安全事故", "申请前一年内重大质量事故",
    "申请前一年内严重环境违法",
}  # fmt: skip


def named(version: Version) -> str:
    return version.shown


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return LIBRARY.read(next(version for version in VERSIONS if version.id == "cn/vocabulary")).vocabulary


def test_what_is_shipped() -> None:
    assert [(version.id, version.period) for version in VERSIONS] == [
        ("cn/gazelle", "2016-01-01/2021-12-31"),
        ("cn/gazelle", "2022-01-01/.."),
        ("cn/hnte", "2016-01-01/.."),
        ("cn/incubator", "2018-01-01/.."),
        ("cn/innovative-sme", "2022-06-01/2026-03-31"),
        ("cn/little-giant", "2022-06-01/2026-03-31"),
        ("cn/little-giant", "2026-04-01/.."),
        ("cn/registers", "../.."),
        ("cn/registers-industry", "../.."),
        ("cn/registers-results", "../.."),
        ("cn/research-institution", "2019-01-01/.."),
        ("cn/srdi", "2022-06-01/2026-03-31"),
        ("cn/srdi", "2026-04-01/.."),
        ("cn/tech-sme", "2017-05-03/.."),
        ("cn/technology-contract", "2023-01-01/.."),
        ("cn/unicorn", "2018-01-01/.."),
        ("cn/vocabulary", "../.."),
        ("dalian/fiscal-services", "2022-12-01/.."),
        ("dalian/tenant-relief", "2022-12-01/.."),
        ("dalian/vocabulary", "../.."),
        ("hengyang/innovation-points", "2022-01-01/.."),
        ("hengyang/risk-pool", "2022-01-01/.."),
        ("hengyang/risk-pool-lines", "2022-01-01/.."),
        ("hengyang/tenant-incentives", "2022-01-01/.."),
        ("hengyang/vocabulary", "../.."),
        ("luoyang/action-plan", "2022-12-01/.."),
        ("luoyang/ladders", "2022-12-01/2026-03-31"),
        ("luoyang/ladders", "2026-04-01/.."),
        ("luoyang/vocabulary", "../.."),
        ("luoyang/young-talent-lift", "2025-03-01/.."),
        ("luoyang/youth-grants", "2022-01-01/.."),
        ("seed/claims", "../.."),
        ("shenzhen/outreach", "2022-12-01/.."),
        ("shenzhen/vocabulary", "../.."),
        ("xianning/talent", "2022-09-05/2027-09-04"),
        ("xianning/talent-5111", "2022-09-05/.."),
        ("xianning/vocabulary", "../.."),
        ("zhongguancun/contest", "2022-01-01/2022-12-31"),
        ("zhongguancun/vocabulary", "../.."),
    ]


@pytest.mark.parametrize("version", VERSIONS, ids=named)
def test_reads_without_a_warning(version: Version) -> None:
    warnings = LIBRARY.read(version).warnings
    assert [problem.say() for problem in warnings if problem.severity != "advice"] == []


@pytest.mark.parametrize("version", DECIDING, ids=named)
def test_names_its_sources(version: Version) -> None:
    policy = LIBRARY.read(version)
    assert any(article.title == "出处" for article in policy.articles)
    assert policy.number
    assert policy.issuer
    assert policy.title.zh != policy.title.en


def on_the_line(policy: Policy, line: Line) -> Iterator[tuple[bool, bool]]:
    """For each example whether it stands on the line, and whether it stands one unit of the last place beside it."""
    fact = policy.fact(line.numerator)
    assert fact is not None
    hair = Fraction(1, 10 ** PLACES[fact.kind])
    for example in policy.examples:
        _, facts, _ = example_case(policy, example)
        over, under = (
            1 if name is None else facts.get(lagged(name, line.lag) if line.lag else name)
            for name in (line.numerator, line.denominator)
        )
        if over is not None and under:
            distance = abs(Fraction(over) - Fraction(line.value) * Fraction(under))
            # A line on a denominator is stepped beside in its numerator, or in the denominator itself.
            yield distance == 0, 0 < distance <= hair * max(1, Fraction(line.value))


@pytest.mark.parametrize("version", DECIDING, ids=named)
def test_examples_stand_on_every_line_and_a_hair_beside(version: Version) -> None:
    policy = LIBRARY.read(version)
    missing = []
    for line in lines_in([policy]):
        if line.value == 0:  # `> 0` guards a division
            continue
        on, beside = zip(*on_the_line(policy, line), strict=True)
        missing += [(line, what) for what, found in (("on", on), ("beside", beside)) if not any(found)]
    assert missing == []


@pytest.mark.parametrize("version", DECIDING, ids=named)
def test_examples_ask_what_is_not_known(version: Version) -> None:
    policy = LIBRARY.read(version)
    unknown = [example for example in policy.examples if None in example_case(policy, example)[1].values()]
    assert len(unknown) >= 5


def test_annual_facts_are_those_of_the_contract(vocabulary: Vocabulary) -> None:
    facts = vocabulary.records["企业"].facts.values()
    assert {fact.name for fact in facts if fact.annual} == ANNUAL


def test_legal_bars_have_no_value_when_missing(vocabulary: Vocabulary) -> None:
    facts = vocabulary.records["企业"].facts
    assert facts.keys() >= LEGAL_BARS
    assert [name for name in LEGAL_BARS if facts[name].default is not None] == []


def test_every_fact_has_an_english_label_and_a_note(vocabulary: Vocabulary) -> None:
    facts = [(record.name, fact) for record in vocabulary.records.values() for fact in record.facts.values()]
    assert [(record, fact.name) for record, fact in facts if not fact.english or not fact.note] == []


def test_money_is_bounded_so_that_exact_sql_stays_short(vocabulary: Vocabulary) -> None:
    for record in vocabulary.records.values():
        for fact in record.facts.values():
            if fact.kind is Kind.MONEY:
                assert fact.bounds is not None
                assert fact.bounds.high is not None
                assert fact.bounds.high <= 10**13
                assert fact.assumed


def test_related_lists_have_one_owner(vocabulary: Vocabulary) -> None:
    lists = vocabulary.records["企业"].lists
    assert {fact.name for fact in lists} == {"知识产权", "科技奖励", "主导制定标准", "资格"}
    for fact in lists:
        assert [owner.name for owner in vocabulary.records[fact.target].owners] == ["企业"]


def test_the_shared_example_is_kept(shared_example: Policy) -> None:
    """The decisions and rows of the worked example stand in cn/tech-sme unchanged in name and result."""
    shipped = LIBRARY.read(next(version for version in VERSIONS if version.id == "cn/tech-sme"))
    assert set(shared_example.decisions) <= set(shipped.decisions)
    rows = {(example.name, tuple(map(str, example.expected.items()))) for example in shipped.examples}
    kept = {(example.name, tuple(map(str, example.expected.items()))) for example in shared_example.examples}
    assert kept <= rows


@pytest.fixture
def shared_example(shared) -> Policy:  # type: ignore[no-untyped-def]
    library = Library()
    (version,) = library.versions(str(shared / "examples" / "科技型中小企业评价.md"))
    return library.read(version)


def test_every_decision_has_an_english_label() -> None:
    library = Library()
    for version in library.all_versions():
        policy = library.read(version)
        assert [name for name, decision in policy.decisions.items() if not decision.english] == [], version.shown
        articles = {decision.article.title for decision in policy.decisions.values()}
        assert [title for title in articles if title not in policy.labels] == [], version.shown


def test_the_sample_grants_the_titles_of_every_ladder() -> None:
    ladders = [ladder for version in VERSIONS for ladder in LIBRARY.read(version).ladders]
    assert ladders
    assert {title for ladder in ladders for rung in ladder.rungs for title in rung.titles} <= set(TITLES)
