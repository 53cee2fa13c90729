"""In the background: a list as a file. It is kept for some days, and then removed by itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, cast

from django.db import transaction
from django.http import FileResponse, Http404
from django.utils import timezone

from luoshu.facts.vocabulary import Record
from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.register import exporting
from luoshu.office.register.authorised import Look, lapsed_in
from luoshu.office.register.listing import Asked, EntityList, beside_the_name, exported, header_of
from luoshu.office.register.models import Entity, Export
from luoshu.office.register.purposes import EXPORT
from luoshu.office.register.words import words
from luoshu.office.register.working import Teller, ask
from luoshu.problems import Lang, Text

KEPT = timedelta(days=7)


@transaction.atomic
def ask_export(actor: User, kind: Record, asked: dict[str, Any], form: str, lang: Lang) -> Export:
    """`asked` is the list as its address has it; `show` in it may name facts."""
    now = timezone.localtime()
    name = f"{words().slug(kind.name)}-{now:%Y%m%d-%H%M}.{form}"
    work = Export(kind=kind.name, asked=asked, form=form, lang=lang, name=name, asked_at=now, by=actor)
    work.save()
    record(actor, "register.export-asked", work, {"kind": kind.name, "asked": asked, "form": form})
    ask(work)
    return work


def write_export(work: Export, tell: Teller) -> None:
    """Writes it from the beginning: what a process that is gone had written is nothing."""
    shutil.rmtree(work.folder, ignore_errors=True)
    work.folder.mkdir(parents=True)
    kind = words().vocabulary.records[work.kind]
    asked, facts = Asked.of(kind, work.asked, work.asked.get("show", ())), beside_the_name(kind)
    everything = Entity.objects.all()  # who asked reads the register: that is asked again when it is fetched
    total = EntityList(asked, everything).count()
    look = Look(work.by, EXPORT, work)
    rows = _told(exported(asked, everything, facts, look), total, tell)
    exporting.write(work.form, work.path, header_of(asked, facts, cast(Lang, work.lang)), rows)
    with transaction.atomic(), look:
        Export.objects.filter(pk=work.pk).update(rows=total)
        record(work.by, "register.export-written", work, {"rows": total})


def _told(rows: Iterator[list[str]], total: int, tell: Teller) -> Iterator[list[str]]:
    for done, row in enumerate(rows, 1):
        yield row
        if done % 500 == 0:
            tell(min(done, total - 1), total, Text("写出", "writing"))


def fetched(by: User | None, work: Export) -> FileResponse:
    """The file; that it was fetched, and by whom, is in the audit. Raises Http404 where it is not there, or may not be
    given out any more."""
    if work.state != Export.State.DONE or not work.path.is_file() or lapsed_in(work).exists():
        raise Http404
    record(by, "register.export-fetched", work, {"rows": work.rows})
    return FileResponse(work.path.open("rb"), as_attachment=True, filename=work.name)


def remove_old_exports() -> int:
    """How many files went that were kept long enough, or hold data whose authorisation has ended."""
    kept = Export.objects.filter(removed_at=None, ended_at__isnull=False)
    old = set(kept.filter(ended_at__lt=timezone.now() - KEPT).values_list("pk", flat=True))
    count = 0
    for work in kept:
        if work.pk not in old and not lapsed_in(work).exists():
            continue
        shutil.rmtree(work.folder, ignore_errors=True)
        count += Export.objects.filter(pk=work.pk, removed_at=None).update(removed_at=timezone.now())
    return count
