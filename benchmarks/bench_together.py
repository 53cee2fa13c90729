"""All shipped policies in one run, beside the sum of their separate runs."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from benchmarks.bench_tech_sme import ON, make_snapshot
from benchmarks.side_by_side import DATA, apart, keep
from luoshu.engine.run import run
from luoshu.policy.library import Library

POLICIES = ("cn/tech-sme", "cn/innovative-sme", "cn/little-giant")


def run_them(snapshot: Path, out: Path, policies: tuple[str, ...]) -> None:
    library = Library()
    run([library.resolve(policy, ON) for policy in policies], snapshot, out, on=ON)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--firms", type=int, default=1_000_000)
    chosen = options.parse_args()
    snapshot, _ = make_snapshot(chosen.firms)
    ways = {"together": POLICIES, **{policy: (policy,) for policy in POLICIES}}
    taken = apart({name: partial(run_them, snapshot, DATA / "together", policies) for name, policies in ways.items()})
    separate = sum(taken[policy][0] for policy in POLICIES)
    keep(
        "together",
        {
            "firms": chosen.firms,
            "one run to the sum of separate runs": round(taken["together"][0] / separate, 2),
            "together, seconds": round(taken["together"][0], 1),
            "separately, seconds": round(separate, 1),
        },
    )


if __name__ == "__main__":
    main()
