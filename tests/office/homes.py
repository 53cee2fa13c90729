"""Installations with documents of their own, for tests; what the office keeps of its documents is looked up anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from luoshu.office.booking import catalogues
from luoshu.office.cultivation import aims
from luoshu.office.filing import registers
from luoshu.office.home import Home
from luoshu.office.library import drafting, shelf
from luoshu.office.register import opening, own_answers, policies, shelves, words


@contextmanager
def home_with(folder: Path, documents: Mapping[str, str]) -> Iterator[Home]:
    """An installation whose library has the documents; reading all that are shipped takes seconds, so once a module."""
    made = Home(folder).prepare()
    for name, text in documents.items():
        path = made.library / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    forget()
    yield made
    forget()


@pytest.fixture(autouse=True)
def at_home(settings: object, home: Home, tmp_path: Path) -> None:
    """For a conftest that has a `home`."""
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]
    settings.HOME = home  # type: ignore[attr-defined]


def forget() -> None:
    shelves._seen.clear()
    shelf._shelves.clear()
    for kept in (
        words._words,
        policies._runnable,
        policies._facts_of,
        registers._registers,
        catalogues._catalogues,
        aims._offered,
        opening._files,
        own_answers._answers,
        own_answers._in_full,
        drafting._examined,
    ):
        kept.cache_clear()
