"""What the report counts: answers, what is missing, how values spread, what decisions rest on. Five firms, by hand."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshu.engine.labels import fact_label
from luoshu.engine.report import words
from luoshu.engine.report.charts import histogram, segments
from luoshu.engine.report.distributions import MOST_VALUES, Bar, Distribution, distributions, thresholds
from luoshu.engine.report.sections import Section, section_of
from luoshu.engine.report.tallies import BenefitTally, MissingFact, Tally
from luoshu.engine.run import Run, run
from luoshu.facts.snapshot import freeze
from luoshu.policy.library import Library
from luoshu.policy.model import Policy

ON = date(2025, 6, 30)
CODES = [
    "91110000600037341L",
    "91210200MA0000001M",
    "91410300MA4444444B",
]
DOCUMENT = """---
id: zone/try
title: {zh: 试行补贴, en: Trial grant}
effective: ⟨2025-01-01⟩/..
about: 企业
---

| 数据 | 企业             | 类型     | 单位 | 范围         | 缺省 | English          |
|------|------------------|----------|------|--------------|------|------------------|
|      | 统一社会信用代码 | 标识     |      |              |      |                  |
|      | 销售收入         | 金额     | 元   | [0..10000亿) |      | sales revenue    |
|      | 研发费用         | 金额     | 元   | [0..10000亿) |      | R&D expenditure  |
|      | 重点企业         | 是否     |      |              | 否   | a key enterprise |

## 第一条 条件

```feel
研发占比: 研发费用 / 销售收入
达标: 研发占比 >= ⟨5%⟩ or 重点企业
```

## 第二条 补贴

