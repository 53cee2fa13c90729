"""Running examples and recomputing published figures."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from tests.policy.documents import read_body

from luoshu.policy.evaluate import answer
from luoshu.policy.examples import example_case, run_examples, same_value
from luoshu.policy.graph import Graph
from luoshu.policy.model import Policy

BODY = """\
```feel
甲: 人数 >= 10
乙: 费用 / 收入
丙: not(失信)
丁: count(专利[有效 and not(有争议)])
戊: 收入 / prior(收入, 1) - 1
己: 评价日期 - duration("P1Y")
```

| 例 | 基准 |
|----|------|
| 人数 | 10 |
| 收入, 费用 | 3 |
| 专利 | [{有效: true}] |

"""


def evaluate(policy: Policy, facts: Mapping[str, Any], on: date, wanted: Collection[str]) -> dict[str, Any]:
    graph = Graph.of([policy], on)
    values = answer(graph, facts).values
    return {name: values[step.name] for name, step in graph.of_policy(policy).items()}


def outcome(header: str, row: str) -> list[str]:
    """What failed in an example of one row."""
    bars = "|---" * (header.count("|") + 2) + "|"
    policy = read_body(BODY + f"| 例 | {header} |\n{bars}\n| 一 | {row} |\n")
    (result,) = run_examples(policy, evaluate)
    return [problem.text.en for problem in result.failures]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("**甲**", "true"),
        ("人数 | **甲**", "9 | false"),
        ("人数 | **甲**", "null | null"),
        ("人数 | **甲**", "null | "),
        ("费用 | **乙**", "1 | 0.333333"),
        ("费用 | **乙**", "1 | 1/3"),
        ("费用 | **乙**", "1.5 | 0.5"),
        ("**丙**", "true"),  # nothing on record: taken as 否
        ("失信 | **丙**", "null | null"),  # not known, even where there is a value when missing
        ("专利 | **丁**", "[{有效: true}, {有效: false}] | 1"),
        ("专利 | **丁**", "[{有效: true, 有争议: null}] | null"),
        ("专利 | **丁**", "[{有效: true, 有争议: null}, {有效: true}] | null"),
        ("专利 | **丁**", "[{有效: true, 有争议: true}] | 0"),
        ("专利 | **丁**", "null | null"),
        ("prior(收入, 1) | **戊**", "2 | 50%"),
        ("**戊**", "null"),
        ("**己**", 'date("2023-01-01")'),
        ("评价日期 | **己**", 'date("2024-05-06") | date("2023-05-06")'),
        ("评价日期 | **己**", "2024-05-06 | 2023年5月6日"),
    ],
)
def test_rows_that_pass(header: str, row: str) -> None:
    assert outcome(header, row) == []


@pytest.mark.parametrize(
    ("header", "row", "said"),
    [
        ("**甲**", "false", "甲 should be false but is true"),
        ("**甲**", "null", "甲 should be null (unknown) but is true"),
        ("人数 | **甲**", "null | true", "甲 should be true but is null (unknown)"),
        ("费用 | **乙**", "1 | 0.33", "乙 should be 0.33 but is 0.333333"),
        ("费用 | **乙**", "1.5 | 0.500001", "乙 should be 0.500001 but is 0.5"),
    ],
)
def test_rows_that_fail(header: str, row: str, said: str) -> None:
    assert outcome(header, row) == [f"example '一': {said}"]


def test_a_failure_stands_at_its_cell() -> None:
    policy = read_body(BODY + "| 例 | **丁** | **甲** |\n|---|---|---|\n| 一 | 1 | false |\n")
    (result,) = run_examples(policy, evaluate)
    assert not result.passed
    (problem,) = result.failures
    assert str(problem.place) == "policy.md:28:11"
    assert problem.say("zh").split("\n")[0] == "policy.md:28:11: 例“一”：甲 应为 false，实为 true"


def test_the_policy_is_read_for_the_date_of_the_example() -> None:
    policy = read_body(
        BODY + "| 例 | 评价日期 | **甲** |\n|---|---|---|\n" + '| 一 | date("2024-05-06") | true |\n| 二 | | true |\n'
    )
    asked: list[date] = []

    def at(on: date) -> Policy:
        asked.append(on)
        return policy

    assert all(result.passed for result in run_examples(policy, evaluate, at=at))
    assert asked == [date(2024, 5, 6)]


def test_the_case_of_an_example() -> None:
    policy = read_body(BODY + "| 例 | 失信 | **丙** |\n|---|---|---|\n| 一 | null | null |\n")
    case, facts, on = example_case(policy, policy.examples[0])
    assert on == date(2024, 1, 1)
    assert facts["人数"] == Decimal(10)
    assert facts["国有"] is None
    assert facts["专利"] == [{"权利人": None, "类别": None, "有效": True, "有争议": None, "出资": None}]
    assert policy.entity.facts["失信"].default is False
    assert case.entity.facts["失信"].default is None


@pytest.mark.parametrize(
    ("expected", "actual", "same"),
    [
        (Decimal("1.0"), Decimal(1), True),
        (Decimal(1), True, False),
        (None, False, False),
        (None, None, True),
        (Decimal("0.333333"), Fraction(1, 3), True),
        (Decimal("0.333334"), Fraction(1, 3), False),
        ([Decimal(1)], [Decimal("1.00")], True),
        ([Decimal(1)], [], False),
        ({"a": None}, {"a": Decimal(1)}, False),
        ("1", Decimal(1), False),
    ],
)
def test_same_value(expected: object, actual: object, same: bool) -> None:
    assert same_value(expected, actual) is same
