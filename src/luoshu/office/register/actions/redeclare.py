"""An enterprise corrects what it declared itself. What others said of it, it disputes."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.register.actions.correct import supersede
from luoshu.office.register.models import Entity, Fact, Source
from luoshu.office.register.values import entered
from luoshu.office.register.words import words
from luoshu.office.shell.language import here


def redeclare(actor: User, key: int, text: str, reason: str) -> None:
    """Records another value of a fact that counts as the enterprise declared it. What it had disputed about it is
    thereby answered.

    Raises:
        ValidationError: it was corrected meanwhile, is not its own declaration, or is that value already.
        EntryError: it is no value of the fact.
    """
    with transaction.atomic():
        entity = Entity.objects.select_for_update().get(facts=key)
        fact = Fact.objects.select_related("recording__source").get(pk=key)
        if fact.ended_id is not None:
            raise ValidationError(
                here("这项数据刚刚更正过，请刷新后再看。", "This was corrected a moment ago: please look again.")
            )
        if fact.recording.source.kind != Source.Kind.DECLARED:
            raise ValidationError(
                here("这一项不是贵单位申报的，请提出异议。", "You did not declare this: please dispute it.")
            )
        value = entered(words().vocabulary.records[entity.kind].facts[fact.name], text)
        found = supersede(actor, entity, {(fact.name, fact.year): value}, fact.recording.source, reason)
        if not found.added:
            raise ValidationError({"value": here("和现在的值一样。", "That is its value already.")})
        record(actor, "register.redeclared", entity, {"fact": fact.name, "year": fact.year or None, "reason": reason})
