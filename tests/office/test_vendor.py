"""The bundles of what npm brings are those that `frontend/package.json` names, each with its licence."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "src/luoshu/office/shell/static/luoshu/vendor"
LOCK = json.loads((ROOT / "frontend/package-lock.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("bundle", ["echarts", "codemirror"])
def test_a_bundle_stands_beside_the_licences_of_what_is_in_it(bundle: str) -> None:
    said = (VENDOR / f"{bundle}.LICENSE.txt").read_text(encoding="utf-8")
    found = re.findall(r"^(@?[\w./-]+) (\d[\w.]*) \(([\w.-]+)\)$", said, flags=re.MULTILINE)
    assert found
    for name, version, licence in found:
        locked = LOCK["packages"][f"node_modules/{name}"]
        assert (version, licence) == (locked["version"], locked["license"])
        assert licence in {"MIT", "Apache-2.0", "BSD-3-Clause", "0BSD"}


def test_the_lock_names_no_host() -> None:
    assert all("resolved" not in package for package in LOCK["packages"].values())
