"""What the decisions of a policy rest on besides facts: assumptions ⟨…⟩, and values taken where a fact is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from luoshu.engine.database import identifier, text
from luoshu.engine.labels import article_label, decision_label, label_of
from luoshu.facts.snapshot import Snapshot
from luoshu.facts.vocabulary import Fact, Record, Scalar
from luoshu.feel import tree
from luoshu.feel.printer import to_feel
from luoshu.feel.tree import Node
from luoshu.policy.graph import expressions
from luoshu.policy.model import Decision, Policy
from luoshu.policy.references import PriorRef, references
from luoshu.policy.scope import DecisionRef, FactRef, ParameterRef, Scope, lagged
from luoshu.problems import Text

NOWHERE = Text("", "")  # under no article


@dataclass(frozen=True, slots=True)
class Assumption:
    """A figure or reading without a source: `text` as written, `where` it stands, the decisions that rest on it."""

    text: str
    where: Text
    policy: Policy
    article: Text
    line: int | None
    decisions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TakenAs:
    """A fact with a value-when-missing: for `entities` it (or a field of one of their items) was empty.

    Counted are all with an empty cell, whether or not it decided anything. None: the data has no such list at all.
    """

    fact: str
    value: Scalar
    entities: int | None
    decisions: tuple[str, ...]


class Grounds:
    """The grounds of one policy's decisions on a date, and of those that they use in other policies."""

    def __init__(self, policy: Policy, on: date) -> None:
        self.policy, self.on = policy, on
        self.below: Mapping[str, dict[str, DecisionRef]] = {
            name: self._reached(DecisionRef(policy, name)) for name in policy.decisions
        }

    def _reached(self, start: DecisionRef) -> dict[str, DecisionRef]:
        """A decision and all that it uses, by canonical name."""
        found, stack = {}, [start]
        while stack:
            current = stack.pop()
            if current.canonical not in found:
                found[current.canonical] = current
                used = references(expressions(_decision(current)), Scope(current.policy, self.on))
                stack += [reference for reference in used if isinstance(reference, DecisionRef)]
        return found

    def resting(self, canonical: str) -> tuple[str, ...]:
        """The policy's decisions that rest on a decision, itself among them; in document order."""
        return tuple(name for name, below in self.below.items() if canonical in below)

    def _all(self) -> list[DecisionRef]:
        """Every decision that counts, the policy's own first, in document order."""
        found: dict[str, DecisionRef] = {}
        for name in self.policy.decisions:
            own = DecisionRef(self.policy, name)
            found[own.canonical] = own
        for below in self.below.values():
            for canonical, reference in below.items():
                found.setdefault(canonical, reference)
        return list(found.values())

    # --- assumptions --------------------------------------------------------------------------------------------------

    def assumptions(self) -> list[Assumption]:
        return [*self._dates(), *self._of_decisions(), *self._of_parameters(), *self._of_instruments()]

    def _dates(self) -> Iterator[Assumption]:
        policy = self.policy
        for assumed, day, where in (
            (policy.since_assumed, policy.since, Text("施行日期", "in force from")),
            (policy.until_assumed, policy.until, Text("终止日期", "in force until")),
        ):
            if assumed and day is not None:
                yield Assumption(day.isoformat(), where, policy, NOWHERE, None)

    def _of_decisions(self) -> Iterator[Assumption]:
        for reference in self._all():
            decision = _decision(reference)
            for node in _assumed_nodes(decision):
                line = reference.policy.text.count("\n", 0, node.span.start) + 1 if node.span.start >= 0 else None
                yield Assumption(
                    as_written(node.value, reference.policy),
                    decision_label(decision),
                    reference.policy,
                    article_label(decision.article),
                    line or decision.place.line,
                    self.resting(reference.canonical),
                )

    def _of_parameters(self) -> Iterator[Assumption]:
        users: dict[str, tuple[ParameterRef, list[str]]] = {}
        for reference in self._all():
            for used in references(expressions(_decision(reference)), Scope(reference.policy, self.on)):
                if isinstance(used, ParameterRef) and used.parameter is not None and used.parameter.assumed:
                    users.setdefault(f"{used.policy.id}::{used.name}", (used, []))[1].append(reference.canonical)
        for used, by in users.values():
            assert used.parameter is not None
            resting = {name for canonical in by for name in self.resting(canonical)}
            decisions = tuple(name for name in self.policy.decisions if name in resting)
            written = as_written(used.parameter.value, used.policy)
            where = Text(f"参数 {used.name}", f"parameter {label_of(used.name, used.policy).en}")
            yield Assumption(written, where, used.policy, NOWHERE, used.parameter.line, decisions)

    def _of_instruments(self) -> Iterator[Assumption]:
        for benefit in self.policy.benefits:
            for word, value in benefit.properties.items():
                if "⟨" in value and f"{benefit.name}·{word}" not in self.policy.decisions:
                    label = label_of(benefit.name, self.policy)
                    where = Text(f"支持项 {benefit.name}：{word}", f"benefit {label.en}: {word}")
                    article = article_label(benefit.article)
                    yield Assumption(value.strip("⟨⟩ "), where, self.policy, article, benefit.line)
        for ladder in self.policy.ladders:
            for rung in ladder.rungs:
                if rung.assumed:
                    label = label_of(rung.name, self.policy)
                    where = Text(f"梯次 {rung.name}：有效", f"ladder, {label.en}: valid for")
                    article = article_label(ladder.article)
                    yield Assumption(rung.valid.strip("⟨⟩ "), where, self.policy, article, rung.line)

    # --- values when missing ------------------------------------------------------------------------------------------

    def taken_as(self, snapshot: Snapshot, connection: duckdb.DuckDBPyConnection) -> list[TakenAs]:
        """The facts with a value-when-missing that the decisions speak of, with how many entities it was taken for."""
        users: dict[str, tuple[Scalar, int | None, dict[str, None]]] = {}
        count = _Empty(snapshot, connection, self.policy.entity, self.on)
        for reference in self._all():
            nodes = expressions(_decision(reference))
            for used in references(nodes, Scope(reference.policy, self.on)):
                fact, lag = (
                    (used.fact, used.years if isinstance(used, PriorRef) else 0)
                    if isinstance(used, FactRef | PriorRef)
                    else (None, 0)
                )
                if fact is None:
                    continue
                if fact.default is not None:
                    name = lagged(fact.name, lag) if lag else fact.name
                    if name not in users:
                        users[name] = (fact.default, count.of_entity(fact, lag), {})
                    users[name][2].update(dict.fromkeys(self.resting(reference.canonical)))
                for inner in _fields_with_default(fact, nodes, self.policy):
                    name = f"{fact.name}.{inner.name}"
                    if name not in users:
                        assert inner.default is not None
                        users[name] = (inner.default, count.of_items(fact, inner), {})
                    users[name][2].update(dict.fromkeys(self.resting(reference.canonical)))
        return [TakenAs(name, value, empty, tuple(decisions)) for name, (value, empty, decisions) in users.items()]


