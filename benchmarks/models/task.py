"""What Luoshu is measured at, once, in this process: prints `seconds` and more as JSON."""

from __future__ import annotations

import argparse
import json
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks.peers.comparison import RULE
from benchmarks.zones import ON

EVALUATIONS = 2_000


def parse(file: Path) -> dict[str, Any]:
    """Reading the expressions: the fastest of ten times."""
    from luoshu.feel.parser import parse as parse_text
    from luoshu.feel.scope import Names
    from luoshu.feel.types import ANY

    given = json.loads(file.read_text(encoding="utf-8"))
    names = Names(dict.fromkeys(given["names"], ANY))
    seconds = float("inf")
    for _ in range(10):
        start = time.perf_counter()
        for text in given["texts"]:
            parse_text(text, names)
        seconds = min(seconds, time.perf_counter() - start)
    return {"seconds": seconds}


def table(file: Path) -> dict[str, Any]:
    """A table of rules as a decision of a model, for one set of inputs after the other."""
    from luoshu.dmn import model
    from luoshu.dmn.program import Program
    from luoshu.dmn.run import Run
    from luoshu.dmn.tables import HitPolicy

    inputs = [model.InputData(name, model.Variable(name)) for name in ("地区", "行业", "收入")]
    rows = tuple(
        model.Rule(
            (model.Feel(f'"{place}"'), model.Feel(f'"{trade}"'), model.Feel(f"[{low}..{high})")),
            (model.Feel(str(amount)),),
        )
        for _, place, trade, low, high, amount in json.loads(file.read_text(encoding="utf-8"))
    )
    columns = tuple(model.Input(model.Feel(each.name)) for each in inputs)
    made = model.DecisionTable(HitPolicy.FIRST, columns, (model.Output(),), rows)
    needs = tuple(model.Reference("", each.id) for each in inputs)
    decision = model.Decision("额", model.Variable("额"), expression=made, needs=needs)
    program = Program(model.Model("rules", "urn:rules", "rules.dmn", elements=(*inputs, decision)))
    Run(program, _given(0)).value(program.main, decision)  # the table is read
    start, total = time.perf_counter(), Decimal(0)
    for number in range(EVALUATIONS):
        found = Run(program, _given(number)).value(program.main, decision)
        total += found if isinstance(found, Decimal) else 0
    return {"seconds": time.perf_counter() - start, "evaluations": EVALUATIONS, "sum": int(total)}


def rule(file: Path) -> dict[str, Any]:
    """The S&T SME evaluation without lists, for one firm after the other: the fastest of five times."""
    from luoshu.policy.evaluate import answer
    from luoshu.policy.graph import Graph
    from luoshu.policy.library import Library

    firms = json.loads(file.read_text(encoding="utf-8"), parse_float=Decimal, parse_int=Decimal)
    graph = Graph.of([Library().resolve(str(RULE), ON)], ON)
    seconds, told = float("inf"), 0
    for _ in range(5):
        start = time.perf_counter()
        told = sum(answer(graph, firm).values["bench/rule::eligible"] is True for firm in firms)
        seconds = min(seconds, time.perf_counter() - start)
    return {"seconds": seconds, "sum": told}


def _given(number: int) -> dict[tuple[str, str], Any]:
    values = {"地区": f"地区{number % 25}", "行业": f"行业{number % 8}", "收入": Decimal(number * 7919 % 50_000_000)}
    return {("urn:rules", name): value for name, value in values.items()}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["parse", "table", "rule"])
    parser.add_argument("file", type=Path)
    given = parser.parse_args()
    print(json.dumps({"parse": parse, "table": table, "rule": rule}[given.what](given.file)))
