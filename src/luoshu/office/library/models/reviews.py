"""What was looked at before a version is published: that it is legal, that it is fair to competitors."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from luoshu.office.library.models.documents import Version
from luoshu.problems import Text


class ReviewKind(models.TextChoices):
    LEGALITY = "legality"
    COMPETITION = "competition"

    @property
    def label_text(self) -> Text:
        return _KINDS[self]


_KINDS = {
    ReviewKind.LEGALITY: Text("合法性审核", "Review of legality"),
    ReviewKind.COMPETITION: Text("公平竞争审查", "Fair competition review"),
}


class Review(models.Model):
    """One review of a version as it stood: by whom, when, with which conclusion."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="reviews")
    kind = models.CharField(max_length=12, choices=[(each.value, each.value) for each in ReviewKind])
    reviewer = models.CharField(max_length=80)
    on = models.DateField()
    conclusion = models.CharField(max_length=400)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("version", "kind")
        constraints = (models.UniqueConstraint(fields=["version", "kind"], name="library_one_review_a_kind"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.reviewer}"

    @property
    def name(self) -> Text:
        return ReviewKind(self.kind).label_text
