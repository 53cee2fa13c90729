"""Pages of the shipped policies and of a document with every form, for the tests of what people see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from luoshu.engine.gist.gather import gist_of
from luoshu.engine.gist.model import Gist
from luoshu.engine.page.gather import page_of
from luoshu.engine.page.html import as_html
from luoshu.engine.page.parts import Page
from luoshu.policy.library import Library, Version
from luoshu.problems import Lang

DOCUMENTS = Path(__file__).parent / "documents"
EVERYTHING = DOCUMENTS / "everything.md"
ON = date(2026, 6, 30)
LIBRARY = Library()
SHIPPED = LIBRARY.all_versions()
_EMPTY = {"meta", "br", "use", "path", "circle", "rect", "input", "hr", "link", "img"}


def name_of(version: Version) -> str:
    return f"{version.id}-{version.since}"


def everything() -> Version:
    (version,) = LIBRARY.versions(str(EVERYTHING))
    return version


@cache
def page(version: Version, lang: Lang, on: date = ON) -> Page:
    return page_of(
        version, LIBRARY, on, lang, LIBRARY.versions(version.shown) if version == everything() else _all(version)
    )


@cache
def html(version: Version, lang: Lang, on: date = ON) -> str:
    return as_html(page(version, lang, on), gist(version, lang, on))


@cache
def gist(version: Version, lang: Lang, on: date = ON) -> Gist:
    day = version.nearest_day(on)
    return gist_of(LIBRARY.read(version, day), on, day, lang, _all(version))


def _all(version: Version) -> list[Version]:
    return [each for each in SHIPPED if each.id == version.id] or [version]


class Reader(HTMLParser):
    """What a page holds: its elements with their attributes, and its words with the language and classes around."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[tuple[str, str, frozenset[str]]] = []
        self._around: list[tuple[str, str, frozenset[str]]] = [("", "", frozenset())]
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known: dict[str, Any] = dict(attrs)
        self.elements.append((tag, known))
        if tag not in _EMPTY:
            _, lang, classes = self._around[-1]
            mine = frozenset((known.get("class") or "").split())
            self._around.append((tag, known.get("lang") or lang, classes | mine))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _EMPTY:
            assert self._around[-1][0] == tag, f"</{tag}> closes <{self._around[-1][0]}>"
            self._around.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and self._around[-1][0] not in ("style", "title"):
            self.words.append((data.strip(), self._around[-1][1], self._around[-1][2]))

    def text(self, without: str = "") -> str:
        """The words a reader sees, those of a class left out."""
        return " ".join(text for text, _, classes in self.words if without not in classes)


def literals(text: str) -> Iterator[tuple[str, str]]:
    """The thresholds of a document: numbers that stand after a sign of comparison, each as written and its unit."""
    for found in re.finditer(r"(?:[<>]=?|=|\.\.|[\[(])\s*⟨?(\d+(?:\.\d+)?)(%|万|亿)?(?![\d.])", text):
        yield found[1], found[2] or ""
