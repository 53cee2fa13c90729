"""The facts by which a comparison is split: their groups, in SQL and in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from luoshu.engine.database import identifier, text
from luoshu.engine.figures import NO, YES
from luoshu.engine.labels import fact_label
from luoshu.facts.vocabulary import Fact, Kind, Record
from luoshu.policy.model import Policy
from luoshu.problems import Problem, ProblemError, Text, suggest
from luoshu.sql.source import Source

YEARS = (0, 3, 5, 10)  # the first full year of each band of ages
# Where nothing is asked for: what says in which industry a firm is, and how old it is.
_USUAL = re.compile(r"行业|产业(?!链)|阶段|成立日期|\b(industry|stage|establishment)\b")


@dataclass(frozen=True, slots=True)
class By:
    """A fact that splits everyone. A group is a text, `true` or `false`, a band's first year; None: not on record."""

    fact: Fact
    column: str | None  # in the snapshot

    def sql(self, on: date) -> str:
        """The group of a row of the entity's file."""
        if self.column is None:
            return "CAST(NULL AS VARCHAR)"
        column = identifier(self.column)
        if self.fact.kind is not Kind.DATE:
            return f"CAST({column} AS VARCHAR)"
        age = f"date_sub('year', {column}, DATE {text(on)})"
        bands = " ".join(f"WHEN {age} < {until} THEN '{since}'" for since, until in pairwise(YEARS))
        return f"CASE WHEN {column} IS NULL THEN NULL {bands} ELSE '{YEARS[-1]}' END"

    @property
    def groups(self) -> list[str | None]:
        """Every group that there can be, in order."""
        match self.fact.kind:
            case Kind.BOOLEAN:
                return ["true", "false", None]
            case Kind.DATE:
                return [*map(str, YEARS), None]
        return [*self.fact.values, None]

    def label(self, policy: Policy) -> Text:
        name = fact_label(self.fact.name, policy)
        return Text(f"{name.zh}至今的年数", f"years since {name.en}") if self.fact.kind is Kind.DATE else name

    def group_label(self, group: str | None) -> Text:
        if group is None:
            return Text("没有记录", "not on record")
        match self.fact.kind:
            case Kind.BOOLEAN:
                return YES if group == "true" else NO
            case Kind.DATE:
                return _band(int(group))
        return Text(group, group)


def _band(since: int) -> Text:
    until = dict(pairwise(YEARS)).get(since)
    if until is None:
        return Text(f"满 {since} 年", f"{since} years and more")
    if since == 0:
        return Text(f"不满 {until} 年", f"under {until} years")
    return Text(f"满 {since} 年不满 {until} 年", f"{since} to under {until} years")


def asked_for(wanted: Sequence[str], record: Record) -> list[Fact]:
    """The facts that are to split everyone.

    Raises:
        ProblemError: with every name that is no fact, and every fact that has too many values to be split by.
    """
    problems = [problem for name in wanted if (problem := _problem(name, record))]
    if problems:
        raise ProblemError(problems)
    return [record.facts[name] for name in dict.fromkeys(wanted)]


def chosen(wanted: Sequence[Fact], source: Source) -> list[By]:
    """What is asked for, or else the facts on industry and age that the data has."""
    if wanted:
        return [By(fact, source.column(fact)) for fact in wanted]
    usual = [
        fact for fact in source.entity.facts.values() if _splits(fact) and _USUAL.search(f"{fact.name} {fact.english}")
    ]
    return [By(fact, column) for fact in usual if (column := source.column(fact)) is not None]


def _splits(fact: Fact) -> bool:
    return fact.kind in (Kind.BOOLEAN, Kind.DATE) or (fact.kind is Kind.TEXT and bool(fact.values))


def _problem(name: str, record: Record) -> Problem | None:
    fact = record.facts.get(name)
    splitting = [each.name for each in record.facts.values() if _splits(each)]
    if fact is None:
        text = Text(f"{record.name}没有数据项“{name}”", f"{record.name} has no fact '{name}'")
        return Problem("no-fact", text, hint=suggest(name, splitting))
    if _splits(fact):
        return None
    text = Text(
        f"不能按“{name}”分组：它是{fact.kind.zh}", f"nothing can be split by '{name}': it is of type {fact.kind.en}"
    )
    kinds = Text(
        "可以按是否、日期（按年数）或列出取值的文本分组",
        "split by a yes or no, a date (by years) or a text with listed values",
    )
    return Problem("no-groups", text, hint=kinds)
