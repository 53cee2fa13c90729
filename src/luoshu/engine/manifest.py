"""The manifest of a run: which policies over which facts by which engine gave which contents; no time stamp."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from luoshu.policy.model import Policy

if TYPE_CHECKING:
    from luoshu.engine.computing import Computing
    from luoshu.engine.run import Run


def write_manifest(run: Run, made: Path, within: Computing) -> None:
    """Writes `manifest.json` into `made` and keeps it in the run."""
    run.manifest = {
        "luoshu": version("luoshu"),
        "engine": {"name": within.engine.name, "version": within.version},
        "on": run.on.isoformat(),
        "snapshot": {"hash": run.snapshot.hash, "on": run.snapshot.on.isoformat()},
        "policies": [policy_entry(policy) for policy in run.policies],
        "interpreted": [str(each) for each in run.interpreted],
        "not_run": [problem.text.en for problem in run.not_run],
        "left_out": sum(run.snapshot.rows_left_out.values()),
        "warnings": len(run.warnings),
        "files": {
            f"{policy.id}/{name}": {"rows": written.rows, "hash": written.hash}
            for policy in sorted(run.policies, key=lambda policy: policy.id)
            for name, written in sorted(run.answers[policy.id].files.items())
        },
    }
    text = json.dumps(run.manifest, ensure_ascii=False, indent=2)
    (made / "manifest.json").write_text(text + "\n", encoding="utf-8")


def policy_entry(policy: Policy) -> dict[str, Any]:
    """A policy as a manifest names it, with what it uses."""
    return {
        "id": policy.id,
        "title": policy.title.zh,
        "from": policy.since.isoformat() if policy.since else None,
        "to": policy.until.isoformat() if policy.until else None,
        "hash": policy.hash,
        "uses": [policy_entry(used) for used in policy.used],
    }
