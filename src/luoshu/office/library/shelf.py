"""The documents as the engine reads them: once a process, and again when something is published or ends.

`shelf()` asks the database once whether it is still the same. All that the engine is asked goes through one lock: its
readers are not made for several threads at a time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from pathlib import Path
from threading import RLock
from typing import TypeVar, cast

from django.conf import settings
from django.db.models import Count, Max

from luoshu.engine.check import check
from luoshu.engine.gist.gather import gist_of
from luoshu.engine.gist.model import Gist
from luoshu.engine.page.gather import page_of
from luoshu.engine.page.parts import Page
from luoshu.engine.questions import Interview
from luoshu.office.library.models import PUBLIC, Version
from luoshu.office.library.models.documents import digest_of
from luoshu.policy import library as engine
from luoshu.policy.graph import Graph
from luoshu.policy.model import Policy
from luoshu.problems import Lang

Made = TypeVar("Made")
_MOST_KEPT = 200


class Shelf:
    """What is published, as of one state of the database."""

    def __init__(self, revision: Hashable) -> None:
        self.revision = revision
        self.lock = RLock()
        self.library = open_library()
        self._kept: OrderedDict[Hashable, object] = OrderedDict()

    def policy(self, version: Version, on: date) -> Policy:
        """The document of a version; what it uses is that of the day, or of the nearest on which it is in force."""
        with self.lock:
            found = self.find(version)
            return self.library.read(found, found.nearest_day(on))

    def in_force(self, on: date) -> list[Policy]:
        """Every policy in the version of a day, by id; what was read for a page is not read again."""
        with self.lock:
            ids = sorted({each.id for each in self.library.all_versions()})
            return self.library.resolve_all(ids, on)[0]

    def find(self, version: Version) -> engine.Version:
        versions = self.library.named(version.document.key)
        return next(each for each in versions if each.since == version.since and each.id == version.document.key)

    def page(self, version: Version, on: date, lang: Lang) -> Page:
        found = self.find(version)

        def make() -> Page:
            checked = self._once(("checked", version.pk), lambda: next(check([found], self.library)))
            return page_of(found, self.library, on, lang, self.versions(version), checked)

        return self._once(("page", version.pk, on, lang), make)

    def gist(self, version: Version, on: date, lang: Lang) -> Gist:
        def make() -> Gist:
            day = self.find(version).nearest_day(on)
            return gist_of(self.policy(version, on), on, day, lang, self.versions(version))

        return self._once(("gist", version.pk, on, lang), make)

    def graph(self, version: Version, on: date) -> Graph:
        day = self.find(version).nearest_day(on)
        return self._once(("graph", version.pk, day), lambda: Graph.of([self.policy(version, on)], day))

    def versions(self, version: Version) -> Sequence[engine.Version]:
        return [each for each in self.library.named(version.document.key) if each.id == version.document.key]

    def interview(self, versions: Sequence[Version], on: date) -> Interview:
        """For these versions, which are in force on the day and about the same entity."""
        key = ("interview", on, *(each.pk for each in versions))
        return self._once(key, lambda: Interview([self.policy(each, on) for each in versions], on))

    def _once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        with self.lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            else:
                self._kept[key] = make()
                if len(self._kept) > _MOST_KEPT:
                    self._kept.popitem(last=False)
            return cast(Made, self._kept[key])


_lock = RLock()
_shelves: dict[str, Shelf] = {}


def shelf() -> Shelf:
    told = Version.objects.filter(state__in=PUBLIC).aggregate(count=Count("pk"), changed=Max("changed"))
    revision = (told["count"], told["changed"])
    with _lock:
        kept = _shelves.get("kept")
        if kept is None or kept.revision != revision:
            kept = _shelves["kept"] = Shelf(revision)
        return kept


def open_library(
    unsaved: Mapping[Path, str] | None = None, also_ended: Mapping[tuple[str, date | None], date] | None = None
) -> engine.Library:
    """The shipped documents and those that are published here, whose files are written where they are not there."""
    here = settings.HOME.library
    public = list(
        Version.objects.filter(state__in=PUBLIC)
        .select_related("document")
        .only("document__key", "since", "until", "shipped", "text_id")
    )
    for version in public:
        if not version.shipped:
            keep_file(version)
    ended = {(each.document.key, each.since): each.until for each in public if each.until is not None}
    return engine.Library(unsaved=unsaved, more=[here], ended={**ended, **(also_ended or {})})


def path_of(key: str, since: date | None) -> Path:
    """Where the document of a version that is published here stands."""
    return settings.HOME.library / key / f"{since or 'always'}.md"


def keep_file(version: Version) -> Path:
    """Writes the document of a published version, if it is not there or not the same."""
    path = path_of(version.document.key, version.since)
    if not path.exists() or digest_of(path.read_bytes().decode()) != version.text_id:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_text(version.text.body, encoding="utf-8", newline="")
        fresh.replace(path)
    return path
