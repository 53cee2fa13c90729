"""Where an expression of a model stands while it is translated, and what its names mean there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from luoshu.dmn import model
from luoshu.dmn.program import Unit
from luoshu.feel import tree, types
from luoshu.feel.scope import Names
from luoshu.feel.tree import Node
from luoshu.policy.exchange.intake import legal

Env = Mapping[str, Node]  # what local names stand for


@dataclass(frozen=True, slots=True)
class Local:
    """A function that an entry of a context holds: it is put in where it is called."""

    function: model.Function
    place: Place


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expression stands: in which element of the model, with which names, and what local ones stand for.

    `inside` are the names that the policy's expression binds around it, `calls` the functions that are being put in.
    `given` are the values of elements, by their keys, inside a decision service; outside one it is None.
    """

    unit: Unit
    names: Names
    line: int = 0
    env: Env = field(default_factory=dict)
    inside: frozenset[str] = frozenset()
    calls: tuple[str, ...] = ()
    given: Mapping[str, Node] | None = None
    functions: Mapping[str, Local] = field(default_factory=dict)

    def binding(self, name: str, type_: types.Type, to: str, as_: Node | None = None) -> Place:
        """The place inside something that binds a name, which the policy calls `to`; `as_`: what is said for it."""
        return replace(
            self,
            names=self.names.child({name: type_}),
            env={**self.env, name: tree.Name(to) if as_ is None else as_},
            inside=self.inside | {to},
        )

    def knowing(self, name: str, type_: types.Type, node: Node) -> Place:
        """The place where a name stands for what an expression gives."""
        return replace(self, names=self.names.child({name: type_}), env={**self.env, name: node})

    def found(self, steps: tuple[str, ...]) -> tuple[Unit, model.Element, tuple[str, ...]] | None:
        """The element that a name means, and the steps of a path that are left after it.

        Every element of a model is known by its name: requirements say no more than which of them an expression uses.
        Those of an imported model are known after its name.
        """
        if not steps or steps[0] in self.env or steps[0] in self.functions:
            return None
        units = [(self.unit, steps)]
        if steps[0] in self.unit.imported:
            units.append((self.unit.imported[steps[0]], steps[1:]))
        if "" in self.unit.imported:
            units.append((self.unit.imported[""], steps))
        for unit, rest in units:
            for element in unit.source.elements:
                if rest and element.name == rest[0]:
                    return unit, element, rest[1:]
        return None

    @property
    def put(self) -> set[str]:
        """The names in what local names stand for, but for those that stand for themselves."""
        nodes = [node for name, node in self.env.items() if node != tree.Name(legal(name))]
        return {part.name for node in nodes for part in tree.walk(node) if isinstance(part, tree.Name)}


def key_of(unit: Unit, element: model.Element) -> str:
    """An element among those of all models."""
    return f"{unit.source.namespace}#{element.id}"


def steps_of(node: Node) -> tuple[str, ...]:
    """`a.b.c` as its names; nothing for any other path."""
    if isinstance(node, tree.Name):
        return (node.name,)
    if isinstance(node, tree.Path) and (before := steps_of(node.base)):
        return (*before, node.name)
    return ()
