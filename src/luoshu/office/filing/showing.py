"""What the page of an application shows: its facts, what changed of them, where its term stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from luoshu.facts.vocabulary import Fact as Word
from luoshu.office.accounts.models import User
from luoshu.office.filing.clock import why_none
from luoshu.office.filing.models import Application, Paper, Step
from luoshu.office.filing.queries import differing, known_of
from luoshu.office.filing.registers import Kept
from luoshu.problems import Text


@dataclass(frozen=True)
class Row:
    """A fact as applied for; `before` is what it was, where that is another value."""

    word: Word
    value: str
    before: str | None
    year: int | None


@dataclass(frozen=True)
class Shown:
    rows: list[Row]
    compared: bool  # whether a column of what was before makes sense
    missing: list[Word]  # what is not stated


@dataclass(frozen=True)
class Seen:
    """An application as it lies with who looks: the values by fact, the reason of a change, and what is registered.

    What an applicant changes or attaches while a supplement is owed the office sees once that is given.
    """

    stated: Mapping[str, str]
    reason: str
    known: Mapping[str, str]


def seen_of(application: Application, kept: Kept, by: User | None, *, to_office: bool) -> Seen:
    known: dict[str, str] = {}
    if application.kind != Application.Kind.NEW and application.entry is not None:
        known = known_of(application.entry, kept, application.year, by)
    if to_office and application.before:
        return Seen(application.before["stated"], application.before["reason"], known)
    return Seen(application.stated, application.reason, known)


def papers_of(application: Application, *, to_office: bool) -> QuerySet[Paper]:
    """Its papers but for those that were left out; to the office those that lay with it."""
    found = application.papers.filter(left_out_at__isnull=True).select_related("by")
    if to_office and application.before:
        asked = application.steps.filter(kind=Step.Kind.ASKED).order_by("-pk")
        found = found.filter(at__lte=asked.values("at")[:1])
    return found


def shown(application: Application, kept: Kept, steps: list[Step], seen: Seen) -> Shown:
    """What is applied for; of a cancellation, what is registered."""
    changed = _changed(application, kept, steps, seen)
    stated = seen.known if application.kind == Application.Kind.CANCEL else seen.stated
    words = kept.asked if application.kind != Application.Kind.CANCEL else [*kept.asked, *kept.decided]
    rows = [
        Row(
            word,
            stated.get(word.name, ""),
            changed[word.name][0] if word.name in changed else None,
            application.year if word.annual else None,
        )
        for word in words
        if stated.get(word.name) or word.name in changed
    ]
    return Shown(rows, bool(changed), [word for word in words if not stated.get(word.name)])


def _changed(application: Application, kept: Kept, steps: list[Step], seen: Seen) -> dict[str, list[str]]:
    """Of a change, what differs from the register; of a supplement, what differs from what lay there before."""
    if application.kind == Application.Kind.CHANGE and application.entry is not None:
        registered = next((step for step in steps if step.kind == Step.Kind.REGISTERED), None)
        if registered is not None:
            return dict(registered.changed)
        return differing(seen.known, seen.stated, [word.name for word in kept.asked])
    given = next((step for step in reversed(steps) if step.kind == Step.Kind.GIVEN), None)
    return dict(given.changed) if given is not None and application.is_open else {}


@dataclass(frozen=True)
class Term:
    """Where the office's term stands: the last day and how many days that is off, or why there is none."""

    due: date | None
    days: int
    why_none: Text | None
    left: int | None

    @property
    def late(self) -> int:
        return -self.days if self.due is not None and self.days < 0 else 0


def term_of(application: Application, kept: Kept) -> Term:
    today = timezone.localdate()
    why = None
    waits = application.is_open and application.due is None and application.left is None
    if waits and application.submitted_on is not None:
        why = why_none(kept.register.term, application.submitted_on) or Text(
            "期限推算不到：工作日历没有登记", "no calendar of working days is kept for it"
        )
    return Term(application.due, (application.due - today).days if application.due else 0, why, application.left)
