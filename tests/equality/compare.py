"""The interpreter's answers beside those of a run: values, and why those that are null are so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb

from luoshu.engine.computing import Computing
from luoshu.engine.fallback import answers
from luoshu.engine.run import run
from luoshu.facts.snapshot import Snapshot
from luoshu.feel.arithmetic import quantize_half_up
from luoshu.feel.text import to_text
from luoshu.feel.values import Months, RangeValue
from luoshu.policy.evaluate import Answer
from luoshu.policy.graph import Graph
from luoshu.policy.model import Policy
from luoshu.sql.program import KEPT_PLACES

_READER = duckdb.connect()  # once: starting one takes ten times as long as reading what forty firms were answered


@dataclass(frozen=True)
class Comparison:
    values: int
    differences: list[str]
    interpreted: list[str]


def compare(
    policies: Sequence[Policy], snapshot: Snapshot, out: Path, on: date, within: Computing | None = None
) -> Comparison:
    """Runs policies over a snapshot, and asks the interpreter firm by firm."""
    made = run(policies, snapshot.path, out, on=on, within=within, report=False)
    found: list[str] = []
    count = 0
    for policy in policies:
        graph = Graph.of([policy], on)
        names, rows = _decisions(out / policy.id)
        why = _reasons(out / policy.id)
        told = list(answers(graph, snapshot, policy.about))
        assert len(told) == len(rows)
        for row, answer in zip(rows, told, strict=True):
            for name, value in zip(names, row[1:], strict=True):
                count += 1
                found += _differences(policy, row[0], name, value, answer, why.get((row[0], name), set()))
    return Comparison(count, found, [str(each) for each in made.interpreted])


def _differences(
    policy: Policy, key: str, name: str, value: Any, answer: Answer, why: set[tuple[str, str]]
) -> list[str]:
    canonical = f"{policy.id}::{name}"
    wanted = answer.values[canonical]
    if not same(value, wanted):
        return [f"{policy.id} {key} {name}: SQL {value!r}, interpreter {wanted!r}"]
    reasons = {(fact, cause.en if cause and not fact else "missing") for fact, cause in answer.why.get(canonical, ())}
    if value is None and why != reasons:
        return [f"{policy.id} {key} {name}: null by SQL for {sorted(why)}, by the interpreter for {sorted(reasons)}"]
    return []


def same(written: Any, exact: Any) -> bool:
    """Whether a written value is the exact one, which may be rounded half up where it is a quotient."""
    if isinstance(exact, Decimal | Fraction) and isinstance(written, Decimal | int) and not isinstance(written, bool):
        return Fraction(written) in (Fraction(exact), Fraction(quantize_half_up(exact, KEPT_PLACES)))
    if isinstance(exact, list | dict | RangeValue | Months | timedelta):
        return bool(written == to_text(exact))
    return type(written) is type(exact) and bool(written == exact)


def _decisions(folder: Path) -> tuple[list[str], list[tuple[Any, ...]]]:
    with _READER.cursor() as reader:
        found = reader.execute("SELECT * FROM read_parquet(?)", [str(folder / "decisions.parquet")])
        return [column[0] for column in found.description or ()][1:], found.fetchall()


def _reasons(folder: Path) -> dict[tuple[str, str], set[tuple[str, str]]]:
    reasons: dict[tuple[str, str], set[tuple[str, str]]] = {}
    with _READER.cursor() as reader:
        rows = reader.execute("SELECT * FROM read_parquet(?)", [str(folder / "unknown.parquet")]).fetchall()
    for key, decision, fact, cause in rows:
        reasons.setdefault((key, decision), set()).add((fact, cause))
    return reasons
