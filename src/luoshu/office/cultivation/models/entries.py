"""Entries of the list: whom, for what, since when, who advises, what is to be done, how it ended."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from luoshu.office.cultivation.models.aims import Aim
from luoshu.office.register.models import Entity


class Entry(models.Model):
    """An entity that is cultivated for an aim; it stands once per aim while that goes on."""

    class End(models.TextChoices):
        REACHED = "reached"  # `document` is the title's number or document
        GAVE_UP = "gave-up"
        MOVED_OUT = "moved-out"
        NOT_NEAR = "not-near"
        OTHER = "other"

    entity = models.ForeignKey(Entity, models.PROTECT, related_name="cultivated")
    aim = models.ForeignKey(Aim, models.PROTECT, related_name="entries")
    since = models.DateField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    adviser = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="advised")
    reading = models.ForeignKey("Reading", models.PROTECT, null=True, related_name="+")  # the latest
    end = models.CharField(max_length=10, choices=End.choices, blank=True)
    ended_on = models.DateField(null=True)
    reason = models.CharField(max_length=300, blank=True)  # for which it left
    document = models.CharField(max_length=200, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-since", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entity", "aim"], condition=Q(ended_on__isnull=True), name="cultivation_once_an_aim_while_open"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end="", reason="", document="", ended_by__isnull=True)
                | (Q(ended_on__isnull=False, ended_by__isnull=False) & ~Q(end="") & ~Q(reason="")),
                name="cultivation_end_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(end="reached") | ~Q(document=""), name="cultivation_reached_has_a_document"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("since")),
                name="cultivation_ends_after_it_begins",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["aim", "entity"], condition=Q(ended_on__isnull=True), name="cultivation_open"),
        ]

    def __str__(self) -> str:
        return f"{self.entity} → {self.aim}"

    @property
    def is_open(self) -> bool:
        return self.ended_on is None


class Task(models.Model):
    """Something to be done for an entry until a day, by its adviser or by the enterprise."""

    class Doer(models.TextChoices):
        ADVISER = "adviser"
        ENTERPRISE = "enterprise"

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="tasks")
    what = models.CharField(max_length=200)
    condition = models.CharField(max_length=300, blank=True)  # that it serves, as the policy writes it
    doer = models.CharField(max_length=10, choices=Doer.choices)
    due = models.DateField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    done_on = models.DateField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("due", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(what=""), name="cultivation_task_says_what"),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, done_by__isnull=True, outcome="")
                | Q(done_on__isnull=False, done_by__isnull=False),
                name="cultivation_task_is_done_or_not",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due"], condition=Q(done_on__isnull=True), name="cultivation_tasks_due"),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def is_overdue(self) -> bool:
        return self.done_on is None and self.due < timezone.localdate()


class Note(models.Model):
    """Of a visit or a call, on a day. Notes are added and stay as they are."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="notes")
    on = models.DateField()
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-on", "-pk")
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(text=""), name="cultivation_note_says_something")]

    def __str__(self) -> str:
        return f"{self.on} {self.text[:40]}"
