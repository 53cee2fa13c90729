"""The owner submits an application: from this day the office's term runs."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from luoshu.office.accounts.models import User
from luoshu.office.filing.actions.steps import kept_of, locked, told
from luoshu.office.filing.clock import due_or_none
from luoshu.office.filing.holding import save_holding
from luoshu.office.filing.models import Application, Step
from luoshu.office.filing.queries import differing, known_of
from luoshu.office.filing.registers import Kept
from luoshu.office.register.models import Entity
from luoshu.office.register.words import text_of
from luoshu.office.shell.language import here


def submit(actor: User, key: int, at: datetime | None = None) -> Application:
    """Submits a draft; `at` is when it came in, where that was on paper and before now.

    Raises:
        ValidationError: something that identifies it is not stated, the same was filed or registered, or a change
            changes nothing.
    """
    with transaction.atomic():
        found = locked(key, Application.State.DRAFT)
        kept = kept_of(found)
        check(found, kept)
        check_change(actor, found, kept)
        found.state = Application.State.SUBMITTED
        found.submitted_by, found.submitted_on = actor, timezone.localdate(at)
        found.due = due_or_none(kept.register.term, found.submitted_on)
        save_holding(found, kept)
        told(actor, found, Step.Kind.SUBMITTED, at=at)
    return found


def check(application: Application, kept: Kept) -> None:
    """Raises ValidationError where an application could not be decided as it stands."""
    if application.entry is not None and application.entry.state != Entity.State.ACTIVE:
        raise ValidationError(here("这一条登记已不在册。", "This entry is no longer in the register."))
    if application.kind == Application.Kind.CANCEL:
        return
    missing = [word for word in kept.asked if word.name in kept.needed and not application.stated.get(word.name)]
    if missing:
        names = [text_of(word) for word in missing]
        zh, en = "、".join(name.zh for name in names), ", ".join(name.en for name in names)
        raise ValidationError(here(f"还没有填：{zh}。", f"Not filled in yet: {en}."))


def check_change(actor: User, application: Application, kept: Kept) -> None:
    """Raises ValidationError where a change asks for what is registered already."""
    if application.kind != Application.Kind.CHANGE or application.entry is None:
        return
    known = known_of(application.entry, kept, application.year, actor)
    if not differing(known, application.stated, [word.name for word in kept.asked]):
        raise ValidationError(here("与登记的内容一样，没有要变更的。", "It is as it is registered: nothing changes."))
