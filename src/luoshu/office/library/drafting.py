"""A document that is being written, as it would stand in the library: read, checked, compared with what is in force."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from luoshu.engine.check import Checked, check
from luoshu.office.library.comparing import Comparison, compared
from luoshu.office.library.models import PUBLIC, Version
from luoshu.office.library.queries import EVER_IN_FORCE
from luoshu.office.library.shelf import open_library, path_of, shelf
from luoshu.policy import library as engine
from luoshu.policy.frontmatter import read_front_matter
from luoshu.policy.model import Policy
from luoshu.policy.source import Findings, Source
from luoshu.policy.variants import as_of
from luoshu.problems import Lang, Place, Problem, ProblemError, Text

_KEY = re.compile(r"[a-z0-9][a-z0-9-]*(/[a-z0-9][a-z0-9-]*)+")
MOST = 400_000  # signs of a document
_EXAMINED = 8  # texts whose check is kept: who saves one is shown it, and comes back to it
DRAFT = Path("draft.md")  # where what is wrong with a text as a whole is said to stand


@dataclass(frozen=True, slots=True)
class Placed:
    """A text among the published documents, as if it were published. `before` is what it would replace."""

    version: engine.Version
    library: engine.Library
    before: Version | None

    def policy(self, on: date) -> Policy:
        """The rule that it would be, to be judged on a date, in force then or not.

        Raises:
            ProblemError: with every error of the document.
        """
        return _rule(self.library, self.version, on)

    def policy_before(self, on: date) -> Policy | None:
        """The rule that it would replace, likewise."""
        if self.before is None:
            return None
        known = self.library.named(self.before.document.key)
        return _rule(self.library, next(each for each in known if each.since == self.before.since), on)


def _rule(library: engine.Library, version: engine.Version, on: date) -> Policy:
    day = version.nearest_day(on)
    policy = library.read(version, day)
    return policy if day == on else as_of(policy, day)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a text says of itself, and what is wrong with it; without `checked` it could not even be looked for."""

    key: str
    title: Text
    since: date | None
    problems: tuple[Problem, ...]
    checked: Checked | None = None
    place: Placed | None = None

    @property
    def shown(self) -> tuple[Problem, ...]:
        """Everything to be told: examples and claims that do not come out too."""
        if self.checked is None:
            return self.problems
        failures = (each for example in self.checked.examples for each in example.failures)
        claims = (claim.problem for claim in self.checked.claims if claim.problem)
        return (*self.problems, *failures, *claims)

    @property
    def listed(self) -> list[tuple[Problem, Place | None]]:
        """The same, each with where in the text it stands; without a place what stands in another document."""
        own = {DRAFT.name, self.place.version.shown} if self.place else {DRAFT.name}
        return [(each, each.place if each.place and each.place.file in own else None) for each in self.shown]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(each for each in self.problems if each.severity == "error")

    @property
    def sound(self) -> bool:
        """Whether it may be published: no error, and every example comes out."""
        return self.checked is not None and not self.errors and self.checked.failed == 0


def with_our_ends(body: str) -> str:
    """Browsers, and programs on Windows, end lines in another way; a document is kept, and hashed, in one."""
    return body.replace("\r\n", "\n")


def place_of(body: str) -> Placed:
    """Where a text would stand.

    Raises:
        ProblemError: it does not say of which policy it is, or is too long.
    """
    if len(body) > MOST:
        raise ProblemError([_wrong("too-long", f"超过 {MOST:,} 字", f"more than {MOST:,} signs")])
    source = Source(body, DRAFT.name)
    front = read_front_matter(source, Findings(source=source))
    key, since = front.id or "", front.since
    if not _KEY.fullmatch(key):
        raise ProblemError(
            [_wrong("id", "文件开头没有编号，例如 id: luoyang/grants", "the document has no id such as luoyang/grants")]
        )
    path = path_of(key, since).resolve()
    before = _before(key, since)
    library = open_library({path: body}, _ended_by(before, since))
    version = next(each for each in library.named(key) if each.path.resolve() == path)
    return Placed(version, library, before)


def examine(body: str) -> Draft:
    """Reads and checks a text among the published documents; the same text among the same documents once."""
    return _examined(body, shelf().revision)


@lru_cache(maxsize=_EXAMINED)
def _examined(body: str, revision: Hashable) -> Draft:
    try:
        place = place_of(body)
    except ProblemError as error:
        return Draft("", Text("", ""), None, tuple(error.problems))
    key, since = place.version.id, place.version.since
    (checked,) = check([place.version], place.library)
    title = checked.policy.title if checked.policy else Text(key, key)
    problems = list(checked.problems)
    if since is None:
        problems.append(_wrong("no-day", "没有施行日期", "no day from which it is in force"))
    elif Version.objects.filter(document__key=key, since=since, state__in=PUBLIC).exists():
        problems.append(
            _wrong("same-day", f"{since} 起施行的版本已经发布", f"a version from {since} is published already")
        )
    return Draft(key, title, since, tuple(problems), checked, place)


def against_published(draft: Draft, lang: Lang) -> Comparison | None:
    """What it changes of the version that it would replace; None where there is none, or it cannot be read."""
    before = draft.place.before if draft.place else None
    if before is None or draft.checked is None or draft.checked.policy is None:
        return None
    kept = shelf()
    with kept.lock:
        return compared(kept.policy(before, before.since or date.min), draft.checked.policy, lang)


def _before(key: str, since: date | None) -> Version | None:
    """The published version that one from this day replaces."""
    public = Version.objects.filter(EVER_IN_FORCE, document__key=key, state__in=PUBLIC).select_related("document")
    earlier = [each for each in public.defer("words") if since is not None and (each.since or date.min) < since]
    return max(earlier, key=lambda each: each.since or date.min, default=None)


def _ended_by(before: Version | None, since: date | None) -> Mapping[tuple[str, date | None], date]:
    if before is None or since is None or (before.until is not None and before.until < since):
        return {}
    return {(before.document.key, before.since): since - timedelta(days=1)}


def _wrong(code: str, zh: str, en: str) -> Problem:
    return Problem(code, Text(zh, en), Place(DRAFT.name, 1))
