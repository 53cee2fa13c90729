"""What every test may use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from tests.browsing import started
from tests.servers import postgresql as started_server
from tests.servers import spark

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from luoshu.engine.computing import Computing

ROOT = Path(__file__).resolve().parents[1]

# The same cases on every machine by default; `make test-all` looks further. No deadline: machines differ.
_RELAXED = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("quick", max_examples=60, deadline=None, derandomize=True, suppress_health_check=_RELAXED)
settings.register_profile("thorough", max_examples=1500, deadline=None, suppress_health_check=_RELAXED)
settings.load_profile("quick")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder beside the checkout that holds the design, the worked example and the conformance material."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"{folder.name}/ is not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL that only these tests use."""
    with started_server() as url:
        yield url


@pytest.fixture(scope="session")
def on_postgresql(server: str) -> Iterator[Computing]:
    """What computes there."""
    from luoshu.engine.postgresql import on_server

    with on_server(server) as within:
        yield within


@pytest.fixture(scope="module")
def on_spark() -> Iterator[Computing]:
    """What computes on a Spark of the module's own: a process has one at a time."""
    with spark() as within:
        yield within


@pytest.fixture(params=["duckdb", "postgresql", pytest.param("spark", marks=pytest.mark.slow)])
def within(request: pytest.FixtureRequest) -> Computing:
    """Each engine in turn."""
    from luoshu.engine.computing import InDuckDB

    found: Computing = InDuckDB() if request.param == "duckdb" else request.getfixturevalue(f"on_{request.param}")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with started() as running:
        yield running
