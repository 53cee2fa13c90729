"""An officer decides: the register holds it from now on, or it is refused with reasons."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from luoshu.office.accounts.models import User
from luoshu.office.filing.actions.steps import kept_of, locked, told
from luoshu.office.filing.actions.submit import check
from luoshu.office.filing.models import Application, Step
from luoshu.office.filing.queries import differing, known_of
from luoshu.office.filing.registers import Kept
from luoshu.office.register.actions.correct import supersede
from luoshu.office.register.actions.register_entry import register_entry
from luoshu.office.register.actions.tell_event import tell_event
from luoshu.office.register.models import Entity, Event, Source
from luoshu.office.register.models.facts import NO_YEAR
from luoshu.office.register.sources import own_source
from luoshu.office.register.values import EntryError, entered
from luoshu.office.shell.language import here


def register(
    actor: User, key: int, number: str = "", filled_in: Mapping[str, str] | None = None, note: str = ""
) -> Application:
    """Writes what was applied for into the register: a new entry under `number`, changed facts, or its end.

    `filled_in` is what the officer adds, by fact.

    Raises:
        ValidationError: the number is taken, who decides is who filed, or it was decided or withdrawn meanwhile.
        EntryError: something that was filled in is no value of its fact.
    """
    with transaction.atomic():
        found = _to_decide(actor, key)
        kept = kept_of(found)
        check(found, kept)
        words = {word.name: word for word in kept.decided}
        changed: dict[str, list[str]] = {}
        added = {name: entered(words[name], text) for name, text in (filled_in or {}).items() if text.strip()}
        why = here(f"申请登记 {found.reference}", f"application {found.reference}")
        match found.kind:
            case Application.Kind.NEW:
                found.entry = _new(actor, found, kept, number, why)
            case Application.Kind.CHANGE:
                changed = _change(actor, found, kept, why)
            case Application.Kind.CANCEL:
                assert found.entry is not None
                tell_event(actor, found.entry.pk, Event.Kind.DEREGISTERED, timezone.localdate(), why)
        assert found.entry is not None
        if added:
            rows = {(name, _year(found, kept, name)): value for name, value in added.items()}
            supersede(actor, found.entry, rows, own_source(Source.Kind.OFFICE), why)
        if found.holds or found.kind == Application.Kind.CANCEL:
            held = Application.objects.filter(entry=found.entry, holds=True).exclude(pk=found.pk)
            held.update(holds=False)
        _decided(actor, found, Application.State.REGISTERED, note)
        told(actor, found, Step.Kind.REGISTERED, note, changed=changed)
    return found


def refuse(actor: User, key: int, grounds: str) -> Application:
    """Refuses it with reasons. Raises ValidationError where there are none, or as `register` does."""
    if not grounds.strip():
        raise ValidationError({"grounds": here("请写明理由。", "Give the reasons.")})
    with transaction.atomic():
        found = _to_decide(actor, key)
        found.holds = False
        _decided(actor, found, Application.State.REFUSED, grounds)
        told(actor, found, Step.Kind.REFUSED, grounds)
    return found


def _to_decide(actor: User, key: int) -> Application:
    found = locked(key, Application.State.SUBMITTED)
    if actor.pk in (found.made_by_id, found.submitted_by_id):
        raise ValidationError(here("谁申请的，不能由谁决定。", "Who filed it does not decide it."))
    return found


def _decided(actor: User, application: Application, state: Application.State, grounds: str) -> None:
    application.state, application.grounds = state, grounds
    application.decided_by, application.decided_on = actor, timezone.localdate()
    application.save()


def _new(actor: User, application: Application, kept: Kept, number: str, why: str) -> Entity:
    if not number.strip():
        raise ValidationError({"number": here("请填写登记编号。", "Enter the number of registration.")})
    owner = {kept.register.owner: application.organisation.identifier or ""}
    source = own_source(Source.Kind.DECLARED)
    try:
        entry = register_entry(actor, kept.record, number, owner, source, why)
    except EntryError:  # of a value, not of the number
        raise
    except ValidationError as wrong:
        raise ValidationError({"number": [wrong]}) from None
    supersede(actor, entry, _rows(application, kept, application.stated), source, why)
    return Entity.objects.get(pk=entry.pk)


def _change(actor: User, application: Application, kept: Kept, why: str) -> dict[str, list[str]]:
    """What changed. What is no longer stated is no longer known; what an officer fills in stays."""
    assert application.entry is not None
    known = known_of(application.entry, kept, application.year, actor)
    asked = {word.name: application.stated.get(word.name) for word in kept.asked}
    rows = _rows(application, kept, asked)
    supersede(actor, application.entry, rows, own_source(Source.Kind.DECLARED), why)
    return differing(known, application.stated, asked)


def _rows(application: Application, kept: Kept, stated: Mapping[str, str | None]) -> dict[tuple[str, int], str | None]:
    return {(name, _year(application, kept, name)): value for name, value in stated.items()}


def _year(application: Application, kept: Kept, name: str) -> int:
    """Annual facts are of the year before the application was begun."""
    return application.year if kept.record.facts[name].annual else NO_YEAR
