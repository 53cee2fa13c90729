"""The manifest of a comparison: which two rules over which facts gave which contents; no time stamp."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from luoshu.engine.compare.result import Comparison, Side
from luoshu.engine.manifest import policy_entry
from luoshu.engine.sink import Written

MANIFEST = "manifest.json"


def manifest_of(comparison: Comparison) -> dict[str, Any]:
    """What the results rest on."""
    snapshot = comparison.snapshot
    return {
        "luoshu": version("luoshu"),
        "engine": {"name": "duckdb", "version": duckdb.__version__},
        "on": comparison.on.isoformat(),
        "snapshot": {"hash": snapshot.hash, "on": snapshot.on.isoformat()},
        "before": _side(comparison.before),
        "after": _side(comparison.after),
        "pairs": [
            [pair.before.name, pair.after.name]
            for pair in comparison.pairing.pairs
            if pair.before.name != pair.after.name
        ],
        "by": [by.fact.name for by in comparison.by],
        "interpreted": comparison.interpreted,
        "left_out": sum(snapshot.rows_left_out.values()),
        "warnings": len(comparison.warnings),
    }


def write_manifest(comparison: Comparison, files: Mapping[str, Written], path: Path) -> None:
    """Writes it and keeps it in the comparison."""
    written = {name: {"rows": each.rows, "hash": each.hash} for name, each in sorted(files.items())}
    comparison.manifest = {**manifest_of(comparison), "files": written}
    path.write_text(json.dumps(comparison.manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _side(side: Side) -> dict[str, Any]:
    settings = [
        {"policy": each.policy.id, "parameter": each.name, "value": each.text, "was": each.was}
        for each in side.settings
    ]
    return {**policy_entry(side.policy), "as_of": side.day.isoformat() if side.day else None, "set": settings}
