"""Where the parameters and the budgets of two documents differ: values by period."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from luoshu.policy.difference.articles import article_at
from luoshu.policy.difference.changes import Change, What, cell_changes, how, paired
from luoshu.policy.difference.expressions import Comparer
from luoshu.policy.difference.shown import shown
from luoshu.policy.model import Parameter
from luoshu.policy.periods import period


def parameter_changes(comparer: Comparer) -> Iterator[Change]:
    """The rows of parameters that came, went, or say something else; those of one name are told apart by when they
    begin."""
    old, new = comparer.old, comparer.new
    for name, was, now in paired(old.parameters, new.parameters):
        several = max(len(was or ()), len(now or ())) > 1
        for before, after in _rows(was or (), now or ()):
            row = after or before
            assert row is not None
            policy = new if after else old
            change = Change(
                What.PARAMETER,
                how(before, after),
                name,
                period=period(row) if several else "",
                lines=(before.line if before else None, after.line if after else None),
                article=article_at(policy, row.line),
            )
            if before and after:
                values = comparer.values(before.value, after.value)
                cells = (_cells(each, value) for each, value in zip((before, after), values, strict=True))
                yield from cell_changes(change, *cells)
            else:
                value = f"{shown(row.value, policy)} {row.unit}".strip()
                yield replace(change, after=value) if after else replace(change, before=value)


def _rows(
    old: tuple[Parameter, ...], new: tuple[Parameter, ...]
) -> Iterator[tuple[Parameter | None, Parameter | None]]:
    """Rows that begin on the same day are one another; of the rest, those in the same place."""
    begun = {row.since: row for row in old}
    pairs = [(begun.pop(row.since, None), row) for row in new]
    left = list(begun.values())
    for before, after in pairs:
        yield before or (left.pop(0) if left else None), after
    yield from ((row, None) for row in left)


def _cells(row: Parameter, value: str) -> dict[str, str]:
    return {
        "value": value,
        "unit": row.unit,
        "from": str(row.since or ".."),
        "until": str(row.until or ".."),
        "source": row.source,
    }


def budget_changes(comparer: Comparer) -> Iterator[Change]:
    """The budgets of funds, a year each."""
    old, new = ({(row.fund, row.year): row for row in policy.budgets} for policy in (comparer.old, comparer.new))
    for (fund, year), before, after in paired(old, new):
        row, policy = (after, comparer.new) if after else (before, comparer.old)
        assert row is not None
        lines = before.line if before else None, after.line if after else None
        article = article_at(policy, row.line)
        change = Change(What.BUDGET, how(before, after), fund, period=str(year), lines=lines, article=article)
        if before and after:
            amounts = comparer.values(before.amount, after.amount)
            cells = (
                {"amount": amount, "source": each.source} for amount, each in zip(amounts, (before, after), strict=True)
            )
            yield from cell_changes(change, *cells)
        else:
            amount = shown(row.amount, policy)
            yield replace(change, after=amount) if after else replace(change, before=amount)
