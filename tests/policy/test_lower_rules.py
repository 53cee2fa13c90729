"""A long table in one piece gives what its chain of ifs gives: the same values, for the same reasons."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.equality.documents import LONG_HIT_POLICIES, long_tables
from tests.equality.words import firms, long_from, read, with_hit_policy

from luoshu.feel import tree
from luoshu.feel.pieces import Piece, joined, outside
from luoshu.policy.evaluate import answer
from luoshu.policy.graph import Graph

ON = date(2025, 6, 30)


def is_whole(graph: Graph) -> bool:
    return any(isinstance(node, tree.RuleTable) for node in tree.walk(graph.steps["test/policy::表"].value))


def facts(firm: dict[str, Any]) -> dict[str, Any]:
    told = {name.removesuffix("@2024"): value for name, value in firm.items() if not name.endswith("@2023")}
    return told | {f"prior({name}, 1)": firm[f"{name}@2023"] for name in ("人数", "收入", "净利")}


FIRMS = [facts(firm) for firm in firms(60, seed=3, gaps=0.25)]


@pytest.mark.parametrize("keyword", LONG_HIT_POLICIES)
@given(data=st.data())
def test_the_same_as_a_chain(keyword: str, data: st.DataObject) -> None:
    text = data.draw(long_tables("表", keyword))
    policy = with_hit_policy(read(text), "表", keyword)
    chain = Graph.of([policy], ON)
    with long_from(0):
        whole = Graph.of([policy], ON)
    assert is_whole(whole) == any(cell != "-" for cell in cells(text))
    assert not is_whole(chain)
    for firm in FIRMS:
        one, other = answer(whole, firm), answer(chain, firm)
        assert one.values == other.values, f"{text}{firm}"
        assert told(one.why) == told(other.why), f"{text}{firm}"


def cells(text: str) -> list[str]:
    """Every input cell of a table."""
    return [cell.strip() for line in text.split("\n")[2:] for cell in line.split("|")[2:-2]]


def told(why: dict[str, list[Any]]) -> dict[str, set[Any]]:
    return {name: set(causes) for name, causes in why.items()}


_ENDS = st.one_of(st.none(), st.integers(0, 4).map(Fraction))
_PIECES = st.lists(st.builds(Piece, _ENDS, _ENDS, st.booleans(), st.booleans()), max_size=4)
_VALUES = [Fraction(half, 2) for half in range(-1, 10)]


@given(pieces=_PIECES)
def test_sets_of_pieces(pieces: list[Piece]) -> None:
    inside, others = joined(pieces), outside(joined(pieces))
    for value in _VALUES:
        held = any(piece.holds(value) for piece in pieces)
        assert sum(piece.holds(value) for piece in inside) == held
        assert sum(piece.holds(value) for piece in others) == (not held)


LADDER = "".join(f"| {at} | [{at}..{at + 1}) | {at % 7} |\n" for at in range(1, 151))


@pytest.mark.parametrize(
    ("body", "whole"),
    [
        ("| U | 收入 | **表** |\n|---|---|---|\n" + LADDER, True),
        ("| F | 收入 | **表** |\n|---|---|---|\n" + LADDER, True),
        ("| R | 收入 | **表** |\n|---|---|---|\n" + LADDER, False),  # a list
        ("| U | 收入 | **表** |\n|---|---|---|\n" + LADDER.replace("| 3 |\n", "| 人数 |\n"), False),
        ("| U | 收入 | **表** |\n|---|---|---|\n" + LADDER.replace("[9..10)", "[9..得分)"), False),
        ("| U | 收入 | **表** |\n|---|---|---|\n" + LADDER[: LADDER.index("| 21 |")], False),  # not long
    ],
    ids=["U", "F", "R", "an output that is a fact", "a cell that is a fact", "20 rules"],
)
def test_which_tables_stay_whole(body: str, whole: bool) -> None:
    assert is_whole(Graph.of([read(body)], ON)) == whole
