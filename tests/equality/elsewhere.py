"""What is asked of another engine: documents that nobody wrote, and the shipped policies with DuckDB's contents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luoshu.engine import slices
from luoshu.engine.computing import Computing
from luoshu.engine.run import run
from luoshu.facts.snapshot import Snapshot, freeze
from luoshu.policy.library import Library

from . import documents as make
from .firms import write_firms
from .maker import Maker
from .test_generated import held_equal
from .words import ON, UNCHECKED, firms, formulas, long_from, read, snapshot

LIBRARY = Library()
DECIDING = [version for version in LIBRARY.all_versions() if LIBRARY.read(version).about]


@dataclass(frozen=True)
class Document:
    body: str
    reread: dict[str, str]
    long: bool = False


def _formulas(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Document]:
    def written(found: list[str]) -> Document:
        return Document(formulas(make.EARLIER | {f"数{at}": text for at, text in enumerate(found)}), {})

    return st.lists(texts, min_size=6, max_size=10).map(written)


def _tables(
    table: Callable[[str, str], st.SearchStrategy[str]], kinds: list[str], after: str
) -> st.SearchStrategy[Document]:
    named = {f"表{at}": kind for at, kind in enumerate(kinds, 1)}
    reread = {name: kind for name, kind in named.items() if kind in UNCHECKED}
    long = table is make.long_tables
    bodies = st.tuples(*(table(name, kind) for name, kind in named.items()))
    return bodies.map(lambda parts: Document("".join(parts) + formulas(make.EARLIER) + after, reread, long))


DOCUMENTS = {
    "numbers": _formulas(make.numbers(3)),
    "booleans": _formulas(st.one_of(make.booleans(3), make.missing_tests())),
    "items beside their owner": _formulas(make.of_owner()),
    "tables": _tables(make.tables, make.HIT_POLICIES, ""),
    "long tables": _tables(make.long_tables, make.LONG_HIT_POLICIES, formulas({"后": "count(专利[次数 > 表7])"})),
}


def holds(examples: int, kind: str, frozen: Snapshot, out: Path, within: Computing) -> None:
    @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(document=DOCUMENTS[kind])
    def held(document: Document) -> None:
        with long_from(0 if document.long else 10**6):
            held_equal(document.body, frozen, out, document.reread, within)

    held()


def shipped_alike(at: int, within: Computing, folder: Path) -> None:
    """A shipped policy gives the same files."""
    version = DECIDING[at]
    on = min(version.until or date.max, date(2026, 6, 30))
    policy = LIBRARY.read(version, on)
    data = folder / "data"
    data.mkdir()
    write_firms(data, policy.vocabulary, policy.about, Maker(policy, on).firms(150))
    frozen = freeze(data, policy.vocabulary, folder / "snapshot", on=on)
    here = run([policy], frozen.path, folder / "here", on=on, report=False)
    there = run([policy], frozen.path, folder / "there", on=on, report=False, within=within)
    assert there.manifest["files"] == here.manifest["files"]
    assert there.interpreted == here.interpreted == []
    assert there.manifest["engine"]["name"] == within.engine.name


def slices_alike(module: ModuleType, within: Computing, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slices give what the whole gives, where an interpreted decision is taken along too."""
    frozen = snapshot(folder, firms(40, seed=7))
    policy = read(formulas({"根": "sqrt(人数)", "多": "根 > count(专利[有效])", "长" * 40: "人数", "长" * 41: "净利"}))
    here = run([policy], frozen.path, folder / "here", on=ON, report=False)
    for each in (slices, module):
        monkeypatch.setattr(each, "SLICE", 15)
    there = run([policy], frozen.path, folder / "there", on=ON, report=False, within=within)
    assert there.manifest["files"] == here.manifest["files"]
    assert [each.step.decision.name for each in there.interpreted] == ["根"]
