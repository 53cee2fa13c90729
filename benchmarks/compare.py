"""Two versions of a policy compared, beside a run of each alone."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from benchmarks.measure import ROUNDS, apart, in_turns, median
from benchmarks.results import save
from benchmarks.zones import snapshot

VERSIONS = {name: (f"{name}@2025-06-01", f"{name}@2026-04-01") for name in ("cn/srdi", "cn/little-giant")}
COMPARED = "compared"


def main(firms: int = 1_000_000, rounds: int = ROUNDS) -> None:
    """From a snapshot to files, manifest and report, both of a comparison and of the runs."""
    data = snapshot(firms)
    policies = {name: _measure(data, *versions, rounds) for name, versions in VERSIONS.items()}
    save("compare", {"firms": firms, "policies": policies, "rounds": rounds})


def _measure(data: Path, before: str, after: str, rounds: int) -> dict[str, Any]:
    turns = in_turns(
        {
            before: apart("tasks", "rule", before, data),
            after: apart("tasks", "rule", after, data),
            COMPARED: apart("tasks", "compare", before, after, data),
        },
        rounds,
    )
    seconds = {name: median(samples) for name, samples in turns.items()}
    one = (seconds[before] + seconds[after]) / 2
    return {
        "seconds": seconds,
        "peak_mib": max(sample["peak_mib"] for sample in turns[COMPARED]),
        "changes": turns[COMPARED][0]["changes"],
        "ratio": round(seconds[COMPARED] / one, 3),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--firms", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    main(**vars(parser.parse_args()))
