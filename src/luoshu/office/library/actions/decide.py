"""The steps from a draft to a published version, each by one person."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.library.checklist import further_items
from luoshu.office.library.drafting import examine
from luoshu.office.library.models import PUBLIC, Review, ReviewKind, State, Version
from luoshu.office.library.queries import EVER_IN_FORCE
from luoshu.office.library.shelf import keep_file
from luoshu.problems import Problem, ProblemError, Text


@transaction.atomic
def review(by: User, version: Version, kind: ReviewKind, reviewer: str, on: date, conclusion: str) -> Review:
    """Notes a review of the text as it stands; a later one of the same kind takes its place."""
    version = _in(version, State.DRAFT, State.SUBMITTED)
    told = {"reviewer": reviewer, "on": on, "conclusion": conclusion, "recorded_by": by}
    made, _ = Review.objects.update_or_create(version=version, kind=kind, defaults=told)
    record(by, "library.reviewed", version, {"kind": kind.value, "reviewer": reviewer, "on": on.isoformat()})
    return made


@transaction.atomic
def submit(by: User, version: Version) -> None:
    version = _in(version, State.DRAFT)
    _refuse_unsound(version)
    _to(version, State.SUBMITTED)
    record(by, "library.submitted", version, {"sha256": version.text_id})


@transaction.atomic
def send_back(by: User, version: Version, reason: str) -> None:
    version = _in(version, State.SUBMITTED, State.APPROVED)
    version.approver = version.approved_at = None
    version.remark = reason[:400]
    _to(version, State.DRAFT)
    record(by, "library.sent-back", version, {"reason": reason[:400]})


@transaction.atomic
def approve(by: User, version: Version) -> None:
    """By somebody else than its author, once it was reviewed.

    Raises:
        ProblemError: it is their own, a review is missing, or the document does not pass its check any more.
    """
    version = _in(version, State.SUBMITTED)
    if version.author_id == by.pk:
        raise _refused("own", "自己写的不能自己审批", "nobody approves what they wrote themselves")
    missing = [kind for kind in ReviewKind if not version.reviews.filter(kind=kind).exists()]
    if missing:
        names = [kind.label_text for kind in missing]
        zh, en = "、".join(name.zh for name in names), ", ".join(name.en for name in names)
        raise _refused("not-reviewed", f"还没有记录：{zh}", f"not noted yet: {en}")
    lacking = [item for item in further_items(version) if item.needed and item.stand != "done"]
    if lacking:
        zh, en = "、".join(item.title.zh for item in lacking), ", ".join(item.title.en for item in lacking)
        raise _refused("lacking", f"还没有：{zh}", f"not done yet: {en}")
    _refuse_unsound(version)
    version.approver, version.approved_at = by, timezone.now()
    version.remark = ""
    _to(version, State.APPROVED)
    record(by, "library.approved", version, {"sha256": version.text_id})


@transaction.atomic
def publish(by: User, version: Version) -> None:
    """From its first day on it replaces the version before. Its document is written beside the shipped ones."""
    version = _in(version, State.APPROVED)
    _refuse_unsound(version)
    assert version.since is not None
    last = version.since - timedelta(days=1)
    others = Version.objects.select_for_update().filter(document=version.document, state__in=PUBLIC)
    for before in others.filter(Q(since=None) | Q(since__lt=version.since)).filter(
        Q(until=None) | Q(until__gte=version.since)
    ):
        before.until = last
        before.save(update_fields=["until", "changed"])
    after = others.filter(EVER_IN_FORCE, since__gt=version.since).order_by("since").first()
    if after is not None and after.since is not None:
        end = after.since - timedelta(days=1)
        version.until = min(end, version.until or end)
    version.published_at = timezone.now()
    _to(version, State.PUBLISHED)
    detail = {"document": version.document.key, "since": version.since.isoformat(), "sha256": version.text_id}
    record(by, "library.published", version, detail)
    transaction.on_commit(lambda: keep_file(version))


@transaction.atomic
def repeal(by: User, version: Version, last: date, reason: str) -> None:
    """Ends a published version: `last` is its last day."""
    version = _in(version, State.PUBLISHED)
    if version.until is not None and last > version.until:
        raise _refused("later", f"它在 {version.until} 就已结束", f"it ends on {version.until} already")
    if version.since is not None and last < version.since - timedelta(days=1):
        raise _refused("earlier", "早于施行日期", "before it is in force")
    version.until, version.remark = last, reason[:400]
    _to(version, State.REPEALED)
    record(by, "library.repealed", version, {"last": last.isoformat(), "reason": reason[:400]})


def _in(version: Version, *states: State) -> Version:
    """The row, locked, if it is in one of the states."""
    found = Version.objects.select_for_update(of=("self",)).select_related("document", "text").get(pk=version.pk)
    if found.state not in states:
        now = State(found.state).text
        raise _refused("state", f"现在是“{now.zh}”，不能这样做", f"it is '{now.en}': this cannot be done now")
    return found


def _to(version: Version, state: State) -> None:
    version.state = state
    version.save()


def _refuse_unsound(version: Version) -> None:
    found = examine(version.text.body)
    if not found.sound:
        problems = found.errors or [
            Problem("examples", Text("有例子与算出的不符", "examples do not come out as they say"))
        ]
        raise ProblemError(problems)


def _refused(code: str, zh: str, en: str) -> ProblemError:
    return ProblemError([Problem(code, Text(zh, en))])
