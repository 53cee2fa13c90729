"""Timing: side by side, in turns, each turn in a process of its own that times itself from within."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

ROUNDS = 5
_ROOT = Path(__file__).resolve().parent.parent

Sample = Mapping[str, Any]  # what one turn measured: `seconds`, and whatever else


def in_turns(peers: Mapping[str, Callable[[], Sample]], rounds: int = ROUNDS) -> dict[str, list[Sample]]:
    """Every peer once a round, so that whatever else the machine does falls on all alike."""
    samples: dict[str, list[Sample]] = {name: [] for name in peers}
    for number in range(1, rounds + 1):
        for name, measure in peers.items():
            sample = measure()
            samples[name].append(sample)
            if rounds <= ROUNDS:
                print(f"  {number}/{rounds} {name}: {sample['seconds']:.3f} s", flush=True)
    return samples


def median(samples: Sequence[Sample], what: str = "seconds") -> float:
    return round(float(statistics.median(sample[what] for sample in samples)), 4)


def apart(task: str, *arguments: object) -> Callable[[], Sample]:
    """A turn that runs a module of this package in a process of its own; the last line that it prints is its sample."""
    return _process([sys.executable, "-m", f"benchmarks.{task}", *map(str, arguments)])


def script(python: Path, file: Path, *arguments: object) -> Callable[[], Sample]:
    """The same for a file that another Python runs."""
    return _process([str(python), str(file), *map(str, arguments)])


def command(*words: str) -> Callable[[], Sample]:
    """The same for any program."""
    return _process(words)


def _process(command: Sequence[str]) -> Callable[[], Sample]:
    def measure() -> Sample:
        done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}:\n{done.stderr}")
        sample: Sample = json.loads(done.stdout.splitlines()[-1])
        return sample

    return measure


def peak_memory() -> int:
    """The most memory that this process held, in MiB (Linux: of this program alone, not of the one that started it)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) // 1024
