"""Evaluation in a scope: exact arithmetic, the trace, the clock, and what must not break it."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshu.feel import tree
from luoshu.feel.arithmetic import EXACT
from luoshu.feel.interpreter import evaluate
from luoshu.feel.lexing import POLICY
from luoshu.feel.parser import parse
from luoshu.feel.scope import Names
from luoshu.feel.trace import Recorder
from luoshu.feel.tree import Boolean, Name, Null, Number


def value_of(text: str, **scope: Any) -> Any:
    return evaluate(parse(text, Names(), dialect=POLICY), scope)


def failures_of(text: str, **scope: Any) -> list[tuple[tree.Node, str]]:
    recorder = Recorder()
    evaluate(parse(text, Names()), scope, trace=recorder)
    return [(node, cause.en) for node, cause in recorder.failures]


def test_names_come_from_the_scope_and_ints_are_numbers() -> None:
    assert value_of("a + 1", a=2) == Decimal(3)
    assert value_of("a.b[1]", a={"b": [7]}) == 7
    assert value_of("date", date=date(2025, 6, 30)) == date(2025, 6, 30)


def test_the_fields_of_an_item_hide_outer_names() -> None:
    assert value_of("rows[a = outer].a", rows=[{"a": 1}, {"a": 2}], a=2, outer=2) == [2]


def test_an_assumption_is_its_value() -> None:
    assert value_of("⟨30%⟩ + 0.7") == 1


def test_exact_arithmetic_reaches_comparisons_and_functions() -> None:
    scope = {"a": Decimal(1), "b": Decimal(3)}
    assert evaluate(parse("a / b * b = 1", Names()), scope, arithmetic=EXACT) is True
    assert evaluate(parse("a / b * b = 1", Names()), scope) is False
    assert evaluate(parse("mean([a, a, b]) ", Names()), scope, arithmetic=EXACT) == Fraction(5, 3)
    assert evaluate(parse("decimal(a / b, 2)", Names()), scope, arithmetic=EXACT) == Decimal("0.33")


# --- the trace --------------------------------------------------------------------------------------------------------


def test_every_step_is_told_parts_before_wholes() -> None:
    recorder = Recorder()
    node = parse("a + 1 > 2", Names())
    evaluate(node, {"a": 2}, trace=recorder)
    assert recorder.steps == [
        (Name("a"), Decimal(2)),
        (Number(Decimal(1)), Decimal(1)),
        (parse("a + 1", Names()), Decimal(3)),
        (Number(Decimal(2)), Decimal(2)),
        (node, True),
    ]


@pytest.mark.parametrize(
    ("text", "at", "cause"),
    [
        ("1 + a / 0", "a / 0", "division by zero"),
        ("missing + 1", "missing", "there is nothing named 'missing'"),
        ('a + "x"', 'a + "x"', "no + between number and string"),
        ("a < true", "a < true", "number and boolean cannot be compared"),
        ("abs(true)", "abs(true)", "parameter n of abs must be a number, not a boolean"),
        ("a.b", "a.b", "a number has no 'b'"),
        ('date("2025-02-30")', 'date("2025-02-30")', "'2025-02-30' does not exist or is out of range"),
        ("a(1)", "a(1)", "a number is no function"),
        ('[a][item + "x"]', 'item + "x"', "no + between number and string"),
    ],
)
def test_the_cause_of_a_failure_is_told_where_it_happens(text: str, at: str, cause: str) -> None:
    assert failures_of(text, a=1) == [(parse(at, Names()), cause)]


@pytest.mark.parametrize(
    "text",
    ["n + 1", "n / 0", "n < 1", "-n", "n.x", "n[1]", "abs(n)", "sum([n])", "some x in n satisfies x", "n and true",
     "for x in 1..n return x", "before(n, 1)", "[1..n]"],
)  # fmt: skip
def test_a_null_from_a_null_operand_is_no_failure(text: str) -> None:
    assert value_of(text, n=None) is None
    assert failures_of(text, n=None) == []


def test_what_is_not_needed_is_not_evaluated() -> None:
    assert failures_of("a = 0 or 1 / a > 1", a=0) == []
    assert failures_of("if a = 0 then 0 else 1 / a", a=0) == []


# --- the clock --------------------------------------------------------------------------------------------------------


def test_the_clock_is_given() -> None:
    moment = datetime(2025, 6, 30, 8, tzinfo=timezone(timedelta(hours=8)))
    assert evaluate(parse("today()", Names()), {}, clock=lambda: moment) == date(2025, 6, 30)
    assert evaluate(parse("now()", Names()), {}, clock=lambda: moment) == moment


# --- nodes that only lowering makes, and size -------------------------------------------------------------------------


def test_cases_take_the_first_true_branch() -> None:
    node = tree.Cases(
        ((Null(), Number(Decimal(1))), (Boolean(False), Number(Decimal(2))), (Boolean(True), Number(Decimal(3)))),
        Number(Decimal(4)),
    )
    assert evaluate(node, {}) == 3
    assert evaluate(tree.Cases((), Null()), {}) is None


@pytest.mark.parametrize("sign", ["and", "or", "+"])
def test_long_chains_do_not_exhaust_the_stack(sign: str) -> None:
    text = f" {sign} ".join(["a"] * 5000)
    assert value_of(text, a={"and": True, "or": False, "+": 1}[sign]) == {"and": True, "or": False, "+": 5000}[sign]


def test_endless_recursion_is_null_with_a_cause() -> None:
    recorder = Recorder()
    assert evaluate(parse("{f: function(x) f(x), r: f(1)}.r", Names()), {}, trace=recorder) is None
    assert any("deeply" in cause.en for _, cause in recorder.failures)


# --- laws -------------------------------------------------------------------------------------------------------------

truths = st.sampled_from([True, False, None])


@given(st.lists(truths))
def test_quantifiers_are_kleenes_and_and_or(items: list[bool | None]) -> None:
    for kind, sign in (("every", "and"), ("some", "or")):
        start = "true" if kind == "every" else "false"
        chain = f" {sign} ".join([start, *(f"l[{place}]" for place in range(1, len(items) + 1))])
        assert value_of(f"{kind} x in l satisfies x", l=items) is value_of(chain, l=items)


@given(truths, truths)
def test_de_morgan_holds_for_null_too(a: bool | None, b: bool | None) -> None:
    assert value_of("not(a and b)", a=a, b=b) is value_of("not(a) or not(b)", a=a, b=b)


# --- arguments and turns ----------------------------------------------------------------------------------------------


def test_an_argument_of_another_type_is_null_for_the_body() -> None:
    assert value_of('(function(n: number) n = null)("一")') is True
    assert value_of("(function(n: number) n)([7])") == 7
    failures = failures_of('(function(n: number) if n = null then 0 else n)("一")')
    assert [cause for _, cause in failures] == ["parameter 'n' must be number, not string"]


def test_a_range_that_begins_after_its_end_gives_no_turns() -> None:
    assert value_of("for i in [3..1] return i") is None
    assert value_of("for i in 3..1 return i") == [3, 2, 1]
    assert value_of("for i in (1..3) return i") == [2]
    assert value_of("some i in [3..1] satisfies i = 2") is None


def test_the_one_of_two_that_is_not_named_is_null() -> None:
    assert value_of("is(value1: 1)") is False
    assert value_of("is(value2: null)") is True
    assert value_of("is(1)") is False
    assert value_of("is()") is None


def test_a_list_is_looked_for_among_lists() -> None:
    assert value_of("[1] in [[1]]") is True
    assert value_of("[1] in [[2], [[1]]]") is False


def test_sameness_goes_down_to_items_and_entries() -> None:
    assert value_of('is([@"10:00:00Z"], [@"11:00:00+01:00"])') is False
    assert value_of('is({a: [@"10:00:00.5"]}, {a: [@"10:00:00.50"]})') is True
    assert value_of('is({a: 1}, {a: "1"})') is False
    assert value_of('is([@"10:00:00"], [@"2025-06-30T10:00:00"])') is False
