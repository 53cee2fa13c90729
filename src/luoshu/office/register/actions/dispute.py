"""An enterprise says that a fact about it is wrong. An officer's correction or confirmation (`correct`) answers it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.register.models import Dispute, Fact
from luoshu.office.register.values import EntryError, entered
from luoshu.office.register.words import words
from luoshu.office.shell.language import Said, here


def dispute(actor: User, key: int, reason: str, proposed: str = "") -> Dispute:
    """Disputes a current fact; `proposed` is what it should be, as somebody entered it.

    Raises:
        ValidationError: it is disputed already, was corrected meanwhile, or what is proposed is no value of it.
    """
    with transaction.atomic():
        fact = Fact.objects.select_for_update(of=("self",)).select_related("entity").get(pk=key)
        if fact.ended_id is not None:
            raise ValidationError(
                here("这项数据刚刚更正过，请刷新后再看。", "This was corrected a moment ago: please look again.")
            )
        if Dispute.objects.filter(fact=fact, state=Dispute.State.OPEN).exists():
            raise ValidationError(here("已提出异议，正在处理。", "It is disputed already, and will be answered."))
        word = words().vocabulary.records[fact.entity.kind].facts[fact.name]
        try:
            value = entered(word, proposed) if proposed.strip() else ""
        except EntryError as error:
            raise ValidationError({"proposed": Said(error.text)}) from None
        made = Dispute.objects.create(
            fact=fact, reason=reason, proposed=value, raised_at=timezone.now(), raised_by=actor
        )
        record(actor, "register.fact-disputed", fact.entity, {"fact": fact.name, "year": fact.year or None})
    return made
