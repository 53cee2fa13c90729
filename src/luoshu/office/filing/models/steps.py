"""What happened to an application, step by step, and the papers that belong to it."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from luoshu.office.filing.models.applications import Application


class Step(models.Model):
    """One thing that happened, as both sides see it. Steps are added and never changed."""

    class Kind(models.TextChoices):
        SUBMITTED = "submitted"
        ASKED = "asked"  # an officer wants a supplement
        GIVEN = "given"
        REGISTERED = "registered"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    application = models.ForeignKey(Application, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said = models.TextField(blank=True)
    changed = models.JSONField(default=dict)  # by fact, the values before and after a supplement
    due = models.DateField(null=True)  # the last day to decide, as it was then

    class Meta:
        ordering = ("at", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind__in=("asked", "refused")) | ~Q(said=""), name="filing_step_says_why"
            )
        ]


class Paper(models.Model):
    """A paper that was attached: kept as it came. One that was taken back in a draft is left out, and stays."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="papers")
    name = models.CharField(max_length=120)  # as it was called by who brought it
    file = models.CharField(max_length=200)  # below the installation's files
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    left_out_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("at", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "digest"], condition=Q(left_out_at__isnull=True), name="filing_paper_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        return Path(settings.MEDIA_ROOT) / self.file
