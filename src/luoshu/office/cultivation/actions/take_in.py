"""An officer takes entities that a search found into the list; and puts back, at once, whom they took by mistake."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.cultivation.models import Entry, Note, Search, Task
from luoshu.office.cultivation.reading import read
from luoshu.office.register.authorised import refuse_lapsed
from luoshu.office.register.models import Entity
from luoshu.office.shell.language import here

MOST = 500  # at once


def take_in(actor: User, search: Search, identifiers: Collection[str]) -> list[Entry]:
    """Those who are not in the list for this aim already; each with what the search found that it lacks.

    Raises:
        ValidationError: nobody was chosen, too many were, all stand in the list already, or the search is over data
            whose authorisation has ended since.
    """
    if not identifiers:
        raise ValidationError(here("还没有选中任何一户。", "Nobody was chosen."))
    if len(identifiers) > MOST:
        raise ValidationError(here(f"一次最多选 {MOST} 户。", f"At most {MOST} at once."))
    with transaction.atomic():
        search = Search.objects.select_related("aim", "snapshot").get(pk=search.pk, state=Search.State.DONE)
        refuse_lapsed(search.snapshot)
        if not search.found.exists():
            raise ValidationError(here("结果文件已经不在了，请重新查找。", "What was found is gone: search again."))
        asked = Entity.objects.select_for_update().filter(
            kind=search.aim.kind, identifier__in=identifiers, state=Entity.State.ACTIVE
        )
        entities = list(asked.order_by("pk"))
        open_ = Entry.objects.filter(aim=search.aim, ended_on__isnull=True, entity__in=entities)
        there = set(open_.values_list("entity_id", flat=True))
        chosen = [entity for entity in entities if entity.pk not in there]
        if not chosen:
            raise ValidationError(here("选中的都已经在库。", "All of these stand in the list already."))
        made = Entry.objects.bulk_create([_entry(actor, search, entity) for entity in chosen])
        read(search, made)
        detail = {"aim": search.aim.zh, "entities": [entity.identifier for entity in chosen]}
        record(actor, "cultivation.taken-in", search, detail)
    return made


def _entry(actor: User, search: Search, entity: Entity) -> Entry:
    now = timezone.now()
    return Entry(entity=entity, aim=search.aim, since=timezone.localdate(now), taken_by=actor, taken_at=now)


def put_back(actor: User, keys: Sequence[int]) -> int:
    """Takes out again whom the same officer took in today, where nothing has been done for them yet; how many."""
    with transaction.atomic():
        entries = Entry.objects.select_for_update().filter(
            pk__in=keys, taken_by=actor, since=timezone.localdate(), adviser=None, ended_on=None
        )
        worked_on = {*Task.objects.filter(entry__in=keys).values_list("entry", flat=True)}
        worked_on |= {*Note.objects.filter(entry__in=keys).values_list("entry", flat=True)}
        gone = [entry for entry in entries.order_by("pk") if entry.pk not in worked_on]
        Entry.objects.filter(pk__in=[entry.pk for entry in gone]).update(reading=None)
        for entry in gone:
            record(actor, "cultivation.put-back", entry, {"aim": entry.aim_id, "entity": entry.entity_id})
            entry.delete()
    return len(gone)
