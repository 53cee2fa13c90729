"""A browser for the tests of pages: Chromium as it is on the machine, without a network."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DEBIAN = Path("/usr/bin/chromium")
CHROMIUM = str(DEBIAN) if DEBIAN.exists() else shutil.which("chromium") or shutil.which("google-chrome")
# Nothing is asked of a network or of a graphics card; inside a container there is no sandbox to be had.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def started() -> Iterator[Browser]:
    """A browser; where there is none, or no Chinese font, the test is skipped."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    if CHROMIUM is None:
        pytest.skip("needs chromium (Debian: apt-get install chromium)")
    if (
        shutil.which("fc-list")
        and not subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, text=True, check=False).stdout.strip()
    ):
        pytest.skip("needs a Chinese font (Debian: apt-get install fonts-noto-cjk)")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def serious(page: Page) -> dict[str, list[str]]:
    """What axe finds on a page that is serious or worse: contrast, names, headings, languages, tables."""
    axe = pytest.importorskip("axe_playwright_python", reason="needs axe-playwright-python")
    page.evaluate(files(axe).joinpath("axe.min.js").read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    wrong = [each for each in found["violations"] if each["impact"] in ("serious", "critical")]
    return {each["id"]: [node["html"][:120] for node in each["nodes"][:3]] for each in wrong}
