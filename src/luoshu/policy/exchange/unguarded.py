"""Takes the guards out of an expression that a policy was lowered to.

Only a proposal: whoever uses it lowers it again and looks whether the same comes out.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from luoshu.feel import tree
from luoshu.feel.tree import Node

_NULL, _ZERO = tree.Null(), tree.Number(Decimal(0))


def unguarded(node: Node, defaults: Mapping[str, set[Node]]) -> Node:
    """The expression as a policy would say it. `defaults`: values when missing, by the name of a fact or field."""

    def change(part: Node) -> Node:
        match part:
            case tree.If(condition, tree.Null(), otherwise) if _is_guard(condition):
                return otherwise
            case tree.If(tree.Comparison("=", value, tree.Null()), then, otherwise) if value == otherwise:
                return value if then in defaults.get(_name(value), ()) else part
            case tree.If(
                tree.Comparison("=", tree.Call(tree.Name("count"), (counted,)), end), then, tree.Call() as total
            ) if end == then == _ZERO and total == tree.Call(tree.Name("sum"), (counted,)):
                return total
            case tree.For((tree.Iteration("item", domain, None),), tree.Path(tree.Name("item"), name)):
                return tree.Path(domain, name)
        return part

    return tree.transform(node, change)


def _name(node: Node) -> str:
    match node:
        case tree.Name(name) | tree.Path(_, name):
            return name
        case tree.Call(tree.Name("prior"), (tree.Name(name), _)):
            return name
    return ""


def _is_guard(condition: Node) -> bool:
    """Whether a condition asks for nothing but whether something is null."""
    match condition:
        case tree.Comparison("=", _, tree.Null()):
            return True
        case tree.Or(left, right):
            return _is_guard(left) and _is_guard(right)
        case tree.Comparison(">", tree.Call(tree.Name("count"), (tree.Filter(_, inner),)), end) if end == _ZERO:
            return _is_guard(inner)
        case tree.Quantified("some", _, inner):
            return _is_guard(inner)
        case tree.If(tree.And(_, inner), tree.Boolean(True), tree.Boolean(False)):
            return _is_guard(inner)
    return False


def without_null(test: Node) -> Node:
    """`not("a", null)` as `not("a")`: an export writes null there, which in a policy decides nothing anyway."""
    match test:
        case tree.Tests(parts, True) if len(parts) > 1:
            kept = tuple(part for part in parts if not (isinstance(part, tree.UnaryTest) and part.end == _NULL))
            return tree.Tests(kept, True) if kept else test
    return test


def gaps_named(node: Node) -> Node:
    """The expression with a null that a guard gives as the very value that the guard found null.

    The result is the same, but a policy then knows which fact is missing: a null that is written out has no reason.
    """

    def change(part: Node) -> Node:
        match part:
            case tree.If(condition, tree.Null(), otherwise):
                return _named(condition, otherwise) or part
        return part

    return tree.transform(node, change)


def _named(condition: Node, otherwise: Node) -> Node | None:
    match condition:
        case tree.Or(left, right):
            rest = _named(right, otherwise) or tree.If(right, _NULL, otherwise)
            return _named(left, rest)
    gap = _gap(condition)
    return None if gap is None else tree.If(condition, gap, otherwise)


def _gap(condition: Node) -> Node | None:
    """Something that is null wherever the condition holds."""
    match condition:
        case tree.Comparison("=", value, tree.Null()):
            return value
        case tree.And(left, right):
            return _gap(left) or _gap(right)
        case tree.If(inner, tree.Boolean(True), tree.Boolean(False)):
            return _gap(inner)
    return None
