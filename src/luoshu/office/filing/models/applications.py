"""An application to a register (申请登记): by the owner of an entry, decided by an officer."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from luoshu.office.accounts.models import Organisation
from luoshu.office.register.models import Entity


class Application(models.Model):
    """What somebody asks a register to hold. It is a draft until it is submitted, and stays when it is decided.

    `holds` says that no other application may ask for the same: it is set on submission, and given up by a refusal,
    a withdrawal, or when the entry is cancelled.
    """

    class Kind(models.TextChoices):
        NEW = "new"
        CHANGE = "change"
        CANCEL = "cancel"

    class State(models.TextChoices):
        DRAFT = "draft"
        SUBMITTED = "submitted"  # an officer decides
        OWED = "owed"  # the applicant owes a supplement
        REGISTERED = "registered"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    register = models.CharField(max_length=40)  # 技术合同: the vocabulary's name
    kind = models.CharField(max_length=6, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="applications")
    entry = models.ForeignKey(Entity, models.PROTECT, null=True, related_name="applications")  # that it is about
    title = models.CharField(max_length=200, blank=True)  # what the entry is called, for lists
    stated = models.JSONField(default=dict)  # canonical values by fact
    before = models.JSONField(default=dict)  # once a supplement is asked for, until it is given: what lay there then
    reason = models.TextField(blank=True)  # of a change or a cancellation
    same = models.CharField(max_length=64, blank=True)  # a digest of the facts that are alike where it is the same
    holds = models.BooleanField(default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    submitted_on = models.DateField(null=True)
    due = models.DateField(null=True)  # the last day to decide; None too where a calendar is not kept
    left = models.IntegerField(null=True)  # days of the term that are left while a supplement is owed
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)
    grounds = models.TextField(blank=True)  # why it was refused, or what was noted on registering

    class Meta:
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["register", "same"], condition=Q(holds=True), name="filing_same_is_filed_once"
            ),
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(state__in=("draft", "submitted", "owed")) & ~Q(kind="new"),
                name="filing_one_open_an_entry",
            ),
            models.CheckConstraint(
                condition=Q(kind="new") | Q(entry__isnull=False), name="filing_change_is_of_an_entry"
            ),
            models.CheckConstraint(
                condition=Q(holds=False) | (Q(state__in=("submitted", "owed", "registered")) & ~Q(same="")),
                name="filing_holds_what_is_submitted",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", submitted_on__isnull=True)
                | (~Q(state="draft") & Q(submitted_on__isnull=False, submitted_by__isnull=False)),
                name="filing_submitted_by_somebody",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state__in=("registered", "refused"), decided_on__isnull=False, decided_by__isnull=False)
                    | (~Q(state__in=("registered", "refused")) & Q(decided_on__isnull=True, decided_by__isnull=True))
                ),
                name="filing_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | (~Q(decided_by=F("submitted_by")) & ~Q(decided_by=F("made_by"))),
                name="filing_who_filed_does_not_decide",
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(grounds=""), name="filing_refused_with_reasons"),
            models.CheckConstraint(
                condition=~Q(state="registered") | Q(entry__isnull=False), name="filing_registered_has_its_entry"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "due"], name="filing_due_first"),
            models.Index(fields=["organisation", "state"], name="filing_of_an_organisation"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What it is called on paper: SQ2026-00012."""
        return f"SQ{timezone.localtime(self.made_at).year}-{self.pk:05}"

    @property
    def year(self) -> int:
        """The year of which annual facts are stated."""
        return timezone.localtime(self.made_at).year - 1

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_overdue(self) -> bool:
        """Whether it should have been decided; while a supplement is owed nobody is late with deciding."""
        return self.state == self.State.SUBMITTED and self.due is not None and self.due < timezone.localdate()


OPEN = (Application.State.SUBMITTED.value, Application.State.OWED.value)
DECIDED = (Application.State.REGISTERED.value, Application.State.REFUSED.value, Application.State.WITHDRAWN.value)
