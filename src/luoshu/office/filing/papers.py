"""Papers that are attached: looked at for their type and size, kept as they came under a name that nobody chose."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError

from luoshu.office.filing.models import Application
from luoshu.office.register.proofs import KINDS
from luoshu.office.register.uploads import Upload, plain_name, refuse_bomb
from luoshu.office.shell.language import Said, here
from luoshu.problems import ProblemError

MOST_BYTES = 20 << 20
MOST = 20  # papers of an application
# Office files are archives; each has its main part under this name.
_OFFICE = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".pptx": "ppt/presentation.xml"}
ACCEPTED = (*KINDS, *_OFFICE)
_ANOTHER = ("文件内容与扩展名不符，可能已损坏。", "The file is not what its name says, or is damaged.")


@dataclass(frozen=True, slots=True)
class KeptPaper:
    name: str
    file: str
    digest: str
    size: int


def keep_paper(upload: Upload, application: Application) -> KeptPaper:
    """Writes a paper into the installation's files. Raises ValidationError where it is not what its name says."""
    name = plain_name(upload.name or "")
    suffix = Path(name).suffix.lower()
    if suffix not in ACCEPTED:
        raise _wrong(
            "附件请用 PDF、图片（PNG、JPG）或 Word、Excel、PowerPoint 文件（.docx、.xlsx、.pptx）。",
            "Papers are PDF, pictures (PNG, JPG) or office files (.docx, .xlsx, .pptx).",
        )
    root = Path(settings.MEDIA_ROOT)
    folder = root / "filing" / str(application.pk)
    folder.mkdir(parents=True, exist_ok=True)
    coming = folder / f"coming-{hashlib.sha256(name.encode()).hexdigest()[:12]}{suffix}"
    try:
        digest, size = _write(upload, coming)
        _examine(coming)
        path = folder / f"{digest}{suffix}"
        coming.replace(path)
    finally:
        coming.unlink(missing_ok=True)
    return KeptPaper(name, str(path.relative_to(root)), digest, size)


def _write(upload: Upload, path: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as file:
        for chunk in upload.chunks():
            size += len(chunk)
            if size > MOST_BYTES:
                raise _wrong(f"附件超过 {MOST_BYTES >> 20} MB。", f"The paper is larger than {MOST_BYTES >> 20} MB.")
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest(), size


def _examine(path: Path) -> None:
    """Sees that a file is what its name says, and brings no macros."""
    suffix = path.suffix
    if suffix in KINDS:
        with path.open("rb") as file:
            if not file.read(8).startswith(KINDS[suffix]):
                raise _wrong(*_ANOTHER)
        return
    try:
        with zipfile.ZipFile(path) as archive:
            refuse_bomb(path, archive.infolist())
            names = archive.namelist()
    except zipfile.BadZipFile:
        raise _wrong(*_ANOTHER) from None
    except ProblemError as error:
        raise ValidationError({"file": Said(error.problems[0].text)}) from None
    if _OFFICE[suffix] not in names:
        raise _wrong(*_ANOTHER)
    if any(each.endswith("vbaProject.bin") for each in names):
        raise _wrong("文件里有宏，请另存为不带宏的文件。", "The file holds macros: save it without.")


def _wrong(zh: str, en: str) -> ValidationError:
    return ValidationError({"file": here(zh, en)})
