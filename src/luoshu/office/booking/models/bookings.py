"""Data and constraints of bookings."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from luoshu.office.accounts.models import Organisation
from luoshu.office.register.models import Entity


class Booking(models.Model):
    """A slot of a facility on a day, taken by an organisation. It is cancelled or confirmed, never deleted."""

    class State(models.TextChoices):
        BOOKED = "booked"
        CANCELLED = "cancelled"
        USED = "used"
        MISSED = "missed"  # nobody came

    facility = models.ForeignKey(Entity, models.PROTECT, related_name="bookings")
    day = models.DateField()
    begins = models.TimeField()
    ends = models.TimeField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="bookings")
    purpose = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.BOOKED)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)  # when it was cancelled or its use confirmed
    hours = models.DecimalField(max_digits=4, decimal_places=1, null=True)  # of actual use
    quantity = models.DecimalField(max_digits=12, decimal_places=2, null=True)  # samples, batches
    unit = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("day", "begins", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["facility", "day", "begins"], condition=~Q(state="cancelled"), name="booking_slot_is_taken_once"
            ),
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="booking_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(state="booked", ended_at__isnull=True)
                | (~Q(state="booked") & Q(ended_at__isnull=False, ended_by__isnull=False)),
                name="booking_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="used", hours__gt=0) | (~Q(state="used") & Q(hours__isnull=True)),
                name="booking_used_for_some_hours",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["facility", "day"], name="bookings_of_a_week"),
            models.Index(fields=["organisation", "day"], name="bookings_of_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.begins:%H:%M}"

    @property
    def start(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.day, self.begins))

    @property
    def end(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.day, self.ends))

    @property
    def has_begun(self) -> bool:
        return self.start <= timezone.now()

    @property
    def is_over(self) -> bool:
        return self.end <= timezone.now()


class Closure(models.Model):
    """Days on which a facility cannot be booked: maintenance and the like. It is lifted, never deleted."""

    facility = models.ForeignKey(Entity, models.PROTECT, related_name="closures")
    first = models.DateField()
    last = models.DateField()
    reason = models.CharField(max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("first", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="booking_closure_ends_after_it_begins")
        ]
