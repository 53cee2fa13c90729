"""The lines that policies draw: every threshold at which a fact, or a ratio of two facts, is compared with a number.

A sample zone puts firms exactly on them, and beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

from luoshu.facts.sample import Growth, Line
from luoshu.facts.vocabulary import NUMERIC
from luoshu.feel import tree
from luoshu.feel.arithmetic import EXACT
from luoshu.feel.interpreter import evaluate
from luoshu.feel.tree import Node
from luoshu.policy.model import Decision, Policy
from luoshu.policy.scope import lagged

# A fact, or a fact over another, of a year so many years before the one assessed.
Quantity = tuple[str, str | None, int]
_STEADY = (Fraction(1, 2), Fraction(2))  # between which a steady growth is looked for
_SIMPLE = (10, 20, 100, 200, 1000)  # the denominators of growths that policies ask for


def lines_in(policies: Iterable[Policy]) -> list[Line]:
    """The lines of all the policies, each once, in the order in which the documents draw them."""
    found = {
        Line(upper, lower, value, lag): None
        for policy in policies
        for decision in policy.decisions.values()
        for (upper, lower, lag), value in _drawn_by(decision, policy)
    }
    return list(found)


def growth_in(policies: Iterable[Policy]) -> list[Growth]:
    """The growths that the policies ask for, each once: of a fact that is compared with itself of earlier years."""
    found: dict[Growth, None] = {}
    for policy in policies:
        for decision in policy.decisions.values():
            for compared, value in _compared(decision):
                growth = _growth(compared, value, policy)
                if growth is not None:
                    found[growth] = None
    return list(found)


def _drawn_by(decision: Decision, policy: Policy) -> Iterator[tuple[Quantity, Decimal]]:
    for compared, value in _compared(decision):
        if quantity := _quantity(compared, policy):
            yield quantity, value


def _compared(decision: Decision) -> Iterator[tuple[Node, Decimal]]:
    """What a decision compares, and with which numbers."""
    if decision.formula is not None:
        yield from _in_formula(decision.formula)
    if decision.table is not None and decision.output == 0:
        for column, heading in enumerate(decision.table.inputs):
            for rule in decision.table.rules:
                yield from ((heading.expression, value) for value in _ends(rule.tests[column]))
    if decision.table is not None:
        for rule in decision.table.rules:
            yield from _in_formula(rule.outputs[decision.output])


def _in_formula(formula: Node) -> Iterator[tuple[Node, Decimal]]:
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
            yield from ((compared, value) for value in _ends(ends))


def _quantity(node: Node, policy: Policy) -> Quantity | None:
    """The fact, or ratio of facts, that an expression comes to; None where it is anything else.

    A decision stands for its formula, an `if` for its first branch.
    """
    node = _meant(node, policy)
    if (fact := _fact(node, policy)) is not None:
        return fact[0], None, fact[1]
    if isinstance(node, tree.Arithmetic) and node.op == "/":
        upper, lower = _fact(node.left, policy), _fact(node.right, policy)
        if upper is not None and lower is not None and upper[1] == lower[1] and upper[0] != lower[0]:
            return upper[0], lower[0], upper[1]
    return None


def _meant(node: Node, policy: Policy) -> Node:
    """The expression that another stands for."""
    match node:
        case tree.Assumed(value=inner) | tree.If(then=inner):
            return _meant(inner, policy)
        case tree.Name(name=name) if name in policy.decisions:
            formula = policy.decisions[name].formula
            return node if formula is None else _meant(formula, policy)
    return node


def _fact(node: Node, policy: Policy) -> tuple[str, int] | None:
    """The numeric fact that a node is, and how many years back."""
    match node:
        case tree.Assumed(value=inner):
            return _fact(inner, policy)
        case tree.Name(name=name) if _is_numeric(name, policy):
            return name, 0
        case tree.Call(function=tree.Name(name="prior"), args=(tree.Name(name=name), tree.Number(value=years))):
            return (name, int(years)) if _is_numeric(name, policy) else None
    return None


def _growth(node: Node, value: Decimal, policy: Policy) -> Growth | None:
    """The steady growth at which an expression of one fact's years comes to a value; None where it is no such one."""
    node = _meant(node, policy)
    spoken = [fact for inner in tree.walk(node) if (fact := _fact(inner, policy)) is not None]
    facts, years = {name for name, _ in spoken}, {lag for _, lag in spoken}
    if len(facts) != 1 or len(years) < 2 or _speaks_of_more(node, policy):
        return None
    (name,) = facts
    plain = tree.transform(node, lambda inner: _plain(inner, policy))

    def at(ratio: Fraction, start: int = 1) -> Fraction | None:
        scope = {lagged(name, lag) if lag else name: start / ratio**lag for lag in years}
        found = evaluate(plain, scope, arithmetic=EXACT)
        return Fraction(found) if isinstance(found, int | Decimal | Fraction) else None

    low, high = _STEADY
    ends = at(low), at(high)
    if ends[0] is None or ends[1] is None or not ends[0] < value < ends[1]:
        return None
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if (at(middle) or 0) < value else (low, middle)
    for ratio in (high.limit_denominator(most) for most in _SIMPLE):
        if at(ratio) == value == at(ratio, start=7):  # and it is a matter of growth, not of size
            return Growth(name, ratio, max(years))
    return None


def _speaks_of_more(node: Node, policy: Policy) -> bool:
    """Whether an expression names anything beside facts of years."""
    names = {inner.name for inner in tree.walk(node) if isinstance(inner, tree.Name)}
    return any(name != "prior" and not _is_numeric(name, policy) for name in names)


def _plain(node: Node, policy: Policy) -> Node:
    """Without the signs of an assumption, and with an earlier year's value as a name of its own."""
    match node:
        case tree.Assumed(value=inner):
            return inner
        case tree.Call() if (fact := _fact(node, policy)) is not None:
            return tree.Name(lagged(*fact))
    return node


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
