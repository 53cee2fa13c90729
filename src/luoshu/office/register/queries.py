"""Reads of the register: what is known, what was known, of whom what is missing."""

from __future__ import annotations

from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from luoshu.office.register.authorised import usable
from luoshu.office.register.models import Dispute, Entity, Event, Fact, Item, Source, Use
from luoshu.office.register.models.entities import STATES

GROUP = 20  # of a controller's other entities that are listed


def current_facts() -> QuerySet[Fact]:
    """The facts that are known now and may be used."""
    return known_facts().filter(usable())


def current_items() -> QuerySet[Item]:
    """The items of related lists that are known now and may be used."""
    return known_items().filter(usable())


def open_facts() -> QuerySet[Fact]:
    """Of these those that no authorisation limits: what may be shown to anyone, for any purpose."""
    return known_facts().exclude(recording__source__kind=Source.Kind.AUTHORISED)


def facts_as_of(moment: datetime) -> QuerySet[Fact]:
    """The facts that were known at a moment, and may be used today."""
    return known_facts(moment).filter(usable())


def items_as_of(moment: datetime) -> QuerySet[Item]:
    """The items of related lists that were known at a moment, and may be used today."""
    return known_items(moment).filter(usable())


def known_facts(moment: datetime | None = None) -> QuerySet[Fact]:
    """The facts that are known, or were at a moment (recorded by then, and not ended by then), whether or not they may
    be used."""
    return Fact.objects.filter(_known(moment))


def known_items(moment: datetime | None = None) -> QuerySet[Item]:
    """The same of the items of related lists."""
    return Item.objects.filter(_known(moment))


def former_facts() -> QuerySet[Fact]:
    """Those in whose place something else was recorded."""
    return Fact.objects.filter(ended__isnull=False)


def facts_before(moment: datetime) -> QuerySet[Fact]:
    """What was recorded before a moment and has not been undone since, whether or not it counts; the latest first."""
    return Fact.objects.filter(recording__at__lt=moment, recording__undone=None, recording__undoing=False).order_by(
        "-recording__at", "-pk"
    )


def _known(moment: datetime | None) -> Q:
    if moment is None:
        return Q(ended__isnull=True)
    return Q(recording__at__lte=moment) & (Q(ended=None) | Q(ended__at__gt=moment))


def entities_as_of(moment: datetime) -> QuerySet[Entity]:
    """The entities that were registered and active, by what was known at a moment of what had befallen them by then."""
    day = timezone.localdate(moment)
    last = (
        Event.objects.standing(moment)
        .filter(entity=OuterRef("pk"), kind__in=list(STATES), recorded_at__lte=moment, on__lte=day)
        .order_by("-on", "-pk")
    )
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


def uses_of(source: Source | None = None) -> QuerySet[Use]:
    """The uses of authorised data, or of those of one source, the latest first."""
    found = Use.objects.select_related("source", "by")
    return found.filter(source=source) if source is not None else found
