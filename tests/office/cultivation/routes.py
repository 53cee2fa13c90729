"""What stands in the addresses of the cultivation list."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from tests.office.people import CODE, Cast

from luoshu.office.cultivation.models import Aim, Entry, Search, Task
from luoshu.office.register.models import Entity, Recording, Snapshot, Source


def arguments(people: Cast) -> dict[str, dict[str, Any]]:
    now, today = timezone.now(), timezone.localdate()
    source = Source.objects.get_or_create(kind=Source.Kind.IMPORTED, name="培育")[0]
    recording = Recording.objects.create(at=now, source=source)
    firm, _ = Entity.objects.get_or_create(
        kind="企业", identifier=CODE, defaults={"name": "洛书精工", "first": recording}
    )
    snapshot = Snapshot.objects.create(
        as_of=now, on=date(2025, 6, 30), purpose="培育", asked_at=now, state="done", hash="1" * 64
    )
    aim = Aim.objects.create(policy="cn/tech-sme", decision="符合现行评价条件", kind="企业", zh="科小", en="S&T SME")
    search = Search.objects.create(aim=aim, snapshot=snapshot, on=date(2025, 6, 30), asked_at=now)
    entry = Entry.objects.create(
        entity=firm, aim=aim, since=today, taken_by=people.officer, taken_at=now, adviser=people.unauthorised
    )
    task = Task.objects.create(
        entry=entry, what="补研发辅助账", doer="enterprise", due=today, set_by=people.officer, set_at=now
    )
    return {
        "near-search": {"key": search.pk},
        "near-search-take": {"key": search.pk},
        "near-search-put-back": {"key": search.pk},
        "cultivation-entry": {"key": entry.pk},
        "cultivation-act": {"key": entry.pk, "what": "note"},
        "cultivation-task": {"key": task.pk},
        "cultivation-task-again": {"key": task.pk},
        "cultivation-export": {"form": "csv"},
        "cultivation-report": {"name": "aims", "form": "csv"},
    }
