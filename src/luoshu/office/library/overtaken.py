"""A draft that was saved, or submitted, by somebody while somebody else was still writing on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from luoshu.office.accounts.models import User
from luoshu.office.audit.models import Record
from luoshu.office.audit.recording import name_of
from luoshu.office.library.comparing import Comparison, compared
from luoshu.office.library.drafting import Draft, examine
from luoshu.office.library.models import Version
from luoshu.problems import Lang


@dataclass(frozen=True, slots=True)
class Overtaken:
    """What who wrote `body` is told: who saved the text that is there now, when, and what theirs has otherwise."""

    body: str
    by: User | None
    own: bool  # in another window of theirs
    at: datetime | None
    comparison: Comparison | None  # None where one of the two cannot be read


def overtaken(version: Version, reader: User, body: str, lang: Lang) -> Overtaken:
    saved = Record.objects.filter(subject=name_of(version), action="library.written").last()
    comparison = _compared(examine(version.text.body), examine(body), lang)
    return Overtaken(body, version.author, version.author_id == reader.pk, saved.at if saved else None, comparison)


def _compared(there: Draft, typed: Draft, lang: Lang) -> Comparison | None:
    before, after = (each.checked.policy if each.checked else None for each in (there, typed))
    return compared(before, after, lang) if before and after else None
