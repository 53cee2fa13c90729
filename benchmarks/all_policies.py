"""All shipped policies in one run, beside the sum of their separate runs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from benchmarks.measure import ROUNDS, apart, in_turns, median
from benchmarks.results import save
from benchmarks.zones import ON, first_of, spreadsheets

TOGETHER = "together"
WHOLE = 10_000_000  # firms of the zone that the snapshot is cut out of


def main(files_of: int = 100_000, snapshot_of: int = 1_000_000, rounds: int = ROUNDS) -> None:
    """From the files of a zone, as one runs them; and from a snapshot, where nothing is left to share but its bytes."""
    save(
        "all_policies",
        {
            "files": _measure(files_of, spreadsheets(files_of), rounds),
            "snapshot": _measure(snapshot_of, first_of(WHOLE, snapshot_of), rounds),
            "rounds": rounds,
        },
    )


def _measure(firms: int, data: Path, rounds: int) -> dict[str, Any]:
    policies = _shipped()
    turns = in_turns(
        {TOGETHER: apart("tasks", "run", data, *policies)}
        | {policy: apart("tasks", "run", data, policy) for policy in policies},
        rounds,
    )
    seconds = {name: median(samples) for name, samples in turns.items()}
    separate = sum(seconds[policy] for policy in policies)
    return {
        "firms": firms,
        "seconds": seconds,
        "sum_of_separate_seconds": round(separate, 4),
        "ratio": round(seconds[TOGETHER] / separate, 3),
    }


def _shipped() -> list[str]:
    """The shipped policies that decide something about the firms of the sample."""
    from luoshu.facts.sample import SAMPLED
    from luoshu.policy.library import Library

    library = Library()
    ids = sorted({version.id for version in library.all_versions()})
    policies, _ = library.resolve_all(ids, ON)
    return [policy.id for policy in policies if policy.decisions and policy.about == SAMPLED]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files-of", type=int, default=100_000)
    parser.add_argument("--snapshot-of", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    main(**vars(parser.parse_args()))
