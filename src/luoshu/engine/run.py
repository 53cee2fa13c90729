"""A run: policies over a snapshot on a date; their decisions, benefits and reasons as files, and a manifest of all."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from luoshu.engine.answers import Answering, Answers
from luoshu.engine.computing import Computing, InDuckDB
from luoshu.engine.database import connect
from luoshu.engine.manifest import write_manifest
from luoshu.engine.report import write_report
from luoshu.facts.mishaps import folder, writing
from luoshu.facts.snapshot import Snapshot, freeze, is_snapshot, open_snapshot
from luoshu.facts.validation import OnError
from luoshu.policy.graph import Graph, Step
from luoshu.policy.model import Policy
from luoshu.problems import Lang, Problem, ProblemError, Text

Progress = Callable[[int, int, Text], None]
AT_ONCE, WRITERS = 2, 2  # policies, and files written beside them
REPORT = "report.html"


@dataclass(frozen=True)
class Interpreted:
    """A decision that SQL refused, where it stands and why."""

    step: Step
    reason: Text

    def __str__(self) -> str:
        place = self.step.decision.place
        return f"interpreted: {self.step.decision.name} ({place.file}:{place.line}): {self.reason.en}"


@dataclass
class Run:
    """What a run made. Paths are below `out`; `hashes` are of contents by relative path."""

    policies: list[Policy]
    on: date
    snapshot: Snapshot
    out: Path
    answers: dict[str, Answers] = field(default_factory=dict)  # by policy id
    interpreted: list[Interpreted] = field(default_factory=list)
    not_run: list[Problem] = field(default_factory=list)
    left_out: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)  # of the data
    manifest: dict[str, Any] = field(default_factory=dict)

    def folder(self, policy: Policy) -> Path:
        return self.out / policy.id


def run(
    policies: Sequence[Policy],
    data: Path,
    out: Path,
    *,
    on: date,
    on_error: OnError = "refuse",
    not_run: Sequence[Problem] = (),
    threads: int | None = None,
    progress: Progress | None = None,
    lang: Lang = "en",
    report: bool = True,
    within: Computing | None = None,
) -> Run:
    """Runs policies that are in force on a date over a folder, workbook or snapshot, and writes the results into `out`.

    Everything is made in a scratch folder first: where facts are refused (ProblemError) nothing is written. The
    readable report, in both languages, opens in `lang`; without `report` there is none. Decisions are computed `within`
    DuckDB, or another engine.
    """
    tell = progress or (lambda done, total, what: None)
    graph = Graph.of(policies, on).require_parameters()
    with writing(out):
        for name in ("manifest.json", REPORT):
            if (out / name).is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(out / name))
    with folder(out), writing(out), tempfile.TemporaryDirectory(prefix=".luoshu-", dir=out) as scratch_name:
        scratch = Path(scratch_name)
        snapshot = open_data(policies, data, scratch / "snapshot", on=on, on_error=on_error, progress=progress)
        policies, without_data = with_data(policies, snapshot)
        result = Run(policies, on, snapshot, out, not_run=[*not_run, *without_data], left_out=snapshot.left_out)
        result.warnings = snapshot.warnings
        made = scratch / "made"
        within = within or InDuckDB()
        _answer(result, graph, made, scratch, threads, tell, within)
        write_manifest(result, made, within)
        for policy in policies:
            _replace(made / policy.id, out / policy.id)
        shutil.move(made / "manifest.json", out / "manifest.json")
        if report:
            write_report(result, out / REPORT, lang, threads=threads)
    return result


def runnable(policies: Sequence[Policy]) -> tuple[list[Policy], list[Problem]]:
    """The policies that are about an entity; and a problem for each other, where some are.

    Raises:
        ProblemError: none is.
    """
    found, problems = [], []
    for policy in policies:
        try:
            _ = policy.entity
            found.append(policy)
        except ProblemError as error:
            problems += error.problems
    if not found:
        raise ProblemError(problems)
    return found, problems


def with_data(policies: Sequence[Policy], snapshot: Snapshot) -> tuple[list[Policy], list[Problem]]:
    """The policies whose entity the data has; and a problem for each other, where some are (ProblemError: none is)."""
    found = [policy for policy in policies if policy.about in snapshot.files]
    problems = [
        Problem(
            "no-entity",
            Text(f"{policy.id}：数据里没有“{policy.about}”", f"{policy.id}: the data has no '{policy.about}'"),
            hint=Text(
                f"把 {policy.about}.csv（或 .xlsx、.parquet）放进数据文件夹",
                f"put {policy.about}.csv (or .xlsx, .parquet) into the data folder",
            ),
        )
        for policy in policies
        if policy not in found
    ]
    if not found:
        raise ProblemError(problems)
    return found, problems


def open_data(
    policies: Sequence[Policy],
    data: Path,
    frozen: Path,
    *,
    on: date,
    on_error: OnError = "refuse",
    progress: Progress | None = None,
) -> Snapshot:
    """The snapshot at `data`, or one made of the files there by the policies' vocabularies."""
    runnable(policies)  # of a document without an entity no word of the data would be understood
    if not data.exists():
        missing = Text(f"找不到数据：{data}", f"no data at {data}")
        raise ProblemError([Problem("no-data", missing)])
    if data.is_dir() and is_snapshot(data):
        return open_snapshot(data)
    vocabulary = policies[0].vocabulary.merged(policy.vocabulary for policy in policies[1:])
    return freeze(data, vocabulary, frozen, on=on, on_error=on_error, progress=progress)


def _answer(
    result: Run, graph: Graph, made: Path, scratch: Path, threads: int | None, tell: Progress, within: Computing
) -> None:
    """Every policy on its own over the snapshot, two at a time: what one writes or plans, the other leaves free."""
    answering = [Answering(policy, graph.of_one(policy), result.snapshot, within) for policy in result.policies]
    steps = sum(len(each.slices) for each in answering)
    done = count(1)
    doing = Text("计算决策", "deciding")
    tell(0, steps, doing)
    within.take([each.asked for each in answering])
    with (
        connect(scratch, threads) as connection,
        ThreadPoolExecutor(WRITERS) as writers,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):

        def answer(each: Answering) -> Answers:
            with connection.cursor() as own:
                return each.run(own, made / each.policy.id, writers, lambda: tell(next(done), steps, doing))

        for answers in pool.map(answer, answering):
            result.answers[answers.policy.id] = answers
    refused: dict[str, Interpreted] = {}
    for each in answering:
        for name, refusal in each.program.refused.items():
            refused.setdefault(name, Interpreted(each.graph.steps[name], refusal.text))
    result.interpreted = list(refused.values())


def _replace(made: Path, target: Path) -> None:
    if target.exists():
        shutil.rmtree(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(made, target)
