"""What holds from a day until a day, both inclusive, unless it was ended before."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


def in_force(on: date | None = None, prefix: str = "") -> Q:
    """The condition that a term (of the relation `prefix__`) holds on a day, today where none is given."""
    day = on or timezone.localdate()
    return Q(**{f"{prefix}since__lte": day, f"{prefix}ended_at__isnull": True}) & (
        Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gte": day})
    )


def last_day_of(until: date | None, ended_at: datetime | None) -> date | None:
    """The day on which it was ended, or else that of its term; None where it goes on."""
    return min((timezone.localdate(ended_at), until or date.max)) if ended_at else until


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=Q(until__isnull=True) | Q(until__gte=F("since")))
