"""Shapes of plain trees that SQL can say shorter, because its operators pass null on by themselves."""

from __future__ import annotations

from collections.abc import Iterator

from luoshu.feel import tree
from luoshu.feel.tree import Node
from luoshu.policy.reasons import either
from luoshu.sql.ranges import RELATIONS

FALSE = tree.Boolean(False)


def needed_guard(condition: Node, value: Node) -> Node:
    """Of `if x = null or … then null else value`: the disjuncts that the value's SQL does not imply by itself."""
    return either(*(part for part in _disjuncts(condition) if not _implied(part, value)))


def _disjuncts(condition: Node) -> Iterator[Node]:
    if isinstance(condition, tree.Or):
        yield from _disjuncts(condition.left)
        yield from _disjuncts(condition.right)
    else:
        yield condition


def _implied(part: Node, value: Node) -> bool:
    return (
        isinstance(part, tree.Comparison)
        and part.op == "="
        and isinstance(part.right, tree.Null)
        and _passes_null(value, part.left)
    )


# Functions whose SQL is a count over items, or otherwise not null where an argument is.
_NOT_STRICT = {
    "count", "sum", "min", "max", "mean", "median", "product", "all", "any", "concatenate", "list contains", "is",
    "string join", "distinct values", "union", "reverse", *RELATIONS,
}  # fmt: skip


def _passes_null(node: Node, part: Node) -> bool:
    """Whether the SQL of `node` is null wherever that of `part` is."""
    if node == part:
        return True
    match node:
        case tree.Comparison(_, left, right):
            return tree.Null() not in (left, right) and (_passes_null(left, part) or _passes_null(right, part))
        case tree.Arithmetic(_, left, right):
            return _passes_null(left, part) or _passes_null(right, part)
        case tree.Negate(operand) | tree.In(operand, _) | tree.Path(operand, _):
            return _passes_null(operand, part)  # lowering leaves no `in` that tests for null
        case tree.Call(tree.Name(name), args) if name not in _NOT_STRICT:
            return any(_passes_null(arg, part) for arg in args)
        case tree.If(_, tree.Null(), otherwise):
            return _passes_null(otherwise, part)
    return False


def quick_form(cases: tree.Cases) -> tuple[list[tree.Name], tree.Cases] | None:
    """A chain of a table's rows without its guards, and the names that must be known for it to be the same.

    Only where the tests are comparisons and arithmetic over names: then nothing but those names can make one null, and
    a failed operation reads as "does not hit", in SQL's CASE as in the table.
    """
    kept = [
        (_without_settling(test), value)
        for test, value in cases.branches
        if not (isinstance(value, tree.Null) and _is_null_test(test))
    ]
    if len(kept) == len(cases.branches) or not all(_plain(test) for test, _ in kept):
        return None
    names = {
        node.name: node
        for test, _ in kept
        for node in tree.walk(test)
        if isinstance(node, tree.Name) and node.name != "not"
    }
    return list(names.values()), tree.Cases(tuple(kept), cases.otherwise)


def _is_null_test(node: Node) -> bool:
    return isinstance(node, tree.Comparison) and node.op == "=" and isinstance(node.right, tree.Null)


def _without_settling(node: Node) -> Node:
    """`if test failed then false else test` as `test`, where only true counts; so too of its input, if null passes."""
    match node:
        case tree.If(condition, tree.Boolean(False), otherwise) if any(
            _implied(part, otherwise) or _implied(part, _without_settling(otherwise)) for part in _conjuncts(condition)
        ):
            return _without_settling(otherwise)
        case tree.And(left, right):
            return tree.And(_without_settling(left), _without_settling(right))
        case tree.Or(left, right):
            return tree.Or(_without_settling(left), _without_settling(right))
    return node


def _conjuncts(condition: Node) -> Iterator[Node]:
    if isinstance(condition, tree.And):
        yield from _conjuncts(condition.left)
        yield from _conjuncts(condition.right)
    else:
        yield condition


def _plain(node: Node) -> bool:
    match node:
        case tree.Comparison(_, left, right) if tree.Null() in (left, right):
            return isinstance(left, tree.Name) or isinstance(right, tree.Name)  # which is known here
        case tree.Name() | tree.Number() | tree.String() | tree.Boolean() | tree.AtLiteral() | tree.Null():
            return True
        case tree.And() | tree.Or() | tree.Comparison() | tree.Arithmetic() | tree.Negate():
            return all(_plain(part) for part in tree.children(node))
        case tree.Call(tree.Name("not"), (inner,)):
            return _plain(inner)
        case tree.If(condition, tree.Null(), otherwise):
            return _plain(condition) and _plain(otherwise)
    return False


def divisors(cases: tree.Cases) -> list[tree.Name]:
    """The names that tests of a chain divide by."""
    found: dict[str, tree.Name] = {}
    for test, _ in cases.branches:
        for node in tree.walk(test):
            if isinstance(node, tree.Arithmetic) and node.op == "/" and isinstance(node.right, tree.Name):
                found[node.right.name] = node.right
    return list(found.values())
