"""What facts and decisions are called on the screen: their official names, in English with their labels."""

from __future__ import annotations

import re

from luoshu.policy.model import Article, Decision, Policy
from luoshu.problems import Text

_LAGGED = re.compile(r"prior\((?P<fact>.+), (?P<years>[0-9]+)\)")


def named(name: str, english: str) -> Text:
    """`研发费用` / `R&D expenditure (研发费用)`."""
    return Text(name, f"{english} ({name})" if english else name)


def decision_label(decision: Decision) -> Text:
    return named(decision.name, decision.english)


def article_label(article: Article) -> Text:
    """The titles that lead to an article."""
    return Text(article.say("zh"), article.say("en"))


def label_of(name: str, policy: Policy) -> Text:
    """What a document names that is no decision: a parameter, a benefit, a rung."""
    return named(name, policy.labels.get(name, ""))


def fact_label(name: str, policy: Policy, *, in_prose: bool = False) -> Text:
    """A fact as unknown.parquet names it: `研发费用`, `知识产权.有争议`, `prior(销售收入, 1)`.

    In English with its label; a sentence has the label of the entity's own facts alone.
    """
    if match := _LAGGED.fullmatch(name):
        inner, years = fact_label(match["fact"], policy, in_prose=in_prose), int(match["years"])
        return Text(f"{inner.zh}（{years} 年前）", f"{inner.en} {years} year{'s' if years > 1 else ''} earlier")
    list_name, _, field = name.rpartition(".")
    list_ = policy.fact(list_name)
    record = policy.vocabulary.records.get(list_.target) if list_ is not None else policy.entity
    fact = record.facts.get(field) if record is not None else None
    english = fact.english if fact is not None else ""
    if in_prose and english and list_ is None:
        return Text(name, english)
    return Text(name.replace(".", "的"), named(name, english).en)
