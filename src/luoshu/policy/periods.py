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
    rows = policy.parameters[name]
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


def gaps(policy: Policy, name: str) -> Iterator[tuple[Parameter, date, date]]:
    """The stretches between rows of a parameter, within the policy's term, in which it has no value: the row after
    each, its first and its last day."""
    for earlier, later in pairwise(policy.parameters[name]):
        if earlier.until is None or later.since is None:
            continue
        first = max(earlier.until + _DAY, policy.since or date.min)
        last = min(later.since - _DAY, policy.until or date.max)
        if first <= last:
            yield later, first, last
