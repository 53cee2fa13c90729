"""An officer enters a new entity by hand: its identifier, its name and what else is known."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from luoshu.facts.identifiers import CREDIT_CODE, IDENTITY_CARD, credit_codes_valid, identity_cards_valid
from luoshu.facts.vocabulary import Record
from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.register.models import Entity, Recording, Source
from luoshu.office.register.models.facts import NO_YEAR
from luoshu.office.register.putting import Stated, difference, put
from luoshu.office.register.sources import own_source
from luoshu.office.register.values import entered, identifier_entered
from luoshu.office.register.words import name_fact
from luoshu.office.shell.language import here

_CHECKS = {CREDIT_CODE: credit_codes_valid, IDENTITY_CARD: identity_cards_valid}


def register_entry(
    actor: User,
    kind: Record,
    identifier: str,
    stated: Mapping[str, str],
    source: Source | None = None,
    reason: str = "",
) -> Entity:
    """Registers it with what was entered by fact (from the office itself, or a source); annual facts are of last year.

    Raises:
        ValidationError: the identifier is taken, or none at all.
        EntryError: something is no value of its fact.
    """
    assert kind.key is not None
    identifier = identifier_entered(kind, identifier)
    check = _CHECKS.get(kind.key.name)
    if check is not None and not check(pa.array([identifier]))[0].as_py():
        wrong = here("号码不对：校验位不符，请核对各位。", "It is wrong: its check digit does not fit.")
        raise ValidationError({"identifier": wrong})
    with transaction.atomic():
        there = Entity.objects.filter(kind=kind.name, identifier__iexact=identifier).first()
        if there is not None:
            told = here(
                f"已经登记过了：{there.identifier} {there}。", f"It is registered already: {there.identifier} {there}."
            )
            raise ValidationError({"identifier": told})
        source = source or own_source(Source.Kind.OFFICE)
        made = Recording.objects.create(at=timezone.now(), by=actor, source=source, reason=reason)
        entity = Entity.objects.create(kind=kind.name, identifier=identifier, first=made, name=_name(kind, stated))
        year = timezone.localdate().year - 1
        rows: list[Stated] = [
            (entity.pk, name, year if kind.facts[name].annual else NO_YEAR, entered(kind.facts[name], text))
            for name, text in stated.items()
        ]
        put(made, difference(rows, [entity.pk], source.pk))
        record(actor, "register.entered", entity, {"facts": sorted(stated)})
    return entity


def _name(kind: Record, stated: Mapping[str, str]) -> str:
    called = name_fact(kind)
    return entered(called, stated[called.name]) if called is not None and called.name in stated else ""
