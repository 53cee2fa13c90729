"""In the background: a whole import is taken back. What it recorded is ended; what counts without it is recorded again:
what another source said like it since, or else what it had ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, cast

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from luoshu.office.audit.recording import record
from luoshu.office.register import bulk
from luoshu.office.register.deviating import Key, follow
from luoshu.office.register.models import Entity, Event, Fact, Import, Item, Recording, Source
from luoshu.office.register.models.facts import NO_YEAR
from luoshu.office.register.putting import current
from luoshu.office.register.words import name_fact, words
from luoshu.office.register.working import Teller
from luoshu.problems import Place, Problem, ProblemError, Text

Said = tuple[str, int, str]  # a value, its source, the purpose
Row = tuple[int, str, int, str, int, str]  # the key of a fact, and what is said of it
ItemRow = tuple[int, str, str, int, str]
_ROW = ("entity_id", "name", "year", "value", "recording__source", "recording__purpose")
TOLD = 50  # later corrections that stand in the way
_DOING = Text("撤销", "undoing")


def undo_import(work: Import, tell: Teller) -> None:
    """Takes back recording by recording, the last first.

    Raises:
        ProblemError: facts were corrected since, and these are not to be kept; nothing is changed then.
    """
    own = Recording.objects.filter(imported=work)
    if not work.keep_later:
        _refuse_later(own)
    recordings = list(own.filter(undoing=False).order_by("-pk"))
    for done, each in enumerate(recordings):
        tell.tell(done, len(recordings), _DOING)
        with transaction.atomic():
            _take_back(work, each)
    with transaction.atomic():
        counts = {**work.counts, "applied": 0, "kept": later(own).count()}
        Import.objects.filter(pk=work.pk).update(counts=counts)
        record(work.by, "register.import-undone", work, {"file": work.file, "kept": counts["kept"]})


def later(own: QuerySet[Recording]) -> QuerySet[Fact]:
    """The facts of an import that something else than itself has ended since, and is not undone itself."""
    stated = Fact.objects.filter(recording__in=own.filter(undoing=False), ended__isnull=False).exclude(ended__in=own)
    stands = _standing_in(OuterRef("recording__source")).filter(
        entity=OuterRef("entity"), name=OuterRef("name"), year=OuterRef("year"), value=OuterRef("value")
    )
    return stated.exclude(Exists(stands.filter(pk__gt=OuterRef("pk"))), ended__undone__isnull=False)


def _standing_in(source: Any) -> QuerySet[Fact]:
    """The current facts of a source that an undoing recorded again, in place of those that it had stated."""
    return Fact.objects.filter(recording__undoing=True, recording__source=source, ended__isnull=True)


def _refuse_later(own: QuerySet[Recording]) -> None:
    found = later(own).select_related("entity", "ended")
    count = found.count()
    if not count:
        return
    problems = []
    for fact in found.order_by("entity_id", "name", "year")[:TOLD]:
        assert fact.ended is not None
        day = timezone.localdate(fact.ended.at)
        year_zh, year_en = (f"{fact.year} 年", f" of {fact.year}") if fact.year else ("", "")
        text = Text(
            f"{fact.entity} 的{year_zh}{fact.name}在 {day} 又更正过",
            f"{fact.name}{year_en} of {fact.entity} was corrected on {day}",
        )
        problems.append(Problem("corrected-since", text, Place(fact.entity.identifier)))
    hint = Text("可以保留这些更正，撤销其余的", "these may be kept and the rest undone")
    total = Text(f"导入之后有 {count} 项数据又更正过", f"{count} facts were corrected after the import")
    raise ProblemError([Problem("corrected-since", total, hint=hint), *problems])


def _take_back(work: Import, recording: Recording) -> None:
    """Ends what one recording brought and is still current; records again what counts without it."""
    undo = _recording(work, work.source, work.purpose)
    Recording.objects.filter(pk=recording.pk, undone=None).update(undone=undo)
    gone = _brought(recording)
    agreed = _agreed_since(recording, gone)
    rows = [(*key, *said) for key, said in (_former(recording, gone) | agreed).items()]
    items, items_again = _items_to_take_back(recording, gone, agreed)
    said = Fact.objects.filter(Q(ended__isnull=True) | Q(ended=recording), recording=recording)
    touched = {*gone, *said.values_list("entity_id", "name", "year")}
    bulk.end(Fact, list(gone.values()), undo.pk)
    bulk.end(Item, items, undo.pk)
    _record_again(work, rows, items_again)
    entities = {entity for entity, _, _ in touched}
    known = current(entities)
    follow(entities, lambda: {key: known[key][1:] if key in known else None for key in touched})
    _call_again(rows)
    _withdraw(recording, undo)


def _brought(recording: Recording) -> dict[Key, int]:
    """The current facts that it states, or that stand in for such since what had ended them was undone."""
    stated = Fact.objects.filter(
        recording=recording,
        ended__undone__isnull=False,
        entity=OuterRef("entity"),
        name=OuterRef("name"),
        year=OuterRef("year"),
        value=OuterRef("value"),
        pk__lt=OuterRef("pk"),
    )
    own = Fact.objects.filter(recording=recording, ended__isnull=True)
    found = own.union(_standing_in(recording.source_id).filter(Exists(stated)), all=True)
    return {cast(Key, tuple(key)): pk for pk, *key in found.values_list("pk", "entity_id", "name", "year")}


def _former(recording: Recording, keys: Collection[Key]) -> dict[Key, Said]:
    """What the recording had ended of these facts; of what is undone itself, what that had ended."""
    found: dict[Key, Said] = {}
    levels: list[tuple[int, set[Key]]] = [(recording.pk, set(keys))]
    while levels:
        ended_by, wanted = levels.pop()
        deeper: dict[int, set[Key]] = defaultdict(set)
        ended = Fact.objects.filter(ended=ended_by).exclude(recording=ended_by)
        for by, undone, *key, value, source, purpose in ended.values_list("recording", "recording__undone", *_ROW):
            if (told := cast(Key, tuple(key))) in wanted:
                if undone is None:
                    found[told] = value, source, purpose
                else:
                    deeper[by].add(told)
        levels += deeper.items()
    return found


def _agreed_since(recording: Recording, keys: Collection[Key]) -> dict[Key, Said]:
    """Who was the first to say the same later, from another source: that would have counted from then on."""
    said = Fact.objects.filter(
        entity__in={entity for entity, _, _ in keys},
        ended=F("recording"),
        recording__gt=recording.pk,
        recording__undone__isnull=True,
    )
    told = said.order_by("-pk").values_list(*_ROW)
    return {(entity, name, year): tuple(row) for entity, name, year, *row in told if (entity, name, year) in keys}


def _items_to_take_back(
    recording: Recording, gone: Collection[Key], agreed: Mapping[Key, Said]
) -> tuple[list[int], list[ItemRow]]:
    """The items of lists that nothing has changed since: those to end, and those to record again. Where another source
    has said the same of a list, it is its list."""
    lists = Item.objects.filter(Q(recording=recording) | Q(ended=recording)).values_list("entity_id", "name").distinct()
    touched = set(lists)
    changed = set(
        Item.objects.filter(recording=recording, ended__isnull=False).values_list("entity_id", "name").distinct()
    ) | set(
        Item.objects.filter(
            recording__gt=recording.pk, entity__in={entity for entity, _ in touched}, ended__isnull=True
        )
        .values_list("entity_id", "name")
        .distinct()
    )
    own = Item.objects.filter(recording=recording, ended__isnull=True)
    taken = [row for row in own.values_list("pk", "entity_id", "name", "content") if row[1:3] not in changed]
    taken += _standing_in_lists(recording, gone)
    former = Item.objects.filter(ended=recording)
    rows = former.values_list("entity_id", "name", "content", "recording__source", "recording__purpose")
    again = [row for row in rows if row[:2] not in changed and (*row[:2], NO_YEAR) not in agreed]
    for _, entity, name, content in taken:
        if (said := agreed.get((entity, name, NO_YEAR))) is not None:
            again.append((entity, name, content, *said[1:]))
    return [pk for pk, *_ in taken], again


def _standing_in_lists(recording: Recording, gone: Collection[Key]) -> list[tuple[int, int, str, str]]:
    """The items that an undoing recorded again as this source's, of the lists whose count is taken back."""
    entities = {entity for entity, _, _ in gone}
    found = Item.objects.filter(
        recording__undoing=True, recording__source=recording.source_id, ended__isnull=True, entity__in=entities
    )
    rows = found.values_list("pk", "entity_id", "name", "content")
    return [row for row in rows if (row[1], row[2], NO_YEAR) in gone]


