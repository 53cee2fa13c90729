"""An officer corrects a fact, says that it is not known after all, or confirms it as it stands."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.register.models import Confirmation, Dispute, Entity, Fact, Recording, Source
from luoshu.office.register.models.facts import NO_YEAR
from luoshu.office.register.putting import Difference, Stated, difference, put
from luoshu.office.register.sources import own_source
from luoshu.office.register.values import entered
from luoshu.office.register.words import name_fact, words


def correct(
    actor: User,
    entity: Entity,
    name: str,
    year: int,
    text: str,
    reason: str,
    source: Source | None = None,
) -> bool:
    """Records what somebody entered as the value of a fact; whether that changed it.

    Where it is its value already from another source, that is noted. An empty text says that it is not known. Open
    disputes about the former value are answered by it.

    Raises:
        EntryError: it is no value of the fact.
        KeyError: the vocabulary has no such fact.
    """
    kind = words().vocabulary.records[entity.kind]
    fact = kind.facts[name]
    value = entered(fact, text) if text.strip() else None
    with transaction.atomic():
        year = year if fact.annual else NO_YEAR
        found = supersede(actor, entity, {(name, year): value}, source or own_source(Source.Kind.OFFICE), reason)
        if found:
            deed = "register.fact-agreed" if found.agreed else "register.fact-corrected"
            record(actor, deed, entity, {"fact": name, "year": year or None, "reason": reason})
    return bool(found.added or found.ends)


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