@dataclass(frozen=True, slots=True)
class _Empty:
    """Counts the entities with an empty cell."""

    snapshot: Snapshot
    connection: duckdb.DuckDBPyConnection
    entity: Record
    on: date

    def of_entity(self, fact: Fact, lag: int) -> int:
        column = self.snapshot.year_column(fact, self.on, lag)
        if not self.snapshot.has_column(self.entity.name, column):
            return self.snapshot.rows(self.entity.name)
        path = text(self.snapshot.entity_path(self.entity.name))
        return self._one(f"SELECT coalesce(count_if({identifier(column)} IS NULL), 0) FROM read_parquet({path})")

    def of_items(self, list_: Fact, fact: Fact) -> int | None:
        path = self.snapshot.list_path(list_.name)
        if path is None:
            return None
        where = f"WHERE {identifier(fact.name)} IS NULL" if self.snapshot.has_column(list_.name, fact.name) else ""
        return self._one(f"SELECT count(*) FROM (SELECT DISTINCT _owner FROM read_parquet({text(path)}) {where})")

    def _one(self, query: str) -> int:
        row = self.connection.execute(query).fetchone()
        assert row is not None  # an aggregate without groups has one row
        return int(row[0])


def as_written(node: Node, policy: Policy) -> str:
    """The text of an expression as it stands in the document."""
    if node.span.start < 0:
        return to_feel(node)
    return " ".join(policy.text[node.span.start : node.span.end].strip("⟨⟩ ").split())


def _decision(reference: DecisionRef) -> Decision:
    return reference.policy.decisions[reference.name]


def _assumed_nodes(decision: Decision) -> list[tree.Assumed]:
    return [node for root in expressions(decision) for node in tree.walk(root) if isinstance(node, tree.Assumed)]


def _fields_with_default(list_: Fact, nodes: Sequence[Node], policy: Policy) -> list[Fact]:
    """The fields of a related list's items that have a value-when-missing and are named in the expressions."""
    record = policy.vocabulary.records.get(list_.target) if list_.target else None
    if record is None:
        return []
    named = {part.name for node in nodes for part in tree.walk(node) if isinstance(part, tree.Name | tree.Path)}
    return [fact for fact in record.facts.values() if fact.default is not None and fact.name in named]
