"""Columns that tell unknown from failed: they may rest on each other, and on what the interpreter took over."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.equality.compare import compare
from tests.equality.words import ON, firms, formulas, read, snapshot

TABLE = """

| F | {subject} | **{name}** |
|---|-----------|------------|
| 1 | > 100     | 1          |
| 2 | -         | 0          |
"""


def agreed(body: str, folder: Path) -> list[str]:
    """The interpreted decisions of a document on which both evaluators agree."""
    frozen = snapshot(folder, firms(300, seed=5))
    found = compare([read(body)], frozen, folder / "out", ON)
    assert found.differences == []
    return [text.split()[1] for text in found.interpreted]


def test_a_flag_may_need_that_of_another_decision(tmp_path: Path) -> None:
    body = formulas({"已成立": "成立.year <= 2023", "上年": "if 已成立 then prior(收入, 1) else 0"})
    assert agreed(body + TABLE.format(subject="上年", name="档"), tmp_path) == []


def test_a_table_may_ask_what_was_interpreted(tmp_path: Path) -> None:
    body = formulas({"列出": "专利.类别", "数": "if 人数 > 2 then sqrt(count(列出)) / 收入 * 100000 else 收入"})
    assert agreed(body + TABLE.format(subject="数", name="档"), tmp_path) == ["列出", "数"]


@pytest.mark.parametrize("word", ["and", "or"])
def test_long_chains_are_written_whatever_their_links(word: str, tmp_path: Path) -> None:
    """A link of two facts brings reasons of its own; sqlglot writes what is nested by recursion."""
    links = [f"includes([{at}..{at + 90}], 人数)" if at % 2 else f"收入 > {at}" for at in range(100)]
    assert agreed(formulas({"长": f" {word} ".join(links), "后": "长 = true"}), tmp_path) == []
