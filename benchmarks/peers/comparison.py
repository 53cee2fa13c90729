"""Luoshu beside OpenFisca-Core, policyengine-core and zen-engine: the S&T SME evaluation without its lists.

How long each takes from the facts in Parquet to the decisions in Parquet, and how many firms exactly on a line each
decides wrong.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from benchmarks.measure import ROUNDS, Sample, apart, in_turns, median, script
from benchmarks.peers import facts
from benchmarks.peers.environments import VERSIONS, python_of
from benchmarks.results import save
from benchmarks.zones import ON, SEED, work_folder

HERE = Path(__file__).parent
RULE = HERE / "luoshu" / "rule.md"
ZEN_MOST = 20_000  # firms: it answers one at a time; its seconds for more are scaled up from these
RESULTS = ("staff_score", "research_score", "rights_score", "total", "eligible")


def main(firms: int = 1_000_000, on_lines: int = 100_000, rounds: int = ROUNDS) -> None:
    """`firms` are timed; `on_lines` are decided and compared with the rule in integers."""
    data = prepare("any", facts.any_firms(firms, SEED))
    turns = in_turns({name: turn(data, ZEN_MOST) for name, turn in _peers().items()}, rounds)
    exact = facts.firms_on_lines(on_lines, SEED)
    data = prepare("on-lines", exact)
    wrong = {}
    for name, turn in _peers().items():
        turn(data, on_lines)()
        wrong[name] = _wrong(data / f"{name}.parquet", facts.expected(exact))
        print(f"  {name}: {wrong[name]:,} of {on_lines:,} wrong", flush=True)
    ours = turns.pop("luoshu")
    decided, whole = median(ours, "decided"), median(ours)
    seconds = {name: _scaled(samples, firms) for name, samples in turns.items()}
    save(
        "peers",
        {
            "firms": firms,
            "firms_on_lines": on_lines,
            "zen_firms": min(ZEN_MOST, firms),
            "versions": VERSIONS,
            "luoshu_seconds": decided,
            "luoshu_run_seconds": whole,
            "peer_seconds": seconds,
            "ratios": {name: round(decided / each, 3) for name, each in seconds.items()},
            "ratios_of_run": {name: round(whole / each, 3) for name, each in seconds.items()},
            "wrong": wrong,
            "rounds": rounds,
        },
    )


def prepare(name: str, values: dict[str, facts.Ints]) -> Path:
    """A folder with the facts as a Parquet file, and as a snapshot."""
    from luoshu.facts.snapshot import freeze
    from luoshu.policy.library import Library

    folder = work_folder() / f"peers-{name}"
    (folder / "data").mkdir(parents=True, exist_ok=True)
    facts.write(values, folder / "data" / "firm.parquet", SEED)
    freeze(folder / "data", Library().resolve(str(RULE), ON).vocabulary, folder / "snapshot", on=ON)
    return folder


def _peers() -> dict[str, Callable[[Path, int], Callable[[], Sample]]]:
    """For each peer the turn that decides all firms of a folder, or so many of them where it is slow."""

    def tax_benefit(peer: str, core: str) -> Callable[[Path, int], Callable[[], Sample]]:
        return lambda data, most: script(
            python_of(peer), HERE / "tax_benefit.py", core, data / "data" / "firm.parquet", data / f"{peer}.parquet"
        )

    def rules_engine(data: Path, most: int) -> Callable[[], Sample]:
        peer = "zen-engine"
        facts_file, results = data / "data" / "firm.parquet", data / f"{peer}.parquet"
        return script(python_of(peer), HERE / "rules_engine.py", facts_file, results, most)

    return {
        "luoshu": lambda data, most: apart("tasks", "decide", data / "snapshot", RULE, data / "luoshu.parquet"),
        "OpenFisca-Core": tax_benefit("OpenFisca-Core", "openfisca_core"),
        "policyengine-core": tax_benefit("policyengine-core", "policyengine_core"),
        "zen-engine": rules_engine,
    }


def _scaled(samples: list[Sample], firms: int) -> float:
    return round(median(samples) * firms / float(samples[0]["firms"]), 3)


def _wrong(results: Path, expected: dict[str, Any]) -> int:
    """How many firms got a wrong answer to anything. Made-up firms' codes are not in the order of their making."""
    found = pq.read_table(results)
    given = pq.read_table(results.parent / "data" / "firm.parquet", columns=["credit code"])
    assert found.column("credit code").equals(given.column("credit code"))
    order = np.argsort(np.array(facts.codes(found.num_rows, SEED)), kind="stable")
    bad = np.zeros(found.num_rows, dtype=np.bool_)
    for name in RESULTS:
        column = found.column(name if name in found.column_names else name.replace("_", " "))
        bad |= column.to_numpy() != expected[name][order]
    return int(bad.sum())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--firms", type=int, default=1_000_000)
    parser.add_argument("--on-lines", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    main(**vars(parser.parse_args()))
