"""A run of cn/tech-sme against hand-written exact DuckDB SQL that reads the same snapshot and writes the same files.

    python benchmarks/bench_tech_sme.py [--firms 10000000] [--times 5]

The SQL is in benchmarks/tech_sme/. The run makes its manifest with content hashes besides, and no report. The contents
of the files must be the same, by hash, or there is no figure.
"""

from __future__ import annotations

import argparse
from datetime import date
from functools import partial
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory

from benchmarks.side_by_side import DATA, apart, keep, seconds
from luoshu.engine.database import connect
from luoshu.engine.lines import lines_in
from luoshu.engine.run import run
from luoshu.facts.hashing import hash_parquet
from luoshu.facts.sample import write_sample
from luoshu.facts.snapshot import freeze, is_snapshot
from luoshu.policy.library import Library

ON = date(2025, 6, 30)
POLICY = "cn/tech-sme"
FILES = ("decisions", "unknown", "benefits")
HAND_MEMORY = (
    "6GB"  # the hand-written SQL sorts every row of unknown.parquet: it does not end within what a run may take
)


def make_snapshot(firms: int) -> tuple[Path, float | None]:
    """The snapshot of a synthetic zone, and how long freezing it took where it was made now."""
    snapshot = DATA / f"snapshot-{firms}"
    if is_snapshot(snapshot):
        return snapshot, None
    policy = Library().resolve(POLICY, ON)
    sample = DATA / f"sample-{firms}"
    write_sample(
        sample, firms=firms, seed=1, vocabulary=policy.vocabulary, lines=lines_in([policy]), on=ON, format="parquet"
    )
    return snapshot, seconds(partial(freeze, sample, policy.vocabulary, snapshot, on=ON))


def ours(snapshot: Path, out: Path) -> None:
    run([Library().resolve(POLICY, ON)], snapshot, out, on=ON, report=False)


def by_hand(snapshot: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as scratch, connect(Path(scratch), memory=HAND_MEMORY) as connection:
        for name in FILES:
            text = (Path(__file__).parent / "tech_sme" / f"{name}.sql").read_text(encoding="utf-8")
            connection.execute(Template(text).substitute(snapshot=snapshot, out=out))


def check_same(ours_: Path, hand: Path) -> None:
    for name in FILES:
        if hash_parquet(ours_ / POLICY / f"{name}.parquet") != hash_parquet(hand / f"{name}.parquet"):
            raise SystemExit(f"{name}.parquet differs: no figure")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--firms", type=int, default=10_000_000)
    options.add_argument("--times", type=int, default=5)
    chosen = options.parse_args()
    snapshot, freezing = make_snapshot(chosen.firms)
    results, hand = DATA / "results", DATA / "by-hand"
    taken = apart(
        {"luoshu": partial(ours, snapshot, results), "by hand": partial(by_hand, snapshot, hand)}, chosen.times
    )
    check_same(results, hand)
    (run_time, run_memory), (hand_time, hand_memory) = taken["luoshu"], taken["by hand"]
    keep(
        f"tech_sme_{chosen.firms}",
        {
            "firms": chosen.firms,
            "times": chosen.times,
            "ratio to hand-written SQL": round(run_time / hand_time, 2),
            "run, seconds": round(run_time, 1),
            "hand-written, seconds": round(hand_time, 1),
            "run, peak memory MB": round(run_memory),
            "hand-written, peak memory MB": round(hand_memory),
            **({} if freezing is None else {"freezing, seconds": round(freezing, 1)}),
        },
    )


if __name__ == "__main__":
    main()
