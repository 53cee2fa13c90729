"""What takes long and is done in the background: imports, snapshots, runs; how far each is and whether it may go on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from luoshu.problems import Text

SILENT = timedelta(seconds=60)  # without a word for so long, the process that was at it is gone


class Work(models.Model):
    """Something that is done in the background, step by step."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        REFUSED = "refused"  # what was given is wrong
        CANCELLED = "cancelled"
        FAILED = "failed"

    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    doing_zh = models.CharField(max_length=120, blank=True)
    doing_en = models.CharField(max_length=120, blank=True)
    cancel_asked = models.BooleanField(default=False)
    heard_at = models.DateTimeField(null=True)  # when it last told how far it is
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    problems = models.JSONField(default=list)  # the first of what is wrong; files hold the rest

    class Meta:
        abstract = True

    @property
    def is_going_on(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def is_silent(self) -> bool:
        """Whether the process that was at it is gone."""
        return (
            self.state == self.State.RUNNING and self.heard_at is not None and timezone.now() - self.heard_at > SILENT
        )

    @property
    def doing(self) -> Text:
        return Text(self.doing_zh, self.doing_en)

    @property
    def share(self) -> int:
        """How much of it is done, of a hundred."""
        return min(100, 100 * self.done // self.total) if self.total else 0

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return Path(settings.MEDIA_ROOT) / str(self._meta.model_name) / str(self.pk)


class Import(Work):
    """Workbooks brought into the register: read, looked at, applied, perhaps undone."""

    class Stage(models.TextChoices):
        READ = "read"  # in the background: read and checked, nothing recorded
        APPLY = "apply"
        UNDO = "undo"

    stage = models.CharField(max_length=6, choices=Stage.choices, default=Stage.READ)
    source = models.ForeignKey("Source", models.PROTECT, related_name="imports")
    purpose = models.CharField(max_length=200, blank=True)
    on = models.DateField()  # annual facts without a year are of the year before
    file = models.CharField(max_length=200)  # as it was called by who brought it
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    counts = models.JSONField(default=dict)  # what the preview, the applying and the undoing counted
    keep_later = models.BooleanField(default=False)  # an undo leaves what was corrected since

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.file


class Snapshot(Work):
    """The facts of a moment, cut for runs: which never change again."""

    as_of = models.DateTimeField()
    on = models.DateField()
    purpose = models.CharField(max_length=200)
    hash = models.CharField(max_length=64, blank=True)
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(state="done") | ~Q(hash=""), name="snapshot_that_is_done_has_a_hash")
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.as_of):%Y-%m-%d %H:%M}"

    @property
    def path(self) -> Path:
        return self.folder / "snapshot"


class Trial(Work):
    """A run for trial (测算): policies over a snapshot on a date, perhaps beside the same with a changed parameter."""

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="trials")
    on = models.DateField()
    policies = models.JSONField()  # their ids
    setting = models.CharField(max_length=200, blank=True)  # 门槛=6%: of the first policy, compared with it as it is
    result = models.JSONField(default=dict)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.on}"


class DraftTrial(Work):
    """What a version that is not published yet would cost: its text as it was, over a snapshot on a date, beside the
    version that it would replace."""

    version = models.ForeignKey("library.Version", models.PROTECT, related_name="trials")
    text = models.ForeignKey("library.WrittenText", models.PROTECT, related_name="+")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="draft_trials")
    on = models.DateField()
    result = models.JSONField(default=dict)

    class Meta:
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(state="done") | ~Q(result={}), name="draft_trial_done_has_a_result")
        ]

    def __str__(self) -> str:
        return f"{self.on}"


class Export(Work):
    """A list as a file: written in the background, kept for some days."""

    class Form(models.TextChoices):
        XLSX = "xlsx"
        CSV = "csv"

    kind = models.CharField(max_length=40)  # of the entities
    form = models.CharField(max_length=4, choices=Form.choices)
    lang = models.CharField(max_length=2)  # of the heads of its columns
    asked = models.JSONField(default=dict)  # the list, as its address has it
    name = models.CharField(max_length=120)  # of the file
    rows = models.PositiveIntegerField(default=0)
    removed_at = models.DateTimeField(null=True)  # the file is kept for some days only

    class Meta:
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(by__isnull=False), name="an_export_is_asked_for_by_somebody")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        return self.folder / self.name
