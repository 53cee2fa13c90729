"""A small vocabulary, and folders of facts written for a test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.facts.zone import small_vocabulary

from luoshu.facts.vocabulary import Vocabulary


@pytest.fixture
def vocabulary() -> Vocabulary:
    return small_vocabulary()


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Writes CSV files: `folder(企业="…", 知识产权="…")`."""

    def write(encoding: str = "utf-8", **files: str) -> Path:
        data = tmp_path / "data"
        data.mkdir(exist_ok=True)
        for name, text in files.items():
            (data / f"{name}.csv").write_text(text.strip() + "\n", encoding=encoding)
        return data

    return write
