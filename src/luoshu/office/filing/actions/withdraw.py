"""The owner takes an application back before it is decided."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.filing.actions.steps import locked, told
from luoshu.office.filing.models import Application, Step


def withdraw(actor: User, key: int) -> Application:
    """Ends an application that is open. Raises ValidationError where it is decided meanwhile."""
    with transaction.atomic():
        found = locked(key, Application.State.SUBMITTED, Application.State.OWED)
        found.state, found.holds, found.due, found.left = Application.State.WITHDRAWN, False, None, None
        found.save()
        told(actor, found, Step.Kind.WITHDRAWN)
    return found


def drop(actor: User, key: int) -> None:
    """Does away with a draft, which nobody else has seen; what was attached to it goes too."""
    with transaction.atomic():
        found = locked(key, Application.State.DRAFT)
        record(actor, "filing.dropped", found, {"register": found.register})
        files = [paper.path for paper in found.papers.all()]
        found.papers.all().delete()
        found.delete()
        transaction.on_commit(lambda: _remove(files))


def _remove(files: list[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)
