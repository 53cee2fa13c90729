"""Somebody has looked at the preview: what was read shall be recorded. Or not; or what was recorded taken back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.register.authorised import refuse_source
from luoshu.office.register.models import Import, Work
from luoshu.office.register.working import ask


class NotNowError(Exception):
    """The work is not where it would have to be."""


def confirm_import(actor: User, key: int) -> None:
    """Asks for an import that was read, or was stopped on the way, to be applied.

    Raises:
        NotNowError: it is not there, or no more.
        ValidationError: the source's authorisation has ended since it was brought.
    """
    with transaction.atomic():
        work = Import.objects.select_for_update().get(pk=key)
        ready = work.stage == Import.Stage.READ and work.state == Work.State.DONE
        if not ready and not (work.stage == Import.Stage.APPLY and work.state in _STOPPED):
            raise NotNowError
        refuse_source(work.source)
        _ask(work, Import.Stage.APPLY)
        record(actor, "register.import-confirmed", work, {"file": work.file, "sha256": work.digest})


def ask_undo(actor: User, key: int, *, keep_later: bool = False) -> None:
    """Asks for an import to be taken back; `keep_later` leaves what was corrected since."""
    with transaction.atomic():
        work = Import.objects.select_for_update().get(pk=key)
        applied = work.stage == Import.Stage.APPLY and work.state in (*_STOPPED, Work.State.DONE)
        if not applied and not (work.stage == Import.Stage.UNDO and work.state in (*_STOPPED, Work.State.REFUSED)):
            raise NotNowError
        work.keep_later = keep_later
        _ask(work, Import.Stage.UNDO)
        record(actor, "register.import-undo-asked", work, {"file": work.file, "keeps later": keep_later})


def cancel(actor: User, work: Work) -> None:
    """Asks for a work to stop; what waits stops at once."""
    with transaction.atomic():
        of_it = type(work)._default_manager.filter(pk=work.pk)
        stopped = of_it.filter(state=Work.State.WAITING).update(
            state=Work.State.CANCELLED, ended_at=timezone.now(), cancel_asked=False
        )
        if not stopped and not of_it.filter(state=Work.State.RUNNING).update(cancel_asked=True):
            raise NotNowError
        record(actor, "register.work-cancelled", work)


_STOPPED = (Work.State.CANCELLED, Work.State.FAILED)


def _ask(work: Import, stage: Import.Stage) -> None:
    work.stage, work.state = stage, Work.State.WAITING
    work.done = work.total = 0
    work.doing_zh = work.doing_en = ""
    work.problems, work.ended_at, work.cancel_asked = [], None, False
    work.save()
    ask(work)
