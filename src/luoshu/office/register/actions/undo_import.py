"""In the background: a whole import is taken back. What it recorded is ended, what it had ended is recorded again."""

from __future__ import annotations

from collections import defaultdict

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from luoshu.office.audit.recording import record
from luoshu.office.register import bulk
from luoshu.office.register.deviating import follow
from luoshu.office.register.models import Entity, Event, Fact, Import, Item, Recording, Source
from luoshu.office.register.putting import current
from luoshu.office.register.words import name_fact, words
from luoshu.office.register.working import Teller
from luoshu.problems import Place, Problem, ProblemError, Text

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
    """The facts of an import that something else than itself has ended since."""
    return Fact.objects.filter(recording__in=own.filter(undoing=False), ended__isnull=False).exclude(ended__in=own)


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
    """Ends what one recording brought and is still current; records again what that had ended."""
    undo = _recording(work, work.source, work.purpose)
    Recording.objects.filter(pk=recording.pk, undone=None).update(undone=undo)
    facts = Fact.objects.filter(recording=recording, ended__isnull=True)
    successor = Fact.objects.filter(
        recording=recording, ended__isnull=True, entity=OuterRef("entity"), name=OuterRef("name"), year=OuterRef("year")
    )
    former = Fact.objects.filter(Exists(successor), ended=recording)
    rows = list(former.values_list("entity_id", "name", "year", "value", "recording__source", "recording__purpose"))
    items, former_items = _items_to_take_back(recording)
    said = Fact.objects.filter(Q(ended__isnull=True) | Q(ended=recording), recording=recording)
    touched = list(said.values_list("entity_id", "name", "year"))
    bulk.end(Fact, list(facts.values_list("pk", flat=True)), undo.pk)
    bulk.end(Item, items, undo.pk)
    _record_again(work, rows, former_items)
    entities = {entity for entity, _, _ in touched}
    known = current(entities)
    follow(entities, lambda: {key: known[key][1:] if key in known else None for key in touched})
    _call_again(rows)
    _withdraw(recording, undo)


def _items_to_take_back(recording: Recording) -> tuple[list[int], list[tuple[int, str, str, int, str]]]:
    """The items of lists that nothing has changed since: those to end, and those to record again."""
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
    current = Item.objects.filter(recording=recording, ended__isnull=True)
    former = Item.objects.filter(ended=recording)
    ends = [key for key, *owner in current.values_list("pk", "entity_id", "name") if tuple(owner) not in changed]
    rows = former.values_list("entity_id", "name", "content", "recording__source", "recording__purpose")
    return ends, [row for row in rows if (row[0], row[1]) not in changed]


def _record_again(
    work: Import, facts: list[tuple[int, str, int, str, int, str]], items: list[tuple[int, str, str, int, str]]
) -> None:
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


def _call_again(rows: list[tuple[int, str, int, str, int, str]]) -> None:
    """Entities whose former name is current again."""
    called = {fact.name for kind in words().kinds if (fact := name_fact(kind)) is not None}
    renamed = [Entity(pk=entity, name=value) for entity, name, _, value, *_ in rows if name in called]
    Entity.objects.bulk_update(renamed, ["name"], batch_size=500)


def _withdraw(recording: Recording, undo: Recording) -> None:
    """Entities that only this import knew of."""
    known = Fact.objects.filter(entity=OuterRef("pk"), ended__isnull=True)
    items = Item.objects.filter(entity=OuterRef("pk"), ended__isnull=True)
    gone = Entity.objects.filter(~Exists(known), ~Exists(items), first=recording).exclude(state=Entity.State.WITHDRAWN)
    keys = list(gone.values_list("pk", flat=True))
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
