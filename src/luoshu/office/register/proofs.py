"""Proofs of checks: pictures and papers, kept as they came, under a name that nobody chose."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse

from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.register.models import Check
from luoshu.office.register.uploads import Upload
from luoshu.office.shell.language import here

MOST_BYTES = 10 << 20
# How each kind of file begins.
KINDS = {".pdf": b"%PDF-", ".png": b"\x89PNG\r\n", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff"}


def keep_proof(upload: Upload, folder: Path) -> tuple[Path, str]:
    """Writes a proof into a folder; its path and SHA-256. Raises ValidationError where it is no picture or paper."""
    suffix = Path(upload.name or "").suffix.lower()
    content = b""
    for chunk in upload.chunks():
        content += chunk
        if len(content) > MOST_BYTES:
            raise ValidationError({"proof": here("凭证超过 10 MB。", "The proof is larger than 10 MB.")})
    if suffix not in KINDS or not content.startswith(KINDS[suffix]):
        raise ValidationError({"proof": here("凭证请用 PDF、PNG 或 JPG。", "The proof must be PDF, PNG or JPG.")})
    digest = hashlib.sha256(content).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{digest}{suffix}"
    path.write_bytes(content)
    return path, digest


def proof_file(by: User | None, check: Check) -> HttpResponse:
    """To keep and look at, never shown as a page of ours; that it was read is in the audit.

    Raises:
        Http404: the file is gone.
    """
    path = Path(settings.MEDIA_ROOT) / check.proof
    if not path.is_file():
        raise Http404
    record(by, "register.proof-read", check.entity, {"check": check.pk})
    kept = {"Content-Disposition": f'attachment; filename="{path.name}"'}
    return HttpResponse(path.read_bytes(), content_type="application/octet-stream", headers=kept)
