"""Fills the registers of an office with made-up entries, by the very way on which officers bring workbooks."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date

from django.core.files.base import ContentFile

from luoshu.office.accounts.models import User
from luoshu.office.register.actions.apply_import import apply_import
from luoshu.office.register.actions.bring_import import bring_import
from luoshu.office.register.actions.confirm_import import confirm_import
from luoshu.office.register.actions.read_import import read_import
from luoshu.office.register.actions.tell_event import tell_event
from luoshu.office.register.made_up import Row, made_up
from luoshu.office.register.models import Entity, Event, Import, Source
from luoshu.office.register.words import ENTERPRISE
from luoshu.office.register.working import carry_out

FIRMS = 200  # of the zone, that entries are about
SOURCE = "样本台账（虚构）"


def demo_registers(actor: User, on: date) -> Import:
    """Brings the entries and applies them; then two platforms merge, and one is approved again."""
    firms = list(Entity.objects.filter(kind=ENTERPRISE).order_by("pk").values_list("identifier", "name")[:FIRMS])
    source = Source.objects.get_or_create(name=SOURCE, defaults={"kind": Source.Kind.IMPORTED})[0]
    tables = made_up(on, firms)
    work = bring_import(actor, ContentFile(_archive(tables), name="样本台账.zip"), source, on, "演示")
    carry_out(Import, work.pk, read_import)
    confirm_import(actor, work.pk)
    carry_out(Import, work.pk, apply_import)
    work.refresh_from_db()
    for kind, one, other in ((Event.Kind.MERGED, "PT001", "PT002"), (Event.Kind.REAPPROVED, "PT003", "PT004")):
        entity = Entity.objects.get(kind="创新平台", identifier=one)
        tell_event(actor, entity.pk, kind, on, f"样本〔{on.year}〕{one}号", other=other)
    return work


def _archive(tables: dict[str, list[Row]]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, rows in tables.items():
            file = io.StringIO()
            columns = list(dict.fromkeys(column for row in rows for column in row))
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)
            packed.writestr(f"{name}.csv", "\ufeff" + file.getvalue())
    return content.getvalue()
