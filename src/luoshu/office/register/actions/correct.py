"""An officer corrects a fact, says that it is not known after all, or confirms it as it stands."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.register.models import Confirmation, Dispute, Entity, Fact, Recording, Source
from luoshu.office.register.models.facts import NO_YEAR
from luoshu.office.register.putting import Difference, Stated, difference, put
from luoshu.office.register.queries import current_facts
from luoshu.office.register.sources import own_source
from luoshu.office.register.values import entered
from luoshu.office.register.words import name_fact, words
from luoshu.office.shell.language import here


def correct(
    actor: User,
    entity: Entity,
    name: str,
    year: int,
    text: str,
    reason: str,
    source: Source | None = None,
    seen: str | None = None,
) -> bool:
    """Records what somebody entered as the value of a fact; whether that changed it.

    Where it is its value already from another source, that is noted. An empty text says that it is not known. Open
    disputes about the former value are answered by it. `seen` is the key of the value that is corrected, or empty
    where there was none; None is whatever it is.

    Raises:
        EntryError: it is no value of the fact.
        ValidationError: it has been changed since it was seen.
        KeyError: the vocabulary has no such fact.
    """
    kind = words().vocabulary.records[entity.kind]
    fact = kind.facts[name]
    value = entered(fact, text) if text.strip() else None
    with transaction.atomic():
        year = year if fact.annual else NO_YEAR
        if seen is not None:
            _refuse_changed(entity, name, year, seen)
        found = supersede(actor, entity, {(name, year): value}, source or own_source(Source.Kind.OFFICE), reason)
        if found:
            deed = "register.fact-agreed" if found.agreed else "register.fact-corrected"
            record(actor, deed, entity, {"fact": name, "year": year or None, "reason": reason})
    return bool(found.added or found.ends)


def _refuse_changed(entity: Entity, name: str, year: int, seen: str) -> None:
    Entity.objects.select_for_update().get(pk=entity.pk)
    now = current_facts().filter(entity=entity, name=name, year=year).select_related("recording__by").first()
    if str(now.pk if now is not None else "") != seen:
        by = f"由{now.recording.by}" if now is not None and now.recording.by else ""
        by_en = f" by {now.recording.by}" if now is not None and now.recording.by else ""
        told = here(
            f"这一项刚才已{by}改过，现在的值见上面；还要更正，请再提交一次。",
            f"It was changed{by_en} meanwhile, to what stands above: to correct that, send this again.",
        )
        raise ValidationError(told)


def supersede(
    actor: User, entity: Entity, stated: Mapping[tuple[str, int], str | None], source: Source, reason: str
) -> Difference:
    """Records values by fact and year (None: it is not known), in the transaction that is going on and which writes
    the audit; what of it was new. What differs from them is ended."""
    Entity.objects.select_for_update().get(pk=entity.pk)
    rows: list[Stated] = [(entity.pk, name, year, value) for (name, year), value in stated.items()]
    found = difference(rows, [entity.pk], source.pk)
    if not found:
        return found
    made = Recording.objects.create(at=timezone.now(), by=actor, source=source, reason=reason)
    put(made, found)
    _answer_disputes(actor, found.ends, reason)
    called = name_fact(words().vocabulary.records[entity.kind])
    if called is not None and (called.name, NO_YEAR) in stated:
        Entity.objects.filter(pk=entity.pk).update(name=stated[called.name, NO_YEAR] or "")
    return found


def _answer_disputes(actor: User, ended: list[int], reason: str) -> None:
    Dispute.objects.filter(fact__in=ended, state=Dispute.State.OPEN).update(
        state=Dispute.State.CORRECTED, answer=reason, answered_at=timezone.now(), answered_by=actor
    )


def confirm(actor: User, fact: Fact, note: str = "") -> Confirmation:
    """Says that a fact was looked at and is right; a dispute about it is thereby answered."""
    with transaction.atomic():
        made = Confirmation.objects.create(fact=fact, at=timezone.now(), by=actor, note=note)
        Dispute.objects.filter(fact=fact, state=Dispute.State.OPEN).update(
            state=Dispute.State.CONFIRMED, answer=note, answered_at=made.at, answered_by=actor
        )
        record(actor, "register.fact-confirmed", fact.entity, {"fact": fact.name, "year": fact.year or None})
    return made
