"""The facts of two rules together: what both speak of must be the same."""

from __future__ import annotations

from dataclasses import replace

from luoshu.facts.vocabulary import Fact, Record, Vocabulary
from luoshu.policy.model import Policy
from luoshu.problems import Problem, ProblemError, Text


def joint_vocabulary(before: Policy, after: Policy) -> Vocabulary:
    """Both vocabularies as one. A fact to which they give other ranges may have any value that its type can hold.

    Raises:
        ProblemError: one is about no entity, the two are about different ones, or they give a fact different types.
    """
    _ = before.entity, after.entity
    if before.about != after.about:
        text = Text(
            f"两项政策的对象不同：{before.id} 是{before.about}，{after.id} 是{after.about}",
            f"the two are not about the same: {before.id} is about {before.about}, {after.id} about {after.about}",
        )
        raise ProblemError([Problem("another-entity", text)])
    whole = before.vocabulary.merged([after.vocabulary])
    records, problems = {}, []
    for name, record in whole.records.items():
        facts = {}
        for fact in record.facts.values():
            first, second = (_fact(each.vocabulary, name, fact.name) for each in (before, after))
            if (
                first
                and second
                and (first.kind, first.annual, first.target) != (second.kind, second.annual, second.target)
            ):
                text = Text(f"“{fact.name}”在两项政策里的类型不同", f"the two give '{fact.name}' different types")
                problems.append(Problem("another-type", text))
            same = first is None or second is None or first.range == second.range
            facts[fact.name] = fact if same else replace(fact, range=None)
        records[name] = Record(name, facts, record.english)
    if problems:
        raise ProblemError(problems)
    return Vocabulary(records, whole.sources)


def _fact(vocabulary: Vocabulary, record: str, name: str) -> Fact | None:
    return vocabulary.records[record].facts.get(name) if record in vocabulary.records else None
