"""How much is lacking, between dates and durations too, and in what words it is said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from luoshu.engine.explain import explain
from luoshu.engine.explanation import Explanation, Gap
from luoshu.engine.gap_plain import sentence as plain
from luoshu.engine.gap_words import sentence

from .agreement import check
from .zones import Zone

SINCE_2024 = 'd >= date("2024-01-01")'
THREE_YEARS = 'years and months duration(d, 评价日期) >= duration("P3Y")'


def gaps(explanation: Explanation) -> list[Gap]:
    way = explanation.decisions[0].way
    assert way is not None
    return list(way.failing)


@pytest.mark.parametrize(
    ("formula", "firm", "gap", "share", "zh", "en"),
    [
        (
            SINCE_2024,
            {"d": "2023-12-31"},
            1,
            "0.00274",
            "现为 2023 年 12 月 31 日，须不早于 2024 年 1 月 1 日，早了 1 天",
            "is 31 December 2023, must be 1 January 2024 or later, 1 day too early",
        ),
        # The first date that will do lies a day beyond the line.
        (
            "d > e",
            {"d": "2024-01-01", "e": "2024-01-01"},
            1,
            "0.00274",
            "现为 2024 年 1 月 1 日，须晚于 2024 年 1 月 1 日，早了 1 天",
            "is 1 January 2024, must be after 1 January 2024, 1 day too early",
        ),
        (
            'd <= 评价日期 - duration("P3Y")',
            {"d": "2022-07-10"},
            10,
            "0.027397",
            "现为 2022 年 7 月 10 日，须不晚于 2022 年 6 月 30 日，晚了 10 天",
            "is 10 July 2022, must be 30 June 2022 or earlier, 10 days too late",
        ),
        (
            'd = date("2024-01-01")',
            {"d": "2024-01-03"},
            2,
            "0.005479",
            "现为 2024 年 1 月 3 日，须为 2024 年 1 月 1 日，差 2 天",
            "is 3 January 2024, must be 1 January 2024, off by 2 days",
        ),
        (
            THREE_YEARS,
            {"d": "2022-07-01"},
            1,
            "0.027778",
            "现为 2 年 11 个月，须满 3 年，差 1 个月",
            "is 2 years 11 months, must be at least 3 years, short by 1 month",
        ),
        (
            THREE_YEARS,
            {"d": "2024-01-01"},
            19,
            "0.527778",
            "现为 1 年 5 个月，须满 3 年，差 1 年 7 个月",
            "is 1 year 5 months, must be at least 3 years, short by 1 year 7 months",
        ),
        (
            'e - d < duration("P30D")',
            {"d": "2024-01-01", "e": "2024-02-10"},
            10,
            "0.333333",
            "现为 40 天，须不满 30 天，差 10 天",
            "is 40 days, must be less than 30 days, off by 10 days",
        ),
    ],
)
def test_dates_and_durations(
    zones: Zone, formula: str, firm: dict[str, Any], gap: int, share: str, zh: str, en: str
) -> None:
    policy, snapshot, (key,) = zones(f"z: {formula}", [firm])
    explanation = explain(policy, snapshot, key, zones.on)
    (found,) = gaps(explanation)
    assert (found.gap, found.over_need) == (gap, Decimal(share))
    assert sentence(found, "zh") == f"{formula}：{zh}"
    assert sentence(found, "en") == f"{formula}: {en}"
    assert zh in "".join(explanation.to_text("zh", 200).splitlines())
    (told,) = explanation.to_json("zh")["decisions"][0]["way"]["failing"]
    assert told["gap"] == str(gap)
    assert told["gap_unit"] == ("月" if "years and months" in formula else "天")
    assert told["shown"] == f"{formula}：{zh}"
    result = check(policy, snapshot, "z")
    assert result.interpreted == []
    assert [row["gap_unit"] for row in result.rows.to_pylist()] == [told["gap_unit"]]


def test_durations_are_written_as_feel_writes_them(zones: Zone) -> None:
    policy, snapshot, (key,) = zones(f"z: {THREE_YEARS}", [{"d": "2022-07-01"}])
    (told,) = explain(policy, snapshot, key, zones.on).to_json()["decisions"][0]["way"]["failing"]
    assert (told["have"], told["need"]) == ("P2Y11M", "P3Y")


@pytest.mark.parametrize("formula", [SINCE_2024, THREE_YEARS, 'e - d >= duration("P400D")', "d < e", "龄 >= 三年"])
def test_the_nearest_first(zones: Zone, formula: str) -> None:
    """A day lacking comes before a year."""
    days = ["2023-12-31", "1999-02-28", "2030-12-31", "2024-02-29", "2023-06-30", "", "2025-06-30", "2021-05-31"]
    rest = '龄: years and months duration(d, 评价日期)\n三年: duration("P3Y")'
    policy, snapshot, _ = zones(f"z: {formula}\n{rest}", [{"d": day, "e": "2024-02-28"} for day in days])
    rows = check(policy, snapshot, "z").rows.to_pylist()
    assert len(rows) > 1
    assert [row["gap"] for row in rows] == sorted(row["gap"] for row in rows)
    assert all(row["gap"] > 0 for row in rows)


def test_a_missing_date_has_no_gap(zones: Zone) -> None:
    policy, snapshot, (key,) = zones(f"z: {SINCE_2024} and c >= 1", [{"c": 0}])
    (gap,) = gaps(explain(policy, snapshot, key, zones.on))
    assert gap.text == "c >= 1"
    check(policy, snapshot, "z")


def test_on_the_screen(zones: Zone, capsys: pytest.CaptureFixture[str]) -> None:
    from luoshu.cli.language import choose
    from luoshu.cli.near import _lines
    from luoshu.engine.near import near

    choose(["--lang", "en"])
    policy, snapshot, _ = zones(f"z: {THREE_YEARS}", [{"d": "2022-07-01"}])
    shown = "\n".join(_lines(near(policy, "z", snapshot, date(2025, 6, 30))))
    assert "2 years 11 months" in shown
    assert "1 month" in shown


@pytest.mark.parametrize(
    ("formula", "firm", "zh", "en"),
    [
        (
            "c >= 3",
            {"c": 1},
            "c 不少于 3 人（试）：现为 1 人，差 2 人",
            "c: at least 3 people (Test): now 1 person, short by 2 people",
        ),
        ("c > 3", {"c": 3}, "c 超过 3 人（试）：现正好是 3 人", "c: more than 3 people (Test): now exactly 3 people"),
    ],
)
def test_a_gap_without_a_formula(zones: Zone, formula: str, firm: dict[str, Any], zh: str, en: str) -> None:
    policy, snapshot, (key,) = zones(f"z: {formula}", [firm])
    (gap,) = gaps(explain(policy, snapshot, key, zones.on))
    assert (plain(gap, zones.on, "zh"), plain(gap, zones.on, "en")) == (zh, en)
