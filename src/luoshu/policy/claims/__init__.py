"""Published figures against the arithmetic that should give them: the `声明` of a policy."""

from luoshu.policy.claims.check import check_claims
from luoshu.policy.claims.results import ClaimResult

__all__ = ["ClaimResult", "check_claims"]
