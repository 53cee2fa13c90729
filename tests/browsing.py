"""A browser for the tests of pages: Chromium as it is on the machine, without a network."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# The first is without windows, and does the same in half the CPU.
NAMES = ("chromium-headless-shell", "chromium", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
# Nothing is asked of a network or of a graphics card; inside a container there is no sandbox to be had. A page that
# still glides to where a link leads would move away under the next click.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-smooth-scrolling",
]


@contextmanager
def started() -> Iterator[Browser]:
    """A browser; where there is none, or no Chinese font, the test is skipped."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    if CHROMIUM is None:
        pytest.skip("needs chromium (Debian: apt-get install chromium-headless-shell)")
    if (
        shutil.which("fc-list")
        and not subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, text=True, check=False).stdout.strip()
    ):
        pytest.skip("needs a Chinese font (Debian: apt-get install fonts-noto-cjk)")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


# Rules of colour take nine tenths of the time, which grows with the square of the texts. Of texts that look alike and
# stand in what looks alike, at this size of the window, a few are looked at.
_OF_COLOUR = """() => {
    const seen = new Map(), around = new Map(), most = 3;
    const look = (node, ...names) => { const style = getComputedStyle(node); return names.map(name => style[name]); };
    const ground = node => {
        if (node === null) return '';
        if (!around.has(node)) around.set(node, ground(node.parentElement) + look(node, 'color', 'backgroundColor',
            'backgroundImage', 'opacity', 'filter', 'mixBlendMode', 'position'));
        return around.get(node);
    };
    const isOneOfFew = node => {
        const said = [node.tagName, node.className, ground(node), look(node, 'fontSize', 'fontWeight', 'textShadow')];
        const count = (seen.get(said.join()) ?? 0) + 1;
        seen.set(said.join(), count);
        return count <= most;
    };
    for (const rule of axe._audit.rules) {
        if (!['color-contrast', 'link-in-text-block'].includes(rule.id)) continue;
        const matches = rule.matches;
        rule.matches = (node, ...more) => matches.call(rule, node, ...more) && isOneOfFew(node);
    }
    window.wrongForAxe = async () => {
        seen.clear();
        around.clear();
        const found = await axe.run(document, {resultTypes: ['violations'], preload: false});
        return found.violations.map(each => [each.impact, each.id,
            each.nodes.slice(0, 3).map(node => node.html.slice(0, 120))]);
    };
}"""


def serious(page: Page) -> dict[str, list[str]]:
    """What axe finds on a page that is serious or worse: contrast, names, languages, tables."""
    return {rule: where for impact, rule, where in _found(page) if impact in ("serious", "critical")}


def faults(page: Page) -> dict[str, list[str]]:
    """All that axe finds on a page: order of headings and names of landmarks too."""
    return {rule: where for _, rule, where in _found(page)}


def _found(page: Page) -> list[tuple[str, str, list[str]]]:
    axe = pytest.importorskip("axe_playwright_python", reason="needs axe-playwright-python")
    if not page.evaluate("'wrongForAxe' in window"):
        page.evaluate(files(axe).joinpath("axe.min.js").read_text(encoding="utf-8"))
        page.evaluate(_OF_COLOUR)
    return [tuple(each) for each in page.evaluate("wrongForAxe()")]
