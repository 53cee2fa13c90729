"""Documents that nobody wrote, as DMN models: tables of every hit policy decide the same over firms on every line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.equality import documents as make
from tests.equality.words import ON, UNCHECKED, firms, formulas, long_from, read, with_hit_policy

from luoshu.dmn.loading import load
from luoshu.dmn.writer import write_model
from luoshu.policy.evaluate import answer
from luoshu.policy.exchange.export import export
from luoshu.policy.exchange.wording import Wording
from luoshu.policy.graph import Graph
from luoshu.policy.model import Policy
from luoshu.problems import ProblemError

from .cases import decided, facts_of, same
from .test_import import differences as after_both_ways

MADE = firms(14, seed=7)
COMING_BACK = ["U", "P", "F", "R", "C", "C+", "C#", "C<", "C>"]  # A comes back as a formula with guards of its own


def share(part: int) -> settings:
    """A part of the profile's cases: each asks about many firms."""
    return settings(max_examples=max(3, settings.default.max_examples // part), suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("generated")


def held_equal(body: str, folder: Path, reread: dict[str, str] | None = None) -> None:
    try:
        policy = read(body)
    except ProblemError:
        assume(False)
    for name, keyword in (reread or {}).items():
        policy = with_hit_policy(policy, name, keyword)
    assert differences(policy, folder) == [], body


def differences(policy: Policy, folder: Path) -> list[Any]:
    path = folder / "made.dmn"
    path.write_bytes(write_model(export(policy, ON).model))
    program = load(path)
    assert [problem.say() for problem in program.problems] == []
    graph = Graph.of([policy], ON)
    wording = Wording.of(graph, policy)
    found = []
    for number, firm in enumerate(MADE):
        facts = facts_of(policy, firm, ON, absent=number % 10 == 3)
        wanted, told = answer(graph, facts), decided(program, wording, facts, ON)
        found += [
            (number, name, wanted.values[key], told[name])
            for key, name in wording.decisions.items()
            if not same(wanted.values[key], told[name])
        ]
    return found


@share(10)
@given(data=st.data())
def test_tables(data: st.DataObject, folder: Path) -> None:
    kinds = {f"表{index}": kind for index, kind in enumerate(make.HIT_POLICIES, 1)}
    body = "".join(data.draw(make.tables(name, kind)) for name, kind in kinds.items())
    body += formulas(make.EARLIER | {"后": "if 表4 = null then 0 else count(专利)", "再": "表9 > 1 or 表8 > 表11"})
    held_equal(body, folder, {name: kind for name, kind in kinds.items() if kind in UNCHECKED})


@share(10)
@given(data=st.data())
def test_tables_of_constants(data: st.DataObject, folder: Path) -> None:
    kinds = {f"表{index}": kind for index, kind in enumerate(make.LONG_HIT_POLICIES, 1)}
    body = "".join(data.draw(make.long_tables(name, kind)) for name, kind in kinds.items())
    body += "| F | 表5 / 表6 | 表3 | **末** |\n|---|---|---|---|\n"
    body += '| 1 | > 1 | "甲" | 1 |\n| 2 | - | "乙", "丙" | 2 |\n\n'
    with long_from(data.draw(st.sampled_from([0, 20]))):
        held_equal(body, folder, {name: kind for name, kind in kinds.items() if kind in UNCHECKED})


@share(10)
@given(texts=st.lists(st.one_of(make.booleans(2), make.missing_tests(), make.of_owner()), min_size=4, max_size=8))
def test_formulas(texts: list[str], folder: Path) -> None:
    held_equal(formulas(make.EARLIER | {f"是{index}": text for index, text in enumerate(texts, 1)}), folder)


def held_there_and_back(body: str, folder: Path) -> None:
    try:
        policy = read(body)
    except ProblemError:
        assume(False)
    asked = (facts_of(policy, firm, ON, absent=number % 10 == 3) for number, firm in enumerate(MADE))
    assert after_both_ways(policy, ON, asked, folder) == [], body


@share(20)
@given(texts=st.lists(st.one_of(make.booleans(2), make.numbers(1), make.of_owner()), min_size=3, max_size=4))
def test_formulas_come_back(texts: list[str], folder: Path) -> None:
    held_there_and_back(formulas(make.EARLIER | {f"是{index}": text for index, text in enumerate(texts, 1)}), folder)


@share(20)
@given(data=st.data())
def test_tables_of_constants_come_back(data: st.DataObject, folder: Path) -> None:
    kinds = {f"表{index}": kind for index, kind in enumerate(COMING_BACK, 1)}
    held_there_and_back("".join(data.draw(make.long_tables(name, kind)) for name, kind in kinds.items()), folder)
