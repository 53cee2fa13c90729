"""What pages of the library ask of the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from luoshu.office.library.describing import searchable
from luoshu.office.library.models import PUBLIC, Document, Instrument, Question, Version
from luoshu.problems import Text

PLACES: Mapping[str, Text] = {
    "cn": Text("国家", "National"),
    "dalian": Text("大连", "Dalian"),
    "hengyang": Text("衡阳", "Hengyang"),
    "luoyang": Text("洛阳", "Luoyang"),
    "shenzhen": Text("深圳", "Shenzhen"),
    "xianning": Text("咸宁", "Xianning"),
    "zhongguancun": Text("中关村", "Zhongguancun"),
}
_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for. Without a date, versions of any time."""

    words: str = ""
    about: str = ""
    instrument: str = ""
    place: str = ""
    on: date | None = None


def published() -> QuerySet[Version]:
    return Version.objects.filter(state__in=PUBLIC).select_related("document").defer("words", "heads")


EVER_IN_FORCE = Q(since=None) | Q(until=None) | Q(until__gte=F("since"))  # not repealed before its first day


def in_force(on: date) -> Q:
    return (Q(since=None) | Q(since__lte=on)) & (Q(until=None) | Q(until__gte=on))


def found(wanted: Wanted) -> QuerySet[Version]:
    """Those that hold every word, those first that have them in their titles."""
    versions = published().filter(EVER_IN_FORCE)
    words = [searchable(word) for word in wanted.words.split()[:_MOST_WORDS]]
    titles = Q()
    for word in words:
        versions = versions.filter(words__contains=word)
        titles &= Q(heads__contains=word)
    if wanted.about:
        versions = versions.filter(about=wanted.about)
    if wanted.place:
        versions = versions.filter(document__key__startswith=f"{wanted.place}/")
    if wanted.on is not None:
        versions = versions.filter(in_force(wanted.on))
    if wanted.instrument:
        versions = versions.filter(instruments__contains=f" {wanted.instrument} ")
    else:
        versions = versions.exclude(instruments__contains=f" {Instrument.VOCABULARY} ")
    if words:
        first = Case(When(titles, then=Value(0)), default=Value(1), output_field=IntegerField())
        versions = versions.annotate(rank=first).order_by("rank", "document__key", "-since")
    else:
        versions = versions.order_by("document__key", "-since")
    return versions


def abouts() -> list[tuple[str, str]]:
    """Whom policies are about, in Chinese and in English; those of most policies first."""
    told = (
        published()
        .filter(EVER_IN_FORCE)
        .exclude(about="")
        .order_by()
        .values_list("about", "about_en")
        .annotate(count=Count("pk"))
    )
    english, counts = dict[str, str](), Counter[str]()
    for about, about_en, count in told:
        english[about] = english.get(about) or about_en
        counts[about] += count
    return [(about, english[about]) for about, _ in sorted(counts.items(), key=lambda each: (-each[1], each[0]))]


def places() -> list[tuple[str, Text]]:
    """The packs whose policies can be found, and of which place they are. One of this office is called after who
    issues its policies; where these are several it has no name, and is left out."""
    issuers: dict[str, set[str]] = {}
    for key, issuer in published().filter(EVER_IN_FORCE).values_list("document__key", "issuer"):
        issuers.setdefault(key.partition("/")[0], set()).add(issuer)
    own = {pack: Text(*names, *names) for pack, names in issuers.items() if len(names) == 1 and names != {""}}
    named = {**own, **PLACES}
    return [(pack, named[pack]) for pack in sorted(issuers) if pack in named and pack != "seed"]


def versions_of(key: str) -> list[Version]:
    """The published versions of a policy, the latest first."""
    return list(published().filter(document__key=key).order_by("-since", "-pk"))


def on_day(versions: list[Version], on: date) -> Version | None:
    """The version in force on a day, or else the nearest to it; one that never was only where there is no other."""

    def distance(version: Version) -> tuple[bool, int]:
        day = max(min(on, version.until or date.max), version.since or date.min)
        return version.never_in_force, abs((day - on).days)

    return min(versions, key=distance, default=None)


def before(versions: list[Version], version: Version) -> Version | None:
    """Of a policy's versions, the latest first, the one that came before another."""
    begins = version.since or date.min
    earlier = [each for each in versions if (each.since or date.min) < begins and not each.never_in_force]
    return earlier[0] if earlier else None


def answerable(about: str, on: date) -> list[Version]:
    """What the calculator goes through: everything in force on a day about an entity."""
    return list(published().filter(in_force(on), about=about).order_by("document__key"))


def answered(document: Document) -> QuerySet[Question]:
    return Question.objects.filter(document=document, published=True).order_by("answered_at", "pk")


def questions(*, answered: bool) -> QuerySet[Question]:
    """What waits for an answer, and with `answered` what was answered after it; each with the title of its policy, as
    the latest version has it."""
    latest = Version.objects.filter(document=OuterRef("document"), state__in=PUBLIC).order_by("-since", "-pk")
    found = Question.objects.select_related("document").annotate(title=Subquery(latest.values("title")[:1]))
    found = found.order_by("answered_at", "asked_at", "pk")
    return found if answered else found.filter(answered_at=None)


def versions() -> QuerySet[Version]:
    """Of any state, each with its document."""
    return _with_people().select_related("text")


def versions_open() -> QuerySet[Version]:
    """What is being written or decided about."""
    return _with_people().exclude(state__in=PUBLIC).order_by("-changed", "-pk")


def versions_published() -> QuerySet[Version]:
    return _with_people().filter(state__in=PUBLIC).order_by("-published_at", "document__key", "-since")


def _with_people() -> QuerySet[Version]:
    return Version.objects.select_related("document", "author", "approver").defer("words", "heads")
