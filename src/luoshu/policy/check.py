"""The checks of a whole policy that reading its parts alone cannot make; each kind in its own file under `checks/`."""

from __future__ import annotations

from collections.abc import Mapping

from luoshu.policy.model import Policy
from luoshu.policy.names import Meaning
from luoshu.policy.source import Findings


def check_policy(policy: Policy, outer: Mapping[str, Meaning], findings: Findings) -> None:
    """Puts what is wrong with the policy, or worth a look, into the findings."""
