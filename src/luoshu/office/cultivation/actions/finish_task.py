"""A task is marked as done with what came of it; or opened again, where that was a slip."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.cultivation.models import Task
from luoshu.office.shell.language import here


def finish_task(actor: User, key: int, outcome: str) -> Task:
    """Raises ValidationError where it is done already, or its entry has ended."""
    with transaction.atomic():
        task = _locked(key)
        if task.done_on is not None:
            raise ValidationError(here("这项任务已经完成。", "This task is done already."))
        task.done_on, task.done_by, task.outcome = timezone.localdate(), actor, outcome
        task.save(update_fields=["done_on", "done_by", "outcome"])
        record(actor, "cultivation.task-done", task.entry, {"what": task.what, "outcome": outcome})
    return task


def reopen_task(actor: User, key: int) -> Task:
    """Raises ValidationError where it is open, or its entry has ended."""
    with transaction.atomic():
        task = _locked(key)
        if task.done_on is None:
            raise ValidationError(here("这项任务还没有完成。", "This task is not done yet."))
        before = {"what": task.what, "done": task.done_on.isoformat(), "outcome": task.outcome}
        task.done_on, task.done_by, task.outcome = None, None, ""
        task.save(update_fields=["done_on", "done_by", "outcome"])
        record(actor, "cultivation.task-reopened", task.entry, before)
    return task


def _locked(key: int) -> Task:
    task = Task.objects.select_for_update(of=("self",)).select_related("entry").get(pk=key)
    if not task.entry.is_open:
        raise ValidationError(here("已经出库，任务不能再改。", "It has left the list: its tasks stay as they are."))
    return task
