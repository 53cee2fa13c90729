"""CONTRACTS.md, 6 and 10: the files of a run, equal hashes whatever the threads and order, refusals by name."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.equality.compare import compare
from tests.equality.firms import write_firms
from tests.equality.words import ON, firms, formulas, read, snapshot, vocabulary

from luoshu.engine.run import run
from luoshu.facts.hashing import hash_parquet
from luoshu.policy.model import Policy
from luoshu.problems import ProblemError

SIMPLE = {
    "利润率": "净利 / 收入",
    "专利数": "count(专利[有效])",
    "出资": "sum(专利.出资)",
    "合格": "利润率 >= 30% or 专利数 >= 2 and not(失信)",
}


@pytest.fixture
def policy() -> Policy:
    return read(formulas(SIMPLE))


def hashes(policy: Policy, data: Path, out: Path, threads: int) -> dict[str, Any]:
    run([policy], data, out, on=ON, threads=threads)
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    return {"snapshot": manifest["snapshot"], "files": manifest["files"]}


def test_the_same_hashes_with_any_threads_and_order(policy: Policy, tmp_path: Path) -> None:
    made = firms(300, seed=3)
    found = []
    for turn, threads in enumerate((1, 2, 2)):
        random.Random(turn).shuffle(made)
        for firm in made:
            random.Random(turn).shuffle(firm["专利"])
        data = tmp_path / f"data{turn}"
        data.mkdir()
        write_firms(data, vocabulary().vocabulary, "企业", made)
        found.append(hashes(policy, data, tmp_path / f"out{turn}", threads))
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("size", [1, 7, 299, 300])
def test_the_same_files_in_slices_of_any_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """The interpreter takes a decision over, so that its table is cut too."""
    whole = read(formulas(SIMPLE | {"列出": "专利.类别", "多": "count(列出) > 1 and 利润率 > 0"}))
    frozen = snapshot(tmp_path, firms(300, seed=6)).path
    at_once = run([whole], frozen, tmp_path / "once", on=ON)
    monkeypatch.setattr("luoshu.engine.slices.SLICE", size)
    in_slices = run([whole], frozen, tmp_path / "slices", on=ON)
    assert in_slices.manifest == at_once.manifest
    assert {name: each.gaps for name, each in in_slices.answers.items()} == {
        name: each.gaps for name, each in at_once.answers.items()
    }
    assert {name: each.tallies for name, each in in_slices.answers.items()} == {
        name: each.tallies for name, each in at_once.answers.items()
    }


def test_the_hashes_are_of_what_the_files_hold(policy: Policy, tmp_path: Path) -> None:
    done = run([policy], snapshot(tmp_path, firms(300, seed=7)).path, tmp_path / "out", on=ON)
    for path, written in done.manifest["files"].items():  # type: ignore[attr-defined]
        file = tmp_path / "out" / path
        assert written == {"rows": pq.read_metadata(file).num_rows, "hash": hash_parquet(file)}


def test_nobody_at_all(policy: Policy, tmp_path: Path) -> None:
    run([policy], snapshot(tmp_path, firms(0, seed=1)).path, tmp_path / "out", on=ON)
    for name in ("decisions", "benefits", "unknown"):
        assert pq.read_table(tmp_path / "out" / policy.id / f"{name}.parquet").num_rows == 0


def test_the_three_files(policy: Policy, tmp_path: Path) -> None:
    frozen = snapshot(tmp_path, firms(50, seed=4))
    run([policy], frozen.path, tmp_path / "out", on=ON)
    folder = tmp_path / "out" / policy.id
    decisions, benefits, unknown = (
        pq.read_table(folder / f"{name}.parquet") for name in ("decisions", "benefits", "unknown")
    )
    assert decisions.column_names == ["代码", *SIMPLE]
    keys = decisions.column("代码").to_pylist()
    assert keys == sorted(keys, key=lambda key: key.encode())
    assert len(keys) == 50
    assert pa.types.is_decimal(decisions.schema.field("利润率").type)
    assert decisions.schema.field("利润率").type.scale == 6
    contract = ["代码", "benefit", "amount", "fund", "until", "automatic", "article", "assumed"]
    assert benefits.column_names == [*contract, "deducted", "rule", "missing"]
    assert unknown.column_names == ["代码", "decision", "fact", "cause"]
    rows = set(zip(*(unknown.column(name).to_pylist() for name in ("代码", "decision", "fact", "cause")), strict=True))
    assert len(rows) == unknown.num_rows
    assert {fact for _, _, fact, _ in rows} == {"净利", "收入", "专利.有效", "专利.出资", ""}
    assert all(cause == "division by zero" for _, _, fact, cause in rows if not fact)


def test_what_sql_refuses_is_interpreted_and_named(tmp_path: Path) -> None:
    texts = {"根": "sqrt(收入)", "大": "根 > 10", "人均": "净利 / 人数", "和": "if 大 then 根 + 人均 else 人均"}
    policy = read(formulas(texts))
    found = compare([policy], snapshot(tmp_path, firms(120, seed=5)), tmp_path / "out", ON)
    assert found.differences == []
    line = policy.decisions["根"].place.line
    (first, *_) = found.interpreted
    assert first == f"interpreted: 根 (policy.md:{line}): SQL cannot do sqrt yet"


def test_an_interpreted_number_too_large_to_keep_is_refused(tmp_path: Path) -> None:
    frozen = snapshot(tmp_path, firms(120, seed=5))
    with pytest.raises(ProblemError, match=r"'大' of F\d+ has more than 18 digits"):
        run([read(formulas({"大": "收入 ** 9"}))], frozen.path, tmp_path / "out", on=ON)
    assert not (tmp_path / "out" / "manifest.json").exists()