def _record_again(work: Import, facts: list[Row], items: list[ItemRow]) -> None:
    """Former values as new records, from the sources that they came from."""
    by_source: dict[tuple[int, str], tuple[list[tuple[object, ...]], list[tuple[object, ...]]]]
    by_source = defaultdict(lambda: ([], []))
    for *fact, source, purpose in facts:
        by_source[source, purpose][0].append(tuple(fact))
    for *item, source, purpose in items:
        by_source[source, purpose][1].append(tuple(item))
    sources = Source.objects.in_bulk([source for source, _ in by_source])
    for (source, purpose), (facts_again, items_again) in by_source.items():
        made = _recording(work, sources[source], purpose)
        bulk.insert(Fact, ("entity_id", "name", "year", "value"), facts_again, recording_id=made.pk)
        bulk.insert(Item, ("entity_id", "name", "content"), items_again, recording_id=made.pk)


def _recording(work: Import, source: Source, purpose: str) -> Recording:
    return Recording.objects.create(
        at=timezone.now(), by=work.by, source=source, purpose=purpose, imported=work, undoing=True
    )


def _call_again(rows: list[Row]) -> None:
    """Entities whose former name is current again."""
    called = {fact.name for kind in words().kinds if (fact := name_fact(kind)) is not None}
    renamed = [Entity(pk=entity, name=value) for entity, name, _, value, *_ in rows if name in called]
    Entity.objects.bulk_update(renamed, ["name"], batch_size=500)


def _withdraw(recording: Recording, undo: Recording) -> None:
    """Entities that only this import knew of: of which nothing else is known, and that nothing was told to befall."""
    known = Fact.objects.filter(entity=OuterRef("pk"), ended__isnull=True)
    items = Item.objects.filter(entity=OuterRef("pk"), ended__isnull=True)
    of_imports = (Event.Kind.WITHDRAWN, Event.Kind.RESTORED)
    told = Event.objects.standing().filter(Q(entity=OuterRef("pk")) | Q(other=OuterRef("pk")))
    told = told.exclude(kind__in=of_imports)
    gone = Entity.objects.filter(~Exists(known), ~Exists(items), ~Exists(told), first=recording)
    keys = list(gone.exclude(state=Entity.State.WITHDRAWN).values_list("pk", flat=True))
    day = timezone.localdate(undo.at)
    Event.objects.bulk_create(
        [
            Event(entity_id=key, kind=Event.Kind.WITHDRAWN, on=day, recorded_at=undo.at, recorded_by=undo.by)
            for key in keys
        ],
        batch_size=500,
    )
    for piece in bulk.pieces(keys, 1_000):
        Entity.objects.filter(pk__in=piece).update(state=Entity.State.WITHDRAWN)
