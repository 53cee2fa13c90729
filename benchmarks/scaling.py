"""The cost of a run of cn/tech-sme from 1 to 10 million firms, beside a straight line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import numpy as np

from benchmarks.measure import ROUNDS, apart, in_turns, median
from benchmarks.results import save
from benchmarks.tech_sme_10m import POLICY
from benchmarks.zones import first_of, snapshot

MILLIONS = (1, 2, 4, 6, 8, 10)


def main(unit: int = 1_000_000, rounds: int = ROUNDS) -> None:
    """`unit` is the number of firms that counts as a million, so that the benchmark can be tried at a small size."""
    sizes = [million * unit for million in MILLIONS]
    whole = sizes[-1]
    zones = {size: first_of(whole, size) if size < whole else snapshot(whole) for size in sizes}
    turns = in_turns({f"{size:,} firms": apart("tasks", "run", zone, POLICY) for size, zone in zones.items()}, rounds)
    seconds = [median(samples) for samples in turns.values()]
    slope, constant, determination = straight_line(sizes, seconds)
    save(
        "scaling",
        {
            "firms": sizes,
            "seconds": seconds,
            "peak_mib": [max(sample["peak_mib"] for sample in samples) for samples in turns.values()],
            "seconds_a_million": round(slope * 1_000_000, 4),
            "constant_seconds": round(constant, 4),
            "r_squared": round(determination, 5),
            "rounds": rounds,
        },
    )


def straight_line(x: Sequence[float], y: Sequence[float]) -> tuple[float, float, float]:
    """The slope, the value at nought and R² of the line of least squares."""
    slope, constant = np.polyfit(x, y, 1)
    residual = np.asarray(y) - (slope * np.asarray(x) + constant)
    return float(slope), float(constant), 1 - float(np.sum(residual**2) / np.sum((np.asarray(y) - np.mean(y)) ** 2))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--unit", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    main(**vars(parser.parse_args()))
