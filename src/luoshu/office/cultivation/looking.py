"""What an address or an operation names, for who may: an entry of the list, a task."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from luoshu.office.accounts.guard import Rule
from luoshu.office.accounts.meanwhile import require_now
from luoshu.office.cultivation.models import Entry, Task
from luoshu.office.cultivation.queries import with_all
from luoshu.office.cultivation.rules import does_task, sees_entry


def entry_of(request: HttpRequest, key: int, rule: Rule = sees_entry) -> Entry:
    """The entry with all that is shown of it, for which the rule holds."""
    found = get_object_or_404(with_all(Entry.objects.all()), pk=key)
    require_now(request, rule, found)
    return found


def task_of(request: HttpRequest, key: int) -> Task:
    """The task, for who does it."""
    found = get_object_or_404(Task.objects.select_related("entry__entity", "entry__aim"), pk=key)
    require_now(request, does_task, found)
    return found
