"""A visit or call is noted."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.cultivation.models import Entry, Note
from luoshu.office.shell.language import here


def note_visit(actor: User, key: int, on: date, text: str) -> Note:
    """
    Raises:
        ValidationError: the entry has ended, or the day is to come.
    """
    with transaction.atomic():
        entry = Entry.objects.select_for_update().get(pk=key)
        if not entry.is_open:
            raise ValidationError(here("已经出库，不能再记。", "It has left the list."))
        if on > timezone.localdate():
            raise ValidationError({"on": here("日期还没有到。", "That day is still to come.")})
        made = Note.objects.create(entry=entry, on=on, text=text, by=actor, at=timezone.now())
        record(actor, "cultivation.visit-noted", entry, {"on": on.isoformat()})
    return made
