"""Which decisions of two policies answer the same question: those of one name, and those that a call pairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from luoshu.policy.model import Decision, Policy
from luoshu.policy.scope import canonical
from luoshu.problems import Problem, ProblemError, Text, suggest


@dataclass(frozen=True, slots=True)
class Pair:
    """A decision as one policy makes it and as the other does."""

    before: Decision
    after: Decision

    @property
    def name(self) -> str:
        return self.after.name


@dataclass(frozen=True, slots=True)
class Pairing:
    """The pairs in the order of the second policy, and what only one of the two decides."""

    pairs: tuple[Pair, ...]
    only_before: tuple[Decision, ...]
    only_after: tuple[Decision, ...]


def paired(before: Policy, after: Policy, named: Sequence[tuple[str, str]] = ()) -> Pairing:
    """`named` are pairs of decisions that are called otherwise; those are paired with nothing else.

    Raises:
        ProblemError: with every name that no decision has, and every one that is paired twice.
    """
    problems = [
        *(_problems(before, [first for first, _ in named])),
        *(_problems(after, [second for _, second in named])),
    ]
    if problems:
        raise ProblemError(problems)
    first_of = {second: first for first, second in named}
    taken = set(first_of.values())
    first_of |= {name: name for name in after.decisions if name in before.decisions and name not in {*first_of, *taken}}
    pairs = [Pair(before.decisions[first_of[name]], each) for name, each in after.decisions.items() if name in first_of]
    told = {pair.before.name for pair in pairs}
    return Pairing(
        tuple(pairs),
        tuple(each for name, each in before.decisions.items() if name not in told),
        tuple(each for name, each in after.decisions.items() if name not in first_of),
    )


def twins(before: Policy, after: Policy, pairing: Pairing) -> dict[str, str]:
    """The first policy's decision for each of the second's, by canonical name; in what they use those of one name."""
    own = {canonical(after.id, pair.after.name): canonical(before.id, pair.before.name) for pair in pairing.pairs}
    return own | {name: name for name in _of_used(after)}


def _of_used(policy: Policy) -> Iterator[str]:
    for used in policy.used:
        yield from (canonical(used.id, name) for name in used.decisions)
        yield from _of_used(used)


def _problems(policy: Policy, names: Sequence[str]) -> Iterator[Problem]:
    for name in dict.fromkeys(names):
        if name not in policy.decisions:
            text = Text(f"{policy.id} 没有决策“{name}”", f"{policy.id} has no decision '{name}'")
            yield Problem("no-decision", text, hint=suggest(name, policy.decisions))
        elif names.count(name) > 1:
            yield Problem("pair", Text(f"“{name}”配了两次", f"'{name}' is paired twice"))
