"""A small zone with firms on every line of the shipped policies, frozen once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from luoshu.engine.lines import lines_in
from luoshu.facts.sample import write_sample
from luoshu.facts.snapshot import Snapshot, freeze
from luoshu.policy.library import Library

from .zones import Zone

ON = date(2025, 6, 30)
FIRMS = 400


@pytest.fixture(scope="session")
def library() -> Library:
    return Library()


@pytest.fixture(scope="session")
def zone(tmp_path_factory: pytest.TempPathFactory, library: Library) -> Snapshot:
    folder = tmp_path_factory.mktemp("zone")
    policies = [library.resolve(name, ON) for name in ("cn/tech-sme", "cn/innovative-sme", "cn/little-giant")]
    vocabulary = library.resolve("cn/vocabulary", ON).vocabulary
    write_sample(folder / "data", firms=FIRMS, seed=7, vocabulary=vocabulary, lines=lines_in(policies), on=ON)
    return freeze(folder / "data", vocabulary, Path(folder / "snapshot"), on=ON)


@pytest.fixture
def zones(tmp_path: Path) -> Zone:
    return Zone(tmp_path)
