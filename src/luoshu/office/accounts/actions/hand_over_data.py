"""All that is held about a person, as a file for them; and the erasure of what may be erased."""

from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from luoshu.office.accounts.actions.last_administrator import not_the_last_administrator
from luoshu.office.accounts.models import Authorisation, Membership, StandIn, User
from luoshu.office.accounts.personal import holdings
from luoshu.office.audit.recording import record
from luoshu.office.shell.language import here
from luoshu.office.shell.spreadsheets import lines


@transaction.atomic
def export_personal_data(actor: User, user: User, reason: str) -> bytes:
    """A ZIP: each holding as JSON and as CSV, and what each is kept for."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        about = []
        for each in holdings():
            rows = each.export(user)
            archive.writestr(f"{each.key}.json", json.dumps(rows, ensure_ascii=False, indent=2))
            columns = list(dict.fromkeys(column for row in rows for column in row))
            cells = ([row.get(column) for column in columns] for row in rows)
            archive.writestr(f"{each.key}.csv", "".join(lines(columns, cells)))
            told = {"key": each.key, "name": each.name.zh, "name_en": each.name.en, "rows": len(rows)}
            about.append(told | {"basis": each.basis.zh, "basis_en": each.basis.en, "erasable": each.erase is not None})
        archive.writestr("README.json", json.dumps(about, ensure_ascii=False, indent=2))
    record(actor, "accounts.personal-data-exported", user, {"reason": reason})
    return packed.getvalue()


@transaction.atomic
def erase_personal_data(actor: User, user: User, reason: str) -> dict[str, int]:
    """How many rows of each holding went. What the person was and did for others ends now; its rows stay, nameless.

    Raises:
        ValidationError: it is one's own account, was erased already, or is the last administrator's.
    """
    if actor.pk == user.pk:
        raise ValidationError(here("不能删除自己的账号", "Nobody erases their own account"))
    if user.erased_at is not None:
        raise ValidationError(here("此人的信息已经删除", "What is held about them was erased already"))
    not_the_last_administrator(user)
    now = timezone.now()
    Membership.objects.filter(user=user, ended_at=None).update(ended_at=now)
    StandIn.objects.filter(user=user, ended_at=None).update(ended_at=now)
    Authorisation.objects.filter(person=user, ended_at=None).update(ended_at=now)
    gone = {each.key: each.erase(user) for each in holdings() if each.erase is not None}
    record(actor, "accounts.personal-data-erased", f"accounts.user:{user.pk}", {"reason": reason, "rows": gone})
    return gone
