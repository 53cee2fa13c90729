"""What is measured, once, in this process: prints `seconds`, `peak_mib` and more as JSON."""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from string import Template
from typing import Any

from benchmarks.measure import peak_memory
from benchmarks.zones import ON, work_folder

HAND = Path(__file__).parent / "tech_sme"
FILES = ("decisions", "unknown", "benefits")


def run(policies: Sequence[str], data: Path, on: date = ON) -> dict[str, Any]:
    """`luoshu.engine.run`: whole, and until the three files of each policy stood (`files`)."""
    from luoshu.engine.run import run as run_policies
    from luoshu.policy.library import Library

    at: dict[int, float] = {}
    with scratch() as out:
        start = time.perf_counter()
        chosen, _ = Library().resolve_all(list(policies), on)
        result = run_policies(
            chosen, data, out, on=on, progress=lambda done, total, what: at.update({total - done: time.perf_counter()})
        )
        seconds = time.perf_counter() - start
        files = result.manifest["files"]
    return {"seconds": seconds, "files": at[0] - start, "peak_mib": peak_memory(), "contents": files}


def on_spark(policy: str, data: Path, master: str) -> dict[str, Any]:
    """The same, decisions computed by Spark: `start` until it was ready, which `seconds` count too."""
    from luoshu.engine.run import run as run_policies
    from luoshu.engine.spark import on_cluster
    from luoshu.policy.library import Library

    with scratch() as out:
        begin = time.perf_counter()
        chosen = Library().resolve(policy, ON)
        with on_cluster(master) as within:
            start = time.perf_counter() - begin
            result = run_policies([chosen], data, out, on=ON, within=within)
        seconds = time.perf_counter() - begin
        files = result.manifest["files"]
    return {"seconds": seconds, "start": start, "contents": files}


def check(policies: Sequence[str]) -> dict[str, Any]:
    """`luoshu check`, in a process that has its modules: of the named policies, or of all that are shipped."""
    from luoshu.engine.check import check as check_versions
    from luoshu.policy.library import Library

    list(check_versions(Library().versions("cn/vocabulary"), Library()))
    start = time.perf_counter()
    library = Library()
    versions = [version for policy in policies for version in library.versions(policy)] or library.all_versions()
    found = list(check_versions(versions, library))
    seconds = time.perf_counter() - start
    assert not any(checked.failed for checked in found)
    return {"seconds": seconds, "documents": len(found), "examples": sum(checked.passed for checked in found)}


def rule(policy: str, data: Path) -> dict[str, Any]:
    """The whole run of one rule, named with its day (`id@2026-04-01`)."""
    from luoshu.engine.run import run as run_policies
    from luoshu.policy.library import Library

    with scratch() as out:
        start = time.perf_counter()
        run_policies([Library().rule(policy, ON)], data, out, on=ON)
        seconds = time.perf_counter() - start
    return {"seconds": seconds, "peak_mib": peak_memory()}


def compare(before: str, after: str, data: Path) -> dict[str, Any]:
    """The same for two rules side by side."""
    from luoshu.engine.compare import compare as compare_rules
    from luoshu.engine.compare.result import Side
    from luoshu.policy.library import Library

    with scratch() as out:
        start = time.perf_counter()
        library = Library()
        first, second = (Side(library.rule(policy, ON)) for policy in (before, after))
        found = compare_rules(first, second, data, on=ON, out=out)
        seconds = time.perf_counter() - start
    changes = found.manifest["files"]["changes.parquet"]["rows"]
    return {"seconds": seconds, "peak_mib": peak_memory(), "changes": changes}


def decide(data: Path, policy: str, results: Path) -> dict[str, Any]:
    """The query that `luoshu sql` prints, from facts to a file of decisions (`decided`), beside the whole run."""
    from luoshu.engine.answers import Answering
    from luoshu.engine.database import connect, text
    from luoshu.engine.run import run as run_policies
    from luoshu.engine.slices import add_views
    from luoshu.facts.snapshot import open_snapshot
    from luoshu.policy.graph import Graph
    from luoshu.policy.library import Library
    from luoshu.sql.engines import DUCKDB

    with scratch() as out:
        chosen = Library().resolve(policy, ON)
        start = time.perf_counter()
        done = run_policies([chosen], data, out, on=ON)
        seconds = time.perf_counter() - start
        graph = Graph.of([chosen], ON)
        answering = Answering(chosen, graph, open_snapshot(data))
        query = answering.program.decisions_query(graph.of_policy(chosen).values()).sql(DUCKDB.dialect)
        start = time.perf_counter()
        with connect(out) as connection:
            add_views(connection, answering.snapshot, answering.entity)
            connection.execute(f"COPY ({query}) TO {text(results)} (FORMAT parquet, COMPRESSION zstd)")
        decided = time.perf_counter() - start
    return {"seconds": seconds, "decided": decided, "firms": done.snapshot.rows(chosen.about)}


def hand(data: Path) -> dict[str, Any]:
    """The SQL written by hand, in a database with the settings that a run has."""
    from luoshu.engine.database import connect
    from luoshu.facts.hashing import hash_parquet

    taken = {}
    with scratch() as out:
        start = time.perf_counter()
        with connect(out) as connection:
            for name in FILES:
                began = time.perf_counter()
                connection.execute(
                    Template((HAND / f"{name}.sql").read_text(encoding="utf-8")).substitute(snapshot=data, out=out)
                )
                taken[name] = time.perf_counter() - began
        seconds = time.perf_counter() - start
        memory = peak_memory()
        contents = {name: hash_parquet(out / f"{name}.parquet") for name in FILES}
    return {"seconds": seconds, "stages": taken, "peak_mib": memory, "contents": contents}


def explain(policy: str, data: Path, identifier: str) -> dict[str, Any]:
    """One firm's explanation, in the second call of this process: imports do not count."""
    from luoshu.engine.explain import explain as explain_policy
    from luoshu.facts.snapshot import open_snapshot
    from luoshu.policy.library import Library

    read = Library().resolve(policy, ON)
    seconds = 0.0
    for _ in range(2):
        start = time.perf_counter()
        explain_policy(read, open_snapshot(data), identifier, ON)
        seconds = time.perf_counter() - start
    return {"seconds": seconds, "peak_mib": peak_memory()}


class scratch:  # noqa: N801
    """A folder on the disk of the zones, gone afterwards."""

    def __enter__(self) -> Path:
        self.path = Path(tempfile.mkdtemp(dir=work_folder()))
        return self.path

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="task", required=True)
    command = commands.add_parser("run")
    command.add_argument("data", type=Path)
    command.add_argument("policies", nargs="+")
    command = commands.add_parser("on_spark")
    command.add_argument("data", type=Path)
    command.add_argument("policy")
    command.add_argument("master")
    command = commands.add_parser("decide")
    command.add_argument("data", type=Path)
    command.add_argument("policy")
    command.add_argument("results", type=Path)
    command = commands.add_parser("check")
    command.add_argument("policies", nargs="*")
    command = commands.add_parser("rule")
    command.add_argument("policy")
    command.add_argument("data", type=Path)
    command = commands.add_parser("compare")
    command.add_argument("before")
    command.add_argument("after")
    command.add_argument("data", type=Path)
    command = commands.add_parser("hand")
    command.add_argument("data", type=Path)
    command = commands.add_parser("explain")
    command.add_argument("policy")
    command.add_argument("data", type=Path)
    command.add_argument("identifier")
    print(json.dumps(globals()[(given := vars(parser.parse_args())).pop("task")](**given)))
