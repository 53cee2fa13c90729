"""Facts as they became known: recorded in one moment from one source, ended by a later recording, never overwritten.

Two million facts must be listed and counted fast, so that a fact is small: when, by whom, from where and for what it
was recorded stands in its *recording*, which it shares with all that became known in the same transaction.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Substr
from django.utils import timezone

from luoshu.office.register.models.entities import Entity
from luoshu.policy import titles

NO_YEAR = 0  # of a fact that has none (时点): null is never equal to null, and one current value could not be demanded


class Source(models.Model):
    """Where facts come from. Data that another authority lets us see carries its scope, purpose and last day."""

    class Kind(models.TextChoices):
        DECLARED = "declared"  # by the enterprise itself
        STATISTICS = "statistics"
        AUTHORISED = "authorised"  # tax and the like
        IMPORTED = "imported"
        CHECKED = "checked"
        OFFICE = "office"  # an officer's own correction

    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=120, unique=True)
    scope = models.TextField(blank=True)
    purpose = models.TextField(blank=True)
    expires = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("name",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind="authorised") | (~Q(scope="") & ~Q(purpose="") & Q(expires__isnull=False)),
                name="authorised_data_says_for_what",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_lapsed(self) -> bool:
        """Whether it is authorised data past its last day: what it says may not be used any more."""
        return self.kind == self.Kind.AUTHORISED and self.expires is not None and self.expires < timezone.localdate()


class Recording(models.Model):
    """A moment in which facts became known: by whom, from where, for what."""

    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    source = models.ForeignKey(Source, models.PROTECT, related_name="recordings")
    purpose = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    imported = models.ForeignKey("Import", models.PROTECT, null=True, related_name="recordings")
    undoing = models.BooleanField(default=False)  # it takes back what `imported` recorded
    undone = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)  # by this one

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.source_id}"


class Recorded(models.Model):
    """What was recorded and has, or has not, been ended since: what facts and items share."""

    recording = models.ForeignKey(Recording, models.PROTECT, related_name="%(class)ss")
    ended = models.ForeignKey(Recording, models.PROTECT, null=True, related_name="%(class)ss_ended", db_index=False)

    class Meta:
        abstract = True


class Beginning(models.Func):
    """The first letters of a value, written out so that the index on them is found: an index holds no long texts."""

    LETTERS = 32
    template = f"SUBSTR(%(expressions)s, 1, {LETTERS})"
    arity = 1
    output_field = models.TextField()


class Fact(Recorded):
    """One value of one fact of an entity, in a year where the fact is annual.

    That a source says what counts already, from another, is a fact that its own recording ends: it never counts.
    """

    entity = models.ForeignKey(Entity, models.PROTECT, related_name="facts", db_index=False)
    name = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField(default=NO_YEAR)
    value = models.TextField()  # as `values.canonical` writes it; of a related list, how many items it has

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entity", "name", "year"], condition=Q(ended__isnull=True), name="one_current_value_a_fact"
            ),
            models.CheckConstraint(condition=~Q(value=""), name="fact_has_a_value"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["entity", "name", "year"], condition=Q(ended__isnull=False), name="former_values"),
            models.Index(
                F("name"),
                F("year"),
                Beginning("value"),
                F("entity"),
                F("ended"),  # these two so that the facts themselves need not be looked at
                F("recording"),
                condition=Q(ended__isnull=True),
                name="current_values_of_a_fact",
            ),
            models.Index(fields=["ended"], condition=Q(ended__isnull=False), name="facts_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.name}{f'@{self.year}' if self.year else ''} = {self.value}"

    @property
    def agrees(self) -> bool:
        """That it says what counted already, and never counted itself."""
        return self.ended_id == self.recording_id


class InContent(models.Func):
    """A field of an item's content, as the database reads JSON; null where the item does not have it."""

    output_field = models.TextField()

    def __init__(self, name: str) -> None:
        self.key = name
        super().__init__(F("content"))

    def as_sqlite(self, compiler: Any, connection: Any, **extra_context: Any) -> Any:
        path = '$."' + self.key.replace('"', '\\"') + '"'
        sql, given = compiler.compile(self.source_expressions[0])
        return f"json_extract({sql}, %s)", (*given, path)

    def as_postgresql(self, compiler: Any, connection: Any, **extra_context: Any) -> Any:
        sql, given = compiler.compile(self.source_expressions[0])
        return f"({sql}::jsonb ->> %s)", (*given, self.key)


