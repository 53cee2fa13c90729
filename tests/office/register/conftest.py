"""An office with its vocabulary, an officer, a source, and files to bring."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.office.people import bureau, member, user
from tests.office.register.helping import SmallZone, work_off

from luoshu.office.accounts.models import Role, User
from luoshu.office.register.actions.bring_import import bring_import
from luoshu.office.register.actions.confirm_import import confirm_import
from luoshu.office.register.models import Import, Source


@pytest.fixture(autouse=True)
def _files(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]


@pytest.fixture
def officer(db: None) -> User:
    officer = user("刘工")
    member(officer, bureau(), Role.OFFICER)
    return officer


@pytest.fixture
def source(db: None) -> Source:
    return Source.objects.create(kind=Source.Kind.IMPORTED, name="2025 年度填报")


@pytest.fixture
def zone() -> SmallZone:
    return SmallZone()


Bring = Callable[..., Import]


@pytest.fixture
def bring(officer: User, source: Source) -> Bring:
    """Brings a file, from `of` where it is another source, and has it read; with `apply`, recorded too."""

    def bring(name: str, content: bytes, *, apply: bool = False, of: Source | None = None) -> Import:
        made = bring_import(officer, SimpleUploadedFile(name, content), of or source, date(2025, 6, 30))
        work_off()
        if apply:
            confirm_import(officer, made.pk)
            work_off()
        made.refresh_from_db()
        return made

    return bring
