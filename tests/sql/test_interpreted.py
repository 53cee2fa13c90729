"""A decision that SQL refuses is interpreted, and others may rest on it as on any."""

from __future__ import annotations

from pathlib import Path

from tests.equality.compare import compare
from tests.equality.words import ON, firms, formulas, read, snapshot


def test_a_table_over_an_interpreted_decision_that_may_fail(tmp_path: Path) -> None:
    """The table must know whether its input is missing or has failed."""
    body = formulas({"深": "sqrt(count(专利)) / 收入"})
    policy = read(body + "| F | 深 | **末** |\n|---|---|---|\n| 1 | > 0.01 | 1 |\n| 2 | - | 2 |\n")
    found = compare([policy], snapshot(tmp_path, firms(60, seed=5)), tmp_path / "out", ON)
    assert found.differences == []
    assert [text.split()[1] for text in found.interpreted] == ["深"]
