"""The names that an expression takes from outside: not its own variables, nor the fields of the items it filters."""

from __future__ import annotations

from collections.abc import Iterator

from luoshu.feel import types as feel
from luoshu.feel.check import infer
from luoshu.feel.scope import Names
from luoshu.feel.tree import (
    ContextLiteral,
    Filter,
    For,
    FunctionLiteral,
    Iteration,
    Name,
    Node,
    Quantified,
    children,
)
from luoshu.policy.model import Decision


def parts_of(decision: Decision) -> Iterator[Node]:
    """Every tree that the decision's value depends on."""
    if decision.formula is not None:
        yield decision.formula
    if decision.table is not None:
        yield from (column.expression for column in decision.table.inputs)
        for rule in decision.table.rules:
            yield from rule.tests
            yield rule.outputs[decision.output]


def names_used(decision: Decision, names: Names) -> Iterator[Name]:
    """The free names of a decision, with their places."""
    for part in parts_of(decision):
        yield from free_names(part, names)


def free_names(node: Node, names: Names, bound: frozenset[str] = frozenset()) -> Iterator[Name]:
    """The free names of an expression; `names` gives the types by which items are known."""
    match node:
        case Name(name):
            if name not in bound:
                yield node
        case Filter(base, condition):
            yield from free_names(base, names, bound)
            fields = item_fields(base, names)
            yield from free_names(condition, names.child(fields), bound | fields.keys())
        case For(iterators, body) | Quantified(_, iterators, body):
            for iterator in iterators:
                yield from _of_iteration(iterator, names, bound)
                names = names.child({iterator.name: item_of(infer(iterator.domain, names)[0])})
                bound |= {iterator.name}
            yield from free_names(body, names, bound)
        case ContextLiteral(entries):
            for key, value in entries:
                yield from free_names(value, names, bound)
                bound |= {key}
        case FunctionLiteral(params=params, body=body):
            yield from free_names(body, names, bound | set(params))
        case _:
            for child in children(node):
                yield from free_names(child, names, bound)


def _of_iteration(iterator: Iteration, names: Names, bound: frozenset[str]) -> Iterator[Name]:
    yield from free_names(iterator.domain, names, bound)
    if iterator.end is not None:
        yield from free_names(iterator.end, names, bound)


def item_fields(base: Node, names: Names) -> dict[str, feel.Type]:
    """What is in scope inside `base[…]`: `item`, and the fields of an item."""
    item = item_of(infer(base, names)[0])
    fields = dict(item.fields) if isinstance(item, feel.ContextType) else {}
    return {"item": item, **fields}


def item_of(type_: feel.Type) -> feel.Type:
    return type_.item if isinstance(type_, feel.ListType | feel.RangeType) else type_
