"""Near, which is SQL, says of every firm what explain, which interprets, says of it."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from luoshu.engine.distance import measure
from luoshu.engine.fallback import cone, lags
from luoshu.engine.near import near
from luoshu.facts.snapshot import Snapshot
from luoshu.feel.arithmetic import quantize_half_up, text_of
from luoshu.feel.types import BOOLEAN
from luoshu.policy.evaluate import answer
from luoshu.policy.graph import Graph
from luoshu.policy.library import Library
from luoshu.problems import ProblemError

from .conftest import FIRMS, ON

KEY = "统一社会信用代码"


def as_text(value: Any) -> str | None:
    if value is None or isinstance(value, bool):
        return None if value is None else str(value).lower()
    if isinstance(value, str):
        return value
    return (
        text_of(quantize_half_up(value, 6)) if hasattr(value, "numerator") or isinstance(value, Decimal) else str(value)
    )


Rows = list[tuple[Any, ...]]


def interpreted(library: Library, zone: Snapshot, name: str, decision: str) -> tuple[Rows, set[tuple[str, str]]]:
    """The rows and the missing facts that near should give, by the interpreter."""
    policy = library.resolve(name, ON)
    graph = Graph.of([policy], ON)
    step = graph.of_policy(policy)[decision]
    measured = measure(step, cone(graph, [step.name]))
    firms, missing = [], set()
    for place, facts in enumerate(zone.iterate(policy.about, on=ON, lags=lags(measured.graph))):
        found = answer(measured.graph, facts)
        values = found.values
        if values[step.name] is None:
            missing |= {(facts[KEY], fact) for fact, _ in found.why[step.name]}
        if values[step.name] is not False:
            continue
        total = (values[measured.failing], quantize_half_up(values[measured.distance], 6))
        rows = [
            (
                facts[KEY],
                each.number,
                each.condition.text,
                as_text(values[each.have]),
                as_text(values[each.need]) if each.need else each.condition.need_text,
                None if each.gap is None else quantize_half_up(values[each.gap], 6),
                None if each.over_need is None or values[each.over_need] is None else values[each.over_need],
                *total,
            )
            for each in measured.measured
            if values[each.holds] is False and (each.on_way is None or values[each.on_way])
        ]
        firms.append((*total, place, rows))
    return [row for *_, rows in sorted(firms, key=lambda firm: firm[:3]) for row in rows], missing


def shipped() -> list[tuple[str, str]]:
    library = Library()
    names = ("cn/tech-sme", "cn/innovative-sme", "cn/little-giant")
    return [
        (name, decision.name)
        for name in names
        for decision in library.resolve(name, ON).decisions.values()
        if decision.type == BOOLEAN
    ]


@pytest.mark.parametrize(("name", "decision"), shipped())
def test_sql_and_interpreter_agree(library: Library, zone: Snapshot, name: str, decision: str) -> None:
    result = near(library.resolve(name, ON), decision, zone, ON)
    rows, missing = interpreted(library, zone, name, decision)
    fields = ("number", "condition", "have", "need", "gap", "gap_over_need", "failing", "distance")
    assert [(row[KEY], *(row[field] for field in fields)) for row in result.rows.to_pylist()] == rows
    assert {(row[KEY], row["fact"]) for row in result.unknown.to_pylist()} == missing
    assert result.yes + result.no + result.cannot_tell == FIRMS
    assert result.no == len({row[0] for row in rows})


def test_a_limit_keeps_the_nearest(library: Library, zone: Snapshot) -> None:
    policy = library.resolve("cn/tech-sme", ON)
    everyone = near(policy, "符合现行评价条件", zone, ON).rows.to_pylist()
    some = near(policy, "符合现行评价条件", zone, ON, limit=5).rows.to_pylist()
    assert len({row[KEY] for row in some}) == 5
    assert some == everyone[: len(some)]


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_files(library: Library, zone: Snapshot, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"near.{suffix}"
    result = near(library.resolve("cn/tech-sme", ON), "符合现行评价条件", zone, ON, out=out)
    assert result.files == [out, tmp_path / f"near.unknown.{suffix}"]
    assert all(path.stat().st_size for path in result.files)
    if suffix == "csv":
        with out.open(encoding="utf-8", newline="") as file:
            assert len({row[KEY] for row in csv.DictReader(file)}) == result.no


@pytest.mark.parametrize(("decision", "code"), [("综合得分", "not-yes-or-no"), ("综合得", "no-decision")])
def test_what_cannot_be_asked(library: Library, zone: Snapshot, decision: str, code: str) -> None:
    with pytest.raises(ProblemError) as caught:
        near(library.resolve("cn/tech-sme", ON), decision, zone, ON)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_what_sql_refuses_is_interpreted_and_said(zone: Snapshot, tmp_path: Path) -> None:
    path = tmp_path / "odd.md"
    path.write_text(
        "---\nid: zone/odd\ntitle: {zh: 怪, en: Odd}\neffective: 2024-01-01/..\nabout: 企业\nuses: [cn/vocabulary]\n"
        "---\n\n# 怪\n\n```feel\n结论: sqrt(职工总数) <= 10 and 研发费用 / 销售收入 >= 6%\n```\n",
        encoding="utf-8",
    )
    library = Library()
    result = near(library.resolve(str(path), ON), "结论", zone, ON)
    refused = ["结论", "sqrt(职工总数) <= 10"]
    assert [line.split(": ")[1] for line in result.interpreted] == [f"{what} ({path}:12)" for what in refused]
    rows, missing = interpreted(library, zone, str(path), "结论")
    assert rows
    assert [row[KEY] for row in result.rows.to_pylist()] == [row[0] for row in rows]
    assert [row["failing"] for row in result.rows.to_pylist()] == [row[7] for row in rows]
    assert {(row[KEY], row["fact"]) for row in result.unknown.to_pylist()} == missing
