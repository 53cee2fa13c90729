"""Somebody brings files: they are kept and will be read; nothing is recorded yet."""

from __future__ import annotations

import shutil
from datetime import date

from django.db import transaction
from django.utils import timezone

from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.register.authorised import refuse_source
from luoshu.office.register.models import Import, Source
from luoshu.office.register.uploads import Upload, keep
from luoshu.office.register.working import ask


def bring_import(actor: User | None, upload: Upload, source: Source, on: date, purpose: str = "") -> Import:
    """Keeps an upload and asks for it to be read.

    Raises:
        ProblemError: it is no file that could be imported, or too large.
        ValidationError: the source's authorisation has ended.
    """
    refuse_source(source)
    made: Import | None = None
    try:
        with transaction.atomic():
            made = Import.objects.create(
                source=source, purpose=purpose, on=on, asked_at=timezone.now(), by=actor, size=0
            )
            path, digest, size = keep(upload, made.folder)
            made.file, made.digest, made.size = path.name, digest, size
            made.save(update_fields=["file", "digest", "size"])
            record(actor, "register.import-brought", made, {"file": path.name, "sha256": digest})
            ask(made)
    except BaseException:
        if made is not None:
            shutil.rmtree(made.folder, ignore_errors=True)
        raise
    return made
