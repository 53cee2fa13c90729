"""The daily chores: done once a day while the office runs, each day asking for the next."""

from __future__ import annotations

import logging
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from luoshu.office.accounts.daily import chores
from luoshu.office.audit.models import Record
from luoshu.office.audit.recording import record

DONE = "accounts.daily-done"
_AT = time(3, 0)  # in the night

log = logging.getLogger(__name__)


def last_done() -> Record | None:
    """The audit's record of the last time."""
    return Record.objects.filter(action=DONE).order_by("-number").first()


def do_chores(now: datetime | None = None) -> bool:
    """Does them, unless they were done today. One that fails leaves the others alone, and is named in the audit."""
    if _done_on(timezone.localdate(now)):
        return False
    removed: dict[str, int] = {}
    failed: list[str] = []
    for chore in chores():
        try:
            removed[chore.name] = chore.do()
        except Exception:
            log.exception("daily: %s", chore.name)
            failed.append(chore.name)
    record(None, DONE, "", {"removed": removed, "failed": failed})
    return True


def ask_for_next(now: datetime | None = None) -> bool:
    """Asks for the next time, unless it is asked for already: at once where it was not done today.

    Two starts at once may both ask. Whichever of the two is done first finds the other waiting and asks for no more;
    the second finds that all was done: so one is left.
    """
    from luoshu.office.accounts.tasks import daily

    waiting = DBTaskResult.objects.filter(task_path=daily.module_path, status=TaskResultStatus.READY)
    if waiting.exists():
        return False
    now = timezone.localtime(now or timezone.now())
    if _done_on(now.date()):
        day = now.date() if now.time() < _AT else now.date() + timedelta(days=1)
        daily.using(run_after=timezone.make_aware(datetime.combine(day, _AT))).enqueue()
    else:
        daily.enqueue()
    return True


def _done_on(day: date) -> bool:
    """By the days of the house: started by day, the office does them in the night that comes."""
    last = last_done()
    return last is not None and timezone.localdate(last.at) >= day
