"""A rule about a thing and the queryset of the things for which it holds say the same, whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from tests.office.people import Cast, enterprise

from luoshu.office.accounts.acting import Acting
from luoshu.office.accounts.guard import Rule


def disagreements(
    rule: Rule, visible_to: Callable[[Acting], QuerySet[Any]], everything: QuerySet[Any], people: Cast
) -> list[str]:
    """Who sees another set by the rule than by the queryset; agents are asked as such, and as their agency's people."""
    found = []
    for name in Cast.__dataclass_fields__:
        for chosen in (None, enterprise()):
            who = Acting.of(people[name], chosen)
            by_rule = {each.pk for each in everything if rule(who, each)}
            if by_rule != set(visible_to(who).values_list("pk", flat=True)):
                found.append(f"{name} for {who.organisation}")
    return found
