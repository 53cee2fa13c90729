"""One policy over a snapshot: slice by slice its decisions, its benefits and what is unknown, each into its file."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from luoshu.engine.benefits import BENEFIT_TEXTS, benefits_query
from luoshu.engine.computing import ANSWERS, Asked, Computing, InDuckDB
from luoshu.engine.database import identifier
from luoshu.engine.gaps import Gaps
from luoshu.engine.report.tallies import (
    BenefitTally,
    RungTally,
    Tally,
    benefit_tallies,
    rung_tallies,
    tallies,
    tally_columns,
)
from luoshu.engine.shared_caps import Files, apply_shared_caps, shared_caps
from luoshu.engine.sink import Sink, Written
from luoshu.engine.slices import slices
from luoshu.engine.unknown import UNKNOWN_TEXTS, Unknown
from luoshu.facts.snapshot import Snapshot
from luoshu.policy.graph import Graph
from luoshu.policy.model import Policy
from luoshu.sql.program import Program
from luoshu.sql.source import Source

DECISIONS, BENEFITS, UNKNOWN = "decisions.parquet", "benefits.parquet", "unknown.parquet"


@dataclass(frozen=True)
class Answers:
    """What one policy gave: its decisions' graph and program, the files by name, and what the report counts."""

    policy: Policy
    graph: Graph
    program: Program
    files: dict[str, Written]
    gaps: Gaps
    tallies: dict[str, Tally]
    rungs: dict[str, RungTally]  # of ladders, by the decision that says where an entity stands
    paid: dict[str, BenefitTally]  # by benefit; those that nobody gets are left out


@dataclass
class Answering:
    """One policy on its way through a snapshot. The program is compiled at once; `run` does the rest, its decisions
    `within` an engine."""

    policy: Policy
    graph: Graph  # of its decisions and those that they rest on
    snapshot: Snapshot
    within: Computing = field(default_factory=InDuckDB)

    def __post_init__(self) -> None:
        self.entity = self.policy.entity
        source = Source.of_snapshot(self.snapshot, self.entity, self.policy.vocabulary, self.graph.on)
        self.program = Program.compile(self.graph, source, self.within.engine)
        self.slices = slices(self.snapshot.rows(self.entity.name))

    @property
    def asked(self) -> Asked:
        return Asked(self.program, self.snapshot, list(self.graph.of_policy(self.policy).values()))

    def run(
        self, connection: duckdb.DuckDBPyConnection, folder: Path, executor: Executor, advance: Callable[[], None]
    ) -> Answers:
        """Writes the three files into `folder`; `advance` is called after every slice."""
        unknown = Unknown.of(self.program, self.policy)
        unknown.prepare(connection)
        key, names = self.program.key, list(self.policy.decisions)
        rows = {
            DECISIONS: f"SELECT {', '.join(map(identifier, [key, *names]))} FROM {ANSWERS} ORDER BY _key",
            BENEFITS: benefits_query(self.policy, self.graph.on, ANSWERS, key),
            UNKNOWN: unknown.rows(),
        }
        repeated = {DECISIONS: self._texts(), BENEFITS: BENEFIT_TEXTS, UNKNOWN: [key, *UNKNOWN_TEXTS]}
        sinks = {name: Sink(folder / name, executor, repeated[name]) for name in rows}
        counted = [0] * len(tally_columns(self.policy))
        counts = f"SELECT {', '.join(tally_columns(self.policy))} FROM {ANSWERS}"
        with self.within.computing(self.asked, connection, folder) as compute:
            for part in self.slices:
                compute(part)
                unknown.spell(connection, ANSWERS)
                for name, sink in sinks.items():
                    sink.write(connection.sql(rows[name]).to_arrow_table())
                (found,) = connection.execute(counts).fetchall()
                counted = [have + more for have, more in zip(counted, found, strict=True)]
                advance()
        files = {name: sink.close() for name, sink in sinks.items()}
        if shared_caps(self.policy):
            files[BENEFITS] = self._share_caps(connection, folder, executor)
        gaps = unknown.gaps()
        answered, rungs = tallies(self.policy, counted, gaps), rung_tallies(self.policy, counted)
        paid = benefit_tallies(connection, folder / BENEFITS)
        return Answers(self.policy, self.graph, self.program, files, gaps, answered, rungs, paid)

    def _share_caps(self, connection: duckdb.DuckDBPyConnection, folder: Path, executor: Executor) -> Written:
        """The benefits once more, now that all of them are known."""
        made, again = folder / BENEFITS, folder / f"again-{BENEFITS}"
        sink = Sink(again, executor, BENEFIT_TEXTS)
        files = Files(folder / DECISIONS, folder / UNKNOWN)
        written = apply_shared_caps(self.policy, self.snapshot, connection, made, files, sink)
        again.replace(made)
        return written

    def _texts(self) -> list[str]:
        """The decisions that are texts."""
        steps = self.graph.of_policy(self.policy)
        return [name for name, step in steps.items() if self.program.reasons.outputs[step.name].type == "VARCHAR"]
