"""Values that depend on a condition: a CASE whose branches have one type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from luoshu.sql import numbers
from luoshu.sql.numbers import Num, negated, paren
from luoshu.sql.refusal import refuse
from luoshu.sql.values import NULL, Compiled, Duration, Interval, Item, Value, Written

Branches = Sequence[tuple[exp.Expr, Compiled]]


def branched(branches: Branches, otherwise: Compiled) -> Compiled:
    """A CASE whose branches have one type; of rationals one for the numerators and one for the denominators."""
    told = [value for value in (*(value for _, value in branches), otherwise) if value != NULL]
    if not told:
        return NULL
    if all(isinstance(value, Num) for value in told):
        return number_branches(branches, otherwise)
    if all(isinstance(value, Duration) for value in told):
        units = {value.unit for value in told if isinstance(value, Duration)}
        if len(units) == 1:
            inner = [(test, value.count if isinstance(value, Duration) else NULL) for test, value in branches]
            count = number_branches(inner, otherwise.count if isinstance(otherwise, Duration) else NULL)
            return Duration(units.pop(), count)
    if all(isinstance(value, Value) for value in told):
        kinds = {value.kind for value in told if isinstance(value, Value)}
        if len(kinds) == 1:
            return Value(kinds.pop(), case([(test, plain(value)) for test, value in branches], plain(otherwise)))
    if all(isinstance(value, Interval) for value in told):
        return _range_branches(branches, otherwise)
    if all(isinstance(value, Written) for value in told) and len(told) == len(branches) + 1:
        return _list_branches(branches, otherwise)
    raise refuse("各分支的类型不同", "the branches have different types")


def number_branches(branches: Branches, otherwise: Compiled) -> Num:
    values = [value for _, value in branches] + [otherwise]
    told = [value for value in values if isinstance(value, Num)]
    overs, over = numbers.same_type([value.over for value in told])
    joined = _rejoin(branches, otherwise, [part.sql for part in overs])
    if all(value.under is None for value in told):
        return Num(replace(over, sql=joined, const=None))
    one = numbers.number(1)
    if any(value.under is None for value in told):
        told = [numbers.whole(value) for value in told]
        overs, over = numbers.same_type([value.over for value in told])
        joined = _rejoin(branches, otherwise, [part.sql for part in overs])
    unders, under = numbers.same_type([value.under or one for value in told])
    below = _rejoin(branches, otherwise, [part.sql for part in unders])
    return Num(replace(over, sql=joined, const=None), replace(under, sql=below, const=None))


def _rejoin(branches: Branches, otherwise: Compiled, parts: Sequence[exp.Expr]) -> exp.Expr:
    rest = iter(parts)
    chosen = [(test, next(rest) if value != NULL else exp.null()) for test, value in branches]
    return case(chosen, next(rest) if otherwise != NULL else exp.null())


def _range_branches(branches: Branches, otherwise: Compiled) -> Compiled:
    """Ranges whose ends are open or closed alike, each end a CASE of its own."""
    values = [value for _, value in branches] + [otherwise]
    told = [value for value in values if isinstance(value, Interval)]
    if len({(each.low is None, each.high is None, each.low_closed, each.high_closed) for each in told}) > 1:
        raise refuse("各分支的区间开闭不同", "the ranges of the branches are not open and closed alike")

    def end(name: str) -> Compiled | None:
        ends: list[Compiled] = [getattr(value, name) if isinstance(value, Interval) else NULL for value in values]
        if getattr(told[0], name) is None:
            return None
        return branched([(test, part) for (test, _), part in zip(branches, ends, strict=False)], ends[-1])

    return replace(told[0], low=end("low"), high=end("high"))


def _list_branches(branches: Branches, otherwise: Compiled) -> Compiled:
    """Lists written out: the items of all, each there where its branch is taken."""
    items: list[Item] = []
    before: list[exp.Expr] = []
    for test, value in [*branches, (None, otherwise)]:
        taken: list[exp.Expr] = [negated(paren(is_true(other))) for other in before]
        if test is not None:
            taken.append(is_true(test))
            before.append(test)
        assert isinstance(value, Written)
        for item in value.items:
            present = taken if item.present is None else [*taken, paren(item.present)]
            items.append(Item(item.value, exp.and_(*present) if present else None))
    return Written(tuple(items))


def is_true(test: exp.Expr) -> exp.Expr:
    """The condition, null counted as no."""
    return exp.Coalesce(this=test.copy(), expressions=[exp.Boolean(this=False)])


def plain(value: Compiled) -> exp.Expr:
    """The one expression that a value is."""
    if isinstance(value, Value):
        return value.sql
    if isinstance(value, Num) and value.under is None:
        return value.over.sql
    raise refuse("SQL 不能在这里用商", "SQL cannot use a quotient here")


def case(branches: Sequence[tuple[exp.Expr, exp.Expr]], otherwise: exp.Expr | None = None) -> exp.Expr:
    found = exp.Case()
    for test, value in branches:
        found = found.when(test, value, copy=False)
    return found if otherwise is None or isinstance(otherwise, exp.Null) else found.else_(otherwise, copy=False)
