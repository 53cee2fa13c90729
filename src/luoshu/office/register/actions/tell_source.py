"""A source of facts is registered; authorised data with scope, purpose and last day."""

from __future__ import annotations

from django.db import transaction

from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.register.models import Source


def tell_source(actor: User, source: Source) -> Source:
    """Registers it. Raises ValidationError where one of that name is there."""
    with transaction.atomic():
        source.full_clean()
        source.save()
        record(actor, "register.source-told", source, {"name": source.name, "kind": source.kind})
    return source
