"""A run of cn/tech-sme beside SQL written by hand, over the same snapshot, to the same three files."""

from __future__ import annotations

import argparse

from benchmarks.measure import ROUNDS, apart, in_turns, median
from benchmarks.results import save
from benchmarks.tasks import FILES
from benchmarks.zones import freezing, snapshot

POLICY = "cn/tech-sme"


def main(firms: int = 10_000_000, rounds: int = ROUNDS) -> None:
    data = snapshot(firms)
    turns = in_turns({"luoshu": apart("tasks", "run", data, POLICY), "by hand": apart("tasks", "hand", data)}, rounds)
    ours, hand = turns["luoshu"], turns["by hand"]
    written = {name: ours[0]["contents"][f"{POLICY}/{name}.parquet"] for name in FILES}
    frozen = freezing(firms)
    save(
        "tech_sme_10m",
        {
            "rows": frozen["rows"],
            "rows_written": {name: each["rows"] for name, each in written.items()},
            "same_contents": all(written[name]["hash"] == turn["contents"][name] for name in FILES for turn in hand),
            "luoshu_seconds": median(ours),
            "luoshu_files_seconds": median(ours, "files"),
            "by_hand_seconds": median(hand),
            "ratio": round(median(ours) / median(hand), 3),
            "ratio_of_files": round(median(ours, "files") / median(hand), 3),
            "luoshu_peak_mib": max(turn["peak_mib"] for turn in ours),
            "by_hand_peak_mib": max(turn["peak_mib"] for turn in hand),
            "freezing_seconds": round(frozen["seconds"], 1),
            "freezing_peak_mib": frozen["peak_mib"],
            "rounds": rounds,
        },
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--firms", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    main(**vars(parser.parse_args()))
