"""From one policy to another: what changed, article by article, and which facts are needed that were not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from luoshu.policy.dates import first_day
from luoshu.policy.difference.articles import Articles, article_changes, pair_articles, text_changes
from luoshu.policy.difference.changes import Change, Difference, What
from luoshu.policy.difference.decisions import decision_changes
from luoshu.policy.difference.expressions import Comparer
from luoshu.policy.difference.matching import renamed_decisions
from luoshu.policy.difference.parameters import budget_changes, parameter_changes
from luoshu.policy.difference.property_tables import table_changes
from luoshu.policy.difference.rows import ladder_changes, target_changes, weight_changes
from luoshu.policy.difference.surroundings import (
    claim_changes,
    example_changes,
    fact_changes,
    front_changes,
    label_changes,
)
from luoshu.policy.model import Policy
from luoshu.policy.needs import needs


def difference(old: Policy, new: Policy) -> Difference:
    """What changed from one policy to another, most often from a version to the next. The two are compared as they
    were read, and not by their lines: how they are laid out is no difference."""
    renamed = renamed_decisions(old, new)
    comparer = Comparer(old, new, renamed)
    articles = pair_articles(old, new, renamed)
    found = [_at_home(change, articles) for change in _changes(comparer, articles)]
    changes = sorted(found, key=lambda change: _place(change, articles))
    before, after = (_needed(policy) for policy in (old, new))
    return Difference(
        old,
        new,
        tuple(changes),
        renamed,
        needed=tuple(name for name in after if name not in before),
        no_longer=tuple(name for name in before if name not in after),
    )


def _changes(comparer: Comparer, articles: Articles) -> Iterator[Change]:
    old, new = comparer.old, comparer.new
    yield from front_changes(old, new)
    yield from article_changes(articles)
    yield from text_changes(old, new, articles)
    yield from decision_changes(comparer, articles)
    yield from parameter_changes(comparer)
    yield from budget_changes(comparer)
    yield from table_changes(comparer)
    yield from ladder_changes(comparer)
    yield from target_changes(comparer)
    yield from weight_changes(comparer)
    yield from fact_changes(old, new)
    yield from label_changes(comparer)
    yield from claim_changes(old, new)
    yield from example_changes(comparer)


def _at_home(change: Change, articles: Articles) -> Change:
    """A change under the article of the new document, where that is still there."""
    if change.article is None or change.lines[1] is not None:
        return change
    return replace(change, article=articles.home(change.article))


def _place(change: Change, articles: Articles) -> tuple[int, ...]:
    """Front matter first, then article by article, what has none last; in an article the order of lines, what is
    gone before what came there."""
    if change.what is What.FRONT:
        return (-2,)
    if change.article is None:
        return (len(articles.new),)
    was, now = change.lines
    line = now if now is not None else (was or 0)
    return *articles.position(change.article), line, now is not None


def _needed(policy: Policy) -> dict[str, None]:
    """The facts that a policy needs, as unknown.parquet names them."""
    on = first_day(policy.since, policy.until)
    return {need.name: None for need in needs([policy], on)}