def _first_of(names: Sequence[str], length: int) -> models.Expression:
    """The first of these fields that an item has, cut to what an index can hold; "" where it has none."""
    return Substr(Coalesce(*(InContent(name) for name in names), Value("")), 1, length)


class Item(Recorded):
    """One item of a related list of an entity: a right, an award.

    Of a title (`policy.titles` knows it by the names of its fields) the database keeps the name and the last day
    beside the content, so that what ends when is found among 100,000 enterprises without reading each item.
    """

    entity = models.ForeignKey(Entity, models.PROTECT, related_name="items", db_index=False)
    name = models.CharField(max_length=80)  # of the list: 知识产权
    content = models.TextField()  # canonical values by fact, as JSON: the same item is the same text
    title = models.GeneratedField(
        expression=_first_of(titles.TITLE, 200), output_field=models.TextField(), db_persist=True
    )
    until = models.GeneratedField(
        expression=_first_of(titles.UNTIL, len("2026-12-31")), output_field=models.TextField(), db_persist=True
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["entity", "name"], condition=Q(ended__isnull=True), name="current_items"),
            models.Index(
                fields=["name", "until", "title", "entity", "ended", "recording"],  # as `current_values_of_a_fact`
                condition=Q(ended__isnull=True),
                name="current_items_by_last_day",
            ),
            models.Index(fields=["entity", "name"], condition=Q(ended__isnull=False), name="former_items"),
            models.Index(fields=["ended"], condition=Q(ended__isnull=False), name="items_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.content}"

    @property
    def values(self) -> dict[str, str]:
        found: dict[str, str] = json.loads(self.content)
        return found


class Confirmation(models.Model):
    """Somebody has looked at a fact, and it is right."""

    fact = models.ForeignKey(Fact, models.PROTECT, related_name="confirmations")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    note = models.TextField(blank=True)


class Dispute(models.Model):
    """An enterprise says that a fact is wrong; an officer corrects it, or says why it stands."""

    class State(models.TextChoices):
        OPEN = "open"
        CORRECTED = "corrected"
        CONFIRMED = "confirmed"

    fact = models.ForeignKey(Fact, models.PROTECT, related_name="disputes")
    reason = models.TextField()
    proposed = models.TextField(blank=True)  # the value that it says is right
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-raised_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["fact"], condition=Q(state="open"), name="one_open_dispute_a_fact"),
            models.CheckConstraint(condition=~Q(reason=""), name="dispute_has_a_reason"),
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True) | (~Q(state="open") & Q(answered_at__isnull=False)),
                name="dispute_is_open_or_answered",
            ),
        ]


class Use(models.Model):
    """That authorised data were used, for what, and of how many entities. What a snapshot holds, its uses tell."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="uses")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    purpose = models.CharField(max_length=200)
    subject = models.CharField(max_length=120, blank=True, db_index=True)  # as the audit names: `register.snapshot:3`
    entities = models.PositiveIntegerField()

    class Meta:
        ordering = ("-at", "-pk")
        indexes: ClassVar = [models.Index(fields=["-at", "-id"], name="uses_the_latest_first")]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(purpose=""), name="use_has_a_purpose")]


class Check(models.Model):
    """That somebody looked up a bar (abnormal list, dishonesty) on a day, what was found, and the proof."""

    entity = models.ForeignKey(Entity, models.PROTECT, related_name="checks")
    name = models.CharField(max_length=80)  # the fact
    on = models.DateField()
    found = models.BooleanField()
    proof = models.CharField(max_length=200)  # a file below the installation's files
    digest = models.CharField(max_length=64)  # its SHA-256
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-on", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(proof="") & ~Q(digest=""), name="check_has_its_proof")
        ]
