"""In the background: what was read is recorded, a thousand entities a transaction; only what differs."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from luoshu.office.audit.recording import record
from luoshu.office.register import bulk
from luoshu.office.register.actions.read_import import ENTITIES, STAGED, Beside
from luoshu.office.register.models import Entity, Event, Import, Recording
from luoshu.office.register.putting import Difference, put
from luoshu.office.register.staging import Part, opened
from luoshu.office.register.words import name_fact, words
from luoshu.office.register.working import Teller
from luoshu.problems import Text

_DOING = Text("记入", "recording")


def apply_import(work: Import, tell: Teller) -> None:
    """Records part by part. A process that takes it up again goes on where the last part ended."""
    with opened(work.folder / STAGED) as staged:
        size = staged.size
        start = work.counts.get("applied", 0)
        tell.tell(start, size, _DOING)
        while start < size:
            with transaction.atomic():
                _record(work, Beside.of(staged.entities(start, ENTITIES)), staged.part(start, ENTITIES))
                start = min(size, start + ENTITIES)
                work.counts["applied"] = start
                work.save(update_fields=["counts"])
            tell.tell(start, size, _DOING)
    with transaction.atomic():
        record(work.by, "register.import-applied", work, {"file": work.file, "entities": size})


def _record(work: Import, beside: Beside, part: Part) -> None:
    recording = _recording(work) if beside.new else None
    if recording is not None:
        _register(beside, recording)
    facts, lists = beside.differences(part, work.source_id)
    returned = [key for key, state in beside.states.items() if state == Entity.State.WITHDRAWN]
    if recording is None:
        if not (facts or lists or returned):
            return
        recording = _recording(work)
    put(recording, facts, lists)
    _rename(facts, beside)
    if returned:
        _return(returned, recording)


def _recording(work: Import) -> Recording:
    return Recording.objects.create(
        at=timezone.now(), by=work.by, source=work.source, purpose=work.purpose, imported=work
    )


def _register(beside: Beside, recording: Recording) -> None:
    """Registers the new entities; from then on `beside.keys` holds their keys."""
    rows = [
        (kind, identifier, name or "", Entity.State.ACTIVE.value, "") for kind, identifier, name in beside.new.values()
    ]
    bulk.insert(Entity, ("kind", "identifier", "name", "state", "controller"), rows, first_id=recording.pk)
    numbers = {(kind, identifier): number for number, (kind, identifier, _) in beside.new.items()}
    for key, kind, identifier in Entity.objects.filter(first=recording).values_list("pk", "kind", "identifier"):
        beside.keys[numbers[kind, identifier]] = key


def _rename(facts: Difference, beside: Beside) -> None:
    """Entities that are known under another name from now on."""
    if not beside.known:
        return
    called = {record.name: fact.name for record in words().kinds if (fact := name_fact(record)) is not None}
    renamed = [
        Entity(pk=entity, name=value)
        for entity, name, _, value in facts.added
        if entity in beside.known and called.get(beside.known[entity][0]) == name
    ]
    Entity.objects.bulk_update(renamed, ["name"], batch_size=500)


def _return(keys: list[int], recording: Recording) -> None:
    """Entities that were withdrawn, and are brought again."""
    Entity.objects.filter(pk__in=keys).update(state=Entity.State.ACTIVE)
    day = timezone.localdate(recording.at)
    Event.objects.bulk_create(
        Event(entity_id=key, kind=Event.Kind.RESTORED, on=day, recorded_at=recording.at, recorded_by=recording.by)
        for key in keys
    )
