"""A service of a catalogue that somebody asks for; its volume counts once both sides have confirmed it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from luoshu.office.accounts.models import Organisation
from luoshu.office.register.models import Entity


class Order(models.Model):
    """Asked for by a client, taken or declined by who keeps the base, reported by it and confirmed by the client."""

    class State(models.TextChoices):
        ASKED = "asked"
        DECLINED = "declined"
        TAKEN = "taken"
        REPORTED = "reported"  # done, says the base
        CONFIRMED = "confirmed"  # and so does the client
        WITHDRAWN = "withdrawn"

    base = models.ForeignKey(Entity, models.PROTECT, related_name="orders")
    service = models.ForeignKey(Entity, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="orders")
    wanted = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    said = models.TextField(blank=True)  # the last that one side told the other
    done_on = models.DateField(null=True)
    quantity = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    unit = models.CharField(max_length=20, blank=True)  # in which the service is charged: batches, hours
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_on = models.DateField(null=True)
    entry = models.OneToOneField(Entity, models.PROTECT, null=True, related_name="order")  # in the register of jobs

    class Meta:
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(wanted=""), name="order_says_what_is_wanted"),
            models.CheckConstraint(
                condition=~Q(state__in=("reported", "confirmed"))
                | Q(done_on__isnull=False, quantity__gt=0, amount__gte=0, reported_by__isnull=False),
                name="order_is_reported_in_full",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="confirmed", entry__isnull=False, confirmed_by__isnull=False, confirmed_on__isnull=False
                )
                | (~Q(state="confirmed") & Q(entry__isnull=True, confirmed_by__isnull=True, confirmed_on__isnull=True)),
                name="order_is_confirmed_in_full",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("reported_by")),
                name="order_is_confirmed_by_the_other_side",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["base", "state"], name="orders_of_a_base"),
            models.Index(fields=["organisation", "state"], name="orders_of_a_client"),
        ]

    def __str__(self) -> str:
        return f"FW{timezone.localtime(self.made_at).year}-{self.pk:05}"
