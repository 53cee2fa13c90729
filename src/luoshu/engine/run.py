"""A run: policies over a snapshot on a date; their decisions, benefits and reasons as files, and a manifest of all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from luoshu.engine.benefits import benefits_query
from luoshu.engine.database import add_views, connect, identifier, write_parquet
from luoshu.engine.fallback import interpreted_table
from luoshu.engine.manifest import write_manifest
from luoshu.engine.report import write_report
from luoshu.engine.unknown import write_unknown
from luoshu.facts.snapshot import Snapshot, freeze, is_snapshot, open_snapshot
from luoshu.facts.validation import OnError
from luoshu.policy.graph import Graph, Step
from luoshu.policy.model import Policy
from luoshu.problems import Lang, Problem, ProblemError, Text
from luoshu.sql.engines import DUCKDB
from luoshu.sql.program import Program
from luoshu.sql.query import INTERPRETED
from luoshu.sql.source import Source

Progress = Callable[[int, int, Text], None]
DECISIONS, BENEFITS, UNKNOWN = "decisions.parquet", "benefits.parquet", "unknown.parquet"
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
    graphs: dict[str, Graph] = field(default_factory=dict)  # by the entity that policies are about
    interpreted: list[Interpreted] = field(default_factory=list)
    not_in_force: list[Problem] = field(default_factory=list)
    left_out: list[Problem] = field(default_factory=list)
    manifest: dict[str, object] = field(default_factory=dict)

    def graph_of(self, policy: Policy) -> Graph:
        return self.graphs[policy.about]

    def folder(self, policy: Policy) -> Path:
        return self.out / policy.id


def run(
    policies: Sequence[Policy],
    data: Path,
    out: Path,
    *,
    on: date,
    on_error: OnError = "refuse",
    not_in_force: Sequence[Problem] = (),
    threads: int | None = None,
    progress: Progress | None = None,
    lang: Lang = "en",
    report: bool = True,
) -> Run:
    """Runs policies that are in force on a date over a folder, workbook or snapshot, and writes the results into `out`.

    Everything is made in a scratch folder first: where facts are refused (ProblemError) nothing is written. The
    readable report, in both languages, opens in `lang`; without `report` there is none.
    """
    tell = progress or (lambda done, total, what: None)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".luoshu-", dir=out) as scratch_name:
        scratch = Path(scratch_name)
        snapshot = open_data(policies, data, scratch / "snapshot", on=on, on_error=on_error, progress=progress)
        result = Run(list(policies), on, snapshot, out, not_in_force=list(not_in_force), left_out=snapshot.left_out)
        made = scratch / "made"
        for about in dict.fromkeys(policy.about for policy in policies):
            group = [policy for policy in policies if policy.about == about]
            _run_entity(result, group, made, scratch, threads, tell)
        write_manifest(result, made, data)
        for policy in policies:
            _replace(made / policy.id, out / policy.id)
        shutil.move(made / "manifest.json", out / "manifest.json")
        if report:
            write_report(result, out / REPORT, lang, threads=threads)
    return result


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
    if not data.exists():
        missing = Text(f"找不到数据：{data}", f"no data at {data}")
        raise ProblemError([Problem("no-data", missing)])
    if data.is_dir() and is_snapshot(data):
        return open_snapshot(data)
    vocabulary = policies[0].vocabulary.merged(policy.vocabulary for policy in policies[1:])
    return freeze(data, vocabulary, frozen, on=on, on_error=on_error, progress=progress)


def _run_entity(
    result: Run, policies: Sequence[Policy], made: Path, scratch: Path, threads: int | None, tell: Progress
) -> None:
    """The policies about one entity, in one pass over its facts."""
    graph = Graph.of(policies, result.on)
    result.graphs[policies[0].about] = graph
    entity = policies[0].entity
    vocabulary = policies[0].vocabulary.merged(policy.vocabulary for policy in policies[1:])
    entity = vocabulary.records[entity.name]
    program = Program.compile(graph, Source.of_snapshot(result.snapshot, entity, vocabulary, result.on))
    result.interpreted += [Interpreted(graph.steps[name], refusal.text) for name, refusal in program.refused.items()]
    with connect(scratch, threads) as connection:
        add_views(connection, result.snapshot, entity)
        if program.refused:
            tell(0, 4, Text("逐户解释 SQL 不能精确表达的决策", "interpreting what SQL cannot express exactly"))
            connection.register(INTERPRETED, interpreted_table(program, result.snapshot))
        tell(1, 4, Text("计算决策", "deciding"))
        _write_decisions(connection, program, policies, made)
        tell(2, 4, Text("查明不能判断的原因", "finding what is missing"))
        files = [(policy, made / policy.id / DECISIONS, made / policy.id / UNKNOWN) for policy in policies]
        write_unknown(connection, program, files)
        tell(3, 4, Text("列出支持项", "listing benefits"))
        for policy in policies:
            decisions = made / policy.id / DECISIONS
            write_parquet(
                connection, benefits_query(policy, result.on, decisions, _key(program)), made / policy.id / BENEFITS
            )
        tell(4, 4, Text("完成", "done"))


def _key(program: Program) -> str:
    key = program.source.entity.key
    assert key is not None
    return key.name


def _write_decisions(
    connection: duckdb.DuckDBPyConnection, program: Program, policies: Sequence[Policy], made: Path
) -> None:
    steps = {policy.id: list(program.graph.of_policy(policy).values()) for policy in policies}
    if len(policies) == 1:
        write_parquet(connection, program.decisions_query(steps[policies[0].id]), made / policies[0].id / DECISIONS)
        return
    everything = [step for policy in policies for step in steps[policy.id]]
    query = program.decisions_query(everything, qualified=True)
    connection.execute(f"CREATE TEMP TABLE decided AS {query.sql(dialect=DUCKDB.dialect)}")
    for policy in policies:
        columns = [f"{identifier(step.name)} AS {identifier(step.decision.name)}" for step in steps[policy.id]]
        select = ", ".join([identifier(_key(program)), *columns])
        write_parquet(connection, f"SELECT {select} FROM decided ORDER BY rowid", made / policy.id / DECISIONS)
    connection.execute("DROP TABLE decided")


def _replace(made: Path, target: Path) -> None:
    if target.exists():
        shutil.rmtree(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(made, target)
