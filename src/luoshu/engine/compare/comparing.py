"""Two rules on their way through a snapshot: compiled at once, then counted slice by slice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import duckdb

from luoshu.engine.compare.answers import TOGETHER, Column, Two
from luoshu.engine.compare.causes import Candidate
from luoshu.engine.compare.files import Files
from luoshu.engine.compare.groups import chosen
from luoshu.engine.compare.money import MoneyCounter, SideColumns, benefit_changes
from luoshu.engine.compare.moves import PairCounter, add_medians, changes_query, prepare
from luoshu.engine.compare.pairs import Pair
from luoshu.engine.compare.result import Change, Comparison, Money
from luoshu.engine.compare.rules import Rules
from luoshu.engine.database import identifier
from luoshu.engine.fallback import interpreted_table
from luoshu.engine.figures import unit_of_decision
from luoshu.engine.run import Interpreted
from luoshu.engine.slices import add_interpreted, add_views, narrow_interpreted, slices
from luoshu.facts.snapshot import Snapshot
from luoshu.policy.scope import Scope
from luoshu.sql.engines import DUCKDB
from luoshu.sql.program import Program
from luoshu.sql.source import Source


class Comparing:
    """`run` fills `result`."""

    def __init__(self, rules: Rules, snapshot: Snapshot) -> None:
        self.rules = rules
        before, after = rules.sides
        self.entity = rules.vocabulary.records[after.policy.about]
        source = Source.of_snapshot(snapshot, self.entity, rules.vocabulary, rules.on)
        self.program = Program.compile(rules.joint.graph, source)
        self.by = chosen(rules.by, source)
        self.columns = {each.fact.name: identifier(f"by {number}") for number, each in enumerate(self.by)}
        self.counters = [self._counter(pair) for pair in rules.pairing.pairs]
        money = Money(benefit_changes(before.policy, after.policy))
        first, second = (
            SideColumns(names, capped.columns)
            for names, capped in zip((rules.before, rules.after), rules.capped, strict=True)
        )
        self.money = MoneyCounter(money, first, second, self.columns, self.program.key)
        steps = self.program.graph.steps
        self.result = Comparison(
            before,
            after,
            rules.on,
            snapshot,
            rules.pairing,
            parameters=list(rules.parameters),
            by=self.by,
            changes=[counter.change for counter in self.counters],
            headlines=list(rules.headlines),
            money=money,
            entities=snapshot.rows(self.entity.name),
            interpreted=[str(Interpreted(steps[name], why.text)) for name, why in self.program.refused.items()],
            left_out=snapshot.left_out,
            warnings=snapshot.warnings,
        )

    def _counter(self, pair: Pair) -> PairCounter:
        rules, policy = self.rules, self.rules.sides[1].policy
        scope = Scope(policy, rules.on)
        two = self._two(rules.before[pair.before.name], rules.after[pair.after.name])
        change = Change(pair, two.kind, two.alike, unit_of_decision(pair.name, scope))
        change.parameters = [each for each in rules.parameters if each.is_named_by(pair.after, scope)]
        candidates = [] if two.alike else [(each, self._both(each)) for each in rules.causes.candidates(pair)]
        return PairCounter(change, two, candidates, self.columns if pair.name in rules.headlines else {})

    def _both(self, candidate: Candidate) -> Two | None:
        sides = (candidate.before, candidate.after)
        return self._two(*sides) if all(sides) else None

    def _two(self, before: str, after: str) -> Two:
        return Two(Column.of(self.program, before), Column.of(self.program, after))

    def run(
        self,
        connection: duckdb.DuckDBPyConnection,
        scratch: Path,
        writer: Executor,
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
        for capped in self.rules.capped:
            if benefits := capped.write(connection, snapshot, scratch, writer):
                query = capped.joined(query, benefits, key)
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
        wanted = [*self.rules.before.values(), *self.rules.after.values(), *self._asked_by_causes()]
        answers = DUCKDB.sql(self.program.joint_query(list(dict.fromkeys(wanted))))
        groups = "".join(f", {by.sql(self.result.on)} AS {self.columns[by.fact.name]}" for by in self.by)
        if not groups:
            return answers
        groups = f"SELECT _key{groups} FROM {identifier(self.entity.name)}"
        return f"SELECT * FROM ({answers}) JOIN ({groups}) USING (_key)"

    def _asked_by_causes(self) -> list[str]:
        """What other policies decide that these rest on."""
        candidates = [candidate for counter in self.counters for candidate, _ in counter.candidates]
        return [name for each in candidates for name in (each.before, each.after) if name]
