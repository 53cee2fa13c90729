"""What the facts, decisions and flags of lowered policies are called in a DMN model, and trees in those names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from luoshu.facts.vocabulary import Fact, Kind
from luoshu.feel import tree
from luoshu.feel.parser import fields_of
from luoshu.feel.printer import to_feel
from luoshu.feel.tree import Node
from luoshu.policy.graph import Graph
from luoshu.policy.model import RUN_DATE, Policy
from luoshu.policy.reasons import unknown_name

FLAG = "缺数据"  # after a decision's name: whether it is null for want of a fact
YEARS_AGO = "年前"
LAGGED = re.compile(r"prior\((?P<fact>.+), (?P<years>[0-9]+)\)")


@dataclass
class Wording:
    """The names of one model. `fields` are those that any part of it speaks of inside a related list."""

    graph: Graph
    policy: Policy
    facts: Mapping[str, Fact]
    decisions: Mapping[str, str]  # by canonical name
    fields: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, graph: Graph, policy: Policy) -> Wording:
        """The names for the decisions of a graph. A decision keeps its own, unless that means something else too."""
        facts = policy.entity.facts
        taken = {*facts, RUN_DATE, *_names_inside(graph, policy)}
        own = [step.decision.name for step in graph.steps.values()]
        chosen: dict[str, str] = {}
        for key, step in graph.steps.items():
            name = step.decision.name
            if name in taken or (own.count(name) > 1 and step.policy.id != policy.id):
                name = f"{step.policy.title.zh} {name}"
            while name in taken:
                name += "（决策）"
            taken.add(name)
            chosen[key] = name
        return cls(graph, policy, facts, chosen)

    def name(self, plain: str) -> str:
        """The name in the model for one of a lowered tree."""
        if plain in self.decisions:
            return self.decisions[plain]
        if match := LAGGED.fullmatch(plain):
            return f"{match['fact']} {match['years']}{YEARS_AGO}"
        flagged = self.flagged(plain)
        return plain if flagged is None else f"{self.decisions[flagged]} {FLAG}"

    def flagged(self, plain: str) -> str | None:
        """The decision of which a name says whether it is unknown."""
        key = plain.removeprefix("unknown(").removesuffix(")")
        return key if key in self.decisions and plain == unknown_name(key) else None

    def spoken(self, node: Node) -> Node:
        """The tree in the names of the model."""
        return tree.transform(
            node, lambda part: tree.Name(self.name(part.name)) if isinstance(part, tree.Name) else part
        )

    def say(self, node: Node) -> str:
        return to_feel(self.spoken(node))

    # --- what a tree needs --------------------------------------------------------------------------------------------

    def needs(self, roots: Iterable[Node]) -> list[str]:
        """The facts, decisions and flags that trees speak of, once, in order; fields of items are noted."""
        found: dict[str, None] = {}
        for root in roots:
            found |= dict.fromkeys(self._free(root, frozenset()))
        return [name for name in found if self._is_element(name)]

    def _is_element(self, name: str) -> bool:
        match = LAGGED.fullmatch(name)
        fact = match["fact"] if match else name
        return name == RUN_DATE or name in self.decisions or fact in self.facts or self.flagged(name) is not None

    def _free(self, node: Node, bound: frozenset[str]) -> Iterator[str]:
        """The names in a tree that no variable or field hides."""
        match node:
            case tree.Name(name):
                if name not in bound:
                    yield name
                else:
                    self.fields.add(name)
            case tree.Path(base, name):
                self.fields.add(name)
                yield from self._free(base, bound)
            case tree.Filter(base, condition):
                yield from self._free(base, bound)
                yield from self._free(condition, bound | {"item"} | self._fields(base))
            case tree.For(iterators, body) | tree.Quantified(_, iterators, body):
                for iteration in iterators:
                    yield from self._free(iteration.domain, bound)
                    if iteration.end is not None:
                        yield from self._free(iteration.end, bound)
                    bound = bound | {iteration.name}
                yield from self._free(body, bound)
            case _:
                for part in tree.children(node):
                    yield from self._free(part, bound)

    def _fields(self, base: Node) -> set[str]:
        """The fields of the items of a list: of a related one, or of a decision that gives one."""
        while isinstance(base, tree.Filter | tree.Path):
            base = base.base
        if isinstance(base, tree.If):
            return self._fields(base.then) | self._fields(base.otherwise)
        if not isinstance(base, tree.Name):
            return set()
        if base.name in self.decisions:
            return set(fields_of(self.graph.steps[base.name].decision.type))
        fact = self.facts.get(base.name)
        is_list = fact is not None and fact.kind is Kind.LIST
        record = self.policy.vocabulary.records.get(fact.target) if fact is not None and is_list else None
        return set(record.facts) if record is not None else set()


def _names_inside(graph: Graph, policy: Policy) -> Iterator[str]:
    """The names that hide others inside an expression: of variables, and of the fields of items."""
    for fact in policy.entity.lists:
        record = policy.vocabulary.records.get(fact.target)
        yield from record.facts if record is not None else ()
    for step in graph.steps.values():
        for node in tree.walk(step.value):
            if isinstance(node, tree.For | tree.Quantified):
                yield from (iteration.name for iteration in node.iterators)
