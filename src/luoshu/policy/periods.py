"""The periods in which a parameter has a value, and the days on which it has none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from luoshu.policy.model import Parameter, Policy
from luoshu.policy.source import Source
from luoshu.problems import Problem, Text

_DAY = timedelta(days=1)


def without_value(policy: Policy, name: str, on: date) -> Problem:
    """That a parameter has no value on a date, at the row that ended before it, or else the first."""
    rows, on = policy.parameters[name], policy.as_of or on
    row = next((row for row in reversed(rows) if row.since is None or row.since <= on), rows[0])
    source = Source(policy.text, policy.path)
    periods = ", ".join(map(period, rows))
    return Problem(
        "parameter-not-in-force",
        Text(f"参数“{name}”在 {on} 没有值", f"the parameter '{name}' has no value on {on}"),
        source.place(source.line_span(row.line)),
        Text(f"有值的期间：{periods}", f"it has a value {periods}"),
    )


def period(row: Parameter) -> str:
    """`2024-01-01/2024-12-31`, as in front matter."""
    return f"{row.since or '..'}/{row.until or '..'}"


def gaps(policy: Policy, name: str) -> Iterator[tuple[Parameter, date | None, date | None]]:
    """The stretches of the policy's term in which a parameter has no value: the row beside each, its first and its last
    day; None where the term is open."""
    rows = policy.parameters[name]
    first_row, last_row = rows[0], rows[-1]
    stretches: list[tuple[Parameter, date | None, date | None]] = []
    if first_row.since:
        stretches.append((first_row, None, first_row.since - _DAY))
    for earlier, later in pairwise(rows):
        if earlier.until and later.since:
            stretches.append((later, earlier.until + _DAY, later.since - _DAY))
    if last_row.until:
        stretches.append((last_row, last_row.until + _DAY, None))
    for row, day_after, day_before in stretches:
        first, last = _later(day_after, policy.since), _earlier(day_before, policy.until)
        if (first or date.min) <= (last or date.max):
            yield row, first, last


def _later(one: date | None, other: date | None) -> date | None:
    return max(one, other) if one and other else one or other


def _earlier(one: date | None, other: date | None) -> date | None:
    return min(one, other) if one and other else one or other
