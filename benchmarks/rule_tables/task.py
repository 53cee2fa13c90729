"""One way through one table of rules, in a process of its own."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

from benchmarks.measure import peak_memory
from benchmarks.rule_tables.rules import by_chain, by_join
from benchmarks.tasks import decide, scratch

WAYS = {"join": by_join, "chain": by_chain}


def measure(way: str, table: str, folder: Path) -> dict[str, Any]:
    """From the facts in Parquet to the decisions in Parquet; of Luoshu also `run`, the whole run with all
    compiled, and the reasons why a decision is unknown."""
    from luoshu.facts.hashing import hash_parquet

    with scratch() as out:
        results = out / "decisions.parquet"
        if way == "luoshu":
            sample = decide(folder / "snapshot", str(folder / f"{table}.md"), results)
            figures = {"seconds": sample["decided"], "run": sample["seconds"]}
        else:
            figures = {"seconds": _by_hand(WAYS[way](table), folder / "snapshot" / "企业.parquet", results)}
        return {**figures, "hash": hash_parquet(results), "peak_mib": peak_memory()}


def _by_hand(sql: str, firms: Path, results: Path) -> float:
    from luoshu.engine.database import connect, text

    with connect(results.parent) as connection:
        connection.execute(f'CREATE VIEW "企业" AS SELECT * FROM read_parquet({text(firms)})')
        start = time.perf_counter()
        connection.execute(f"COPY ({sql}) TO {text(results)} (FORMAT parquet, COMPRESSION zstd)")
        return time.perf_counter() - start


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("way", choices=["luoshu", *WAYS])
    parser.add_argument("table")
    parser.add_argument("folder", type=Path)
    print(json.dumps(measure(**vars(parser.parse_args()))))
