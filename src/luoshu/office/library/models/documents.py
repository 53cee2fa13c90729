"""A policy, its versions, and their texts, which never change."""

from __future__ import annotations

import hashlib
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from luoshu.problems import Lang, Text


class Document(models.Model):
    """A policy over all its versions, known by the id that stands in them (`cn/srdi`)."""

    key = models.CharField(max_length=120, unique=True)

    class Meta:
        ordering = ("key",)

    def __str__(self) -> str:
        return self.key

    @property
    def pack(self) -> str:
        """The place that it is of: `cn`, `luoyang`."""
        return self.key.partition("/")[0]


def digest_of(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


class WrittenText(models.Model):
    """The text of a version, under its own hash."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    body = models.TextField()

    def __str__(self) -> str:
        return self.sha256[:16]

    @classmethod
    def of(cls, body: str) -> WrittenText:
        return cls.objects.get_or_create(sha256=digest_of(body), defaults={"body": body})[0]


class State(models.TextChoices):
    DRAFT = "draft"
    SUBMITTED = "submitted"  # waits for the second person
    APPROVED = "approved"
    PUBLISHED = "published"
    REPEALED = "repealed"  # published once, ended before the day that it names

    @property
    def text(self) -> Text:
        return _STATES[self]


_STATES = {
    State.DRAFT: Text("草稿", "draft"),
    State.SUBMITTED: Text("待审批", "waits for approval"),
    State.APPROVED: Text("已审批，待发布", "approved, to be published"),
    State.PUBLISHED: Text("已发布", "published"),
    State.REPEALED: Text("已废止", "repealed"),
}
PUBLIC = (State.PUBLISHED, State.REPEALED)


class Instrument(models.TextChoices):
    """What a policy works with; a policy may have several."""

    BENEFIT = "benefit"
    CALL = "call"
    POOL = "pool"
    LADDER = "ladder"
    PLAN = "plan"
    CONDITIONS = "conditions"
    VOCABULARY = "vocabulary"

    @property
    def text(self) -> Text:
        return _INSTRUMENTS[self]


_INSTRUMENTS = {
    Instrument.BENEFIT: Text("支持", "benefits"),
    Instrument.CALL: Text("申报与大赛", "calls"),
    Instrument.POOL: Text("资金池", "pools"),
    Instrument.LADDER: Text("梯次", "ladders"),
    Instrument.PLAN: Text("行动方案", "action plans"),
    Instrument.CONDITIONS: Text("条件与评价", "conditions and scores"),
    Instrument.VOCABULARY: Text("词汇表与附件", "vocabularies and annexes"),
}


class Version(models.Model):
    """One version of a policy. What stands in its document is copied here, to be searched and listed."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="versions")
    text = models.ForeignKey(WrittenText, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=[(each.value, each.value) for each in State], default=State.DRAFT)
    shipped = models.BooleanField(default=False)  # comes with the software, and follows it
    changed = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    remark = models.CharField(max_length=400, blank=True)  # why it was sent back, or repealed

    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=300, blank=True)
    number = models.CharField(max_length=200, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    about = models.CharField(max_length=40, blank=True)
    about_en = models.CharField(max_length=80, blank=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)  # the last day; that of a replaced or repealed one is before what it names
    instruments = models.CharField(max_length=120, blank=True)  # words between spaces, one before and one after
    lead = models.TextField(blank=True)
    lead_en = models.TextField(blank=True)
    gives = models.TextField(blank=True)  # a benefit a line
    gives_en = models.TextField(blank=True)
    heads = models.TextField(blank=True)  # titles, number and issuer in small letters
    words = models.TextField(blank=True)  # the whole document in small letters

    class Meta:
        ordering = ("document", "since", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["document", "since"],
                condition=Q(state__in=["published", "repealed"]),
                name="library_one_version_a_day",
            ),
            models.CheckConstraint(
                condition=Q(author__isnull=True) | Q(approver__isnull=True) | ~Q(author=F("approver")),
                name="library_nobody_approves_their_own",
            ),
            models.CheckConstraint(
                condition=Q(shipped=True) | Q(state__in=["draft", "submitted"]) | Q(approver__isnull=False),
                name="library_published_with_approval",
            ),
            models.CheckConstraint(
                condition=Q(shipped=True) | Q(author__isnull=False), name="library_written_by_somebody"
            ),
        )
        indexes = (models.Index(fields=["state", "about"], name="library_state_about"),)

    def __str__(self) -> str:
        return f"{self.document} {self.since or ''}".strip()

    def name(self, lang: Lang) -> str:
        return self.title if lang == "zh" else self.title_en or self.title

    @property
    def never_in_force(self) -> bool:
        """Repealed before its first day."""
        return self.since is not None and self.until is not None and self.until < self.since

    def in_force(self, on: date) -> bool:
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)
