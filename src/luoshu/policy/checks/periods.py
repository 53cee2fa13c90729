"""Parameters with a gap between their rows: on those days nothing that uses them can be worked out."""

from __future__ import annotations

from luoshu.policy.model import Policy
from luoshu.policy.periods import gaps
from luoshu.policy.source import Findings
from luoshu.problems import Text


def warn_of_gaps(policy: Policy, findings: Findings) -> None:
    for name in policy.parameters:
        for row, first, last in gaps(policy, name):
            findings.warn(
                "parameter-gap",
                findings.source.line_span(row.line),
                Text(
                    f"参数“{name}”自 {first} 至 {last} 没有值，这些天用到它的决策算不出",
                    f"the parameter '{name}' has no value from {first} to {last}: "
                    "nothing that uses it can be worked out on those days",
                ),
            )
