"""A document that is being written, as it would stand in the library: read, checked, compared with what is in force."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from luoshu.engine.check import Checked, check
from luoshu.office.library.comparing import Comparison, compared
from luoshu.office.library.models import PUBLIC, Version
from luoshu.office.library.shelf import open_library, path_of, shelf
from luoshu.policy.frontmatter import read_front_matter
from luoshu.policy.source import Findings, Source
from luoshu.problems import Lang, Place, Problem, Text

_KEY = re.compile(r"[a-z0-9][a-z0-9-]*(/[a-z0-9][a-z0-9-]*)+")
MOST = 400_000  # signs of a document


@dataclass(frozen=True, slots=True)
class Draft:
    """What a text says of itself, and what is wrong with it; without `checked` it could not even be looked for."""

    key: str
    title: Text
    since: date | None
    problems: tuple[Problem, ...]
    checked: Checked | None = None

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(each for each in self.problems if each.severity == "error")

    @property
    def sound(self) -> bool:
        """Whether it may be published: no error, and every example comes out."""
        return self.checked is not None and not self.errors and self.checked.failed == 0


def examine(body: str) -> Draft:
    """Reads and checks a text among the published documents."""
    if len(body) > MOST:
        return Draft("", Text("", ""), None, (_wrong("too-long", f"超过 {MOST:,} 字", f"more than {MOST:,} signs"),))
    source = Source(body, "draft.md")
    front = read_front_matter(source, Findings(source=source))
    key, since = front.id or "", front.since
    if not _KEY.fullmatch(key):
        problem = _wrong(
            "id", "文件开头没有编号，例如 id: luoyang/grants", "the document has no id such as luoyang/grants"
        )
        return Draft("", Text("", ""), None, (problem,))
    path = path_of(key, since).resolve()
    before = _before(key, since)
    library = open_library({path: body}, _ended_by(before, since))
    version = next(each for each in library.named(key) if each.path.resolve() == path)
    (checked,) = check([version], library)
    title = checked.policy.title if checked.policy else Text(key, key)
    problems = list(checked.problems)
    if since is None:
        problems.append(_wrong("no-day", "没有施行日期", "no day from which it is in force"))
    elif Version.objects.filter(document__key=key, since=since, state__in=PUBLIC).exists():
        problems.append(
            _wrong("same-day", f"{since} 起施行的版本已经发布", f"a version from {since} is published already")
        )
    return Draft(key, title, since, tuple(problems), checked)


def against_published(draft: Draft, lang: Lang) -> Comparison | None:
    """What it changes of the version that it would replace; None where there is none, or it cannot be read."""
    before = _before(draft.key, draft.since)
    if before is None or draft.checked is None or draft.checked.policy is None:
        return None
    kept = shelf()
    with kept.lock:
        return compared(kept.policy(before, before.since or date.min), draft.checked.policy, lang)


def _before(key: str, since: date | None) -> Version | None:
    """The published version that one from this day replaces."""
    public = Version.objects.filter(document__key=key, state__in=PUBLIC).select_related("document")
    earlier = [each for each in public.defer("words") if since is not None and (each.since or date.min) < since]
    return max(earlier, key=lambda each: each.since or date.min, default=None)


def _ended_by(before: Version | None, since: date | None) -> Mapping[tuple[str, date | None], date]:
    if before is None or since is None or (before.until is not None and before.until < since):
        return {}
    return {(before.document.key, before.since): since - timedelta(days=1)}


def _wrong(code: str, zh: str, en: str) -> Problem:
    return Problem(code, Text(zh, en), Place("draft.md", 1))


__all__ = ["MOST", "Draft", "against_published", "examine"]
