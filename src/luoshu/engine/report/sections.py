"""What the report says of one policy, gathered from the run's files: the template only lays it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import duckdb

from luoshu.engine.benefits import rests_on_assumption
from luoshu.engine.figures import unit_of_decision
from luoshu.engine.headlines import headlines
from luoshu.engine.labels import decision_label, fact_label
from luoshu.engine.report import words
from luoshu.engine.report.charts import Histogram, Segment, histogram, segments
from luoshu.engine.report.distributions import Distribution, distributions
from luoshu.engine.report.grounds import Assumption, Grounds, TakenAs
from luoshu.engine.report.tallies import (
    BenefitTally,
    Failure,
    MissingFact,
    RungTally,
    Tally,
    failures,
    missing_facts,
)
from luoshu.facts.vocabulary import Record
from luoshu.feel.types import BOOLEAN
from luoshu.policy.graph import Graph
from luoshu.policy.model import Article, Benefit, Decision, Ladder, Policy, Rung
from luoshu.policy.reasons import Failed, leaves
from luoshu.policy.scope import Scope
from luoshu.problems import Text

if TYPE_CHECKING:
    from luoshu.engine.run import Interpreted, Run

MOST_MISSING = 15  # facts in the table


@dataclass(frozen=True, slots=True)
class Answer:
    """One decision over everyone. `sentence` says it, `brief` without its reasons; `rests` and `takes`: whether
    assumptions and values-when-missing stand under it."""

    decision: Decision
    tally: Tally
    brief: Text
    sentence: Text
    unit: str
    distribution: Distribution | None
    rests: bool
    takes: bool

    @property
    def segments(self) -> list[Segment]:
        return segments(self.tally)

    @property
    def histogram(self) -> Histogram | None:
        return histogram(self.distribution) if self.distribution else None

    @property
    def yes_or_no(self) -> bool:
        return self.decision.type == BOOLEAN


@dataclass(frozen=True, slots=True)
class Section:
    """A policy in the report; `prefix` begins its anchors."""

    policy: Policy
    prefix: str
    record: Record
    entities: int
    answers: Mapping[str, Answer]
    headlines: tuple[str, ...]
    missing: tuple[MissingFact, ...]
    failures: tuple[tuple[Failure, Text], ...]
    benefits: tuple[tuple[Benefit, BenefitTally, bool], ...]
    assumptions: tuple[Assumption, ...]
    taken_as: tuple[TakenAs, ...]
    interpreted: tuple[Interpreted, ...]
    rungs: Mapping[str, RungTally]

    @property
    def final(self) -> list[Answer]:
        return [self.answers[name] for name in self.headlines]

    @property
    def by_article(self) -> list[tuple[Article, list[Answer]]]:
        """The decisions in document order, under their articles."""
        grouped = groupby(self.answers.values(), key=lambda answer: answer.decision.article)
        return [(article, list(group)) for article, group in grouped]

    @property
    def spread(self) -> list[Answer]:
        return [answer for answer in self.answers.values() if answer.distribution is not None]

    @property
    def most_missing(self) -> Sequence[MissingFact]:
        return self.missing[:MOST_MISSING]

    @property
    def open_headlines(self) -> list[str]:
        """The final decisions that some fact leaves open."""
        return [name for name in self.headlines if any(name in fact.open for fact in self.missing)]

    def final_ones(self, names: Sequence[str]) -> list[str]:
        """Of these decisions the final ones, or all where none is."""
        return [name for name in names if name in self.headlines] or list(names)

    @property
    def ladders(self) -> list[tuple[Ladder, list[tuple[Rung, RungTally]]]]:
        """The ladders with how everyone stands on each rung."""
        return [
            (ladder, [(rung, self.rungs[rung.state]) for rung in ladder.rungs if rung.state])
            for ladder in self.policy.ladders
        ]

    def label(self, fact: str) -> Text:
        return fact_label(fact, self.policy)

    def named(self, decision: str) -> Text:
        return decision_label(self.policy.decisions[decision])

    def listed(self, decisions: Sequence[str]) -> Text:
        """Their names, one after the other; a dash where there are none."""
        labels = [self.named(decision) for decision in decisions]
        return Text("、".join(label.zh for label in labels) or "–", ", ".join(label.en for label in labels) or "–")


def section_of(run: Run, policy: Policy, number: int, connection: duckdb.DuckDBPyConnection) -> Section:
    """Counts what a policy's files hold."""
    folder, answered = run.folder(policy), run.answers[policy.id]
    graph, counted, gaps = answered.graph, answered.tallies, answered.gaps
    total = next(iter(counted.values())).total if counted else run.snapshot.rows(policy.about)
    final = headlines(graph, policy)
    missing = missing_facts(gaps, final)
    spread = distributions(connection, policy, folder / "decisions.parquet", total)
    grounds = Grounds(policy, run.on)
    assumptions, taken = grounds.assumptions(), grounds.taken_as(run.snapshot, connection)
    paid = answered.paid
    resting = {name for assumption in assumptions for name in assumption.decisions}
    taking = {name for fact in taken for name in fact.decisions}
    answers = {
        name: Answer(
            decision,
            counted[name],
            _sentence(decision, counted[name], [], policy),
            _sentence(decision, counted[name], missing, policy),
            unit_of_decision(name, Scope(policy, run.on)),
            spread.get(name),
            name in resting,
            name in taking,
        )
        for name, decision in policy.decisions.items()
    }
    causes = {cause.en: cause for cause in _causes(graph)}
    return Section(
        policy,
        f"p{number}",
        policy.entity,
        total,
        answers,
        tuple(final),
        tuple(missing),
        tuple((each, causes.get(each.cause, words.same(each.cause))) for each in failures(gaps)),
        tuple(
            (each, paid.get(each.name, BenefitTally()), rests_on_assumption(policy, each)) for each in policy.benefits
        ),
        tuple(assumptions),
        tuple(taken),
        tuple(each for each in run.interpreted if each.step.policy.id == policy.id),
        answered.rungs,
    )


def _sentence(decision: Decision, tally: Tally, missing: Sequence[MissingFact], policy: Policy) -> Text:
    if decision.type != BOOLEAN:
        return words.valued(decision, tally, policy.entity)
    open_ = sorted((fact for fact in missing if decision.name in fact.open), key=lambda fact: -fact.open[decision.name])
    return words.verdict(
        decision, tally, [fact_label(fact.name, policy, in_prose=True) for fact in open_], policy.entity
    )


def _causes(graph: Graph) -> Iterator[Text]:
    for step in graph.steps.values():
        yield from (leaf.cause for leaf in leaves(step.reasons) if isinstance(leaf, Failed))
