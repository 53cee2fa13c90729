"""What befell an entity: it was renamed, moved, merged, split, deregistered, came under another's control."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.register.actions.correct import correct
from luoshu.office.register.models import Entity, Event
from luoshu.office.register.models.entities import BETWEEN, STATES
from luoshu.office.register.words import name_fact, words
from luoshu.office.shell.language import here

TOLD: Sequence[Event.Kind] = (
    Event.Kind.RENAMED,
    Event.Kind.MOVED_IN,
    Event.Kind.MOVED_OUT,
    Event.Kind.MERGED,
    Event.Kind.SPLIT,
    Event.Kind.DEREGISTERED,
    Event.Kind.CONTROLLER,
)  # by officers; the others come of imports that are undone
OF_A_REGISTER: Sequence[Event.Kind] = (
    Event.Kind.RENAMED,
    Event.Kind.REAPPROVED,
    Event.Kind.MERGED,
    Event.Kind.SPLIT,
    Event.Kind.DEREGISTERED,
)


def told_of(kind: str) -> Sequence[Event.Kind]:
    """What can befall entities of a kind: entries of a register neither move nor come under another's control."""
    return OF_A_REGISTER if words().register(kind) else TOLD


def tell_event(actor: User, key: int, kind: str, on: date, document: str, after: str = "", other: str = "") -> Event:
    """Records an event; `after` is the new name or controller, `other` who it merged into or split from, or
    the entry by which it was succeeded when it was approved again.

    Raises:
        ValidationError: the other is not registered, or something is lacking.
    """
    with transaction.atomic():
        entity = Entity.objects.select_for_update().get(pk=key)
        if kind not in told_of(entity.kind):
            raise ValidationError(
                {"kind": here("这类主体没有这种变更。", "That cannot befall an entity of this kind.")}
            )
        before = {Event.Kind.RENAMED: entity.name, Event.Kind.CONTROLLER: entity.controller}.get(Event.Kind(kind), "")
        if kind in (Event.Kind.RENAMED, Event.Kind.CONTROLLER) and not after:
            raise ValidationError({"after": here("请填写变更后的名称。", "Enter the new name.")})
        made = Event.objects.create(
            entity=entity,
            kind=kind,
            on=on,
            other=_other(entity, other) if kind in BETWEEN else None,
            before=before,
            after=after if before or after else "",
            document=document,
            recorded_at=timezone.now(),
            recorded_by=actor,
        )
        _apply(actor, entity, made)
        record(actor, "register.event-told", entity, {"event": kind, "on": on.isoformat(), "document": document})
    return made


def _other(entity: Entity, identifier: str) -> Entity:
    found = Entity.objects.filter(kind=entity.kind, identifier=identifier.strip()).first()
    if found is None:
        raise ValidationError({"other": here("台账里没有这个号码。", "Nobody is registered under this number.")})
    if found == entity:
        raise ValidationError({"other": here("不能是它自己。", "It cannot be itself.")})
    return found


def _apply(actor: User, entity: Entity, event: Event) -> None:
    """What the entity is from then on, where nothing later is known of it."""
    same = [kind for kind in Event.Kind if kind in STATES] if event.kind in STATES else [event.kind]
    if Event.objects.filter(entity=entity, kind__in=same, on__gt=event.on).exists():
        return
    match event.kind:
        case Event.Kind.RENAMED:
            called = name_fact(words().vocabulary.records[entity.kind])
            if called is not None:
                correct(actor, entity, called.name, 0, event.after, event.document or "更名")
            entity.name = event.after
        case Event.Kind.CONTROLLER:
            entity.controller = event.after
        case Event.Kind.MOVED_IN:
            entity.moved_in = event.on
    if event.on <= timezone.localdate():
        entity.state = STATES.get(event.kind, entity.state)
    entity.save()
