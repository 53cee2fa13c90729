"""What kind of thing an expression gives, and in which unit: the words for comparing it depend on both."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from luoshu.engine.figures import unit_of, unit_of_fact
from luoshu.engine.wording.words import Sort
from luoshu.facts.vocabulary import NUMERIC, Fact, Kind
from luoshu.feel import tree, types
from luoshu.feel.interpreter import evaluate
from luoshu.feel.tree import Node
from luoshu.feel.values import Months
from luoshu.policy.model import Decision
from luoshu.policy.scope import Binding, DecisionRef, FactRef, LocalRef, ParameterRef, RunDateRef, Scope

ITEMS = "项"
_PARTS_OF_DATES = ("year", "month", "day")


def sort_of(node: Node, scope: Scope) -> Sort:
    match node:
        case tree.Assumed(inner) | tree.Negate(inner):
            return sort_of(inner, scope)
        case tree.Number() | tree.If():
            return "number"
        case tree.Name(name):
            return _sort_of_binding(scope.resolve(name))
        case tree.Path(base, name):
            fact = field_of(base, name, scope)
            return _sort_of_kind(fact.kind) if fact else "number" if name in _PARTS_OF_DATES else "other"
        case tree.Arithmetic(op, left, right):
            sorts = sort_of(left, scope), sort_of(right, scope)
            if "date" in sorts:
                return "span" if sorts == ("date", "date") and op == "-" else "date"
            return "span" if "span" in sorts else "number"
        case tree.Call(tree.Name("years and months duration"), _):
            return "span"
        case tree.Call() | tree.AtLiteral():
            match constant(node):
                case date():
                    return "date"
                case Months() | timedelta():
                    return "span"
            return "number"
    return "other"


def unit_in_words(node: Node, scope: Scope) -> str:
    """The unit in which an expression is shown; what is counted are items."""
    match unmarked(node):
        case tree.Call(tree.Name("count"), _):
            return ITEMS
        case tree.Name(name):
            decision = decision_of(scope.resolve(name))
            if decision is not None and isinstance(decision.formula, tree.Call):
                return ITEMS if decision.formula.function == tree.Name("count") else unit_of(node, scope)
        case tree.Path(base, name):
            fact = field_of(base, name, scope)
            if fact is not None:
                return unit_of_fact(fact)
    return unit_of(node, scope)


def decision_of(binding: Binding | None) -> Decision | None:
    return binding.policy.decisions[binding.name] if isinstance(binding, DecisionRef) else None


def field_of(base: Node, name: str, scope: Scope) -> Fact | None:
    """The field of the item that a variable stands for."""
    binding = scope.resolve(base.name) if isinstance(base, tree.Name) else None
    return binding.record.facts.get(name) if isinstance(binding, LocalRef) and binding.record is not None else None


def constant(node: Node) -> date | Months | timedelta | Decimal | Fraction | None:
    """The value of a call or literal that names nothing: `date("2025-01-01")`, `duration("P3Y")`."""
    called = {id(part.function) for part in tree.walk(node) if isinstance(part, tree.Call)}
    if any(isinstance(part, tree.Name) and id(part) not in called for part in tree.walk(node)):
        return None
    value = evaluate(node, {})
    if isinstance(value, datetime):
        return None
    return value if isinstance(value, date | Months | timedelta | Decimal | Fraction) else None


def _sort_of_binding(binding: Binding | None) -> Sort:
    match binding:
        case FactRef(fact, _):
            return _sort_of_kind(fact.kind)
        case DecisionRef(policy, name):
            return _sort_of_type(policy.decisions[name].type)
        case ParameterRef(parameter, _, _) if parameter is not None:
            return _sort_of_type(parameter.type)
        case RunDateRef():
            return "date"
    return "other"


def _sort_of_kind(kind: Kind) -> Sort:
    return "date" if kind is Kind.DATE else "number" if kind in NUMERIC else "other"


def _sort_of_type(type_: types.Type) -> Sort:
    if type_ == types.DATE:
        return "date"
    if type_ in (types.MONTH_DURATION, types.DAY_DURATION):
        return "span"
    return "number" if type_ == types.NUMBER else "other"


# --- forms ------------------------------------------------------------------------------------------------------------


def unmarked(node: Node) -> Node:
    """The expression without the ⟨⟩ around it."""
    return unmarked(node.value) if isinstance(node, tree.Assumed) else node


def is_literal(node: Node) -> bool:
    return isinstance(unmarked(node), tree.Number | tree.String | tree.Boolean | tree.Null | tree.AtLiteral)


def is_nought(node: Node) -> bool:
    return unmarked(node) == tree.Number(Decimal(0))


def is_condition(node: Node) -> bool:
    """Whether what stands in `list[…]` picks items by a condition, and not by their place."""
    return not isinstance(unmarked(node), tree.Number | tree.Negate)
