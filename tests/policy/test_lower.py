"""Lowering is sound: what is known with a fact missing stays the same whatever the fact turns out to be."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.equality import documents as make
from tests.equality.words import DATES, NUMBERS, ON, TEXTS, firms, formulas, read

from luoshu.policy.evaluate import answer
from luoshu.policy.graph import Graph
from luoshu.problems import ProblemError

NAME = "test/policy::结果"
FIRMS = firms(25, seed=11, gaps=0.3)
TRIES = 12


def facts_of(firm: dict[str, Any]) -> dict[str, Any]:
    """A firm as the interpreter takes it, with the year before."""
    named = {name: value for name, value in firm.items() if "@" not in name}
    for name in ("人数", "收入", "净利"):
        named |= {name: firm[f"{name}@2024"], f"prior({name}, 1)": firm[f"{name}@2023"]}
    return named


def filled(facts: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The facts with some value for each that is missing; 失信 and 争议 have one already."""

    def value(name: str, given: Any) -> Any:
        if isinstance(given, list):
            return [{field: value(field, inner) for field, inner in item.items()} for item in given]
        if given is not None or name in ("失信", "争议"):
            return given
        base = name.removeprefix("prior(").removesuffix(", 1)")
        if base in NUMBERS:
            return Decimal(chance.choice(NUMBERS[base]))
        if base in ("成立", "授权"):
            return date.fromisoformat(chance.choice(DATES))
        return chance.choice(TEXTS[base]) if base in TEXTS else chance.random() < 0.5

    return {name: value(name, given) for name, given in facts.items()}


@settings(suppress_health_check=list(HealthCheck))
@given(text=st.one_of(make.booleans(3), make.numbers(3)))
def test_a_known_result_needs_no_missing_fact(text: str) -> None:
    try:
        graph = Graph.of([read(formulas(make.EARLIER | {"结果": text}))], ON)
    except ProblemError:
        assume(False)
    chance = random.Random(0)
    for firm in FIRMS:
        facts = facts_of(firm)
        told = answer(graph, facts)
        if not told.is_unknown(NAME):
            for _ in range(TRIES):
                whole = answer(graph, filled(facts, chance))
                assert whole.values[NAME] == told.values[NAME], (text, facts)
                assert not whole.is_unknown(NAME)
        else:
            assert told.values[NAME] is None
            assert not answer(graph, filled(facts, chance)).is_unknown(NAME), (text, facts)
