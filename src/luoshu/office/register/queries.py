"""Reads of the register: what is known, what was known, of whom what is missing."""

from __future__ import annotations

from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from luoshu.office.register.models import Dispute, Entity, Event, Fact, Item
from luoshu.office.register.models.entities import STATES

GROUP = 20  # of a controller's other entities that are listed


def facts_as_of(moment: datetime) -> QuerySet[Fact]:
    """The facts that were known at a moment: recorded by then, and not ended by then."""
    return Fact.objects.filter(_known(moment))


def items_as_of(moment: datetime) -> QuerySet[Item]:
    """The items of related lists that were known at a moment."""
    return Item.objects.filter(_known(moment))


def _known(moment: datetime) -> Q:
    return Q(recording__at__lte=moment) & (Q(ended=None) | Q(ended__at__gt=moment))


def entities_as_of(moment: datetime) -> QuerySet[Entity]:
    """The entities that were registered and active, by what was known at a moment of what had befallen them by then."""
    day = timezone.localdate(moment)
    last = Event.objects.filter(
        entity=OuterRef("pk"), kind__in=list(STATES), recorded_at__lte=moment, on__lte=day
    ).order_by("-on", "-pk")
    gone = [kind for kind, state in STATES.items() if state != Entity.State.ACTIVE]
    found = Entity.objects.filter(first__at__lte=moment).annotate(last=Subquery(last.values("kind")[:1]))
    return found.filter(Q(last=None) | ~Q(last__in=gone))


def history(entity: Entity, name: str, year: int) -> QuerySet[Fact]:
    """Every value that a fact has had, and who else said the same of it, the latest first."""
    return (
        Fact.objects.filter(entity=entity, name=name, year=year)
        .select_related("recording__source", "recording__by", "recording__imported", "recording__undone", "ended")
        .prefetch_related("confirmations__by")
        .order_by("-recording__at", "-pk")
    )


def group_of(entity: Entity) -> list[Entity]:
    """The first of those that the same one controls."""
    if not entity.controller:
        return []
    return list(Entity.objects.filter(controller=entity.controller).exclude(pk=entity.pk)[:GROUP])


def open_disputes() -> QuerySet[Dispute]:
    """What is to be answered, the oldest first."""
    found = Dispute.objects.filter(state=Dispute.State.OPEN).select_related("fact__entity", "raised_by")
    return found.order_by("raised_at", "pk")
