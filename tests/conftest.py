"""What every test may use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from tests.engine.browsing import started

if TYPE_CHECKING:
    from playwright.sync_api import Browser

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
def browser() -> Iterator[Browser]:
    with started() as running:
        yield running
