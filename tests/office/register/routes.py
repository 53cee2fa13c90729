"""What stands in the addresses of the register."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from tests.office.people import CODE, Cast

from luoshu.office.library.models import State, Version
from luoshu.office.register.models import (
    Check,
    DraftTrial,
    Entity,
    Event,
    Export,
    Fact,
    Import,
    Recording,
    Snapshot,
    Source,
    Trial,
)
from luoshu.office.register.sources import own_source


def arguments(people: Cast) -> dict[str, dict[str, Any]]:
    now, on = timezone.now(), date(2025, 6, 30)
    source = Source.objects.create(kind=Source.Kind.IMPORTED, name="填报")
    recording = Recording.objects.create(at=now, source=source)
    firm, _ = Entity.objects.get_or_create(
        kind="企业", identifier=CODE, defaults={"name": "洛书精工", "first": recording}
    )
    fact = Fact.objects.create(entity=firm, name="研发人员数", value="3", recording=recording)
    brought = Import.objects.create(source=source, on=on, file="园区.xlsx", digest="0", size=1, asked_at=now)
    snapshot = Snapshot.objects.create(as_of=now, on=on, purpose="测算", asked_at=now, state="done", hash="0" * 64)
    trial = Trial.objects.create(snapshot=snapshot, on=on, policies=[], asked_at=now)
    version = Version.objects.filter(state=State.DRAFT).select_related("text").first()
    assert version is not None  # the library's, whose tests come before
    made = {"version": version, "text": version.text, "snapshot": snapshot, "on": on, "asked_at": now}
    draft_trial = DraftTrial.objects.create(**made)
    kept = {
        "kind": "企业",
        "form": "csv",
        "lang": "zh",
        "name": "enterprises.csv",
        "asked_at": now,
        "by": people.officer,
    }
    export = Export.objects.create(state="done", ended_at=now, **kept)
    export.folder.mkdir(parents=True, exist_ok=True)
    export.path.write_text("统一社会信用代码\n", encoding="utf-8")
    proof = Path(settings.MEDIA_ROOT) / "proof.pdf"
    proof.parent.mkdir(parents=True, exist_ok=True)
    proof.write_bytes(b"%PDF-")
    check = Check.objects.create(
        entity=firm, name="重大安全事故", on=on, found=False, proof=proof.name, digest="0", at=now, by=people.officer
    )
    declared = Recording.objects.create(at=now, source=own_source(Source.Kind.DECLARED))
    own = Fact.objects.create(entity=firm, name="职工总数", year=2024, value="3", recording=declared)
    event = Event.objects.create(entity=firm, kind="controller", on=on, after="某集团", recorded_at=now)
    one = {"key": firm.pk}
    return {
        "redeclare": {"key": own.pk},
        "compare": one,
        "differences-export": {"form": "csv"},
        "expiry-export": {"form": "ics"},
        "mine-answer": {"policy": "cn/tech-sme"},
        "dispute": {"key": fact.pk},
        "import": {"key": brought.pk},
        "import-problems": {"key": brought.pk},
        "import-go": {"key": brought.pk, "what": "cancel"},
        "snapshot": {"key": snapshot.pk},
        "trial": {"key": trial.pk},
        "trial-entities": {"key": trial.pk, "policy": "cn/tech-sme"},
        "export": {"key": export.pk},
        "export-file": {"key": export.pk},
        "export-stop": {"key": export.pk},
        "draft-try": {"number": version.pk},
        "draft-trial": {"key": draft_trial.pk},
        "draft-trial-stop": {"key": draft_trial.pk},
        "work": {"kind": "import", "key": brought.pk},
        "entity": one,
        "event": one,
        "event-take-back": {"key": event.pk},
        "check": one,
        "fact": one | {"name": "研发人员数", "year": 0},
        "confirm-fact": {"key": fact.pk},
        "proof": {"key": check.pk},
        "open-table": {"slug": "policies"},
        "entities": {"slug": "enterprises"},
        "entities-new": {"slug": "enterprises"},
        "entities-counts": {"slug": "enterprises"},
        "entities-template": {"slug": "enterprises"},
        "entities-export": {"slug": "enterprises", "form": "csv"},
    }
