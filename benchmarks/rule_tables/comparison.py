"""Decision tables of a thousand rules, beside SQL by hand that joins a table of rules, and beside a chain of WHENs."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.measure import ROUNDS, apart, in_turns, median
from benchmarks.results import save
from benchmarks.rule_tables.rules import MONEY, PLACES, TABLES, TRADES, document, rules
from benchmarks.rule_tables.task import WAYS
from benchmarks.zones import ON, work_folder


def main(firms: int = 1_000_000, rounds: int = ROUNDS) -> None:
    folder = _prepare(firms)
    tables = {}
    for table in TABLES:
        print(f"  {table}", flush=True)
        ways = {way: apart("rule_tables.task", way, table, folder) for way in ("luoshu", *WAYS)}
        turns = in_turns(ways, rounds)
        seconds = {way: median(samples) for way, samples in turns.items()}
        tables[table] = {
            "rules": len(rules(table)) + (table == "ladder"),
            "seconds": seconds,
            "run_seconds": median(turns["luoshu"], "run"),
            "ratio": round(seconds["luoshu"] / seconds["join"], 3),
            "ratio_of_chain": round(seconds["luoshu"] / seconds["chain"], 3),
            "same_contents": len({sample["hash"] for samples in turns.values() for sample in samples}) == 1,
            "peak_mib": max(sample["peak_mib"] for sample in turns["luoshu"]),
        }
    save("rule_tables", {"firms": firms, "tables": tables, "rounds": rounds})


def _prepare(firms: int) -> Path:
    """The documents, and a snapshot of firms of which one in twenty lacks a fact; made once."""
    import duckdb

    from luoshu.engine.database import text
    from luoshu.facts.snapshot import freeze
    from luoshu.policy.library import Library

    folder = work_folder() / f"rule-tables-{firms}"
    folder.mkdir(exist_ok=True)
    for table in TABLES:
        (folder / f"{table}.md").write_text(document(table), encoding="utf-8")
    if not (folder / "snapshot").exists():
        (folder / "data").mkdir(exist_ok=True)
        columns = (
            "printf('F%08d', i) AS 代码, "
            f"CASE WHEN hash(i, 1) % 20 > 0 THEN '地区' || hash(i, 2) % {PLACES + 2} END AS 地区, "
            f"CASE WHEN hash(i, 3) % 20 > 0 THEN '行业' || hash(i, 4) % {TRADES + 1} END AS 行业, "
            f"CASE WHEN hash(i, 5) % 20 > 0 THEN CAST(hash(i, 6) % {MONEY} AS DECIMAL(18, 2)) END AS 收入"
        )
        with duckdb.connect() as connection:
            made = text(folder / "data" / "企业.parquet")
            connection.execute(f"COPY (SELECT {columns} FROM range({firms}) t(i)) TO {made} (FORMAT parquet)")
        policy = Library().resolve(str(folder / f"{TABLES[0]}.md"), ON)
        freeze(folder / "data", policy.vocabulary, folder / "snapshot", on=ON)
    return folder


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--firms", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    main(**vars(parser.parse_args()))
