"""The lines that policies draw: every threshold at which a fact, or a ratio of two facts, is compared with a number.

A sample zone puts firms exactly on them, and beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from luoshu.facts.sample import Line
from luoshu.facts.vocabulary import NUMERIC
from luoshu.feel import tree
from luoshu.feel.tree import Node
from luoshu.policy.model import Decision, Policy

Quantity = tuple[str, str | None]  # a fact, or a fact over another


def lines_in(policies: Iterable[Policy]) -> list[Line]:
    """The lines of all the policies, each once, in the order in which the documents draw them."""
    found = {
        Line(*quantity, value): None
        for policy in policies
        for decision in policy.decisions.values()
        for quantity, value in _drawn_by(decision, policy)
    }
    return list(found)


def _drawn_by(decision: Decision, policy: Policy) -> Iterator[tuple[Quantity, Decimal]]:
    if decision.formula is not None:
        yield from _in_formula(decision.formula, policy)
    if decision.table is not None and decision.output == 0:
        for column, heading in enumerate(decision.table.inputs):
            if quantity := _quantity(heading.expression, policy):
                for rule in decision.table.rules:
                    yield from _at(quantity, rule.tests[column])
    if decision.table is not None:
        for rule in decision.table.rules:
            yield from _in_formula(rule.outputs[decision.output], policy)


def _in_formula(formula: Node, policy: Policy) -> Iterator[tuple[Quantity, Decimal]]:
    for node in tree.walk(formula):
        match node:
            case tree.Comparison(left=left, right=right):
                pairs = [(left, right), (right, left)]
            case tree.Between(value=value, low=low, high=high):
                pairs = [(value, low), (value, high)]
            case tree.In(value=value, tests=tests):
                pairs = [(value, test) for test in tests]
            case _:
                continue
        for compared, ends in pairs:
            if quantity := _quantity(compared, policy):
                yield from _at(quantity, ends)


def _at(quantity: Quantity, ends: Node) -> Iterator[tuple[Quantity, Decimal]]:
    for value in _ends(ends):
        yield quantity, value


def _quantity(node: Node, policy: Policy) -> Quantity | None:
    """The fact, or ratio of facts, that an expression comes to; None where it is anything else.

    A decision stands for its formula, an `if` for its first branch.
    """
    match node:
        case tree.Assumed(value=inner) | tree.If(then=inner):
            return _quantity(inner, policy)
        case tree.Arithmetic(op="/", left=tree.Name(name=upper), right=tree.Name(name=lower)):
            return (upper, lower) if _is_numeric(upper, policy) and _is_numeric(lower, policy) else None
        case tree.Name(name=name):
            decision = policy.decisions.get(name)
            if decision is None:
                return (name, None) if _is_numeric(name, policy) else None
            return _quantity(decision.formula, policy) if decision.formula is not None else None
    return None


def _is_numeric(name: str, policy: Policy) -> bool:
    fact = policy.fact(name)
    return fact is not None and fact.kind in NUMERIC and name not in policy.decisions


def _ends(node: Node) -> Iterator[Decimal]:
    """The numbers at the ends of a test, or of a range."""
    match node:
        case tree.Number(value=value):
            yield value
        case tree.Negate(operand=tree.Number(value=value)):
            yield -value
        case tree.Assumed(value=inner) | tree.UnaryTest(end=inner):
            yield from _ends(inner)
        case tree.Tests(parts=parts):
            for part in parts:
                yield from _ends(part)
        case tree.Range(low=low, high=high):
            for end in (low, high):
                if end is not None:
                    yield from _ends(end)
