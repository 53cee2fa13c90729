"""Which decision of one document is which of the other: by name, or else by the same body."""

from __future__ import annotations

from collections.abc import Iterator

from luoshu.feel import tree
from luoshu.policy.difference.expressions import Comparer
from luoshu.policy.difference.prose import key_of
from luoshu.policy.graph import expressions
from luoshu.policy.model import Decision, Policy


def renamed_decisions(old: Policy, new: Policy) -> dict[str, str]:
    """The old names of decisions with their new ones. One may be found only when those that it uses have been."""
    renamed: dict[str, str] = {}
    while found := next(_found(old, new, renamed), None):
        renamed[found[0]] = found[1]
    return renamed


def _found(old: Policy, new: Policy, renamed: dict[str, str]) -> Iterator[tuple[str, str]]:
    comparer = Comparer(old, new, renamed)
    gone = [decision for name, decision in old.decisions.items() if name not in new.decisions and name not in renamed]
    come = [
        decision
        for name, decision in new.decisions.items()
        if name not in old.decisions and name not in renamed.values()
    ]
    for decision in gone:
        alike = [other for other in come if same_body(decision, other, comparer) and _tells(decision, other)]
        alike.sort(key=lambda other: key_of(other.article) != key_of(decision.article))
        yield from ((decision.name, other.name) for other in alike[:1])


def same_body(old: Decision, new: Decision, comparer: Comparer) -> bool:
    """Whether two decisions say the same, whatever they are called."""
    if old.table is not None and new.table is not None:
        before, after = old.table, new.table
        if (before.hit_policy, len(before.inputs), old.output) != (after.hit_policy, len(after.inputs), new.output):
            return False
        allowed = before.outputs[old.output].allowed == after.outputs[new.output].allowed
        return allowed and _same(old, new, comparer)
    return (old.table is None) == (new.table is None) and _same(old, new, comparer)


def _same(old: Decision, new: Decision, comparer: Comparer) -> bool:
    before, after = expressions(old), expressions(new)
    return len(before) == len(after) and all(map(comparer.same, before, after))


def _tells(old: Decision, new: Decision) -> bool:
    """Whether a body is more than a literal, which two decisions may well have in common; under one heading any is."""
    if key_of(old.article) == key_of(new.article):
        return True
    return any(isinstance(node, tree.Name) for root in expressions(old) for node in tree.walk(root))
