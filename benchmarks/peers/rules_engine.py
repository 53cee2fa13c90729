"""The rule as a decision model of zen-engine (GoRules JDM): expressions and decision tables, evaluated firm by firm.

Runs in a virtual environment of its own: `python rules_engine.py FACTS RESULTS MOST` reads and writes Parquet, and
prints how long that took (`seconds`) and how long the calculation in it (`calculated`), for the first MOST firms.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import zen

BATCH = 5_000
RESULTS = ("staff_score", "research_score", "rights_score", "total", "eligible")

Rules = Sequence[tuple[Sequence[str], str]]


def table(name: str, inputs: Sequence[str], output: str, rules: Rules) -> dict[str, Any]:
    """A decision table in which the first rule that hits decides."""
    fields = [{"id": f"i{number}", "name": field, "field": field} for number, field in enumerate(inputs)]
    rows = [
        {"_id": f"{name}-{number}", "o0": value} | {f"i{place}": test for place, test in enumerate(tests)}
        for number, (tests, value) in enumerate(rules)
    ]
    content = {
        "hitPolicy": "first",
        "inputs": fields,
        "outputs": [{"id": "o0", "name": output, "field": output}],
        "rules": rows,
        "passThrough": True,
        "inputField": None,
        "outputPath": None,
        "executionMode": "single",
    }
    return {"id": name, "name": name, "type": "decisionTableNode", "content": content}


def expressions(name: str, **values: str) -> dict[str, Any]:
    lines = [{"id": f"{name}-{key}", "key": key, "value": value} for key, value in values.items()]
    content = {
        "expressions": lines,
        "passThrough": True,
        "inputField": None,
        "outputPath": None,
        "executionMode": "single",
    }
    return {"id": name, "name": name, "type": "expressionNode", "content": content}


def ladder(tests: Sequence[str], points: Sequence[int]) -> Rules:
    return [*(([test], str(point)) for test, point in zip(tests, points, strict=True)), ([""], "0")]


NODES = [
    {"id": "in", "name": "request", "type": "inputNode"},
    expressions(
        "ratios",
        share="staff > 0 ? scientists / staff : 0",
        by_sales="sales > 0 ? research / sales : 0",
        by_cost="cost > 0 ? research / cost : 0",
    ),
    table(
        "staff",
        ["share"],
        "staff_score",
        ladder([">= 0.3", ">= 0.25", ">= 0.2", ">= 0.15", ">= 0.1"], [20, 16, 12, 8, 4]),
    ),
    table(
        "sales",
        ["by_sales"],
        "sales_score",
        ladder([">= 0.06", ">= 0.05", ">= 0.04", ">= 0.03", ">= 0.02"], [50, 40, 30, 20, 10]),
    ),
    table(
        "cost",
        ["by_cost"],
        "cost_score",
        ladder([">= 0.3", ">= 0.25", ">= 0.2", ">= 0.15", ">= 0.1"], [50, 40, 30, 20, 10]),
    ),
    table(
        "rights",
        ["first_class", "second_class"],
        "rights_score",
        [
            ([">= 1", ""], "30"),
            (["", ">= 4"], "24"),
            (["", "3"], "18"),
            (["", "2"], "12"),
            (["", "1"], "6"),
            (["", ""], "0"),
        ],
    ),
    expressions(
        "conclusion",
        research_score="max([sales_score, cost_score])",
        total="staff_score + $.research_score + rights_score",
        eligible="staff <= 500 and sales <= 200000000 and assets <= 200000000 and $.total >= 60 and staff_score > 0",
    ),
    {"id": "out", "name": "response", "type": "outputNode"},
]


def model() -> str:
    """The nodes one after the other."""
    edges = [
        {"id": f"edge{number}", "type": "edge", "sourceId": source["id"], "targetId": target["id"]}
        for number, (source, target) in enumerate(pairwise(NODES))
    ]
    return json.dumps({"nodes": NODES, "edges": edges})


def main(facts_file: str, results_file: str, most: str) -> None:
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"rule": json.loads(model())}}})
    start = time.perf_counter()
    facts = pq.read_table(facts_file).slice(0, int(most))
    columns = {
        name.replace(" ", "_"): column.cast(pa.float64()) if pa.types.is_decimal(column.type) else column
        for name, column in zip(facts.column_names, facts.columns, strict=True)
        if name != "credit code"
    }
    firms = pa.table(columns).to_pylist()
    began = time.perf_counter()
    found: list[dict[str, Any]] = []
    for first in range(0, len(firms), BATCH):
        answers = engine.evaluate_batch([{"key": "rule", "context": firm} for firm in firms[first : first + BATCH]])
        found += [answer["data"]["result"] for answer in answers]
    calculated = time.perf_counter() - began
    results = {"credit code": facts.column("credit code")} | {
        name: pa.array([each[name] for each in found]) for name in RESULTS
    }
    pq.write_table(pa.table(results), results_file, compression="zstd")
    print(json.dumps({"seconds": time.perf_counter() - start, "calculated": calculated, "firms": len(firms)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
