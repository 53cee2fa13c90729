"""The same on PostgreSQL: documents that nobody wrote, and the shipped policies with the contents that DuckDB gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luoshu.engine import postgresql, slices
from luoshu.engine.computing import Computing
from luoshu.engine.run import run
from luoshu.facts.snapshot import Snapshot, freeze
from luoshu.policy.library import Library

from . import documents as make
from .firms import write_firms
from .maker import Maker
from .test_generated import held_equal
from .words import ON, POOR, UNCHECKED, firms, formulas, long_from, read, snapshot


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


@pytest.fixture(scope="module", params=["full", pytest.param("poor", marks=pytest.mark.slow)])
def frozen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    absent = POOR if request.param == "poor" else frozenset()
    return snapshot(tmp_path_factory.mktemp(request.param), firms(40, seed=7), absent)


def _checked(examples: int, kind: str, frozen: Snapshot, out: Path, within: Computing) -> None:
    @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(document=DOCUMENTS[kind])
    def holds(document: Document) -> None:
        with long_from(0 if document.long else 10**6):
            held_equal(document.body, frozen, out, document.reread, within)

    holds()


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_documents(kind: str, frozen: Snapshot, on_postgresql: Computing, tmp_path: Path) -> None:
    _checked(1 if kind == "tables" else 3, kind, frozen, tmp_path, on_postgresql)


@pytest.mark.slow
@pytest.mark.parametrize("kind", DOCUMENTS)
def test_many_documents(kind: str, frozen: Snapshot, on_postgresql: Computing, tmp_path: Path) -> None:
    _checked(max(30, settings.default.max_examples // 5), kind, frozen, tmp_path, on_postgresql)


LIBRARY = Library()
DECIDING = [version for version in LIBRARY.all_versions() if LIBRARY.read(version).about]
FEW = ("cn/tech-sme",)


@pytest.mark.parametrize(
    "at",
    [
        pytest.param(at, id=version.shown, marks=() if version.id in FEW else pytest.mark.slow)
        for at, version in enumerate(DECIDING)
    ],
)
def test_shipped_policies_give_what_duckdb_gives(at: int, on_postgresql: Computing, tmp_path: Path) -> None:
    version = DECIDING[at]
    on = min(version.until or date.max, date(2026, 6, 30))
    policy = LIBRARY.read(version, on)
    data = tmp_path / "data"
    data.mkdir()
    write_firms(data, policy.vocabulary, policy.about, Maker(policy, on).firms(150))
    frozen = freeze(data, policy.vocabulary, tmp_path / "snapshot", on=on)
    here = run([policy], frozen.path, tmp_path / "here", on=on, report=False)
    there = run([policy], frozen.path, tmp_path / "there", on=on, report=False, within=on_postgresql)
    assert there.manifest["files"] == here.manifest["files"]
    assert there.interpreted == here.interpreted == []
    assert there.manifest["engine"]["name"] == "postgresql"


def test_slices_give_what_the_whole_gives(
    on_postgresql: Computing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where an interpreted decision is taken along too."""
    frozen = snapshot(tmp_path, firms(40, seed=7))
    policy = read(formulas({"根": "sqrt(人数)", "多": "根 > count(专利[有效])", "长" * 40: "人数", "长" * 41: "净利"}))
    here = run([policy], frozen.path, tmp_path / "here", on=ON, report=False)
    for module in (slices, postgresql):
        monkeypatch.setattr(module, "SLICE", 15)
    there = run([policy], frozen.path, tmp_path / "there", on=ON, report=False, within=on_postgresql)
    assert there.manifest["files"] == here.manifest["files"]
    assert [each.step.decision.name for each in there.interpreted] == ["根"]
