"""Takes the shipped policies into the library: what is new, and what a new version of the software wrote otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from luoshu.office.audit.recording import record
from luoshu.office.library.describing import described
from luoshu.office.library.models import PUBLIC, Document, State, Version, WrittenText
from luoshu.office.library.models.documents import digest_of
from luoshu.policy import library as engine


@transaction.atomic
def seed() -> int:
    """How many versions were added or changed. Doing it again changes nothing."""
    documents = {each.key: each for each in Document.objects.all()}
    known = {
        (each.document.key, each.since): each
        for each in Version.objects.filter(state__in=PUBLIC).select_related("document").defer("words")
    }
    changed = 0
    for version in _library().all_versions():
        body = version.path.read_text(encoding="utf-8")
        have = known.get((version.id, version.since))
        digest = digest_of(body)
        if have is not None and (not have.shipped or have.text_id == digest):
            continue
        document = documents.get(version.id) or Document.objects.create(key=version.id)
        documents[version.id] = document
        was = have.state if have else State.PUBLISHED
        columns = {**_columns(version.path, digest), "text": WrittenText.of(body), "state": State.PUBLISHED}
        if have is None:
            Version.objects.create(document=document, shipped=True, published_at=timezone.now(), **columns)
        else:
            until = have.until  # an end that was decided here stays
            for name, value in columns.items():
                setattr(have, name, value)
            have.state = State.REPEALED if was == State.REPEALED else State.PUBLISHED
            have.until = min(filter(None, (until, have.until)), default=None)
            have.save()
        changed += 1
    if changed:
        record(None, "library.seeded", detail={"versions": changed})
    return changed


@cache
def _library() -> engine.Library:
    return engine.Library()


@cache
def _columns(path: Path, digest: str) -> Mapping[str, Any]:
    """Of a shipped document: the same as long as its text is."""
    library = _library()
    version = next(each for each in library.all_versions() if each.path == path)
    return described(library.read(version))
