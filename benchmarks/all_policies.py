"""All shipped policies in one run, beside the sum of their separate runs."""

from __future__ import annotations

import argparse

from benchmarks.measure import ROUNDS, apart, in_turns, median
from benchmarks.results import save
from benchmarks.zones import snapshot

POLICIES = ("cn/tech-sme", "cn/innovative-sme", "cn/little-giant")


def main(firms: int = 1_000_000, rounds: int = ROUNDS) -> None:
    data = snapshot(firms)
    separately = {policy: apart("tasks", "run", data, policy) for policy in POLICIES}
    turns = in_turns({"together": apart("tasks", "run", data, *POLICIES), **separately}, rounds)
    together, apart_ = median(turns["together"]), sum(median(turns[policy]) for policy in POLICIES)
    save(
        "all_policies",
        {
            "firms": firms,
            "together_seconds": together,
            "separately_seconds": round(apart_, 4),
            "ratio": round(together / apart_, 3),
            "rounds": rounds,
        },
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--firms", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    main(**vars(parser.parse_args()))
