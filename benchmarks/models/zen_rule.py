"""The S&T SME evaluation without lists in zen-engine, firm after firm: `python zen_rule.py FIRMS`.

Runs in a virtual environment of its own.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import zen

sys.path.insert(0, str(Path(__file__).parents[1] / "peers"))
from rules_engine import model

ROUNDS = 5


def main(file: str) -> dict[str, Any]:
    given = json.loads(Path(file).read_text(encoding="utf-8"))
    firms = [{name.replace(" ", "_"): value for name, value in firm.items()} for firm in given]
    decision = zen.ZenEngine().create_decision(model())
    seconds, total = float("inf"), 0
    for _ in range(ROUNDS):
        start = time.perf_counter()
        total = sum(decision.evaluate(firm)["result"]["eligible"] for firm in firms)
        seconds = min(seconds, time.perf_counter() - start)
    return {"seconds": seconds, "sum": total}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
