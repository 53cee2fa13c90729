"""Which fact is asked for next: the one that settles most, never one whose answer cannot matter, until all is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshu.engine.questions import Interview
from luoshu.policy.evaluate import answer
from luoshu.policy.library import Library

from .conftest import ON
from .zones import Zone

DOMAINS: Mapping[str, tuple[Any, ...]] = {"p": (True, False), "q": (True, False), "k": ("u", "v", "w")}


def interview(zones: Zone, formulas: str, tables: str = "") -> Interview:
    return Interview([zones.policy(formulas, tables)], ON)


def asked(found: Interview, truth: Mapping[str, Any]) -> list[str]:
    """The names of the questions, in order, as long as there are any."""
    facts: dict[str, Any] = {}
    while (question := found.state(facts).question) is not None:
        assert question.name not in facts
        facts[question.name] = truth[question.name]
    return list(facts)


# --- the rule ---------------------------------------------------------------------------------------------------------


def test_what_settles_more_comes_first(zones: Zone) -> None:
    found = interview(zones, "甲: p and a >= 5\n乙: q or a >= 5\n丙: p and n > 3 and a < 9")
    question = found.state({}).question
    assert question is not None
    # p settles half of 甲 and half of 丙, where it is no; q and n half of one each.
    assert (question.name, question.settles, len(question.decides)) == ("a", Fraction(3, 2), 3)


def test_among_equals_more_outcomes_then_the_order_of_the_document(zones: Zone) -> None:
    assert asked(interview(zones, "甲: q and p"), {"p": True, "q": True}) == ["q", "p"]
    found = interview(zones, "甲: q and p and n > c\n乙: n > c")
    assert found.state({"p": True, "q": True}).question.name == "n"  # type: ignore[union-attr]


def test_pieces_of_a_number_count_once_each(zones: Zone) -> None:
    question = interview(zones, "甲: if a < 100 then false else if a < 200 then p else true").state({}).question
    assert question is not None
    assert question.name == "a"
    assert question.settles == Fraction(2, 3)  # below, between (not settled), above


def test_a_ratio_is_asked_for_with_both_of_its_parts(zones: Zone) -> None:
    found = interview(zones, "甲: a / b >= 30%")
    assert asked(found, {"a": Decimal(3), "b": Decimal(10)}) == ["a", "b"]
    assert found.state({"a": Decimal(3), "b": Decimal(10)}).value(found.outcomes[0]) is True


def test_what_a_branch_shuts_out_is_not_asked_for(zones: Zone) -> None:
    found = interview(zones, "甲: if p then n > 3 else q")
    assert asked(found, {"p": True, "n": 5, "q": True}) == ["p", "n"]
    assert asked(found, {"p": False, "n": 5, "q": True}) == ["p", "q"]


def test_what_cannot_matter_is_not_asked_for(zones: Zone) -> None:
    found = interview(zones, "甲: p or not(p)\n乙: (p or not(p)) and q\n丙: n > 3 and (q or not(q))")
    state = found.state({"q": True, "n": 5})
    assert state.question is None
    assert [state.value(each) for each in found.outcomes] == [True, True, True]
    assert set(state.anyway) == {each.name for each in found.outcomes[:2]}
    assert asked(found, {"q": True, "n": 5}) == ["q", "n"]


def test_a_skipped_fact_is_not_asked_for_again_and_leaves_its_outcome_open(zones: Zone) -> None:
    found = interview(zones, "甲: p and q")
    state = found.state({"p": True}, skipped={"q"})
    assert (state.question, state.left) == (None, 0)
    assert state.value(found.outcomes[0]) is None
    assert found.lacks(state.answer, found.outcomes[0]) == ["q"]


def test_a_list_is_asked_for_whole(zones: Zone) -> None:
    found = interview(zones, "甲: count(L[f = true]) >= 2 and p")
    assert found.state({"p": True}).question.name == "L"  # type: ignore[union-attr]
    state = found.state({"p": True, "L": [{"f": True}, {"f": None}]})
    assert state.question is None  # it was answered, if not in full
    assert found.lacks(state.answer, found.outcomes[0]) == ["L"]


def test_a_date_has_pieces_where_whole_months_count(zones: Zone) -> None:
    question = interview(zones, '甲: years and months duration(d, 评价日期) >= duration("P3Y")').state({}).question
    assert question is not None
    assert question.settles == 1


def test_no_more_questions_are_left_than_are_said(zones: Zone) -> None:
    found = interview(zones, "甲: if p then n > 3 else q\n乙: r >= 10%")
    state = found.state({})
    assert state.left == 4
    assert found.state({"p": True}).left == 3  # q still stands in the formula
    assert found.state({"p": True, "n": 1, "r": Decimal("0.2")}).left == 0


def test_the_nearest_way_is_that_of_explain(zones: Zone) -> None:
    found = interview(zones, "甲: p and n >= 10")
    way = found.way(found.outcomes[0], {"p": True, "n": 7})
    assert [(gap.text, gap.gap) for gap in way.failing] == [("n >= 10", 3)]


# --- properties -------------------------------------------------------------------------------------------------------

_LEAVES = st.sampled_from(["p", "q", 'k = "u"', 'k = "v"', 'k in ("v", "w")'])
_FORMULAS = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        inner.map(lambda one: f"not({one})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} and {pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} or {pair[1]})"),
        st.tuples(inner, inner, inner).map(lambda three: f"(if {three[0]} then {three[1]} else {three[2]})"),
    ),
    max_leaves=6,
)


@settings(max_examples=40)
@given(st.lists(_FORMULAS, min_size=1, max_size=3), st.sampled_from(list(product(*DOMAINS.values()))))
def test_every_question_can_matter_and_all_together_tell_all(
    tmp_path_factory: pytest.TempPathFactory, formulas: list[str], truth: tuple[Any, ...]
) -> None:
    zones = Zone(tmp_path_factory.mktemp("zone"))
    names = "甲乙丙"
    found = interview(zones, "\n".join(f"{name}: {each}" for name, each in zip(names, formulas, strict=False)))
    whole = dict(zip(DOMAINS, truth, strict=True))

    def ends(facts: Mapping[str, Any]) -> list[Any]:
        values = answer(found.graph, facts).values
        return [values[each.name] for each in found.outcomes]

    facts: dict[str, Any] = {}
    while (question := (state := found.state(facts)).question) is not None:
        others = [name for name in DOMAINS if name not in facts and name != question.name]
        assert any(
            len({tuple(ends({**facts, **rest, question.name: value})) for value in DOMAINS[question.name]}) > 1
            for rest in (dict(zip(others, values, strict=True)) for values in product(*(DOMAINS[o] for o in others)))
        ), f"{question.name} cannot matter after {facts}"
        facts[question.name] = whole[question.name]
    assert [state.value(each) for each in found.outcomes] == ends(whole)


@settings(max_examples=8)
@given(st.data())
def test_shipped_policies_are_settled_by_answers_of_any_kind(data: st.DataObject) -> None:
    """Whatever is answered, in the end nothing is open."""
    found = _shipped()
    facts: dict[str, Any] = {}
    left = None
    while (question := (state := found.state(facts)).question) is not None:
        assert question.name not in facts
        assert state.left >= 1
        assert left is None or state.left < left
        left = state.left
        part = found._part(question.decides[0], state.answer)
        facts[question.name] = data.draw(st.sampled_from(found._values(question.name, part)), label=question.name)
    assert [each.name for each in found.outcomes if state.value(each) is None and state.answer.missing(each.name)] == []


_KEPT: list[Interview] = []


def _shipped() -> Interview:
    if not _KEPT:
        library, on = Library(), date(2026, 5, 1)
        _KEPT.append(Interview([library.resolve(name, on) for name in ("cn/tech-sme", "dalian/tenant-relief")], on))
    return _KEPT[0]
