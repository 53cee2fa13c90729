"""Documents that nobody wrote, over firms on every line: the interpreter and SQL give the same."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from luoshu.engine.computing import Computing
from luoshu.facts.snapshot import Snapshot
from luoshu.problems import ProblemError

from . import documents as make
from .compare import compare
from .words import ON, POOR, UNCHECKED, firms, formulas, long_from, read, snapshot, with_hit_policy


def share(part: int) -> settings:
    """A part of the profile's cases: each runs many formulas over many firms."""
    return settings(max_examples=max(8, settings.default.max_examples // part), suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module", params=["full", "poor"])
def frozen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    absent = POOR if request.param == "poor" else frozenset()
    return snapshot(tmp_path_factory.mktemp(request.param), firms(40, seed=7), absent)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("out")


def held_equal(
    body: str,
    frozen: Snapshot,
    out: Path,
    reread: Mapping[str, str] | None = None,
    within: Computing | None = None,
) -> None:
    try:
        policy = read(body)
    except ProblemError as error:
        event(f"refused by the reader: {error.problems[0].code}")
        assume(False)
    for name, keyword in (reread or {}).items():
        policy = with_hit_policy(policy, name, keyword)
    try:
        found = compare([policy], frozen, out, ON, within)
    except ProblemError as error:
        if error.problems[0].code != "number-too-large":
            raise
        assume(False)
    event(f"interpreted: {len(found.interpreted)}")
    assert found.differences == [], body


@share(5)
@given(texts=st.lists(make.numbers(3), min_size=4, max_size=8))
def test_numbers(texts: list[str], frozen: Snapshot, out: Path) -> None:
    held_equal(formulas(make.EARLIER | {f"数{index}": text for index, text in enumerate(texts, 1)}), frozen, out)


@share(5)
@given(texts=st.lists(st.one_of(make.booleans(3), make.missing_tests()), min_size=4, max_size=8))
def test_booleans(texts: list[str], frozen: Snapshot, out: Path) -> None:
    held_equal(formulas(make.EARLIER | {f"是{index}": text for index, text in enumerate(texts, 1)}), frozen, out)


@share(5)
@given(texts=st.lists(make.of_owner(), min_size=3, max_size=6))
def test_items_beside_their_owner(texts: list[str], frozen: Snapshot, out: Path) -> None:
    held_equal(formulas(make.EARLIER | {f"项{index}": text for index, text in enumerate(texts, 1)}), frozen, out)


@share(8)
@given(data=st.data())
def test_tables(data: st.DataObject, frozen: Snapshot, out: Path) -> None:
    kinds = {f"表{index}": kind for index, kind in enumerate(make.HIT_POLICIES, 1)}
    body = "".join(data.draw(make.tables(name, kind)) for name, kind in kinds.items())
    body += formulas(make.EARLIER | {"后": "if 表4 = null then 0 else count(专利)", "再": "表9 > 1 or 表8 > 表11"})
    held_equal(body, frozen, out, {name: kind for name, kind in kinds.items() if kind in UNCHECKED})


@share(5)
@given(data=st.data())
def test_long_tables(data: st.DataObject, frozen: Snapshot, out: Path) -> None:
    """Tables in one piece, and decisions that rest on them."""
    kinds = {f"表{index}": kind for index, kind in enumerate(make.LONG_HIT_POLICIES, 1)}
    body = "".join(data.draw(make.long_tables(name, kind)) for name, kind in kinds.items())
    body += formulas({"后": "表6 * 2 > 表8", "再": "count(专利[次数 > 表7])"})
    body += "| F | 表5 / 表6 | 表3 | **末** |\n|---|---|---|---|\n"
    body += '| 1 | > 1 | "甲" | 1 |\n| 2 | - | "乙", "丙" | 2 |\n\n'
    with long_from(0):
        held_equal(body, frozen, out, {name: kind for name, kind in kinds.items() if kind in UNCHECKED})
