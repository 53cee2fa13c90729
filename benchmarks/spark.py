"""A run of cn/tech-sme on Spark beside the same on DuckDB, of firms without related lists; and DuckDB alone on more."""

from __future__ import annotations

import argparse

from benchmarks.measure import ROUNDS, apart, in_turns, median
from benchmarks.results import save
from benchmarks.tech_sme_10m import POLICY
from benchmarks.zones import without_lists


def main(firms: int = 10_000_000, more: int = 100_000_000, rounds: int = ROUNDS, master: str = "local[*]") -> None:
    """`more` firms on DuckDB, once, to see that its memory is bounded; 0 for none."""
    data = without_lists(firms)
    peers = {"duckdb": apart("tasks", "run", data, POLICY), "spark": apart("tasks", "on_spark", data, POLICY, master)}
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
        (large,) = in_turns({"duckdb": apart("tasks", "run", without_lists(more), POLICY)}, 1)["duckdb"]
        found |= {"more_firms": more, "more_seconds": large["seconds"], "more_peak_mib": large["peak_mib"]}
    save("spark", found)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--firms", type=int, default=10_000_000)
    parser.add_argument("--more", type=int, default=100_000_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--master", default="local[*]")
    main(**vars(parser.parse_args()))
