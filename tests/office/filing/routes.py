"""What stands in the addresses of applications: of each state one, of the firm that everybody knows."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from tests.office.people import CODE, Cast, enterprise

from luoshu.office.accounts.models import User
from luoshu.office.filing.models import Application, Paper
from luoshu.office.register.models import Entity, Fact, Recording, Source

REGISTER = "职务科技成果"


def _application(by: User, state: Application.State, **more: Any) -> Application:
    submitted = {} if state == Application.State.DRAFT else {"submitted_by": by, "submitted_on": date(2026, 3, 2)}
    return Application.objects.create(
        register=REGISTER,
        kind=Application.Kind.NEW,
        state=state,
        organisation=enterprise(),
        made_by=by,
        made_at=timezone.now(),
        **submitted,
        **more,
    )


def arguments(people: Cast) -> dict[str, dict[str, Any]]:
    draft = _application(people.operator, Application.State.DRAFT)
    waits = _application(people.operator, Application.State.SUBMITTED)
    recording = Recording.objects.create(
        at=timezone.now(), source=Source.objects.create(kind=Source.Kind.OFFICE, name="登记")
    )
    entry = Entity.objects.create(kind=REGISTER, identifier="2026-0001", name="成果", first=recording)
    Fact.objects.create(entity=entry, name="完成单位代码", value=CODE, recording=recording)
    path = Path(settings.MEDIA_ROOT) / "paper.pdf"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF-")
    given = {"file": path.name, "size": 5, "at": timezone.now(), "by": people.operator}
    paper = Paper.objects.create(application=waits, name="合同.pdf", digest="0", **given)
    mistaken = Paper.objects.create(application=draft, name="错.pdf", digest="1", **given)
    one = {"key": waits.pk}
    return {
        "filing-new": {"slug": "service-achievements"},
        "filing-change": {"key": entry.pk},
        "filing-cancel": {"key": entry.pk},
        "filing-one": one,
        "filing-edit": {"key": draft.pk},
        "filing-papers": {"key": draft.pk},
        "filing-send": {"key": draft.pk},
        "filing-take-back": one,
        "filing-decide": one | {"what": "refuse"},
        "filing-paper": {"key": paper.pk},
        "filing-without-paper": {"key": mistaken.pk},
    }
