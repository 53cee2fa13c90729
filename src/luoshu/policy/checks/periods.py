"""Parameters without a value in a part of the policy's term: on those days nothing that uses them can be worked out."""

from __future__ import annotations

from datetime import date

from luoshu.policy.model import Policy
from luoshu.policy.periods import gaps
from luoshu.policy.source import Findings
from luoshu.problems import Text


def warn_of_gaps(policy: Policy, findings: Findings) -> None:
    for name in policy.parameters:
        for row, first, last in gaps(policy, name):
            when = _stretch(first, last)
            findings.warn(
                "parameter-gap",
                findings.source.line_span(row.line),
                Text(
                    f"参数“{name}”{when.zh}没有值，这些天用到它的决策算不出",
                    f"the parameter '{name}' has no value {when.en}: "
                    "nothing that uses it can be worked out on those days",
                ),
            )


def _stretch(first: date | None, last: date | None) -> Text:
    if first and last:
        return Text(f"自 {first} 至 {last} ", f"from {first} to {last}")
    if first:
        return Text(f"自 {first} 起", f"from {first} on")
    return Text(f"在 {last} 及以前", f"until {last}") if last else Text("从来", "ever")