| 支持 | 研发补贴        |
|------|-----------------|
| 对象 | 达标            |
| 金额 | 研发费用 * 10%  |
| 出资 | 创新资金        |
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The first firm meets the line, the second does not say what it spent, the third has no sales."""
    folder = tmp_path_factory.mktemp("figures")
    (folder / "try.md").write_text(DOCUMENT, encoding="utf-8")
    rows = [f"{CODES[0]},10000000,1000000,", f"{CODES[1]},10000000,,否", f"{CODES[2]},0,500000,"]
    data = folder / "data"
    data.mkdir()
    (data / "企业.csv").write_text("\n".join(["统一社会信用代码,销售收入,研发费用,重点企业", *rows]), encoding="utf-8")
    policy = Library().resolve(str(folder / "try.md"), ON)
    frozen = folder / "snapshot"
    freeze(data, policy.vocabulary, frozen, on=ON)
    return run([policy], frozen, folder / "out", on=ON)


@pytest.fixture(scope="module")
def section(made: Run) -> Section:
    with duckdb.connect() as connection:
        return section_of(made, made.policies[0], 1, connection)


def test_unknown_and_failed_are_told_apart(section: Section) -> None:
    assert section.answers["达标"].tally == Tally(yes=1, unknown=1, failed=1)
    assert section.answers["研发占比"].tally == Tally(value=1, unknown=1, failed=1)


def test_missing_facts_say_which_answers_they_leave_open(section: Section) -> None:
    assert section.headlines == ("达标",)
    by_name = {fact.name: fact for fact in section.missing}
    assert by_name["研发费用"].open["达标"] == 1
    assert by_name["研发费用"].alone == {"达标": 1}
    assert section.open_headlines == ["达标"]


def test_failures_have_their_cause_in_both_languages(section: Section) -> None:
    causes = {failure.decision: (cause.zh, cause.en) for failure, cause in section.failures}
    assert causes["研发占比"] == ("除数为零", "division by zero")


def test_benefits_are_summed(section: Section) -> None:
    [(benefit, paid, assumed)] = section.benefits
    assert benefit.fund == "创新资金"
    assert paid == BenefitTally(1, Decimal(100000), 0)
    assert assumed


def test_assumptions_name_what_rests_on_them(section: Section) -> None:
    found = {assumption.text: assumption for assumption in section.assumptions}
    assert found["5%"].where.zh == "达标"
    assert "第一条 条件" in found["5%"].article.zh
    assert found["5%"].decisions[0] == "达标"
    assert found["2025-01-01"].where.en == "in force from"
    assert section.answers["达标"].rests
    assert not section.answers["研发占比"].rests


def test_values_taken_when_missing_are_counted(section: Section) -> None:
    [fact] = section.taken_as
    assert (fact.fact, fact.value, fact.entities) == ("重点企业", False, 2)
    assert "达标" in fact.decisions


def test_the_line_of_an_assumption_is_that_of_the_document(section: Section) -> None:
    line = next(assumption.line for assumption in section.assumptions if assumption.text == "5%")
    assert line is not None
    assert "⟨5%⟩" in DOCUMENT.splitlines()[line - 1]


def test_thresholds_are_the_numbers_compared_with(section: Section) -> None:
    [threshold] = thresholds(section.policy, "研发占比")
    assert (threshold.op, threshold.value, threshold.of_table) == (">=", Decimal("0.05"), False)


def test_links_to_articles_lead_into_the_document(made: Run) -> None:
    html = (made.out / "report.html").read_text(encoding="utf-8")
    line = next(number for number, text in enumerate(DOCUMENT.splitlines(), 1) if text.startswith("## 第一条"))
    assert f'href="#p1-{line}"' in html
    assert f'id="p1-{line}"' in html


def test_no_element_of_html_stands_in_a_drawing(made: Run) -> None:
    html = (made.out / "report.html").read_text(encoding="utf-8")
    drawings = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    assert any("¥100,000" in drawing and "10 万元" in drawing for drawing in drawings)
    assert not any("<span" in drawing for drawing in drawings)


def test_the_same_run_gives_the_same_report(made: Run, tmp_path: Path) -> None:
    again = run(made.policies, made.snapshot.path, tmp_path, on=ON, threads=1)
    assert (again.out / "report.html").read_bytes() == (made.out / "report.html").read_bytes()


# --- how values spread ------------------------------------------------------------------------------------------------


def spread(policy: Policy, folder: Path, values: list[Decimal | None]) -> Distribution | None:
    """The distribution of 研发占比 in a file that holds these values."""
    path = folder / "decisions.parquet"
    rows = ", ".join("(NULL)" if value is None else f"({value}::DECIMAL(21, 6))" for value in values)
    with duckdb.connect() as connection:
        connection.execute(
            f'COPY (SELECT v AS 研发占比, false AS 达标, 0.00 AS "研发补贴·对象", 0.00 AS "研发补贴·金额" '
            f"FROM (VALUES {rows}) AS t(v)) TO '{path}' (FORMAT parquet)"
        )
        return distributions(connection, policy, path, len(values)).get("研发占比")


@given(st.lists(st.decimals("-1000", "1000", places=6) | st.none() | st.integers(0, 3).map(Decimal), min_size=1))
def test_bars_count_every_value_once(
    section: Section, tmp_path_factory: pytest.TempPathFactory, values: list[Decimal | None]
) -> None:
    found = spread(section.policy, tmp_path_factory.getbasetemp(), values)
    known = sorted(value for value in values if value is not None)
    if len(set(known)) < 2:
        assert found is None
        return
    assert found is not None
    assert sum(bar.count for bar in found.bars) == len(known)
    assert (found.low, found.high) == (known[0], known[-1])
    if len(set(known)) <= MOST_VALUES:
        assert [(bar.low, bar.count) for bar in found.bars] == [
            (value, known.count(value)) for value in dict.fromkeys(known)
        ]
    ends = [(bar.low, bar.high) for bar in found.bars]
    if found.stepped:
        assert all(left[1] == right[0] for left, right in pairwise(ends))


def test_steps_lie_at_round_numbers_and_hold_the_highest(section: Section, tmp_path: Path) -> None:
    found = spread(section.policy, tmp_path, [Decimal(value) for value in range(101)])
    assert found is not None
    assert [bar.low for bar in found.bars[:3]] == [0, 5, 10]
    assert (found.bars[-1].low, found.bars[-1].high, found.bars[-1].count) == (95, 100, 6)


def test_the_extent_leaves_out_what_lies_far_off_and_says_of_how_many_it_speaks(
    section: Section, tmp_path: Path
) -> None:
    near = spread(section.policy, tmp_path, [Decimal(value) for value in range(101)])
    assert near is not None
    assert words.extent_label(near, "分").zh == "0 分 – 100 分，中位数约 50 分"
    far = spread(section.policy, tmp_path, [*(Decimal(value) for value in range(199)), Decimal(10**8)])
    assert far is not None
    assert far.high == 10**8
    assert words.extent_label(far, "").en == "99.5% lie within 0 – 200, median about 99"


def test_a_threshold_stands_between_the_values_it_parts(section: Section, tmp_path: Path) -> None:
    found = spread(section.policy, tmp_path, [Decimal(value) / 100 for value in (0, 2, 5, 8)])
    assert found is not None
    [mark] = histogram(found).marks
    assert mark.left == 50  # of four places, between the second and the third
    assert mark.labelled


# --- geometry and words -----------------------------------------------------------------------------------------------

COUNTS = st.integers(0, 10**7)


@given(COUNTS, COUNTS, COUNTS, COUNTS, COUNTS)
def test_segments_fill_the_bar(yes: int, no: int, value: int, unknown: int, failed: int) -> None:
    tally = Tally(yes, no, value, unknown, failed)
    parts = segments(tally)
    assert {part.answer for part in parts} == {name for name in Tally.__slots__ if getattr(tally, name)}
    if parts:
        assert parts[0].left == 0
        assert parts[-1].left + parts[-1].width == pytest.approx(100)
        assert all(part.width > 0.3 for part in parts)


def test_columns_stand_over_their_counts() -> None:
    drawn = histogram(Distribution((Bar(1, Decimal(0), Decimal(0)), Bar(4, Decimal(1), Decimal(1)))))
    assert [column.height for column in drawn.columns] == [25, 100]
    assert drawn.peak.bar.count == 4
    assert drawn.columns[1].middle == pytest.approx(75)


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (0, 10, "0%"),
        (10, 10, "100.0%"),
        (1, 10**6, "<0.1%"),
        (10**6 - 1, 10**6, ">99.9%"),
        (1, 3, "33.3%"),
        (0, 0, "0%"),
    ],
)
def test_shares(part: int, whole: int, said: str) -> None:
    assert words.percent(part, whole) == said


@pytest.mark.parametrize(
    ("amount", "zh", "en"),
    [
        ("12000000", "1,200 万元", "¥12,000,000"),
        ("283456789.5", "2.83 亿元", "¥283,456,789.50"),
        ("99.9", "99.90 元", "¥99.90"),
        ("0", "0 元", "¥0"),
    ],
)
def test_money(amount: str, zh: str, en: str) -> None:
    said = words.money(Decimal(amount))
    assert (said.zh, said.en) == (zh, en)


def test_sentences(section: Section) -> None:
    answer = section.answers["达标"]
    assert answer.sentence.zh == "“达标”：1 家为是，0 家为否，1 家还不能判断（多因缺研发费用），1 家算不出结果。"
    assert answer.sentence.en == (
        "达标: 1 yes, 0 no; 1 cannot tell yet, mostly for want of R&D expenditure; 1 without a result."
    )
    assert fact_label("prior(销售收入, 2)", section.policy).en == "sales revenue (销售收入) 2 years earlier"


def test_missing_facts_that_matter_most_come_first(section: Section) -> None:
    assert isinstance(section.missing[0], MissingFact)
    assert section.missing[0].name == "研发费用"
