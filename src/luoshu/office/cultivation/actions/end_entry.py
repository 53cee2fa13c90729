"""An entry leaves the list, with the reason; or comes back, where that was a slip."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.cultivation.models import Entry
from luoshu.office.register.models import Entity
from luoshu.office.shell.language import here


def end_entry(actor: User, key: int, end: str, on: date, reason: str, document: str = "") -> Entry:
    """
    Raises:
        ValidationError: it has ended already, the day does not fit, or a title that was reached has no document.
    """
    with transaction.atomic():
        entry = Entry.objects.select_for_update().get(pk=key)
        if not entry.is_open:
            raise ValidationError(here("已经出库。", "It has left the list already."))
        if not entry.since <= on <= timezone.localdate():
            raise ValidationError(
                {"on": here("须在入库之日和今天之间。", "It must lie between the day it was taken in and today.")}
            )
        if end == Entry.End.REACHED and not document:
            raise ValidationError(
                {"document": here("达成的要写证书编号或文号。", "Enter the title's number or document.")}
            )
        entry.end, entry.ended_on, entry.reason, entry.ended_by = end, on, reason, actor
        entry.document = document if end == Entry.End.REACHED else ""
        entry.save(update_fields=["end", "ended_on", "reason", "document", "ended_by"])
        record(actor, "cultivation.ended", entry, {"end": end, "on": on.isoformat(), "document": entry.document})
    return entry


def reopen_entry(actor: User, key: int) -> Entry:
    """
    Raises:
        ValidationError: it has not ended, or the entity stands in the list for this aim again.
    """
    with transaction.atomic():
        entry = Entry.objects.select_for_update().get(pk=key)
        Entity.objects.select_for_update().get(pk=entry.entity_id)  # as who takes it in does
        if entry.ended_on is None:
            raise ValidationError(here("还在库里。", "It has not left the list."))
        if Entry.objects.filter(entity=entry.entity_id, aim=entry.aim_id, ended_on=None).exists():
            raise ValidationError(
                here("为同一目标已经重新入库。", "It has been taken in again for the same aim meanwhile.")
            )
        before = {"end": entry.end, "on": entry.ended_on.isoformat(), "reason": entry.reason}
        entry.end, entry.ended_on, entry.reason, entry.document, entry.ended_by = "", None, "", "", None
        entry.save(update_fields=["end", "ended_on", "reason", "document", "ended_by"])
        record(actor, "cultivation.reopened", entry, before)
    return entry
