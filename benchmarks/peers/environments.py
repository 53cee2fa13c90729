"""A virtual environment for each peer, made once: what they depend on does not go together with what we do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow

from benchmarks.zones import work_folder

VERSIONS = {"OpenFisca-Core": "46.0.1", "policyengine-core": "3.33.12", "zen-engine": "2.1.3", "polars": "2.1.0"}

_WITH = {"polars": ["fastexcel==0.21.0"]}  # what reads workbooks for it


def python_of(peer: str) -> Path:
    """The Python of the environment in which a peer is installed. Needs a package index the first time."""
    folder = work_folder() / f"{peer}-{VERSIONS[peer]}"
    python = folder / "bin" / "python"
    ready = folder / "ready"
    if not ready.exists():
        print(f"  installing {peer} {VERSIONS[peer]}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        wanted = [f"{peer}=={VERSIONS[peer]}", f"pyarrow=={pyarrow.__version__}", *_WITH.get(peer, ())]
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *wanted], check=True)
        ready.touch()
    return python
