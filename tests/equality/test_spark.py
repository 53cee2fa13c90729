"""The same on Spark: in one process, and with workers of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from luoshu.engine import spark as engine
from luoshu.engine.computing import Computing
from luoshu.facts.snapshot import Snapshot

from .elsewhere import DECIDING, DOCUMENTS, holds, shipped_alike, slices_alike
from .words import POOR, firms, snapshot

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["full", "poor"])
def frozen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    absent = POOR if request.param == "poor" else frozenset()
    return snapshot(tmp_path_factory.mktemp(request.param), firms(40, seed=7), absent)


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_documents(kind: str, frozen: Snapshot, on_spark: Computing, tmp_path: Path) -> None:
    """A query takes seconds, of which there are as few as on PostgreSQL by default unless many are asked for."""
    holds(1 if kind == "tables" else max(3, settings.default.max_examples // 100), kind, frozen, tmp_path, on_spark)


@pytest.mark.parametrize("at", [pytest.param(at, id=version.shown) for at, version in enumerate(DECIDING)])
def test_shipped_policies_give_what_duckdb_gives(at: int, on_spark: Computing, tmp_path: Path) -> None:
    shipped_alike(at, on_spark, tmp_path)


def test_slices_give_what_the_whole_gives(on_spark: Computing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slices_alike(engine, on_spark, tmp_path, monkeypatch)
