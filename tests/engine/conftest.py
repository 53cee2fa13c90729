"""A small zone with firms on every line of the shipped policies, frozen once."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from luoshu.engine.lines import lines_in
from luoshu.facts.sample import write_sample
from luoshu.facts.snapshot import Snapshot, freeze
from luoshu.policy.library import Library

from .pages import ARGUMENTS, CHROMIUM
from .zones import Zone

if TYPE_CHECKING:
    from playwright.sync_api import Browser

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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    if CHROMIUM is None:
        pytest.skip("needs chromium (Debian: apt-get install chromium)")
    if (
        shutil.which("fc-list")
        and not subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, text=True, check=False).stdout.strip()
    ):
        pytest.skip("needs a Chinese font (Debian: apt-get install fonts-noto-cjk)")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()
