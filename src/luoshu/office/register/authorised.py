"""Data that another authority lets us see: used until its last day, for a purpose, and each use is noted.

What is past its day counts as not known: it is neither shown nor reckoned with (`usable`). Whoever reads facts for
somebody does so in a `Look`, which notes what of them is authorised.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from luoshu.facts.vocabulary import Record
from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import name_of
from luoshu.office.register.models import Fact, Item, Recording, Snapshot, Source, Use
from luoshu.office.shell.language import here
from luoshu.problems import Text

AUTHORISED = Source.Kind.AUTHORISED


def lapsed_sources() -> QuerySet[Source]:
    """Those of authorised data past their last day."""
    return Source.objects.filter(kind=AUTHORISED, expires__lt=timezone.localdate())


def usable() -> Q:
    """Of facts and items: that they do not come from one of these.

    Asked of the recording alone, which the indexes of what is current hold: two million facts need not be looked at.
    """
    return ~Q(recording__in=Recording.objects.filter(source__in=lapsed_sources()))


def in_register(record: Record) -> str:
    """How the audit names a register as a whole."""
    return f"register.{record.name}"


@dataclass(frozen=True, slots=True)
class Lapsed:
    """Snapshots with the authorised data in each that are past their last day. Of what was worked out over such a
    snapshot the conclusions stand, and no figure is told: it may rest on these."""

    found: Mapping[int, list[Source]]

    def __contains__(self, snapshot: int) -> bool:
        return snapshot in self.found

    def __bool__(self) -> bool:
        return bool(self.found)

    @property
    def sources(self) -> list[Source]:
        return sorted({source for sources in self.found.values() for source in sources}, key=str)


class Look:
    """Somebody looks at facts for a purpose: as the block ends, each source of authorised data among them has its use
    noted, with how many entities it was looked at of.

    `subject` is what they are looked at in, as the audit names things.
    """

    def __init__(self, by: User | None, purpose: Text | str, subject: Model | str) -> None:
        self.by, self.purpose = by, purpose
        self.subject = subject if isinstance(subject, str) else name_of(subject)
        self._seen: dict[int, set[Hashable]] = defaultdict(set)

    def at(self, *asked: QuerySet[Fact] | QuerySet[Item]) -> None:
        """At all that these find; a query each."""
        for found in asked:
            authorised = found.filter(recording__source__kind=AUTHORISED).order_by()
            for source, entity in authorised.values_list("recording__source", "entity").distinct():
                self._seen[source].add(entity)

    def at_each(self, found: Iterable[Fact | Item]) -> None:
        """At those of these that are told; their sources are known already."""
        for each in found:
            source = each.recording.source
            if source.kind == AUTHORISED and not source.has_lapsed:
                self._seen[each.recording.source_id].add(each.entity_id)

    def at_copies(self, copies: Iterable[tuple[int, Hashable]]) -> frozenset[int]:
        """At what was kept of facts elsewhere, each copy of a source and about an entity. The sources that are past
        their last day: what was kept of them is not told."""
        copies = list(copies)
        sources = Source.objects.filter(kind=AUTHORISED).in_bulk({source for source, _ in copies})
        lapsed = frozenset(key for key, source in sources.items() if source.has_lapsed)
        for source, entity in copies:
            if source in sources and source not in lapsed:
                self._seen[source].add(entity)
        return lapsed

    def at_results(self, results: Iterable[tuple[int, Hashable]]) -> Lapsed:
        """At what was worked out over snapshots, each result about an entity."""
        results = list(results)
        held = _held_by({snapshot for snapshot, _ in results})
        lapsed = {
            snapshot: found
            for snapshot, sources in held.items()
            if (found := [source for source in sources if source.has_lapsed])
        }
        for snapshot, entity in results:
            if snapshot not in lapsed:
                for source in held.get(snapshot, ()):
                    self._seen[source.pk].add(entity)
        return Lapsed(lapsed)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        if failed is None:
            _note(self.by, self.purpose, self.subject, {source: len(seen) for source, seen in self._seen.items()})


def _note(by: User | None, purpose: Text | str, subject: str, entities: dict[int, int]) -> None:
    now, purpose = timezone.now(), purpose if isinstance(purpose, str) else purpose.zh
    Use.objects.bulk_create(
        Use(source_id=source, at=now, by=by, purpose=purpose, subject=subject, entities=count)
        for source, count in entities.items()
    )


def refuse_source(source: Source) -> None:
    """Raises ValidationError where nothing may be recorded from a source any more."""
    if source.has_lapsed:
        zh = f"“{source}”的授权已到期；请登记新的授权，用它作来源。"
        en = f"The authorisation of '{source}' has ended: register the new one, and import from it."
        raise ValidationError({"source": here(zh, en)})


# --- what snapshots and files hold ------------------------------------------------------------------------------------


def lapsed_in(work: Model) -> QuerySet[Source]:
    """What was used in making a snapshot or file, and whose last day has passed since."""
    return lapsed_sources().filter(pk__in=_used_in(work).values("source"))


def _held_by(snapshots: Iterable[int]) -> dict[int, list[Source]]:
    """The authorised data in these snapshots."""
    names = {name_of(Snapshot(pk=key)): key for key in snapshots}
    held: dict[int, list[Source]] = {}
    for use in Use.objects.filter(subject__in=names).select_related("source").order_by("source__name"):
        if use.source not in (found := held.setdefault(names[use.subject], [])):
            found.append(use.source)
    return held


def _used_in(work: Model) -> QuerySet[Use]:
    return Use.objects.filter(subject=name_of(work))


def refuse_lapsed(snapshot: Snapshot) -> None:
    """Raises ValidationError where a snapshot holds data whose last day has passed."""
    if names := [source.name for source in lapsed_in(snapshot)]:
        zh = f"快照里有授权已到期的数据（{'、'.join(names)}），不能再用；请重新切取快照。"
        en = f"It holds data whose authorisation has ended ({', '.join(names)}): cut a new one."
        raise ValidationError({"snapshot": here(zh, en)})


def note_run(by: User | None, purpose: Text, work: Model, snapshot: Snapshot) -> None:
    """Notes that a snapshot was run over, and with it all authorised data that it holds."""
    _note(by, purpose, name_of(work), dict(_used_in(snapshot).values_list("source", "entities")))
