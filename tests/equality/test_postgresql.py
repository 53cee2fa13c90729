"""The same on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from luoshu.engine import postgresql
from luoshu.engine.computing import Computing
from luoshu.facts.snapshot import Snapshot

from .elsewhere import DECIDING, DOCUMENTS, holds, shipped_alike, slices_alike
from .words import POOR, firms, snapshot

FEW = ("cn/tech-sme",)


@pytest.fixture(scope="module", params=["full", pytest.param("poor", marks=pytest.mark.slow)])
def frozen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    absent = POOR if request.param == "poor" else frozenset()
    return snapshot(tmp_path_factory.mktemp(request.param), firms(40, seed=7), absent)


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_documents(kind: str, frozen: Snapshot, on_postgresql: Computing, tmp_path: Path) -> None:
    holds(1 if kind == "tables" else 3, kind, frozen, tmp_path, on_postgresql)


@pytest.mark.slow
@pytest.mark.parametrize("kind", DOCUMENTS)
def test_many_documents(kind: str, frozen: Snapshot, on_postgresql: Computing, tmp_path: Path) -> None:
    holds(max(30, settings.default.max_examples // 5), kind, frozen, tmp_path, on_postgresql)


@pytest.mark.parametrize(
    "at",
    [
        pytest.param(at, id=version.shown, marks=() if version.id in FEW else pytest.mark.slow)
        for at, version in enumerate(DECIDING)
    ],
)
def test_shipped_policies_give_what_duckdb_gives(at: int, on_postgresql: Computing, tmp_path: Path) -> None:
    shipped_alike(at, on_postgresql, tmp_path)


def test_slices_give_what_the_whole_gives(
    on_postgresql: Computing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slices_alike(postgresql, on_postgresql, tmp_path, monkeypatch)
