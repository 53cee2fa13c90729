"""What stands in an item's condition and yet does not speak of the item: aggregates of its owner's lists."""

from __future__ import annotations

from luoshu.feel import tree
from luoshu.feel.tree import Node
from luoshu.policy.reasons import Choose, Items, Missing, Reason, Union
from luoshu.sql.values import Environment

_KINDS = (tree.Name, tree.Call, tree.Quantified, tree.Comparison, tree.In, tree.Arithmetic, tree.If)


def owns(environment: Environment, node: Node) -> bool:
    """Whether a part of an item's condition speaks of a list of the owner's, and of nothing that the item has."""
    owner = environment.owner
    if owner is None or not isinstance(node, _KINDS):
        return False
    return _of_lists_alone(free_names(node, owner), environment, owner)


def owns_items(environment: Environment, reason: Items) -> bool:
    """The same of the reasons of a list's items."""
    owner = environment.owner
    return owner is not None and _of_lists_alone(_names_of(reason, owner), environment, owner)


def _of_lists_alone(names: frozenset[str], environment: Environment, owner: Environment) -> bool:
    lists = owner.lists.keys() | owner.inlined.keys()
    mine = environment.hidden | (environment.values.keys() - owner.values.keys())
    return bool(names & lists) and not names & mine


def _names_of(reason: Reason, owner: Environment) -> frozenset[str]:
    match reason:
        case Missing(value, _):
            return free_names(value, owner)
        case Union(parts):
            return frozenset().union(*(_names_of(part, owner) for part in parts))
        case Choose(condition, then, otherwise):
            return free_names(condition, owner) | _names_of(then, owner) | _names_of(otherwise, owner)
        case Items(list_, inner, name):
            own = {name} if name is not None else _fields(list_, owner) | {"item"}
            return free_names(list_, owner) | (_names_of(inner, owner) - own)
    return frozenset()


def free_names(node: Node, owner: Environment) -> frozenset[str]:
    """The names that a tree speaks of, without those of functions and those that its own lists bring with them."""
    match node:
        case tree.Name(name):
            return frozenset({name})
        case tree.Filter(base, condition):
            return free_names(base, owner) | (free_names(condition, owner) - _fields(base, owner) - {"item"})
        case tree.Call(tree.Name(), args):
            return frozenset().union(*(free_names(arg, owner) for arg in args))
        case tree.For(iterators, body) | tree.Quantified(_, iterators, body):
            names = free_names(body, owner) - {each.name for each in iterators}
            return names.union(*(free_names(each.domain, owner) for each in iterators))
    return frozenset().union(*(free_names(part, owner) for part in tree.children(node)))


def _fields(base: Node, owner: Environment) -> frozenset[str]:
    """The fields of the items of a list."""
    match base:
        case tree.Name(name) if name in owner.lists:
            return owner.lists[name].names
        case tree.Name(name) if name in owner.inlined:
            return _fields(owner.inlined[name].node, owner)
        case tree.Filter(inner, _) | tree.If(_, tree.Null(), inner):
            return _fields(inner, owner)
    return frozenset()
