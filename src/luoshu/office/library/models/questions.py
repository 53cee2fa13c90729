"""Questions that people ask about an article, and the answers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from luoshu.office.library.models.documents import Document


class Question(models.Model):
    """Asked by anyone, without a name. It is shown once it is answered, unless the answer is for nobody else."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="questions")
    article = models.CharField(max_length=200, blank=True)  # its heading; empty: about the whole
    text = models.CharField(max_length=500)
    asked_at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_as = models.CharField(max_length=80, blank=True)  # the name then
    answered_at = models.DateTimeField(null=True)
    published = models.BooleanField(default=False)

    class Meta:
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(published=False) | (~Q(answer="") & Q(answered_by__isnull=False)),
                name="library_only_answers_are_published",
            ),
        )

    def __str__(self) -> str:
        return self.text[:40]
