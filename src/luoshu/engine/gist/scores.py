"""Scores: what they are made of, and the tables that give them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from luoshu.engine.conditions import Condition, Conditions, each
from luoshu.engine.figures import MONEY
from luoshu.engine.gist.model import Scale, Score, Step
from luoshu.engine.gist.values import constant, with_figures
from luoshu.engine.wording import Wording, plain
from luoshu.engine.wording.sorts import is_literal, unit_in_words, unmarked
from luoshu.feel import tree
from luoshu.feel.tree import Node
from luoshu.feel.types import NUMBER
from luoshu.policy.model import Decision, Policy
from luoshu.policy.scope import DecisionRef, FactRef, Scope


class Scores:
    def __init__(self, policy: Policy, wording: Wording) -> None:
        self.policy, self.wording, self.lang = policy, wording, wording.lang
        self.scope: Scope = wording.scope(policy)

    def asked(self, conditions: Conditions) -> Iterator[Score]:
        """The scores that conditions ask for: sums of at least two parts."""
        for condition in each(conditions):
            score = self._score(condition)
            if score is not None:
                yield score

    def _score(self, condition: Condition) -> Score | None:
        have, need = condition.written
        name = unmarked(have)
        binding = condition.scope.resolve(name.name) if isinstance(name, tree.Name) else None
        if (
            need is None
            or not is_literal(need)
            or not isinstance(binding, DecisionRef)
            or condition.op not in (">=", ">")
        ):
            return None
        decision = binding.policy.decisions[binding.name]
        parts = self._parts(decision, self.wording.scope(binding.policy)) if decision.type == NUMBER else []
        if len(parts) < 2:
            return None
        _, relation, figure = map(plain, self.wording.parts(condition.op, have, need, condition.scope))
        known = [(label, most) for label, most in parts if most is not None]
        total = sum((most for _, most in known), Decimal(0)) if len(known) == len(parts) else None
        label = self.wording.naming.label(decision.name, binding)
        return Score(label, relation, figure, total, tuple(known) if total is not None else ())

    def _parts(self, decision: Decision, scope: Scope) -> list[tuple[str, Decimal | None]]:
        """The terms of a sum of decisions and facts; nothing where it is no such sum."""
        terms = list(_terms(decision.formula)) if decision.formula is not None else []
        found = []
        for term in terms:
            name = unmarked(term)
            if not isinstance(name, tree.Name):
                return []
            binding = scope.resolve(name.name)
            found.append((self.wording.naming.label(name.name, binding), self.most(name, scope)))
        return found

    def most(self, node: Node, scope: Scope) -> Decimal | None:
        """The most that an expression can give, where the document or the vocabulary settles it."""
        match node:
            case tree.Assumed(inner):
                return self.most(inner, scope)
            case tree.Number(value):
                return value
            case tree.Arithmetic("+", left, right):
                sides = self.most(left, scope), self.most(right, scope)
                return sides[0] + sides[1] if sides[0] is not None and sides[1] is not None else None
            case tree.If(tree.Comparison(">" | ">=", left, right), then, otherwise) if (then, otherwise) == (
                right,
                left,
            ):
                return self.most(right, scope)  # no more than that
            case tree.If(_, then, otherwise):
                sides = self.most(then, scope), self.most(otherwise, scope)
                return max(sides[0], sides[1]) if sides[0] is not None and sides[1] is not None else None
            case tree.Name(name):
                return self._most_of(scope.resolve(name))
        return None

    def _most_of(self, binding: object) -> Decimal | None:
        match binding:
            case FactRef(fact, _):
                high = fact.range.high if fact.range is not None and not fact.assumed else None
                return high if isinstance(high, Decimal) else None
            case DecisionRef(policy, name):
                decision = policy.decisions[name]
                if decision.formula is not None:
                    return self.most(decision.formula, self.wording.scope(policy))
                assert decision.table is not None
                outputs = [unmarked(rule.outputs[decision.output]) for rule in decision.table.rules]
                values = [node.value for node in outputs if isinstance(node, tree.Number)]
                return max(values) if values and len(values) == len(outputs) else None
        return None

    # --- scales -------------------------------------------------------------------------------------------------------

    def scales(self, decisions: Iterable[Decision], amounts: Sequence[Decision] = ()) -> list[Scale]:
        """The tables among decisions that give figures: first those of `amounts`, then those that give the most."""
        found: dict[int, Scale] = {}
        for decision in (*amounts, *decisions):
            scale = self._scale(decision, MONEY if decision in amounts else "")
            if scale is not None:
                found.setdefault(id(decision.table), scale)
        first = {id(decision.table) for decision in amounts}
        return [found[key] for key in sorted(found, key=lambda key: (key not in first, -found[key].most))]

    def _scale(self, decision: Decision, unit: str) -> Scale | None:
        table = decision.table
        if table is None or len(table.outputs) > 1:
            return None
        outputs = [rule.outputs[0] for rule in table.rules]
        values = [value for node in outputs if (value := constant(node, self.scope)) is not None]
        if len(values) < len(outputs) or len(set(values)) < 2:
            return None
        subjects = tuple(plain(self.wording.phrase(column.expression, self.scope)) for column in table.inputs)
        units = (unit_in_words(node, self.scope) for node in outputs)
        unit = next(filter(None, units), unit)
        steps = []
        for rule, value in zip(table.rules, values, strict=True):
            cells = tuple(
                plain(self.wording.cell(test, column.expression, self.scope))
                for test, column in zip(rule.tests, table.inputs, strict=True)
            )
            if value != 0 or any(cells):
                figures = with_figures(rule.outputs[0], self.scope)
                result = plain(self.wording.phrase(figures, self.scope, unit))
                steps.append(Step(cells, result, value))
        label = self.wording.naming.label(decision.name, DecisionRef(self.policy, decision.name))
        return Scale(label, subjects, tuple(_together(steps)))


def _together(steps: Iterable[Step]) -> Iterator[Step]:
    """Steps that give the same by one subject each, different ones: side by side."""
    found: list[Step] = []
    for step in steps:
        for at, other in enumerate(found):
            if other.result == step.result and not any(
                mine and theirs for mine, theirs in zip(step.cells, other.cells, strict=True)
            ):
                cells = tuple(mine or theirs for mine, theirs in zip(other.cells, step.cells, strict=True))
                found[at] = Step(cells, step.result, step.value)
                break
        else:
            found.append(step)
    yield from found


def _terms(node: Node) -> Iterator[Node]:
    match node:
        case tree.Assumed(inner):
            yield from _terms(inner)
        case tree.Arithmetic("+", left, right):
            yield from _terms(left)
            yield from _terms(right)
        case _:
            yield node
