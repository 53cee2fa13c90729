"""`luoshu --help` beside the start of an empty Python."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.measure import Sample, in_turns, median
from benchmarks.results import save

MANY = 41


def main(rounds: int = MANY) -> None:
    command = Path(sys.executable).with_name("luoshu")
    turns = in_turns(
        {"luoshu --help": _start(str(command), "--help"), "python -c pass": _start(sys.executable, "-c", "pass")},
        rounds,
    )
    ours, empty = map(median, turns.values())
    save(
        "help_latency",
        {"luoshu_help_seconds": ours, "empty_python_seconds": empty, "ratio": round(ours / empty, 3), "rounds": rounds},
    )


def _start(*command: str) -> Callable[[], Sample]:
    def measure() -> Sample:
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return {"seconds": time.perf_counter() - start}

    return measure


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=MANY)
    main(**vars(parser.parse_args()))
