"""What the office does by itself once a day, in the night. Each app adds what is its own when it is ready.

add(Chore("sign-ins", Text("清理到期的登录日志", "old entries of the log of signing in"), prune_sign_ins))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from luoshu.office.accounts.actions.prune_sign_ins import prune_sign_ins
from luoshu.problems import Text

_RESULTS_KEPT = 14  # days


@dataclass(frozen=True, slots=True)
class Chore:
    """`do` says how much it did: 0 where there was nothing to do."""

    name: str
    text: Text
    do: Callable[[], int]


_CHORES: dict[str, Chore] = {}


def add(*chores: Chore) -> None:
    """Called by an app when it is ready."""
    _CHORES.update({each.name: each for each in chores})


def chores() -> list[Chore]:
    return list(_CHORES.values())


def _sessions() -> int:
    """Sessions that are over, of people who did not sign out."""
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]


def _cached() -> int:
    """What the cache kept for a while: counts of attempts. Django removes such rows only where there are very many."""
    table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])
        return int(cursor.rowcount)


def _results() -> int:
    """Tasks that ended long ago. What they did stands with what it was done to."""
    before = DBTaskResult.objects.count()
    call_command("prune_db_task_results", queue_name="*", min_age_days=_RESULTS_KEPT, verbosity=0)
    return max(0, before - DBTaskResult.objects.count())


def declare() -> None:
    add(
        Chore("sign-ins", Text("到期的登录日志", "entries of the log of signing in"), prune_sign_ins),
        Chore("sessions", Text("过期的登录会话", "sessions that are over"), _sessions),
        Chore("cache", Text("过期的缓存", "cached values that are over"), _cached),
        Chore("task-results", Text("旧的后台任务记录", "old background tasks"), _results),
    )
