"""Checks versions of policies: reads each, runs its examples, recomputes its claims."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from luoshu.policy.claims import ClaimResult, check_claims
from luoshu.policy.evaluate import answer
from luoshu.policy.examples import ExampleResult, run_examples
from luoshu.policy.graph import Graph
from luoshu.policy.library import Library, Version, overlaps
from luoshu.policy.model import Policy
from luoshu.policy.scope import canonical
from luoshu.problems import Problem, ProblemError


@dataclass(frozen=True, slots=True)
class Checked:
    """One version. `problems` are its errors, and then it has no policy; or else what is worth a look."""

    version: Version
    policy: Policy | None
    problems: tuple[Problem, ...]
    examples: tuple[ExampleResult, ...] = ()
    claims: tuple[ClaimResult, ...] = ()

    @property
    def passed(self) -> int:
        return sum(example.passed for example in self.examples)

    @property
    def failed(self) -> int:
        """Example rows that failed; a document with errors counts as one."""
        return len(self.examples) - self.passed if self.policy else 1


def check(versions: Iterable[Version], library: Library) -> Iterator[Checked]:
    """The result for each version, one after the other; one that overlaps the version before it is in error."""
    versions = list(versions)
    overlapping = overlaps(versions)
    for version in versions:
        wrong = [overlapping[version.path]] if version.path in overlapping else []
        try:
            policy = library.read(version)
            _say_every_form(policy)
        except ProblemError as error:
            yield Checked(version, None, (*wrong, *error.problems))
            continue
        if wrong:
            yield Checked(version, None, (*wrong, *policy.warnings))
            continue
        examples = run_examples(policy, Interpreter().evaluate, at=partial(library.read, version))
        yield Checked(version, policy, policy.warnings, tuple(examples), tuple(check_claims(policy)))


def _say_every_form(policy: Policy) -> None:
    """Lowers the policy, on any day.

    Raises:
        ProblemError: a form of it cannot stand in a policy.
    """
    Graph.of([policy], policy.since or policy.until or date.today())


@dataclass(slots=True)
class Interpreter:
    """Evaluates examples; the rows of a document share their lowered decisions."""

    graphs: dict[tuple[int, date], tuple[Policy, Graph]] = field(default_factory=dict)

    def evaluate(
        self, policy: Policy, facts: Mapping[str, Any], on: date, wanted: Collection[str]
    ) -> Mapping[str, Any]:
        """The values of the policy's decisions, and of those that it sees of others, by name.

        Raises:
            ProblemError: a wanted one uses a parameter that has no value on the date.
        """
        key = id(policy), on
        if key not in self.graphs:
            self.graphs[key] = policy, _graph(policy, on)
        _, graph = self.graphs[key]
        names = {name: canonical(used.id, name) for used, name in _seen(policy)}
        names |= {name: step.name for name, step in graph.of_policy(policy).items()}
        graph.cone(names[name] for name in wanted if name in names).require_parameters()
        values = answer(graph, facts).values
        return {name: values[step] for name, step in names.items()}


def _graph(policy: Policy, on: date) -> Graph:
    graph = Graph.of([policy], on)
    for used, name in _seen(policy):
        graph.step(used, name)
    return graph


def _seen(policy: Policy) -> Iterator[tuple[Policy, str]]:
    """The exported decisions of the policies that it uses."""
    for used in policy.used:
        yield from ((used, name) for name in used.exports if name in used.decisions)
