"""The log of signing in is kept for as long as the house rules say, and no longer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from luoshu.office.accounts.models import HouseRules, SignIn
from luoshu.office.audit.recording import record


@transaction.atomic
def prune_sign_ins(now: datetime | None = None) -> int:
    """How many entries went. Nothing is written where none did."""
    before = _months_ago(now or timezone.now(), HouseRules.now().log_months)
    gone, _ = SignIn.objects.filter(at__lt=before).delete()
    if gone:
        record(None, "accounts.sign-ins-pruned", "accounts.signin", {"before": before.isoformat(), "rows": gone})
    return gone


def _months_ago(now: datetime, months: int) -> datetime:
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    return now.replace(year=year, month=month + 1, day=min(now.day, 28))  # rather three days more than one less
