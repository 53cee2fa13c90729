"""How soon an answer comes: one firm of many explained beside one of few, `luoshu --help` beside an empty Python."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.measure import ROUNDS, Sample, apart, in_turns, median
from benchmarks.results import save
from benchmarks.zones import snapshot
from luoshu.facts.snapshot import open_snapshot

POLICY, ENTITY, KEY = "cn/tech-sme", "企业", "统一社会信用代码"
STARTS = 21


def _explained(firms: int) -> Callable[[], Sample]:
    """Explains the firm in the middle of a zone."""
    data = snapshot(firms)
    facts = open_snapshot(data).load_entity(ENTITY, key=firms // 2)
    assert facts is not None
    return apart("tasks", "explain", POLICY, data, facts[KEY])


def _started(*command: str) -> Callable[[], Sample]:
    def measure() -> Sample:
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        return {"seconds": time.perf_counter() - start}

    return measure


def main(firms: int = 10_000_000, rounds: int = ROUNDS) -> None:
    explained = in_turns({"many": _explained(firms), "few": _explained(1_000)}, rounds)
    luoshu = str(Path(sys.executable).parent / "luoshu")
    started = in_turns({"python": _started(sys.executable, "-c", "pass"), "help": _started(luoshu, "--help")}, STARTS)
    many, few = median(explained["many"]), median(explained["few"])
    save(
        "latency",
        {
            "firms": firms,
            "explain_one_of_many_seconds": many,
            "explain_one_of_1000_seconds": few,
            "seconds_more": round(many - few, 4),
            "help_to_empty_python": round(median(started["help"]) / median(started["python"]), 2),
            "rounds": rounds,
        },
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--firms", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    main(**vars(parser.parse_args()))
