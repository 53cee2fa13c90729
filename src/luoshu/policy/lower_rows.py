"""The rules of a decision table, lowered: a null test leaves its row *undetermined*, a failed input does not hit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from luoshu.dmn.tables import Table
from luoshu.feel import tree
from luoshu.feel.interpreter import evaluate
from luoshu.feel.tree import Node
from luoshu.policy.lower import FALSE, TRUE, Lowered, Lowering, speaks_of_null
from luoshu.policy.reasons import (
    NONE,
    Choose,
    Failed,
    Items,
    Reason,
    Union,
    both,
    can_fail,
    choose,
    is_null,
    union,
    unknown,
)
from luoshu.policy.scope import Scope


@dataclass(frozen=True, slots=True)
class Row:
    """A rule lowered: whether it hits (null: undetermined), and one output."""

    number: int
    test: Lowered
    output: Lowered
    literal: object = None  # the output's value where it is a constant, else None

    @property
    def undetermined(self) -> Node:
        return is_null(self.test.value) if self.test.nullable else FALSE


def lower_rows(table: Table, output: int, lowering: Lowering, scope: Scope) -> list[Row]:
    """The rules of a table with the tests of policies: a failed input makes every test but `-` false."""
    inputs = [lowering.lower(column.expression, scope) for column in table.inputs]
    rows = []
    for rule in table.rules:
        cells = [lower_cell(test, subject, lowering, scope) for test, subject in zip(rule.tests, inputs, strict=True)]
        out = lowering.lower(rule.outputs[output], scope)
        rows.append(Row(rule.number, all_of(cells), out, constant(out.value)))
    return rows


def constant(node: Node) -> object:
    """The value of a tree that speaks of nothing but literals; None where it does, or has none."""
    return evaluate(node, {}) if is_literal(node) else None


def is_literal(node: Node) -> bool:
    """Whether a tree speaks of no names, but those of functions that it calls."""
    called = {id(part.function) for part in tree.walk(node) if isinstance(part, tree.Call)}
    return all(id(part) in called for part in tree.walk(node) if isinstance(part, tree.Name))


def lower_cell(test: Node, subject: Lowered, lowering: Lowering, scope: Scope) -> Lowered:
    """A cell's test: over an input that failed every one but `-` is false, over one that is unknown it stays null."""
    cell = lowering.test(test, subject, scope)
    if isinstance(test, tree.AnyTest) or not can_fail(union(subject.reasons, cell.reasons)):
        return cell
    value = _false_where_failed(cell.value, cell.value, union(subject.reasons, cell.reasons))
    if can_fail(subject.reasons) and not null_as_its_input(test, lowering, scope):
        value = _false_where_failed(subject.value, value, subject.reasons)
    return Lowered(value, only_missing(cell.reasons))


def _false_where_failed(tested: Node, value: Node, reasons: Reason) -> Node:
    return tree.If(both(is_null(tested), negation(unknown(reasons))), FALSE, value)


def null_as_its_input(test: Node, lowering: Lowering, scope: Scope) -> bool:
    """Whether a test is null exactly where its input is: one of comparisons with what is always known."""
    match test:
        case tree.Assumed(inner):
            return null_as_its_input(inner, lowering, scope)
        case tree.Tests(parts):
            return all(null_as_its_input(part, lowering, scope) for part in parts)
        case tree.UnaryTest():
            known = lowering.test(test, Lowered(tree.Name("?")), scope)
            return not speaks_of_null(test) and not known.nullable
    return False


def only_missing(reason: Reason) -> Reason:
    match reason:
        case Failed():
            return NONE
        case Union(parts):
            return union(*(only_missing(part) for part in parts))
        case Choose(condition, then, otherwise):
            return choose(condition, only_missing(then), only_missing(otherwise))
        case Items(list_, inner, name):
            kept = only_missing(inner)
            return NONE if kept == NONE else Items(list_, kept, name)
    return reason


def negation(condition: Node) -> Node:
    if condition in (TRUE, FALSE):
        return tree.Boolean(condition == FALSE)
    return tree.Call(tree.Name("not"), (condition,))


def all_of(cells: Sequence[Lowered]) -> Lowered:
    """Kleene's `and` of a row's cells."""
    told = [cell for cell in cells if cell.value != TRUE]
    value = both(*(cell.value for cell in told))
    reasons = union(*(cell.reasons for cell in told))
    return Lowered(value, reasons if len(told) <= 1 or reasons == NONE else choose(is_null(value), reasons))
