"""Who or what the register is about, and what befell them."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

LONGEST_IDENTIFIER, LONGEST_NAME = 80, 200


class Entity(models.Model):
    """One entity of a kind that the vocabulary has, known by its identifier. It is never deleted."""

    class State(models.TextChoices):
        ACTIVE = "active"
        MOVED = "moved"  # out of the zone
        MERGED = "merged"  # into another
        SUCCEEDED = "succeeded"  # by another entry of the same body, which was approved again
        DEREGISTERED = "deregistered"
        WITHDRAWN = "withdrawn"  # was recorded by mistake: the import that brought it was undone

    kind = models.CharField(max_length=40)  # 企业: the vocabulary's name
    identifier = models.CharField(max_length=LONGEST_IDENTIFIER)
    name = models.CharField(max_length=LONGEST_NAME, blank=True)  # the fact of its name as it stands now, for lists
    state = models.CharField(max_length=12, choices=State.choices, default=State.ACTIVE)
    moved_in = models.DateField(null=True, blank=True)
    controller = models.CharField(max_length=200, blank=True)  # who controls it: those of one group have the same
    first = models.ForeignKey("Recording", models.PROTECT, related_name="+")  # by which it became known

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "identifier"], name="one_entity_an_identifier"),
            models.CheckConstraint(condition=~Q(identifier="") & ~Q(kind=""), name="entity_is_identified"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["kind", "state", "identifier"], name="entities_in_order"),
            models.Index(fields=["controller"], condition=~Q(controller=""), name="entities_of_a_group"),
        ]

    def __str__(self) -> str:
        return self.name or self.identifier


class Events(models.QuerySet["Event"]):
    def standing(self, moment: datetime | None = None) -> Events:
        """Those that are not taken back, or were not at a moment."""
        return self.filter(Q(taken_back_at=None) if moment is None else _not_taken_back_by(moment))


def _not_taken_back_by(moment: datetime) -> Q:
    return Q(taken_back_at=None) | Q(taken_back_at__gt=moment)


class Event(models.Model):
    """What befell an entity on a day, with the document that says so. Events are added and never removed; one that was
    told by mistake is taken back."""

    class Kind(models.TextChoices):
        RENAMED = "renamed"
        MOVED_IN = "moved-in"
        MOVED_OUT = "moved-out"
        MERGED = "merged"  # into `other`
        SPLIT = "split"  # from `other`
        REAPPROVED = "reapproved"  # and `other` succeeds it
        DEREGISTERED = "deregistered"
        CONTROLLER = "controller"  # another controls it
        WITHDRAWN = "withdrawn"  # was recorded by mistake
        RESTORED = "restored"  # recorded again after that

    entity = models.ForeignKey(Entity, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    on = models.DateField()
    other = models.ForeignKey(Entity, models.PROTECT, null=True, blank=True, related_name="events_of_others")
    before = models.CharField(max_length=200, blank=True)  # the name, or the controller
    after = models.CharField(max_length=200, blank=True)
    document = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(db_index=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    taken_back_why = models.CharField(max_length=300, blank=True)

    objects = Events.as_manager()

    class Meta:
        ordering = ("-on", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(other__isnull=True) | ~Q(other=F("entity")), name="event_with_somebody_else"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("merged", "split", "reapproved"), other__isnull=False)
                | (~Q(kind__in=("merged", "split", "reapproved")) & Q(other__isnull=True)),
                name="event_names_the_other",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True, taken_back_why="")
                | (Q(taken_back_at__isnull=False) & ~Q(taken_back_why="")),
                name="event_is_taken_back_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.kind}"


# Those that are between two entities.
BETWEEN = (Event.Kind.MERGED, Event.Kind.SPLIT, Event.Kind.REAPPROVED)

# What an entity is after an event; the others leave it as it was.
STATES: dict[str, str] = {
    Event.Kind.MOVED_IN: Entity.State.ACTIVE,
    Event.Kind.MOVED_OUT: Entity.State.MOVED,
    Event.Kind.MERGED: Entity.State.MERGED,
    Event.Kind.REAPPROVED: Entity.State.SUCCEEDED,
    Event.Kind.DEREGISTERED: Entity.State.DEREGISTERED,
    Event.Kind.WITHDRAWN: Entity.State.WITHDRAWN,
    Event.Kind.RESTORED: Entity.State.ACTIVE,
}
