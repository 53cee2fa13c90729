"""What a search found about an entry: where it stood, and by how much it failed which conditions. They are kept."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from luoshu.office.cultivation.models.entries import Entry
from luoshu.office.cultivation.models.searches import Search

LONGEST = 300  # characters of a condition that are kept


class Reading(models.Model):
    """One search's finding about one entry."""

    class Standing(models.TextChoices):
        NEAR = "near"  # some conditions fail
        UNKNOWN = "unknown"  # cannot be told: `missing`
        MEETS = "meets"
        HOLDS = "holds"  # the title itself
        ABSENT = "absent"  # the snapshot does not have it

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="readings")
    search = models.ForeignKey(Search, models.PROTECT, related_name="readings")
    standing = models.CharField(max_length=8, choices=Standing.choices)
    failing = models.PositiveSmallIntegerField(default=0)
    missing = models.JSONField(default=list)  # facts, as the engine names them, each in both languages

    class Meta:
        ordering = ("-search_id", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "search"], name="cultivation_reading_once_a_search"),
            models.CheckConstraint(
                condition=Q(standing="near", failing__gt=0) | (~Q(standing="near") & Q(failing=0)),
                name="cultivation_only_who_is_near_fails",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.standing}"


class Lack(models.Model):
    """A condition that failed: what was, what was needed, what lacked. `number` is the condition's in its search."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="lacks")
    number = models.PositiveSmallIntegerField()
    condition = models.CharField(max_length=LONGEST)  # as the policy writes it
    have = models.CharField(max_length=200, null=True)  # None: it has none
    need = models.CharField(max_length=300)
    gap = models.DecimalField(max_digits=26, decimal_places=6, null=True)
    share = models.DecimalField(max_digits=26, decimal_places=6, null=True)  # of what is needed

    class Meta:
        ordering = ("number",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reading", "number"], name="cultivation_lack_once_a_reading")
        ]
        indexes: ClassVar = [models.Index(fields=["condition", "reading"], name="cultivation_lacks")]

    def __str__(self) -> str:
        return self.condition
