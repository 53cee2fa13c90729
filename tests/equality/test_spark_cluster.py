"""The same on a cluster: a master, and two workers that are processes of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.servers import CLUSTER, spark

from luoshu.engine import spark as engine
from luoshu.engine.computing import Computing

from .elsewhere import DECIDING, shipped_alike, slices_alike

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def on_cluster() -> Iterator[Computing]:
    with spark(CLUSTER) as within:
        yield within


@pytest.mark.parametrize("at", [pytest.param(at, id=version.shown) for at, version in enumerate(DECIDING)])
def test_shipped_policies_give_what_duckdb_gives(at: int, on_cluster: Computing, tmp_path: Path) -> None:
    shipped_alike(at, on_cluster, tmp_path)


def test_slices_give_what_the_whole_gives(
    on_cluster: Computing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slices_alike(engine, on_cluster, tmp_path, monkeypatch)
