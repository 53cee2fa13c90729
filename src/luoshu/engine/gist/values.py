"""Expressions with the document's own figures in them: a parameter as its value on the day."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from luoshu.feel import tree
from luoshu.feel.arithmetic import EXACT
from luoshu.feel.interpreter import evaluate
from luoshu.feel.tree import Node
from luoshu.policy.expressions import unmarked
from luoshu.policy.scope import DecisionRef, ParameterRef, Scope

_DEEP = 8  # names that stand for one another


def with_figures(node: Node, scope: Scope) -> Node:
    """The expression with the values of parameters in place of their names; one without a source is assumed."""

    def change(part: Node) -> Node:
        binding = scope.resolve(part.name) if isinstance(part, tree.Name) else None
        if not isinstance(binding, ParameterRef) or binding.parameter is None:
            return part
        value = binding.parameter.value
        marked = isinstance(value, tree.Assumed) or not binding.parameter.assumed
        return value if marked else tree.Assumed(value, span=value.span)

    return tree.transform(node, change)


def followed(node: Node, scope: Scope) -> tuple[Node, Scope]:
    """What a bare name comes to: the formula of its decision, and so on; a table stays a name."""
    for _ in range(_DEEP):
        binding = scope.resolve(node.name) if isinstance(node, tree.Name) else None
        if not isinstance(binding, DecisionRef):
            break
        formula = binding.policy.decisions[binding.name].formula
        if formula is None:
            break
        node, scope = formula, Scope(binding.policy, scope.on)
    return node, scope


def constant(node: Node, scope: Scope) -> Decimal | None:
    """The number that an expression of literals and parameters comes to."""
    plain = unmarked(with_figures(node, scope))
    called = {id(part.function) for part in tree.walk(plain) if isinstance(part, tree.Call)}
    if any(isinstance(part, tree.Name) and id(part) not in called for part in tree.walk(plain)):
        return None
    value = evaluate(plain, {}, arithmetic=EXACT)
    if isinstance(value, bool) or not isinstance(value, Decimal | Fraction):
        return None
    return Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else value
