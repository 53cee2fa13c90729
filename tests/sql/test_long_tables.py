"""Long tables in SQL: the rules are joined outright where at most one can hit, else once for every case."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.equality.compare import compare
from tests.equality.words import ON, firms, formulas, read, snapshot

from luoshu.policy.graph import Graph
from luoshu.policy.model import Policy
from luoshu.sql import rules
from luoshu.sql.program import Program
from luoshu.sql.source import Source

NAMES = ["甲", "甲乙公司", "ABc", "乙", ""]
LAST = "| - | - | - | 0 |"


def bands() -> list[str]:
    """Three hundred rules that share no firm."""
    return [
        f'| "{name}" | [{low}..{low + 5}) | {state} | {low + number} |'
        for number, name in enumerate(NAMES)
        for low in range(0, 150, 5)
        for state in ("true", "false")
    ]


def ladder() -> list[str]:
    """Rules that each take what those before it left."""
    return [f'| "{name}" | >= {low} | - | {low // 60} |' for name in NAMES for low in range(300, -1, -5)]


def table(keyword: str, rows: list[str]) -> str:
    head = f"| {keyword} | 名称 | 收入 | 国有 | **额** |\n|---|---|---|---|---|\n"
    return head + "".join(f"| {number} {row}\n" for number, row in enumerate(rows, 1)) + "\n"


def compiled(policy: Policy) -> Program:
    return Program.compile(Graph.of([policy], ON), Source.of_vocabulary(policy.entity, policy.vocabulary, ON))


def sql(body: str) -> str:
    program = compiled(read(body))
    assert program.refused == {}
    return program.decisions_query(list(program.graph.steps.values())).sql(dialect="duckdb")


SHAPES = [
    ("U", bands(), True),
    ("A", bands(), True),
    ("F", bands(), True),
    ("F", [*bands(), LAST], False),  # the last rule takes what others may
    ("F", ladder(), False),
    ("C>", ladder(), False),
    ("C+", bands(), False),
    ("C#", ladder(), False),
]


@pytest.mark.parametrize(("keyword", "rows", "direct"), SHAPES)
def test_how_the_rules_are_joined(keyword: str, rows: list[str], direct: bool) -> None:
    text = sql(table(keyword, rows))
    assert ("LEFT JOIN rules1 ON" in text and "cases1" not in text) == direct
    assert ("LEFT JOIN found1 ON" in text) != direct


def test_where_bands_are_compared_they_are_hashed() -> None:
    """Each band is one stretch of the axis, and so a number that is equal or not."""
    on = sql(table("U", bands())).partition("LEFT JOIN rules1 ON ")[2].partition(")")[0]
    assert on.count(" = ") == 3
    assert ">=" not in on


@pytest.mark.parametrize(("keyword", "rows", "direct"), SHAPES)
def test_both_evaluators_agree(keyword: str, rows: list[str], direct: bool, tmp_path: Path) -> None:
    body = table(keyword, rows) + formulas({"倍": "额 * 2", "多": "count(专利[出资 > 额])"})
    body += "| F | 额 | **末** |\n|---|---|---|\n| 1 | > 100 | 1 |\n| 2 | - | 2 |\n"  # asks whether 额 is unknown
    found = compare([read(body)], snapshot(tmp_path, firms(300, seed=2)), tmp_path / "out", ON)
    assert found.differences == []
    assert found.interpreted == []


def test_too_many_pieces_are_interpreted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(rules, "MOST_ROWS", 200)
    policy = read(table("U", bands()))
    found = compare([policy], snapshot(tmp_path, firms(40, seed=2)), tmp_path / "out", ON)
    assert found.differences == []
    assert found.interpreted == ["interpreted: 额 (policy.md:11): the cells of the table are too many pieces"]


def test_two_long_tables_in_one_layer(tmp_path: Path) -> None:
    body = table("U", bands()) + table("F", ladder()).replace("额", "另额")
    found = compare([read(body)], snapshot(tmp_path, firms(100, seed=4)), tmp_path / "out", ON)
    assert found.differences == []
