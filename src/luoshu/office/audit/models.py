"""The records, which the database itself refuses to change or remove."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC

from django.db import models

from luoshu.office.audit.words import words_of
from luoshu.problems import Text

FIRST = "0" * 64  # what stands before the first record


class Record(models.Model):
    """One thing that happened. The actor's name is copied, so that it outlives the account."""

    number = models.BigIntegerField(primary_key=True)  # without gaps, from 1
    at = models.DateTimeField()
    actor = models.BigIntegerField(null=True)  # the account, where there was one
    actor_name = models.CharField(max_length=80, blank=True)
    action = models.CharField(max_length=60, db_index=True)  # `facts.corrected`: the app, then what was done
    subject = models.CharField(max_length=120, blank=True, db_index=True)  # `register.entity:17`
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.subject}"

    @property
    def action_text(self) -> Text:
        return words_of(self.action)

    def computed(self) -> str:
        """The SHA-256 of the record and of the digest before it."""
        said = [
            self.number,
            self.at.astimezone(UTC).isoformat(),
            self.actor,
            self.actor_name,
            self.action,
            self.subject,
            self.detail,
            self.previous,
        ]
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
