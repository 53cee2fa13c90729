"""The ways through a decision table: for each row that gives what is wanted, what makes it the row that counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from luoshu.dmn.tables import HitPolicy, Rule, Table
from luoshu.engine.condition_relations import settled_by
from luoshu.engine.conditions import All, Condition, Conditions, instead, together
from luoshu.feel import tree
from luoshu.feel.tree import Node

MOST_WAYS = 12  # through one table; beyond these the conditions would explain nothing

Output = bool | Conditions  # whether a row gives what is wanted, or what makes it give that


class Cells(Protocol):
    """Reads the cells of one table."""

    def cell(self, rule: Rule, column: int, *, negated: bool) -> Conditions:
        """What makes a cell hold, or fail."""


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways, and whether there were more of them."""

    conditions: Conditions | None
    cut: bool = False


def ways(table: Table, order: Sequence[int], outputs: Sequence[Output], cells: Cells) -> Ways:
    """The ways to one of the rows that give what is wanted, in an order of `rows_in_order`; None where no row can be
    the one that counts.

    Where the first hit counts, a way also keeps the rows before its own from hitting, but for those that would do as
    well. Rows that are never reached are left out.
    """
    found: dict[int, Conditions] = {}
    before: list[tuple[Rule, Output]] = []
    first_counts = table.hit_policy not in (HitPolicy.UNIQUE, HitPolicy.ANY)
    for place in order:
        rule, output = table.rules[place], outputs[place]
        if output is not False:
            way = _way(rule, output, before, cells)
            if way is not None:
                found[place] = way
        if first_counts and output is not True:
            before.append((rule, output))
        if first_counts and not _columns(rule):
            break
    kept = [found[place] for place in sorted(found)[:MOST_WAYS]]
    return Ways(instead(kept) if kept else None, len(found) > len(kept))


def rows_in_order(table: Table, outputs: Sequence[object], allowed: Sequence[object]) -> list[int] | None:
    """The places of the rows, one before those that it excludes; None where a hit policy does not pick one row, or
    not by what is written. `outputs` are what the rows give, `allowed` the allowed values, where they are literals."""
    places = list(range(len(table.rules)))
    match table.hit_policy:
        case HitPolicy.UNIQUE | HitPolicy.ANY | HitPolicy.FIRST:
            return places
        case HitPolicy.COLLECT_MAX | HitPolicy.COLLECT_MIN:
            numbers = [value for value in outputs if isinstance(value, Decimal)]
            if len(numbers) < len(places):
                return None
            return sorted(places, key=numbers.__getitem__, reverse=table.hit_policy is HitPolicy.COLLECT_MAX)
        case HitPolicy.PRIORITY if len(table.outputs) == 1 and all(value in allowed for value in outputs):
            return sorted(places, key=lambda place: allowed.index(outputs[place]))
    return None


def _columns(rule: Rule) -> list[int]:
    """The columns in which a rule tests something."""
    return [column for column, test in enumerate(rule.tests) if not isinstance(test, tree.AnyTest)]


def _way(rule: Rule, output: Output, before: Sequence[tuple[Rule, Output]], cells: Cells) -> Conditions | None:
    """What makes a row the one that counts and give what is wanted; None where an earlier row always hits with it."""
    hits = together(cells.cell(rule, column, negated=False) for column in _columns(rule))
    known = [part for part in (hits.parts if isinstance(hits, All) else (hits,)) if isinstance(part, Condition)]
    parts, open_ = [hits], list(before)
    while True:  # a row with one choice left settles it, which may settle others
        left: list[tuple[Rule, Output]] = []
        choices: list[Conditions] = []
        for earlier, gives in open_:
            passed = _passed(earlier, gives, rule, known, cells)
            if passed is None:
                continue
            if not passed:
                return None
            choice = instead(passed)
            if isinstance(choice, Condition):
                known.append(choice)
                parts.append(choice)
            else:
                left.append((earlier, gives))
                choices.append(choice)
        if len(left) == len(open_):
            return together([*parts, *choices, *([] if isinstance(output, bool) else [output])])
        open_ = left


def _passed(
    earlier: Rule, gives: Output, rule: Rule, known: Sequence[Condition], cells: Cells
) -> list[Conditions] | None:
    """What keeps an earlier row from hitting, or makes it give what is wanted, where a row hits: the choices that what
    is known leaves; None where it leaves nothing to be asked."""
    choices: list[Conditions] = []
    for column in _columns(earlier):
        if earlier.tests[column] == rule.tests[column]:
            continue
        fails = cells.cell(earlier, column, negated=True)
        settled = settled_by(known, fails)
        if settled is True:
            return None
        if settled is None:
            choices.append(fails)
    return choices if isinstance(gives, bool) else [*choices, gives]


def simple_tests(test: Node) -> tuple[tuple[Node, ...], bool] | None:
    """The tests of a cell that compare its input with something, and whether they are negated; None of any other."""
    match test:
        case tree.Assumed(inner):
            return simple_tests(inner)
        case tree.UnaryTest():
            return (test,), False
        case tree.Tests(parts, negated) if all(isinstance(part, tree.UnaryTest) for part in parts):
            return parts, negated
    return None
