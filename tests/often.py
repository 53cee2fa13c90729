"""Which of many like cases `make test` runs: the others are slow ones, of `make test-all`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import pytest

from luoshu.policy.library import Version

# A score with tables, conditions by article, a ladder, benefits that stack, a pool, a contest, targets, claims.
IDS = frozenset(
    {
        "cn/tech-sme", "cn/hnte", "cn/srdi", "luoyang/ladders", "luoyang/action-plan", "xianning/talent",
        "hengyang/risk-pool", "zhongguancun/contest", "seed/claims",
    }
)  # fmt: skip


def often(versions: Iterable[Version], ids: Collection[str] = IDS) -> list[Any]:
    """Versions as parameters; those of other policies, and former ones, are slow."""
    every = list(versions)
    last = {version.id: version for version in every}
    return [
        version if version.id in ids and version is last[version.id] else pytest.param(version, marks=pytest.mark.slow)
        for version in every
    ]
