"""The decisions of two policies as one graph: what both decide alike stands in it once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from luoshu.feel import tree
from luoshu.feel.rules import Rules
from luoshu.feel.tree import Node
from luoshu.policy.graph import Graph, Step, names
from luoshu.policy.reasons import renamed, unknown_name

AFTER = " →"  # ends the name of a decision of the second policy where the first has another one of that name


@dataclass(frozen=True)
class Beside:
    """`after` gives the name in the graph of each of the second policy's decisions; the first's keep theirs."""

    graph: Graph
    after: Mapping[str, str]


def beside(before: Graph, after: Graph, twins: Mapping[str, str]) -> Beside:
    """Both graphs as one. `twins` names the decision of the first that one of the second may be the same as."""
    steps = dict(before.steps)
    moving = _Moving({id_: rules for step in steps.values() for id_, rules in _rules(step)})
    for name, step in after.steps.items():
        moved = moving.moved(step)
        twin = before.steps.get(twins.get(name, ""))
        if twin is not None and _alike(twin, moved):
            moving.names[name] = twin.name
            continue
        moving.names[name] = f"{name}{AFTER}" if name in steps else name
        steps[moving.names[name]] = replace(moved, name=moving.names[name])
    return Beside(Graph(before.on, steps), moving.names)


def _alike(one: Step, other: Step) -> bool:
    return (one.value, one.reasons, one.decision.type) == (other.value, other.reasons, other.decision.type)


_Told = tuple[object, ...]


def _rules(step: Step) -> list[tuple[_Told, Rules]]:
    return [(_told(node.rules), node.rules) for node in tree.walk(step.value) if isinstance(node, tree.RuleTable)]


def _told(rules: Rules) -> _Told:
    """What two long tables that are the same have in common: as objects they differ."""
    return rules.policy, rules.cells, rules.outputs, rules.places


@dataclass
class _Moving:
    """Steps of the second policy on their way into the graph, each after those that it uses."""

    rules: dict[_Told, Rules]
    names: dict[str, str] = field(default_factory=dict)

    def moved(self, step: Step) -> Step:
        """The step as it speaks of the decisions in the joint graph."""
        other = {old: new for old, new in self.names.items() if old != new}
        other |= {unknown_name(old): unknown_name(new) for old, new in other.items()}
        if other.keys().isdisjoint(names(step.value, step.reasons)) and not _rules(step):
            return replace(step, reasons=renamed(step.reasons, lambda node: node, other))

        def change(part: Node) -> Node:
            match part:
                case tree.Name(name) if name in other:
                    return replace(part, name=other[name])
                case tree.RuleTable(rules):
                    return replace(part, rules=self.rules.setdefault(_told(rules), rules))
            return part

        def changed(node: Node) -> Node:
            return tree.transform(node, change)

        return replace(step, value=changed(step.value), reasons=renamed(step.reasons, changed, other))
