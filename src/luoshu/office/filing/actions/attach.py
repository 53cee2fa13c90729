"""The owner attaches a paper to a draft or a supplement, or leaves it out again."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.filing.actions.steps import locked
from luoshu.office.filing.models import Application, Paper
from luoshu.office.filing.papers import MOST, keep_paper
from luoshu.office.register.uploads import Upload
from luoshu.office.shell.language import here


def attach(actor: User, key: int, upload: Upload) -> Paper:
    """Keeps a paper. Raises ValidationError where it is of another type, too large, or attached already."""
    with transaction.atomic():
        found = locked(key, Application.State.DRAFT, Application.State.OWED)
        if found.papers.filter(left_out_at__isnull=True).count() >= MOST:
            raise ValidationError({"file": here(f"至多 {MOST} 份附件。", f"{MOST} papers at most.")})
        kept = keep_paper(upload, found)
        try:
            with transaction.atomic():
                made = Paper.objects.create(
                    application=found,
                    name=kept.name,
                    file=kept.file,
                    digest=kept.digest,
                    size=kept.size,
                    at=timezone.now(),
                    by=actor,
                )
        except IntegrityError:
            raise ValidationError({"file": here("这份附件已经有了。", "This paper is attached already.")}) from None
        record(actor, "filing.attached", found, {"file": kept.name, "sha256": kept.digest})
    return made


def leave_out(actor: User, key: int, paper: int) -> None:
    """Takes a paper back that was attached since the application last lay with the office."""
    with transaction.atomic():
        found = locked(key, Application.State.DRAFT, Application.State.OWED)
        since = found.steps.order_by("-pk").values_list("at", flat=True).first()
        theirs = found.papers.filter(pk=paper, left_out_at__isnull=True)
        if since is not None:
            theirs = theirs.filter(at__gt=since)
        if not theirs.update(left_out_at=timezone.now()):
            raise ValidationError(
                here("已经提交过的附件不能去掉。", "A paper that lay with the office cannot be left out.")
            )
        record(actor, "filing.left-out", found, {"paper": paper})
