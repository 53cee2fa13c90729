"""What an expression speaks of: facts of the entity, other decisions, parameters, the run's date; each once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from luoshu.facts.vocabulary import Fact, Kind, Record
from luoshu.feel import tree
from luoshu.feel.tree import Node
from luoshu.policy.model import Decision
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


Reference = FactRef | PriorRef | DecisionRef | ParameterRef | RunDateRef


def references(nodes: Iterable[Node], scope: Scope) -> list[Reference]:
    """The references of expressions, in the order in which they stand. Items' fields are not among them."""
    found: dict[str, Reference] = {}
    for node in nodes:
        for reference in _references(node, scope):
            found.setdefault(repr_of(reference), reference)
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


def expressions(decision: Decision) -> list[Node]:
    """A decision's expressions as written: its formula; or its table's inputs, tests, and outputs of its column."""
    if decision.formula is not None:
        return [decision.formula]
    if decision.table is None:
        return []
    rules = decision.table.rules
    return [
        *(column.expression for column in decision.table.inputs),
        *(test for rule in rules for test in rule.tests),
        *(rule.outputs[decision.output] for rule in rules),
    ]


def _references(node: Node, scope: Scope) -> Iterator[Reference]:
    match node:
        case tree.Call(tree.Name("prior"), (tree.Name(name), tree.Number(years))):
            binding = scope.resolve(name)
            if isinstance(binding, FactRef):
                yield PriorRef(binding.fact, int(years))
            return
        case tree.Name(name):
            binding = scope.resolve(name)
            if _is_outer(binding):
                yield binding  # type: ignore[misc]
            return
        case tree.Call(tree.Name(), args):
            for arg in args:
                yield from _references(arg, scope)
            return
        case tree.Filter(base, condition):
            yield from _references(base, scope)
            picked = _list_of(base, scope)
            inner = scope.with_fields(picked[1], picked[0].name) if picked else scope.with_fields(None, "item")
            yield from _references(condition, inner)
            return
        case tree.Quantified(_, iterators, body) | tree.For(iterators, body):
            yield from _iterated(iterators, body, scope)
            return
    for part in tree.children(node):
        yield from _references(part, scope)


def _iterated(iterators: Iterable[tree.Iteration], body: Node, scope: Scope) -> Iterator[Reference]:
    for iterator in iterators:
        yield from _references(iterator.domain, scope)
        if iterator.end is not None:
            yield from _references(iterator.end, scope)
        picked = _list_of(iterator.domain, scope)
        scope = scope.with_variable(iterator.name, picked[1] if picked else None, iterator.name)
    yield from _references(body, scope)


def _is_outer(binding: Binding | None) -> bool:
    if isinstance(binding, FactRef):
        return binding.label == binding.fact.name
    return isinstance(binding, DecisionRef | ParameterRef | RunDateRef)


def selections(nodes: Iterable[Node], scope: Scope) -> list[Selection]:
    """The conditions by which expressions pick items of related lists, each once."""
    found: dict[Selection, None] = {}
    for node in nodes:
        for part in tree.walk(node):
            match part:
                case tree.Filter(base, condition) if not isinstance(condition, tree.Number | tree.Negate):
                    if picked := _list_of(base, scope):
                        found[Selection(*picked, None, condition)] = None
                case tree.Quantified(_, (tree.Iteration(name, domain, None),), condition):
                    if picked := _list_of(domain, scope):
                        found[Selection(*picked, name, condition)] = None
    return list(found)


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
