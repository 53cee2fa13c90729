"""Compares two rules over one snapshot as of one date, and writes what changes."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from luoshu.engine.compare.comparing import Comparing
from luoshu.engine.compare.files import FILES, Files
from luoshu.engine.compare.manifest import MANIFEST, write_manifest
from luoshu.engine.compare.report import write_report
from luoshu.engine.compare.result import Comparison, Side
from luoshu.engine.compare.rules import Rules
from luoshu.engine.database import connect
from luoshu.engine.run import REPORT, Progress, open_data, with_data
from luoshu.facts.mishaps import folder, writing
from luoshu.facts.validation import OnError
from luoshu.problems import Lang, Text


def compare(
    before: Side,
    after: Side,
    data: Path,
    *,
    on: date,
    pairs: Sequence[tuple[str, str]] = (),
    by: Sequence[str] = (),
    out: Path | None = None,
    on_error: OnError = "refuse",
    threads: int | None = None,
    progress: Progress | None = None,
    lang: Lang = "en",
) -> Comparison:
    """Judges everyone in the data by two rules over the facts as of one date, and writes the changes into `out`, where
    it is given.

    `pairs` are decisions of the two that go by different names; `by` are the facts to split by, else those on industry
    and age. Where facts are refused (ProblemError) nothing is written. The report opens in `lang`.
    """
    tell = progress or (lambda done, total, what: None)
    rules = Rules.of(before, after, on, pairs, by)
    with _scratch(out) as scratch:
        policies = [before.policy, after.policy]
        snapshot = open_data(policies, data, scratch / "snapshot", on=on, on_error=on_error, progress=progress)
        with_data([after.policy], snapshot)
        comparing = Comparing(rules, snapshot)
        made = scratch / "made"
        with connect(scratch, threads) as connection, ThreadPoolExecutor(1) as writer:
            files = Files(made, writer) if out is not None else None
            comparing.run(
                connection, scratch, writer, files, lambda done, total: tell(done, total, Text("比较", "comparing"))
            )
            written = files.close() if files is not None else {}
        result = comparing.result
        if out is not None:
            result.out = out
            write_manifest(result, written, made / MANIFEST)
            write_report(result, made / REPORT, lang)
            for name in (*FILES, MANIFEST, REPORT):
                shutil.move(made / name, out / name)
    return result


@contextmanager
def _scratch(out: Path | None) -> Iterator[Path]:
    """A folder for what is in the making, beside the results where there are to be any."""
    if out is None:
        with tempfile.TemporaryDirectory(prefix="luoshu-") as name:
            yield Path(name)
        return
    with writing(out):
        for name in (*FILES, MANIFEST, REPORT):
            if (out / name).is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(out / name))
    with folder(out), writing(out), tempfile.TemporaryDirectory(prefix=".luoshu-", dir=out) as name:
        yield Path(name)
