"""Every shipped policy in every version, over firms on its lines and a hair beside: two evaluators, one answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.often import often

from luoshu.facts.snapshot import freeze
from luoshu.policy.library import Library, Version

from .compare import compare
from .firms import write_firms
from .maker import Maker

LIBRARY = Library()
DECIDING = [version for version in LIBRARY.all_versions() if LIBRARY.read(version).about]
FIRMS = 100
POOR = frozenset({"科技奖励", "成本费用@2024", "成本费用@2023", "销售收入@2023", "有争议", "属于重点领域", "资格"})


@pytest.mark.parametrize("version", DECIDING, ids=lambda version: version.shown)
def test_sql_and_interpreter_agree(version: Version, tmp_path: Path) -> None:
    agree(version, frozenset(), tmp_path)


@pytest.mark.parametrize("version", often(DECIDING), ids=lambda version: version.shown)
def test_sql_and_interpreter_agree_where_columns_and_lists_are_absent(version: Version, tmp_path: Path) -> None:
    agree(version, POOR, tmp_path)


def agree(version: Version, absent: frozenset[str], tmp_path: Path) -> None:
    on = min(version.until or date.max, date(2026, 6, 30))
    policy = LIBRARY.read(version, on)
    data = tmp_path / "data"
    data.mkdir()
    write_firms(data, policy.vocabulary, policy.about, Maker(policy, on).firms(FIRMS), absent)
    snapshot = freeze(data, policy.vocabulary, tmp_path / "snapshot", on=on)
    found = compare([policy], snapshot, tmp_path / "out", on)
    assert found.differences == []
    assert found.interpreted == []
    assert found.values == FIRMS * len(policy.decisions)
