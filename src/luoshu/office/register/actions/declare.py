"""An enterprise fills in what is not known of it yet. What is known it disputes; this never overwrites."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.register.models import Entity, Recording, Source
from luoshu.office.register.models.facts import NO_YEAR
from luoshu.office.register.putting import Stated, difference, put
from luoshu.office.register.sources import own_source
from luoshu.office.register.values import entered
from luoshu.office.register.words import words
from luoshu.office.shell.language import here


def declare(actor: User, key: int, stated: Mapping[str, str]) -> Recording:
    """Records what was entered by fact; annual facts are of last year.

    Raises:
        ValidationError: nothing was entered, or something has become known meanwhile.
        EntryError: something is no value of its fact.
    """
    if not stated:
        raise ValidationError(here("还没有填写任何一项。", "Nothing was filled in."))
    with transaction.atomic():
        entity = Entity.objects.select_for_update().get(pk=key)
        facts = words().vocabulary.records[entity.kind].facts
        year = timezone.localdate().year - 1
        rows: list[Stated] = [
            (entity.pk, name, year if facts[name].annual else NO_YEAR, entered(facts[name], text))
            for name, text in stated.items()
        ]
        source = own_source(Source.Kind.DECLARED)
        found = difference(rows, [entity.pk], source.pk)
        if set(found.ends) - found.lapsed:
            raise ValidationError(
                here("有几项刚刚已有记录，请刷新后再看。", "Some of it has become known meanwhile: please look again.")
            )
        made = Recording.objects.create(at=timezone.now(), by=actor, source=source)
        put(made, found)
        record(actor, "register.declared", entity, {"facts": sorted(stated)})
    return made
