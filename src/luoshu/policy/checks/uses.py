"""Which names decisions use: circles among decisions, ambiguous names, `prior`, policies named and not used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from luoshu.feel.scope import Names
from luoshu.feel.tree import Call, Name, Node, Number, walk
from luoshu.policy.checks.free_names import names_used, parts_of
from luoshu.policy.expressions import PRIOR, unmarked
from luoshu.policy.model import Decision, Policy
from luoshu.policy.names import AmbiguousName, FactName, Meaning
from luoshu.policy.source import Findings
from luoshu.problems import Problem, Text

Dependencies = Mapping[str, frozenset[str]]


def check_uses(policy: Policy, outer: Mapping[str, Meaning], names: Names, findings: Findings) -> Dependencies:
    """Reports what is wrong, and gives for each decision the names it uses."""
    used: dict[str, frozenset[str]] = {}
    for decision in policy.decisions.values():
        found = list(names_used(decision, names))
        used[decision.name] = frozenset(name.name for name in found)
        for name in found:
            _check_ambiguous(name, policy, outer, findings)
        _check_prior(decision, policy, outer, findings)
    _report_circles(policy, used, findings)
    return used


def in_order(policy: Policy, used: Dependencies) -> list[Decision]:
    """The decisions, each after those it uses; a circle is broken anywhere."""
    graph = {name: [other for other in used[name] if other in policy.decisions] for name in policy.decisions}
    while True:
        try:
            return [policy.decisions[name] for name in TopologicalSorter(graph).static_order()]
        except CycleError as error:
            _break(graph, error.args[1])


def _check_ambiguous(name: Name, policy: Policy, outer: Mapping[str, Meaning], findings: Findings) -> None:
    meaning = outer.get(name.name)
    if isinstance(meaning, AmbiguousName) and name.name not in policy.decisions and name.name not in policy.parameters:
        choices = meaning.choices
        findings.error(
            "ambiguous",
            name.span,
            Text(f"有 {len(choices)} 项政策都有“{name.name}”", f"{len(choices)} policies have a '{name.name}'"),
            Text(f"写作 {' 或 '.join(choices)}", f"write {' or '.join(choices)}"),
        )


def _check_prior(decision: Decision, policy: Policy, outer: Mapping[str, Meaning], findings: Findings) -> None:
    for call in _calls_of_prior(decision):
        if len(call.args) != 2:
            continue
        fact, years = map(unmarked, call.args)
        meaning = outer.get(fact.name) if isinstance(fact, Name) else None
        hides = isinstance(fact, Name) and (fact.name in policy.decisions or fact.name in policy.parameters)
        if not isinstance(meaning, FactName) or hides:
            text = Text("prior 的第一项应当是一个数据项", "the first argument of prior must be a fact")
        elif not meaning.fact.annual:
            text = Text(
                f"“{meaning.fact.name}”不是年度数据，没有往年的值",
                f"'{meaning.fact.name}' is not annual: it has no earlier year",
            )
        elif not (isinstance(years, Number) and years.value in range(1, 10)):
            text = Text(
                "prior 的第二项应当是 1 到 9 的整数", "the second argument of prior must be a literal from 1 to 9"
            )
        else:
            continue
        findings.error("prior", call.span, text, Text("例如 prior(销售收入, 1)", "for example prior(销售收入, 1)"))


def _calls_of_prior(decision: Decision) -> Iterator[Call]:
    for part in parts_of(decision):
        for node in walk(part):
            if isinstance(node, Call) and _is_prior(node.function):
                yield node


def _is_prior(node: Node) -> bool:
    return isinstance(node, Name) and node.name == PRIOR


def _report_circles(policy: Policy, used: Dependencies, findings: Findings) -> None:
    graph = {name: [other for other in used[name] if other in policy.decisions] for name in policy.decisions}
    while True:
        try:
            TopologicalSorter(graph).prepare()
            return
        except CycleError as error:
            # The error lists each name before the one that uses it; people read it the other way round.
            circle = [str(name) for name in reversed(error.args[1])]
            first = min(range(len(circle) - 1), key=lambda at: list(policy.decisions).index(circle[at]))
            circle = [*circle[first:-1], *circle[:first], circle[first]]
            chain = " → ".join(circle)
            findings.add(
                Problem(
                    "circle",
                    Text(f"决策循环引用：{chain}", f"decisions go round in a circle: {chain}"),
                    policy.decisions[circle[0]].place,
                )
            )
            _break(graph, error.args[1])


def _break(graph: dict[str, list[str]], circle: list[str]) -> None:
    """Takes one step out of a circle, which lists each name before one that uses it."""
    graph[circle[1]].remove(circle[0])


def check_used_policies(policy: Policy, used: Dependencies, findings: Findings) -> None:
    """A policy that is named under `uses` and gives nothing is worth a word."""
    everything = {name for names in used.values() for name in names}
    for other in policy.used:
        gives = {
            *other.exports,
            *(f"{title}.{name}" for title in (other.title.zh, other.title.en) for name in other.exports),
        }
        opened = {rung.condition for ladder in policy.ladders for rung in ladder.rungs}
        if other.exports and not gives & (everything | opened) and other.path not in policy.vocabulary.sources:
            findings.warn(
                "unused",
                findings.source.line_span(_line_of_uses(findings)),
                Text(
                    f"引用了 {other.id}，但没有用到它给出的名称",
                    f"{other.id} is named under uses, but nothing of it is used",
                ),
            )


def _line_of_uses(findings: Findings) -> int:
    return next((n for n, line in enumerate(findings.source.lines, 1) if line.startswith("uses:")), 1)
