"""Published figures: what is compared, what is solved, and under which readings a figure would hold."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.policy.documents import read

from luoshu.policy.claims import ClaimResult, check_claims
from luoshu.policy.claims.printed import read_printed
from luoshu.problems import Problem, ProblemError

HEAD = (
    "---\nid: x\ntitle: x\neffective: ../..\n---\n\n| 声明 | 报道 | 报出值 | 算式 | *出处* |\n|---|---|---|---|---|\n"
)


def check(*rows: str) -> ClaimResult:
    """The result for the first claim of a table."""
    return check_claims(read(HEAD + "".join(f"| {row} |\n" for row in rows)))[0]


def claim(published: str, formula: str, *rows: str) -> ClaimResult:
    return check(f"A1 | 说法 | {published} | {formula} | 洛阳", *rows)


def said(result: ClaimResult) -> tuple[str, str]:
    """The finding and its hint, in English."""
    problem = result.problem
    if problem is None:
        return "", ""
    assert problem.severity == "finding"
    return problem.text.en.removeprefix("claim A1 (说法): "), problem.hint.en if problem.hint else ""


def errors(*rows: str) -> list[Problem]:
    with pytest.raises(ProblemError) as caught:
        check(*rows)
    return caught.value.problems


GROWTH = "(1036 / 469) ** (1 / 3) - 1"


@pytest.mark.parametrize(
    ("published", "formula", "holds"),
    [
        ("15.7%", "(153.91 / 99.36) ** (1 / 3) - 1", True),
        ("15.5%", "(153.91 / 99.36) ** (1 / 3) - 1", False),
        ("1.8亿", "1.2亿 + 6000万", True),
        ("1.2万亿", "1.2亿 * 10000", True),
        ("1,036", "1000 + 36", True),
        ("1036", "1000 + 36.5", False),
        ("33%", "1 / 3", True),
        ("3倍", "6 / 2", True),
        ("0.69个百分点", "2.83% - 2.14%", True),
        ("7.0", "2.8亿 / 4000万", True),
        ("10", "sum([1, 2, 3, 4])", True),
        ("2", 'count(["德国", "瑞士"])', True),
        ("-0.5%", "99.5 / 100 - 1", True),
        ("> 1600", "1601", True),
        ("> 1600", "1600", False),
        (">= 1600", "1600", True),
        ("< 1/3", "0.3", None),  # no figure: an error, see below
        ("<= 30%", "0.3", True),
        ("< 30%", "0.3", False),
        ("15", "9 <= 15", True),
        ("15", "9 = 15", False),
        ("", "9 <= 15", True),
        ("0.5", "1 / 0", None),
        ("7", "", None),
    ],
)
def test_whether_a_claim_holds(published: str, formula: str, holds: bool | None) -> None:
    if read_printed(published) or not published:
        assert claim(published, formula).holds is holds
    else:
        assert errors(f"A1 | | {published} | {formula} |")


@pytest.mark.parametrize(
    ("published", "formula", "text", "hint"),
    [
        ("15.7%", "(153.91 / 99.36) ** (1 / 3) - 1", "", ""),
        ("15.5%", "(153.91 / 99.36) ** (1 / 3) - 1", "printed 15.5%, it comes to 15.7%", "no reading found (6 tried)"),
        (
            "21.9%",
            GROWTH,
            "printed 21.9%, it comes to 30.2%",
            "it would hold if it were taken over 4 intervals, not 3 (1 of 5 tried)",
        ),
        ("15", "9", "printed 15, it comes to 9", "no reading found"),
        ("15", "9 = 15", "printed 15, but 9 = 15 is not so", "no reading found"),
        ("", "9 = 15", "9 = 15 is not so", "no reading found"),
        ("> 5.0%", "4.96 / 100", "printed > 5.0%, it comes to 4.96%", "no reading found"),
        ("0.5", "1 / 0", "the formula has no value", ""),
        ("7", "", "", ""),
    ],
)
def test_what_is_said(published: str, formula: str, text: str, hint: str) -> None:
    assert said(claim(published, formula)) == (text, hint)


# --- readings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("published", "formula", "reading"),
    [
        ("21.9%", GROWTH, "it were taken over 4 intervals, not 3"),
        ("469", "1036 / (1 + 21.9%) ** 3", "it were taken over 4 intervals, not 3"),
        ("48.6%", GROWTH, "it were taken over 2 intervals, not 3"),
        ("17.2%", GROWTH, "it were taken over 5 intervals, not 3"),
        ("120.9%", GROWTH, "it were the growth of the whole period, not of a year"),
        ("40.3%", GROWTH, "it were the whole growth divided by the years, not compounded"),
        ("66.6%", "2 / 3", "it were cut off, not rounded"),
        ("33%", "1.2亿 / 3.8亿", "the figures in it were rounded themselves"),
        ("20%", "6 / 5", "it were by how much it grew, not what it grew to"),
        ("120%", "6 / 5 - 1", "it were what it grew to, not by how much"),
        ("3倍", "15 / 5 - 1", "it were what it grew to, not by how much"),
        ("33.3%", "(3 - 2) / 2", "it were measured against the later value, not the earlier"),
        ("10%", "30% / 20% - 1", "it were in percentage points, not relative growth"),
        ("50%", "30% - 20%", "it were relative growth, not percentage points"),
        ("83%", "6 / 5", "numerator and denominator changed places"),
    ],
)
def test_the_reading_under_which_a_figure_would_hold(published: str, formula: str, reading: str) -> None:
    result = claim(published, formula)
    assert result.holds is False
    assert reading in [words.en for words in result.readings]
    assert all(words.zh for words in result.readings)


@pytest.mark.parametrize(
    ("published", "formula"),
    [
        ("24%", "15 / 12"),  # neither side
        ("46%", "(1036 / 469) ** (1 / 9) - 1"),  # four years off is no slip of a base year
        ("66.5%", "2 / 3"),
        ("2000", "1600 + 1000"),
        ("> 1600", "469"),  # a bound says too little to look for readings
        ("30%", "40 - 10"),  # no rates: no points
    ],
)
def test_no_reading(published: str, formula: str) -> None:
    assert claim(published, formula).readings == ()


def test_a_figure_seldom_has_a_reading_by_chance() -> None:
    """Of a thousand figures that could stand there, at most as many find one as readings are tried."""
    results = [claim(f"{number / 10}%", GROWTH) for number in range(1, 1001, 2)]
    wrong = [result for result in results if not result.holds]
    assert len(wrong) == len(results)  # 30.2% is even
    assert max(result.tried for result in wrong) <= 8
    assert sum(bool(result.readings) for result in wrong) <= 8


def test_how_many_readings_were_tried() -> None:
    assert claim("15.5%", "(153.91 / 99.36) ** (1 / 3) - 1").tried == 6
    assert claim("15", "9").tried == 0


OTHER = "| 9 个只是一部分 | | 9 < 15 |"


def test_the_document_offers_a_reading() -> None:
    result = claim("15", "9", OTHER)
    assert said(result) == ("printed 15, it comes to 9", "it would hold if 9 个只是一部分")
    problem = result.problem
    assert problem is not None
    assert problem.hint is not None
    assert problem.hint.zh == "若9 个只是一部分，则成立"


def test_a_reading_offered_must_give_the_figure() -> None:
    assert said(claim("15", "9", "| 还有 5 个 | | 9 + 5 |")) == (
        "printed 15, it comes to 9",
        "no reading found (1 tried)",
    )
    assert claim("15", "9", "| 还有 5 个 | | 9 + 5 |", "| 还有 6 个 | | 9 + 6 |").readings[0].zh == "还有 6 个"


def test_readings_of_a_claim_that_holds_are_not_tried() -> None:
    assert claim("9", "9", OTHER).problem is None


# --- solving ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("published", "formula", "text", "hint"),
    [
        (
            "199%",
            "721 / ?",
            "printed 199%, so in 721 / ? the ? is 361 to 363",
            "by the way of rounding: 362 to 363 if it was rounded, 361 to 362 if it was cut off",
        ),
        (
            "50%",
            "? / 721",
            "printed 50%, so in ? / 721 the ? is 357 to 367",
            "by the way of rounding: 357 to 364 if it was rounded, 361 to 367 if it was cut off",
        ),
        ("33.3%", "? / 3", "printed 33.3%, so in ? / 3 the ? is 1", ""),
        (
            "0%",
            "1 / ?",
            "printed 0%, so in 1 / ? the ? is 101 or more",
            "by the way of rounding: 201 or more if it was rounded, 101 or more if it was cut off",
        ),
        ("50.01%", "? / 3", "printed 50.01%, no whole number ? in ? / 3 gives it", ""),
        ("5", "? - ?", "printed 5, no whole number ? in ? - ? gives it", ""),
    ],
)
def test_what_is_not_printed(published: str, formula: str, text: str, hint: str) -> None:
    result = claim(published, formula)
    assert result.holds is None
    assert said(result) == (text, hint)


def test_the_ends_of_a_solution() -> None:
    solution = claim("199%", "721 / ?").solution
    assert solution is not None
    assert solution.rounded is not None
    assert solution.cut is not None
    by_hand = {
        "rounded": [n for n in range(1, 2000) if round(Fraction(72100, n)) == 199],
        "cut": [n for n in range(1, 2000) if 72100 // n == 199],
    }
    assert [solution.rounded.first, solution.rounded.last] == [by_hand["rounded"][0], by_hand["rounded"][-1]]
    assert [solution.cut.first, solution.cut.last] == [by_hand["cut"][0], by_hand["cut"][-1]]


# --- what is wrong with a table ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["A1 | | 十五 | 9 | "], "must be a number"),
        (["A1 | | | 9 | "], "must be a number"),
        (["A1 | | | | "], "must be a number"),
        (["A1 | | 15 | 9 + 甲 | "], "there is nothing named '甲'"),
        (['A1 | | 15 | "九" | '], "must give a number, or yes or no"),
        (["A1 | | > 15 | 721 / ? | "], "a figure without a sign"),
        (["A1 | | 15 | 9 | ", "A1 | | 15 | 9 | "], "'A1' stands in line 9"),
        ([" | 别的读法 | | 9 | "], "the first claim has no name"),
        (["A1 | | 15 | 9 | ", " | 别的读法 | 15 | 9 | "], "another reading of the claim above"),
        (["A1 | | 15 | 9 | ", " | 别的读法 | | | "], "another reading of the claim above"),
        (["A1 | | 15 | 9 | ", " | | | 15 | "], "another reading of the claim above"),
    ],
)
def test_errors_of_a_table(rows: list[str], words: str) -> None:
    (problem,) = errors(*rows)
    assert words in problem.text.en
    assert problem.place is not None
    assert problem.place.line == 8 + len(rows)


def test_the_english_of_a_statement() -> None:
    text = HEAD.replace("报出值", "English | 报出值").replace("|---|\n", "|---|---|\n")
    (result,) = check_claims(read(text + "| A1 | 平台 | platforms | 15 | 9 | |\n"))
    problem = result.problem
    assert problem is not None
    assert problem.text.zh.startswith("声明 A1（平台）：")
    assert problem.text.en.startswith("claim A1 (platforms): ")
