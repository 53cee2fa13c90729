"""What near, which is SQL, should say: the interpreter's word on every firm."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from luoshu.engine.distance import measure
from luoshu.engine.fallback import cone, lags
from luoshu.engine.near import NearResult, near
from luoshu.facts.snapshot import Snapshot
from luoshu.feel.arithmetic import quantize_half_up, text_of
from luoshu.feel.text import display
from luoshu.policy.evaluate import answer
from luoshu.policy.graph import Graph
from luoshu.policy.model import Policy

from .conftest import ON

FIELDS = ("number", "condition", "have", "need", "gap", "gap_over_need", "failing", "distance")


def as_text(value: Any) -> str | None:
    if value is None or isinstance(value, bool):
        return None if value is None else str(value).lower()
    if isinstance(value, str):
        return value
    return (
        text_of(quantize_half_up(value, 6))
        if hasattr(value, "numerator") or isinstance(value, Decimal)
        else display(value)
    )


Rows = list[tuple[Any, ...]]


def interpreted(policy: Policy, zone: Snapshot, decision: str) -> tuple[Rows, set[tuple[str, str]]]:
    """The rows and the missing facts that near should give, by the interpreter."""
    graph = Graph.of([policy], ON)
    step = graph.of_policy(policy)[decision]
    measured = measure(step, cone(graph, [step.name]))
    key = policy.entity.key.name
    firms, missing = [], set()
    for place, facts in enumerate(zone.iterate(policy.about, on=ON, lags=lags(measured.graph))):
        found = answer(measured.graph, facts)
        values = found.values
        if values[step.name] is None:
            missing |= {(facts[key], fact) for fact, _ in found.why[step.name]}
        if values[step.name] is not False:
            continue
        total = (values[measured.failing], quantize_half_up(values[measured.distance], 6))
        rows = [
            (
                facts[key],
                each.number,
                each.condition.text,
                as_text(each.told(values[each.have])),
                as_text(each.told(values[each.need])) if each.need else each.condition.need_text,
                None if each.gap is None else quantize_half_up(values[each.gap], 6),
                None if each.over_need is None or values[each.over_need] is None else values[each.over_need],
                *total,
            )
            for each in measured.measured
            if values[each.holds] is False and (each.on_way is None or values[each.on_way])
        ]
        firms.append((*total, place, rows))
    return [row for *_, rows in sorted(firms, key=lambda firm: firm[:3]) for row in rows], missing


def check(policy: Policy, zone: Snapshot, decision: str) -> NearResult:
    """Near gives what the interpreter gives, of everyone."""
    result = near(policy, decision, zone, ON)
    rows, missing = interpreted(policy, zone, decision)
    key = policy.entity.key.name
    assert [(row[key], *(row[field] for field in FIELDS)) for row in result.rows.to_pylist()] == rows
    assert {(row[key], row["fact"]) for row in result.unknown.to_pylist()} == missing
    assert result.no == len({row[0] for row in rows})
    return result
