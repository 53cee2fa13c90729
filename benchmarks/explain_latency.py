"""The explanation of one firm out of a snapshot of ten million, beside one of a thousand."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.measure import ROUNDS, apart, in_turns, median
from benchmarks.results import save
from benchmarks.tech_sme_10m import POLICY
from benchmarks.zones import snapshot

FEW = 1_000


def main(firms: int = 10_000_000, rounds: int = ROUNDS) -> None:
    many, few = snapshot(firms), snapshot(FEW)
    turns = in_turns(
        {
            f"{firms:,} firms": apart("tasks", "explain", POLICY, many, _middle(many)),
            f"{FEW:,} firms": apart("tasks", "explain", POLICY, few, _middle(few)),
        },
        rounds,
    )
    slow, fast = map(median, turns.values())
    save(
        "explain_latency",
        {
            "firms": firms,
            "few": FEW,
            "seconds": slow,
            "seconds_of_few": fast,
            "seconds_more": round(slow - fast, 4),
            "rounds": rounds,
        },
    )


def _middle(data: Path) -> str:
    """The identifier of the firm in the middle."""
    import duckdb

    row = duckdb.execute(
        "SELECT 统一社会信用代码 FROM read_parquet($1) WHERE _key = (SELECT max(_key) // 2 FROM read_parquet($1))",
        [str(data / "企业.parquet")],
    ).fetchone()
    assert row is not None
    return str(row[0])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--firms", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    main(**vars(parser.parse_args()))
