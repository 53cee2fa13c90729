"""The S&T SME evaluation without lists on Spark beside DuckDB; and DuckDB alone on ten times as many firms."""

from __future__ import annotations

import argparse

from benchmarks.measure import ROUNDS, apart, in_turns, median
from benchmarks.peers import facts
from benchmarks.peers.comparison import RULE, prepare
from benchmarks.results import save
from benchmarks.zones import SEED, repeated

DIFFERENT = 1_000_000  # firms, of which there are copies


def main(firms: int = 10_000_000, more: int = 100_000_000, rounds: int = ROUNDS, master: str = "local[*]") -> None:
    """`more` firms on DuckDB, once, to see that its memory is bounded; 0 for none."""
    made = prepare("repeat", facts.any_firms(min(DIFFERENT, firms), SEED)) / "snapshot"
    data = repeated(made, firms)
    peers = {"duckdb": apart("tasks", "run", data, RULE), "spark": apart("tasks", "on_spark", data, RULE, master)}
    turns = in_turns(peers, rounds)
    duckdb, spark = turns["duckdb"], turns["spark"]
    found = {
        "firms": firms,
        "same_contents": all(turn["contents"] == duckdb[0]["contents"] for turn in [*duckdb, *spark]),
        "duckdb_seconds": median(duckdb),
        "spark_seconds": median(spark),
        "spark_start_seconds": median(spark, "start"),
        "ratio": round(median(spark) / median(duckdb), 3),
        "duckdb_peak_mib": max(turn["peak_mib"] for turn in duckdb),
        "rounds": rounds,
    }
    if more:
        (large,) = in_turns({"duckdb": apart("tasks", "run", repeated(made, more), RULE)}, 1)["duckdb"]
        found |= {"more_firms": more, "more_seconds": large["seconds"], "more_peak_mib": large["peak_mib"]}
    save("spark", found)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--firms", type=int, default=10_000_000)
    parser.add_argument("--more", type=int, default=100_000_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--master", default="local[*]")
    main(**vars(parser.parse_args()))
