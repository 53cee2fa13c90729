"""Two ways to do a thing, timed in turn in one run: what counts is the ratio of their medians, not the seconds."""

from __future__ import annotations

import json
import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
DATA = Path(__file__).parents[1] / "build" / "bench"

Way = Callable[[], object]


def seconds(way: Way) -> float:
    start = time.perf_counter()
    way()
    return time.perf_counter() - start


def in_turn(ways: Mapping[str, Way], times: int = 5) -> dict[str, float]:
    """The median seconds of each way, called in turn so that a slow spell of the machine hits all alike."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(times):
        for name, way in ways.items():
            taken[name].append(seconds(way))
    return {name: statistics.median(values) for name, values in taken.items()}


def _measured(way: Way, queue: Any) -> None:
    taken = seconds(way)
    queue.put((taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def apart(ways: Mapping[str, Way], times: int = 5) -> dict[str, tuple[float, float]]:
    """Like :func:`in_turn`, each call in a process of its own: median seconds, and the most memory in MB."""
    context = multiprocessing.get_context("spawn")
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(times):
        for name, way in ways.items():
            queue = context.Queue()
            process = context.Process(target=_measured, args=(way, queue))
            process.start()
            process.join()
            if process.exitcode:
                raise SystemExit(f"{name} failed")
            taken[name].append(queue.get())
    return {
        name: (statistics.median(value for value, _ in values), max(memory for _, memory in values))
        for name, values in taken.items()
    }


def keep(name: str, figures: Mapping[str, object]) -> None:
    """Prints the figures and keeps them in results/, from which docs/benchmarks.md quotes."""
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(figures, ensure_ascii=False, indent=2)
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    print(f"{name}: {text}")
