"""Somebody brings files: they are kept and will be read; nothing is recorded yet."""

from __future__ import annotations

import shutil
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.register.models import Import, Source
from luoshu.office.register.uploads import Upload, keep
from luoshu.office.register.working import ask
from luoshu.office.shell.language import here


def bring_import(actor: User | None, upload: Upload, source: Source, on: date, purpose: str = "") -> Import:
    """Keeps an upload and asks for it to be read.

    Raises:
        ProblemError: it is no file that could be imported, or too large.
        ValidationError: the source's authorisation has ended.
    """
    if source.has_lapsed:
        zh = f"“{source}”的授权已到期；请登记新的授权，用它作来源。"
        en = f"The authorisation of '{source}' has ended: register the new one, and import from it."
        raise ValidationError({"source": here(zh, en)})
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
