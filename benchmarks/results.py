"""The figures of each benchmark, as they are committed: `results/<benchmark>.json`."""

from __future__ import annotations

import json
import os
import platform
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "results"


def save(benchmark: str, figures: dict[str, Any]) -> None:
    """Writes the figures of a benchmark in the place of its last ones."""
    FOLDER.mkdir(exist_ok=True)
    content = {"machine": machine(), "figures": figures}
    path = FOLDER / f"{benchmark}.json"
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(figures, ensure_ascii=False, indent=1))


def load(benchmark: str) -> dict[str, Any] | None:
    """What was saved, or None where the benchmark has not been run."""
    path = FOLDER / f"{benchmark}.json"
    if not path.exists():
        return None
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def machine() -> dict[str, Any]:
    """What the figures depend on; nothing that names the machine."""
    import duckdb

    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(memory / 2**30),
        "processor": platform.machine(),
        "python": platform.python_version(),
        "duckdb": duckdb.__version__,
    }
