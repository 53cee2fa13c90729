"""How soon an answer comes: `luoshu --help` beside an empty Python, explaining one firm of many beside one of few."""

from __future__ import annotations

import argparse
import subprocess
import sys
from functools import partial
from pathlib import Path

from benchmarks.bench_tech_sme import ON, POLICY, make_snapshot
from benchmarks.side_by_side import in_turn, keep
from luoshu.engine.explain import explain
from luoshu.facts.snapshot import open_snapshot
from luoshu.policy.library import Library


def start(*arguments: str) -> None:
    subprocess.run(arguments, check=True, capture_output=True)


def explain_one(snapshot: Path, identifier: str) -> None:
    explain(Library().resolve(POLICY, ON), open_snapshot(snapshot), identifier, ON)


def middle_firm(snapshot: Path) -> str:
    opened = open_snapshot(snapshot)
    facts = opened.load_entity("企业", key=opened.rows("企业") // 2)
    assert facts is not None
    return str(facts["统一社会信用代码"])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--firms", type=int, default=10_000_000)
    chosen = options.parse_args()
    luoshu = str(Path(sys.executable).parent / "luoshu")
    helped = in_turn(
        {"python": partial(start, sys.executable, "-c", "pass"), "help": partial(start, luoshu, "--help")}, 21
    )
    many, few = (make_snapshot(firms)[0] for firms in (chosen.firms, 1_000))
    explained = in_turn(
        {
            "many": partial(explain_one, many, middle_firm(many)),
            "few": partial(explain_one, few, middle_firm(few)),
        }
    )
    keep(
        "latency",
        {
            "luoshu --help to an empty Python start": round(helped["help"] / helped["python"], 2),
            f"explain one of {chosen.firms:,}, seconds": round(explained["many"], 2),
            "explain one of 1,000, seconds": round(explained["few"], 2),
            "seconds more": round(explained["many"] - explained["few"], 2),
        },
    )


if __name__ == "__main__":
    main()
