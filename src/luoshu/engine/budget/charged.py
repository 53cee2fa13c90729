"""Which benefits a year is charged with: each once, however many documents speak of it.

A rule of `叠加` over policies lists another document's benefit, and says what is due of it; where both are run the
benefit stands in both. It is charged as the document has it that builds on all others.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import duckdb

from luoshu.engine.database import identifier, text
from luoshu.engine.figures import MONEY, show
from luoshu.engine.labels import label_of
from luoshu.engine.run import Run
from luoshu.policy.model import Benefit, Policy
from luoshu.problems import Place, Problem, ProblemError, Text

Listing = tuple[int, int]  # the places of a policy and of its benefit


def charged(connection: duckdb.DuckDBPyConnection, run: Run) -> set[Listing]:
    """The benefits with an amount that are charged.

    Raises:
        ProblemError: two documents, neither of which builds on the other, make different amounts of one benefit.
    """
    listings: dict[tuple[str, str], list[Listing]] = {}
    for place, policy in enumerate(run.policies):
        for number, benefit in enumerate(policy.benefits):
            if benefit.amount is not None:
                listings.setdefault((owner(policy, benefit), benefit.name), []).append((place, number))
    found, problems = set(), []
    for all_of_one in listings.values():
        below = {each for place, number in all_of_one for each in run.policies[place].benefits[number].through}
        governing = [each for each in all_of_one if run.policies[each[0]].id not in below]
        problems += [each for two in pairwise(governing) for each in _differ(connection, run, *two)]
        found.add(governing[0])
    if problems:
        raise ProblemError(problems)
    return found


def owner(policy: Policy, benefit: Benefit) -> str:
    """The document that gives a benefit."""
    return benefit.through[0] if benefit.through else policy.id


def _differ(connection: duckdb.DuckDBPyConnection, run: Run, first: Listing, second: Listing) -> Iterator[Problem]:
    """Where two documents make different amounts of a benefit: one of whom, and how much."""
    policies = [run.policies[place] for place, _ in (first, second)]
    benefit = policies[0].benefits[first[1]]
    one, other = (_rows(run, policy, benefit) for policy in policies)
    found = connection.execute(
        f"SELECT coalesce(o.id, t.id), o.amount, t.amount FROM ({one}) o FULL JOIN ({other}) t ON o.id = t.id "
        "WHERE o.amount IS DISTINCT FROM t.amount OR o.until IS DISTINCT FROM t.until OR o.id IS NULL OR t.id IS NULL "
        "ORDER BY 1 LIMIT 1"
    ).fetchone()
    if found is None:
        return
    who, *amounts = found
    name = label_of(benefit.name, policies[0])
    titles = [f"{policy.title.zh}（{policy.id}）" for policy in policies]
    english = [f"{policy.title.en} ({policy.id})" for policy in policies]
    shown = [_shown(amount) for amount in amounts]
    yield Problem(
        "charged-twice",
        Text(
            f"“{name.zh}”在{titles[0]}和{titles[1]}里的叠加不同，不能只计一次：如 {who}，"
            f"分别是 {shown[0].zh} 和 {shown[1].zh}",
            f"{english[0]} and {english[1]} stack '{name.en}' differently, and it is to be charged once: "
            f"of {who} they make {shown[0].en} and {shown[1].en}",
        ),
        _place(policies[1], benefit.name),
        Text(
            "一次只测算其中一份，或在一份的 uses 里写上另一份，在它的结果上叠加",
            "cost one of the two at a time, or let one of them use the other and build on what it leaves",
        ),
    )


def _rows(run: Run, policy: Policy, benefit: Benefit) -> str:
    assert policy.entity.key is not None
    return (
        f"SELECT {identifier(policy.entity.key.name)} AS id, amount, until FROM "
        f"read_parquet({text(run.folder(policy) / 'benefits.parquet')}) WHERE benefit = {text(benefit.name)}"
    )


def _place(policy: Policy, name: str) -> Place:
    """Where its rules first speak of a benefit."""
    lines = [rule.line for rule in policy.stackings if name in rule.members]
    line = lines[0] if lines else next(each.line for each in policy.benefits if each.name == name)
    return Place(policy.path, line, 1, policy.text.splitlines()[line - 1])


def _shown(amount: object) -> Text:
    if amount is None:
        return Text("未定", "no known amount")
    return Text(show(amount, MONEY, "zh"), show(amount, MONEY, "en"))
