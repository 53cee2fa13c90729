"""The checks of a whole policy that reading its parts alone cannot make; each kind in its own file under `checks/`."""

from __future__ import annotations

from collections.abc import Mapping

from luoshu.dmn.tables import Table
from luoshu.feel.scope import Names
from luoshu.policy.checks.allowed import check_allowed_values
from luoshu.policy.checks.examples import check_examples
from luoshu.policy.checks.listed import ListedValues
from luoshu.policy.checks.nulls import warn_of_null
from luoshu.policy.checks.periods import warn_of_gaps
from luoshu.policy.checks.reach import advise_brackets
from luoshu.policy.checks.realise import Realiser
from luoshu.policy.checks.rounding import advise_rounding
from luoshu.policy.checks.space import SpaceMaker
from luoshu.policy.checks.tables import TableChecker
from luoshu.policy.checks.units import UnitChecker
from luoshu.policy.checks.uses import check_used_policies, check_uses, in_order
from luoshu.policy.model import Policy
from luoshu.policy.names import Meaning, local_meanings
from luoshu.policy.source import Findings


def check_policy(policy: Policy, outer: Mapping[str, Meaning], names: Names, findings: Findings) -> None:
    """Puts what is wrong with the policy, or worth a look, into the findings.

    `outer` holds the names it sees from outside, `names` the types of all names in it.
    """
    meanings = {**outer, **local_meanings(policy.id, policy.decisions, policy.parameters)}
    used = check_uses(policy, outer, names, findings)
    check_used_policies(policy, used, findings)
    units = UnitChecker(meanings, policy.vocabulary, names, findings)
    for decision in in_order(policy, used):
        units.add(decision)
    listed = ListedValues(meanings, policy.vocabulary, names, findings)
    for decision in policy.decisions.values():
        listed.check(decision)
        advise_rounding(decision, findings)
    advise_brackets(policy.decisions.values(), findings)
    warn_of_null(policy.decisions.values(), findings)
    warn_of_gaps(policy, findings)
    maker = SpaceMaker(meanings, names)
    tables = TableChecker(maker, Realiser(meanings), findings)
    for table in _tables(policy):
        tables.check(table)
        check_allowed_values(table, findings)
    check_examples(policy, findings)


def _tables(policy: Policy) -> list[Table]:
    """Each table once, however many results it has."""
    return list(
        {id(decision.table): decision.table for decision in policy.decisions.values() if decision.table}.values()
    )
