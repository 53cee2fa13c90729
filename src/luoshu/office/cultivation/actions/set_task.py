"""A task is set for an entry."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.cultivation.models import Entry, Task
from luoshu.office.shell.language import here


def set_task(actor: User, key: int, what: str, doer: str, due: date, condition: str = "") -> Task:
    """
    Raises:
        ValidationError: the entry has ended, nobody is there to do it, or its day is over.
    """
    with transaction.atomic():
        entry = Entry.objects.select_for_update().get(pk=key)
        if not entry.is_open:
            raise ValidationError(here("已经出库，不能再布置任务。", "It has left the list: no task can be set."))
        if doer == Task.Doer.ADVISER and entry.adviser_id is None:
            raise ValidationError(
                {"doer": here("还没有辅导员，请先指定。", "It has no adviser yet: choose one first.")}
            )
        if due < timezone.localdate():
            raise ValidationError({"due": here("日期已过，请改为今天或以后。", "That day is over.")})
        made = Task.objects.create(
            entry=entry, what=what, doer=doer, due=due, condition=condition, set_by=actor, set_at=timezone.now()
        )
        record(actor, "cultivation.task-set", entry, {"what": what, "doer": doer, "due": due.isoformat()})
    return made
