"""Synthetic zones of any size, made once and kept under $LUOSHU_BENCH (or the folder for temporary files)."""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from datetime import date
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any, Literal

from benchmarks.measure import apart, peak_memory

if TYPE_CHECKING:
    from luoshu.facts.vocabulary import Vocabulary

ON = date(2025, 6, 30)
SEED = 1
_DONE = "freezing.json"


def work_folder() -> Path:
    folder = Path(os.environ.get("LUOSHU_BENCH") or Path(tempfile.gettempdir()) / "luoshu-bench")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def snapshot(firms: int) -> Path:
    """The snapshot of a zone of so many firms: two rights a firm, four years of annual facts."""
    zone = work_folder() / f"zone-{firms}"
    if not (zone / _DONE).exists():
        print(f"  making a zone of {firms:,} firms", flush=True)
        sample = apart("zones", firms)()
        (zone / _DONE).write_text(json.dumps(sample), encoding="utf-8")
    return zone / "snapshot"


def first_of(whole: int, firms: int) -> Path:
    """A snapshot of the first firms of a larger zone's: cut by key, which costs little beside making one."""
    zone = work_folder() / f"zone-{whole}-first-{firms}"
    if not (zone / _DONE).exists():
        print(f"  cutting {firms:,} firms out of a zone of {whole:,}", flush=True)
        cut = apart("zones", firms, "--of", snapshot(whole))()
        (zone / _DONE).write_text(json.dumps(cut), encoding="utf-8")
    return zone / "snapshot"


def repeated(whole: Path, firms: int) -> Path:
    """A snapshot of so many firms, those of another over and over. They have no related lists."""
    zone = work_folder() / f"{whole.parent.name}-repeated-{firms}"
    if not (zone / _DONE).exists():
        print(f"  making {firms:,} firms", flush=True)
        made = apart("zones", firms, "--repeat", whole)()
        (zone / _DONE).write_text(json.dumps(made), encoding="utf-8")
    return zone / "snapshot"


def freezing(firms: int) -> dict[str, Any]:
    """What freezing the zone took, when it was made: `seconds`, `peak_mib` and `rows` of each file."""
    snapshot(firms)
    figures: dict[str, Any] = json.loads((work_folder() / f"zone-{firms}" / _DONE).read_text(encoding="utf-8"))
    return figures


def spreadsheets(firms: int) -> Path:
    """The files of a zone of so many firms, as `luoshu sample` writes them: CSV, not yet read by anybody."""
    folder = work_folder() / f"zone-{firms}-files"
    if not folder.exists():
        print(f"  writing the files of {firms:,} firms", flush=True)
        apart("zones", firms, "--files", folder)()
    return folder


def _sample(folder: Path, firms: int, file_format: Literal["csv", "parquet"]) -> Vocabulary:
    from luoshu.engine.lines import growth_in, lines_in
    from luoshu.facts.sample import SAMPLED, write_sample
    from luoshu.policy.library import Library

    library = Library()
    shipped = sorted({version.id for version in library.all_versions()})
    policies, _ = library.resolve_all(shipped, ON)
    vocabulary = library.resolve("cn/vocabulary", ON).vocabulary
    about = [policy for policy in policies if policy.about == SAMPLED]
    write_sample(
        folder,
        firms=firms,
        seed=SEED,
        vocabulary=vocabulary,
        lines=[*lines_in(about), *growth_in(about)],
        on=ON,
        format=file_format,
    )
    return vocabulary


def _make(firms: int, zone: Path) -> dict[str, Any]:
    from luoshu.facts.snapshot import freeze

    vocabulary = _sample(zone / "data", firms, "parquet")
    sampled = peak_memory()
    start = time.perf_counter()
    frozen = freeze(zone / "data", vocabulary, zone / "snapshot", on=ON)
    seconds = time.perf_counter() - start
    rmtree(zone / "data")
    return {
        "seconds": seconds,
        "peak_mib": max(peak_memory(), sampled),
        "rows": {name: info.rows for name, info in frozen.files.items()},
    }


def _cut(whole: Path, firms: int, made: Path) -> dict[str, Any]:
    import duckdb

    from luoshu.facts.hashing import hash_parquet
    from luoshu.facts.snapshot import MANIFEST, PROBLEMS

    made.mkdir(parents=True)
    start = time.perf_counter()
    told = json.loads((whole / MANIFEST).read_text(encoding="utf-8"))
    with duckdb.connect() as connection:
        for name, info in told["files"].items():
            source, target = whole / f"{name}.parquet", made / f"{name}.parquet"
            key = "_key" if "_key" in info["columns"] else "_owner"
            rows = f"SELECT * FROM read_parquet('{source}') WHERE {key} < {firms}"
            connection.execute(f"COPY ({rows}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
            (info["rows"],) = connection.execute(f"SELECT count(*) FROM '{target}'").fetchall()[0]
            info["hash"] = hash_parquet(target)
    told["hash"] = f"the first {firms} of {told['hash']}"
    (made / MANIFEST).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    (made / PROBLEMS).write_bytes((whole / PROBLEMS).read_bytes())
    return {"seconds": time.perf_counter() - start}


def _repeat(whole: Path, firms: int, made: Path) -> dict[str, Any]:
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    from luoshu.facts.snapshot import MANIFEST, PROBLEMS

    made.mkdir(parents=True)
    start = time.perf_counter()
    told = json.loads((whole / MANIFEST).read_text(encoding="utf-8"))
    ((entity, info),) = told["files"].items()
    info["rows"] = firms
    told["hash"] = f"{firms} firms of {told['hash']}"
    with pq.ParquetFile(whole / f"{entity}.parquet") as file:
        schema, key = file.schema_arrow, file.schema_arrow.names.index("_key")
        identifier = next(at for at, each in enumerate(schema) if pa.types.is_string(each.type))
        written = 0
        with pq.ParquetWriter(made / f"{entity}.parquet", schema, compression="zstd") as writer:
            while written < firms:
                for batch in file.iter_batches(122_880):
                    rows = batch.slice(0, firms - written)
                    keys = pa.array(np.arange(written, written + rows.num_rows), schema.field(key).type)
                    names = pa.array([f"{each:018}" for each in range(written, written + rows.num_rows)])
                    rows = rows.set_column(key, schema.field(key), keys)
                    writer.write_batch(rows.set_column(identifier, schema.field(identifier), names))
                    written += rows.num_rows
                    if written == firms:
                        break
    (made / MANIFEST).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    (made / PROBLEMS).write_bytes((whole / PROBLEMS).read_bytes())
    return {"seconds": time.perf_counter() - start}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("firms", type=int)
    parser.add_argument("--of", type=Path, help="the snapshot to cut them out of")
    parser.add_argument("--repeat", type=Path, help="the snapshot whose firms are taken over and over")
    parser.add_argument("--files", type=Path, help="only write the files of a zone, into this folder")
    given = parser.parse_args()
    if given.files:
        _sample(given.files, given.firms, "csv")
        print(json.dumps({"seconds": 0.0}))
    elif given.of:
        zone = work_folder() / f"{given.of.parent.name}-first-{given.firms}"
        print(json.dumps(_cut(given.of, given.firms, zone / "snapshot")))
    elif given.repeat:
        zone = work_folder() / f"{given.repeat.parent.name}-repeated-{given.firms}"
        print(json.dumps(_repeat(given.repeat, given.firms, zone / "snapshot")))
    else:
        print(json.dumps(_make(given.firms, work_folder() / f"zone-{given.firms}")))
