"""The same table in zen-engine; runs in a virtual environment of its own: `python zen_table.py RULES`."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import zen

EVALUATIONS = 2_000
NAMES = ("place", "trade", "revenue")


def main(file: str) -> dict[str, Any]:
    rows = [
        {"_id": str(number), "i0": f'"{place}"', "i1": f'"{trade}"', "i2": f"[{low}..{high})", "o0": str(amount)}
        for number, place, trade, low, high, amount in json.loads(Path(file).read_text(encoding="utf-8"))
    ]
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": f"i{at}", "name": name, "field": name} for at, name in enumerate(NAMES)],
        "outputs": [{"id": "o0", "name": "amount", "field": "amount"}],
        "rules": rows,
        "passThrough": False,
        "inputField": None,
        "outputPath": None,
        "executionMode": "single",
    }
    nodes = [
        {"id": "in", "name": "request", "type": "inputNode"},
        {"id": "table", "name": "table", "type": "decisionTableNode", "content": content},
        {"id": "out", "name": "response", "type": "outputNode"},
    ]
    edges = [
        {"id": f"{one}-{other}", "sourceId": one, "targetId": other, "type": "edge"}
        for one, other in (("in", "table"), ("table", "out"))
    ]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    decision.evaluate(given(0))
    start, total = time.perf_counter(), 0
    for number in range(EVALUATIONS):
        total += decision.evaluate(given(number))["result"].get("amount", 0)
    return {"seconds": time.perf_counter() - start, "sum": total}


def given(number: int) -> dict[str, Any]:
    return {"place": f"地区{number % 25}", "trade": f"行业{number % 8}", "revenue": number * 7919 % 50_000_000}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
