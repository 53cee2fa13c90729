"""What an expression speaks of: facts of the entity, other decisions, parameters, the run's date; each once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from luoshu.facts.vocabulary import Fact, Kind, Record
from luoshu.feel import tree
from luoshu.feel.tree import Node
from luoshu.policy.scope import Binding, DecisionRef, FactRef, ParameterRef, RunDateRef, Scope


@dataclass(frozen=True, slots=True)
class PriorRef:
    """An annual fact of an earlier year."""

    fact: Fact
    years: int


@dataclass(frozen=True, slots=True)
class Selection:
    """Items of a related list that an expression picks by a condition; an item stands under `name`, or its fields
    do."""

    list: Fact
    record: Record = field(compare=False)
    name: str | None
    condition: Node

    def inside(self, scope: Scope) -> Scope:
        """The names that the condition sees."""
        label = self.list.name
        if self.name is None:
            return scope.with_fields(self.record, label)
        return scope.with_variable(self.name, self.record, label)

    def with_item(self, values: Mapping[str, Any], item: Mapping[str, Any]) -> Mapping[str, Any]:
        """The values that the condition sees where an item is in hand."""
        return {**values, self.name: item} if self.name is not None else {**values, "item": item, **item}


Reference = FactRef | PriorRef | DecisionRef | ParameterRef | RunDateRef


def references(nodes: Iterable[Node], scope: Scope) -> list[Reference]:
    """The references of expressions, in the order in which they stand. Items' fields are not among them."""
    found: dict[str, Reference] = {}
    for node in nodes:
        for binding in _bindings(node, scope):
            if isinstance(binding, PriorRef) or _is_outer(binding):
                found.setdefault(repr_of(binding), binding)
    return list(found.values())


def repr_of(reference: Reference) -> str:
    """A name that tells references apart."""
    match reference:
        case FactRef(fact, _):
            return f"fact {fact.name}"
        case PriorRef(fact, years):
            return f"fact {fact.name} {years}"
        case DecisionRef():
            return f"decision {reference.canonical}"
        case ParameterRef(_, policy, name):
            return f"parameter {policy.id} {name}"
        case RunDateRef():
            return "date"


def _bindings(node: Node, scope: Scope) -> Iterator[Binding | PriorRef]:
    """What the names of an expression stand for, those of items and their fields among them."""
    match node:
        case tree.Call(tree.Name("prior"), (tree.Name(name), tree.Number(years))):
            binding = scope.resolve(name)
            if isinstance(binding, FactRef):
                yield PriorRef(binding.fact, int(years))
            return
        case tree.Name(name):
            binding = scope.resolve(name)
            if binding is not None:
                yield binding
            return
    for part, inner in _parts(node, scope):
        yield from _bindings(part, inner)


def _parts(node: Node, scope: Scope) -> Iterator[tuple[Node, Scope]]:
    """The parts of a node, each with the names that it sees. The name of a function is none of them."""
    match node:
        case tree.Call(tree.Name(), args):
            yield from ((arg, scope) for arg in args)
        case tree.Filter(base, condition):
            yield base, scope
            picked = _list_of(base, scope)
            yield condition, scope.with_fields(picked[1], picked[0].name) if picked else scope.with_fields(None, "item")
        case tree.Quantified(_, iterators, body) | tree.For(iterators, body):
            for iterator in iterators:
                yield iterator.domain, scope
                if iterator.end is not None:
                    yield iterator.end, scope
                picked = _list_of(iterator.domain, scope)
                scope = scope.with_variable(iterator.name, picked[1] if picked else None, iterator.name)
            yield body, scope
        case _:
            yield from ((part, scope) for part in tree.children(node))


def _is_outer(binding: Binding) -> TypeGuard[FactRef | DecisionRef | ParameterRef | RunDateRef]:
    if isinstance(binding, FactRef):
        return binding.label == binding.fact.name
    return isinstance(binding, DecisionRef | ParameterRef | RunDateRef)


def selections(nodes: Iterable[Node], scope: Scope) -> list[Selection]:
    """The conditions by which expressions pick items of related lists, each once. One that stands inside another and
    speaks of the other's item is a part of that, and none by itself."""
    return list(dict.fromkeys(selection for node in nodes for selection in _selections(node, scope)))


def fields_used(selection: Selection, scope: Scope) -> list[str]:
    """The fields of an item that its condition speaks of, each once, in order."""
    inside = selection.inside(scope)
    found: dict[str, None] = {}
    for part, seen in scoped(selection.condition, inside):
        match part:
            case tree.Name(name) if name in selection.record.facts and seen.resolve(name) is inside.locals.get(name):
                found[name] = None
            case tree.Path(tree.Name(base), name) if base == (selection.name or "item") and (
                seen.resolve(base) is inside.locals[base]
            ):
                found[name] = None
    return list(found)


def scoped(node: Node, scope: Scope) -> Iterator[tuple[Node, Scope]]:
    """A node and everything below it, each with the names that it sees."""
    yield node, scope
    for part, inner in _parts(node, scope):
        yield from scoped(part, inner)


def _selections(node: Node, scope: Scope) -> Iterator[Selection]:
    match node:
        case tree.Filter(base, condition) if not isinstance(condition, tree.Number | tree.Negate):
            picked, name = _list_of(base, scope), None
        case tree.Quantified(_, (tree.Iteration(name, domain, None),), condition):
            picked = _list_of(domain, scope)
        case _:
            picked = None
    if picked:
        selection = Selection(*picked, name, condition)
        if not _speaks_of_outer_item(condition, selection.inside(scope), scope):
            yield selection
    for part, inner in _parts(node, scope):
        yield from _selections(part, inner)


def _speaks_of_outer_item(condition: Node, inside: Scope, outside: Scope) -> bool:
    """Whether a condition uses a name that an expression around it, and not the list itself, has bound."""
    around = {id(binding) for binding in outside.locals.values()}
    return any(id(binding) in around for binding in _bindings(condition, inside))


def _list_of(node: Node, scope: Scope) -> tuple[Fact, Record] | None:
    """The related list whose items an expression gives."""
    match node:
        case tree.Assumed(inner) | tree.Filter(inner, _):
            return _list_of(inner, scope)
        case tree.Name(name):
            binding = scope.resolve(name)
            if isinstance(binding, FactRef) and binding.fact.kind is Kind.LIST:
                record = scope.record(binding.fact)
                return (binding.fact, record) if record is not None else None
    return None
