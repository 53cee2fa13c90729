"""What befell an entity: it was renamed, moved, merged, split, deregistered, came under another's control. And that one
of these was told by mistake."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.register.actions.correct import correct
from luoshu.office.register.befalling import refuse_out_of_place
from luoshu.office.register.models import Entity, Event
from luoshu.office.register.models.entities import BETWEEN, STATES
from luoshu.office.register.naming import chain, name_as_told_by_nobody, name_on
from luoshu.office.register.queries import known_facts, known_items
from luoshu.office.register.values import identifier_entered
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
        ValidationError: the other is not registered, something is lacking, or it cannot have been on that day.
    """
    with transaction.atomic():
        entity = Entity.objects.select_for_update().get(pk=key)
        if kind not in told_of(entity.kind):
            raise ValidationError(
                {"kind": here("这类主体没有这种变更。", "That cannot befall an entity of this kind.")}
            )
        before = {Event.Kind.RENAMED: name_on(entity, on), Event.Kind.CONTROLLER: entity.controller}.get(
            Event.Kind(kind), ""
        )
        if kind in (Event.Kind.RENAMED, Event.Kind.CONTROLLER) and not after:
            raise ValidationError({"after": here("请填写变更后的名称。", "Enter the new name.")})
        if kind in (Event.Kind.RENAMED, Event.Kind.CONTROLLER) and after == before:
            raise ValidationError({"after": here("和原来的一样，没有变更。", "It is that already.")})
        with_whom = _other(entity, other) if kind in BETWEEN else None
        refuse_out_of_place(entity, kind, on, with_whom)
        made = Event.objects.create(
            entity=entity,
            kind=kind,
            on=on,
            other=with_whom,
            before=before,
            after=after if before or after else "",
            document=document,
            recorded_at=timezone.now(),
            recorded_by=actor,
        )
        if made == _last(entity, kind):
            _apply(actor, entity, kind, made.after, made.document or "更名")
        _settle(entity)
        record(actor, "register.event-told", entity, {"event": kind, "on": on.isoformat(), "document": document})
    return made


def take_back_event(actor: User, key: int, why: str) -> Event:
    """An event was told by mistake: the entity is again what the others make it.

    Raises:
        ValidationError: it is taken back already, or came of an import, which is undone instead.
    """
    with transaction.atomic():
        event = Event.objects.select_for_update().get(pk=key)
        entity = Entity.objects.select_for_update().get(pk=event.entity_id)
        if event.taken_back_at is not None:
            raise ValidationError(here("已经撤回了。", "It is taken back already."))
        if event.kind not in told_of(entity.kind):
            raise ValidationError(
                here("这一条由导入而来，请撤销那次导入。", "It came of an import: undo that import instead.")
            )
        was_last = event == _last(entity, event.kind)
        event.taken_back_at, event.taken_back_by, event.taken_back_why = timezone.now(), actor, why
        event.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_why"])
        stood = {Event.Kind.RENAMED: entity.name, Event.Kind.CONTROLLER: entity.controller}.get(
            Event.Kind(event.kind), event.after
        )
        if was_last and stood == event.after:
            _apply(actor, entity, event.kind, _before_it(entity, event), f"撤回：{why}")
        _settle(entity)
        _withdraw_what_is_unknown(actor, entity)
        detail = {"event": event.kind, "on": event.on.isoformat(), "why": why}
        record(actor, "register.event-taken-back", entity, detail)
    return event


def _other(entity: Entity, identifier: str) -> Entity:
    identifier = identifier_entered(words().vocabulary.records[entity.kind], identifier)
    found = Entity.objects.filter(kind=entity.kind, identifier=identifier).first()
    if found is None:
        raise ValidationError({"other": here("台账里没有这个号码。", "Nobody is registered under this number.")})
    if found == entity:
        raise ValidationError({"other": here("不能是它自己。", "It cannot be itself.")})
    return found


def _before_it(entity: Entity, event: Event) -> str:
    """What it is called, or who controls it, without an event that is taken back."""
    told = list(Event.objects.filter(entity=entity, kind=event.kind).order_by("pk"))
    if changes := chain(told):
        return changes[-1].after
    return name_as_told_by_nobody(entity) if event.kind == Event.Kind.RENAMED else told[0].before


def _last(entity: Entity, kind: str) -> Event | None:
    return Event.objects.standing().filter(entity=entity, kind=kind).order_by("-on", "-pk").first()


def _apply(actor: User, entity: Entity, kind: str, after: str, reason: str) -> None:
    """What it is called, or who controls it, from then on."""
    match kind:
        case Event.Kind.RENAMED:
            called = name_fact(words().vocabulary.records[entity.kind])
            if called is not None:
                correct(actor, entity, called.name, 0, after, reason)
            entity.name = after
        case Event.Kind.CONTROLLER:
            entity.controller = after


def _withdraw_what_is_unknown(actor: User, entity: Entity) -> None:
    """Where the import that brought it was undone while something was told of it, and nothing is known now."""
    if entity.first.undone_id is None or known_facts().filter(entity=entity).exists():
        return
    if known_items().filter(entity=entity).exists() or Event.objects.standing().filter(entity=entity).exists():
        return
    now = timezone.now()
    made = {"on": timezone.localdate(now), "recorded_at": now, "recorded_by": actor}
    Event.objects.create(entity=entity, kind=Event.Kind.WITHDRAWN, **made)
    _settle(entity)


def _settle(entity: Entity) -> None:
    """What the entity is by all that has befallen it."""
    turns = Event.objects.standing().filter(entity=entity, kind__in=list(STATES)).order_by("-on", "-pk")
    last, moved_in = turns.first(), turns.filter(kind=Event.Kind.MOVED_IN).first()
    entity.state = Entity.State(STATES[last.kind]) if last is not None else Entity.State.ACTIVE
    entity.moved_in = moved_in.on if moved_in is not None else None
    entity.save()
