"""An entry is given an adviser, another one, or none."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.cultivation.models import Entry
from luoshu.office.cultivation.queries import may_advise
from luoshu.office.shell.language import here


def give_adviser(actor: User, key: int, adviser: User | None) -> Entry:
    """
    Raises:
        ValidationError: the entry has ended, or the person neither is an officer nor belongs to an agency.
    """
    with transaction.atomic():
        entry = Entry.objects.select_for_update(of=("self",)).select_related("adviser").get(pk=key)
        if not entry.is_open:
            raise ValidationError(here("已经出库，不能再改。", "It has left the list, and stays as it is."))
        if adviser is not None and not may_advise().filter(pk=adviser.pk).exists():
            raise ValidationError(
                {"adviser": here("辅导员须是经办人员或服务机构的人员。", "An adviser is an officer or of an agency.")}
            )
        detail = {"from": str(entry.adviser or ""), "to": str(adviser or "")}
        entry.adviser = adviser
        entry.save(update_fields=["adviser"])
        record(actor, "cultivation.adviser-given", entry, detail)
    return entry
