"""Two rules on their way through a snapshot: compiled at once, then counted slice by slice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import duckdb

from luoshu.engine.compare.answers import TOGETHER, Column, Two
from luoshu.engine.compare.beside import beside
from luoshu.engine.compare.causes import Candidate, Causes
from luoshu.engine.compare.files import Files
from luoshu.engine.compare.groups import chosen
from luoshu.engine.compare.money import MoneyCounter, benefit_changes
from luoshu.engine.compare.moves import PairCounter, add_medians, changes_query, prepare
from luoshu.engine.compare.pairs import Pair, paired, twins
from luoshu.engine.compare.result import Change, Comparison, Money, Side
from luoshu.engine.compare.rules import parameter_changes
from luoshu.engine.compare.vocabulary import joint_vocabulary
from luoshu.engine.database import identifier
from luoshu.engine.fallback import interpreted_table
from luoshu.engine.figures import unit_of_decision
from luoshu.engine.headlines import headlines
from luoshu.engine.run import Interpreted
from luoshu.engine.slices import add_interpreted, add_views, narrow_interpreted, slices
from luoshu.facts.snapshot import Snapshot
from luoshu.policy.graph import Graph
from luoshu.policy.scope import Scope, canonical
from luoshu.problems import Problem, ProblemError
from luoshu.sql.engines import DUCKDB
from luoshu.sql.program import Program
from luoshu.sql.source import Source


class Comparing:
    """`run` fills `result`."""

    def __init__(
        self,
        before: Side,
        after: Side,
        snapshot: Snapshot,
        on: date,
        pairs: Sequence[tuple[str, str]],
        by: Sequence[str],
    ) -> None:
        first, second = before.policy, after.policy
        vocabulary = joint_vocabulary(first, second)
        pairing = paired(first, second, pairs)
        twins_ = twins(first, second, pairing)
        graphs = Graph.of([first], on), Graph.of([second], on)
        _require_parameters(graphs)
        joint = beside(*graphs, twins_)
        self.entity = vocabulary.records[second.about]
        source = Source.of_snapshot(snapshot, self.entity, vocabulary, on)
        self.program = Program.compile(joint.graph, source)
        self.by = chosen(by, self.entity, source)
        self.columns = {each.fact.name: identifier(f"by {number}") for number, each in enumerate(self.by)}
        self.before = {name: canonical(first.id, name) for name in first.decisions}
        self.after = {name: joint.after[canonical(second.id, name)] for name in second.decisions}
        final = [set(headlines(graph, policy)) for graph, policy in zip(graphs, (first, second), strict=True)]
        matters = [pair.name for pair in pairing.pairs if pair.before.name in final[0] or pair.name in final[1]]
        self.parameters = parameter_changes(first, second, on)
        causes = Causes(first, second, graphs, joint, twins_, on)
        self.counters = [
            self._counter(pair, causes.candidates(pair), Scope(second, on), split=pair.name in matters)
            for pair in pairing.pairs
        ]
        money = Money(benefit_changes(first, second))
        self.money = MoneyCounter(money, self.before, self.after, self.columns, self.program.key)
        self.result = Comparison(
            before,
            after,
            on,
            snapshot,
            pairing,
            self.parameters,
            self.by,
            [counter.change for counter in self.counters],
            matters,
            money,
            snapshot.rows(self.entity.name),
            [str(Interpreted(joint.graph.steps[name], why.text)) for name, why in self.program.refused.items()],
            snapshot.left_out,
            snapshot.warnings,
        )

    def _counter(self, pair: Pair, candidates: Sequence[Candidate], scope: Scope, *, split: bool) -> PairCounter:
        two = self._two(self.before[pair.before.name], self.after[pair.after.name])
        change = Change(pair, two.kind, two.alike, unit_of_decision(pair.name, scope))
        change.parameters = [each for each in self.parameters if each.is_named_by(pair.after, scope)]
        told = [] if two.alike else [(each, self._both(each)) for each in candidates]
        return PairCounter(change, two, told, self.columns if split else {})

    def _both(self, candidate: Candidate) -> Two | None:
        sides = (candidate.before, candidate.after)
        return self._two(*sides) if all(sides) else None

    def _two(self, before: str, after: str) -> Two:
        return Two(Column.of(self.program, before), Column.of(self.program, after))

    def run(
        self,
        connection: duckdb.DuckDBPyConnection,
        files: Files | None,
        advance: Callable[[int, int], None],
    ) -> None:
        """Counts everything, and writes the changes where there are files for them."""
        snapshot, key = self.result.snapshot, self.program.key
        parts = slices(self.result.entities)
        advance(0, len(parts))
        if self.program.refused:
            add_interpreted(connection, interpreted_table(self.program, snapshot))
        prepare(connection)
        query = self._query()
        for done, part in enumerate(parts, 1):
            add_views(connection, snapshot, self.entity, part)
            if self.program.refused:
                narrow_interpreted(connection, part)
            connection.execute(f"CREATE OR REPLACE TEMP TABLE {TOGETHER} AS {query}")
            for number, counter in enumerate(self.counters):
                counter.count(connection, number)
            self.money.count(connection)
            if files is not None:
                files.write(connection, changes_query(self.counters, key), self.money.rows())
            advance(done, len(parts))
        add_medians(connection, self.counters)
        self._sort_groups()

    def _sort_groups(self) -> None:
        money = self.result.money
        found: list[dict[str, dict[str | None, Any]]] = [change.by for change in self.result.changes]
        for groups in (*found, money.by, *(each.by for each in money.benefits)):
            for by in self.by if groups else ():
                counted = groups[by.fact.name]
                groups[by.fact.name] = {group: counted[group] for group in by.groups if group in counted}

    def _query(self) -> str:
        """Every decision that is asked for, of both, and the groups of each entity."""
        wanted = [*self.before.values(), *self.after.values(), *self._asked_by_causes()]
        answers = self.program.joint_query(list(dict.fromkeys(wanted))).sql(DUCKDB.dialect)
        groups = "".join(f", {by.sql(self.result.on)} AS {self.columns[by.fact.name]}" for by in self.by)
        if not groups:
            return answers
        groups = f"SELECT _key{groups} FROM {identifier(self.entity.name)}"
        return f"SELECT * FROM ({answers}) JOIN ({groups}) USING (_key)"

    def _asked_by_causes(self) -> list[str]:
        """What other policies decide that these rest on."""
        candidates = [candidate for counter in self.counters for candidate, _ in counter.candidates]
        return [name for each in candidates for name in (each.before, each.after) if name]


def _require_parameters(graphs: Sequence[Graph]) -> None:
    """Raises ProblemError with every parameter of either rule that has no value on its day."""
    problems: list[Problem] = []
    for graph in graphs:
        try:
            graph.require_parameters()
        except ProblemError as error:
            problems += error.problems
    if problems:
        raise ProblemError(dict.fromkeys(problems))
