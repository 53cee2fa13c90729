"""An officer has looked up a bar (abnormal list, dishonesty, unpaid wages): what was found, when, with the proof."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from luoshu.facts.vocabulary import Fact as Word
from luoshu.facts.vocabulary import Kind
from luoshu.office.accounts.models import User
from luoshu.office.audit.recording import record
from luoshu.office.register.actions.correct import correct
from luoshu.office.register.models import Check, Entity, Source
from luoshu.office.register.proofs import keep_proof
from luoshu.office.register.sources import own_source
from luoshu.office.register.uploads import Upload
from luoshu.office.register.words import words
from luoshu.office.shell.language import here


def checked_facts(kind: str) -> list[Word]:
    """The facts that may come of a check: yes or no, of no year, and without a value that is taken when missing."""
    facts = words().vocabulary.records[kind].facts.values()
    return [fact for fact in facts if fact.kind is Kind.BOOLEAN and not fact.annual and fact.default is None]


def record_check(actor: User, key: int, name: str, on: date, found: bool, proof: Upload) -> Check:
    """Records a check. The fact is what the latest check by day says.

    Raises:
        ValidationError: there is no such fact to check, the day is to come, or the proof is no proof.
    """
    with transaction.atomic():
        entity = Entity.objects.select_for_update().get(pk=key)
        if name not in {fact.name for fact in checked_facts(entity.kind)}:
            raise ValidationError({"name": here("没有这一项核查。", "There is no such check.")})
        if on > timezone.localdate():
            raise ValidationError({"on": here("核查日期还没有到。", "The day is yet to come.")})
        path, digest = keep_proof(proof, Path(settings.MEDIA_ROOT) / "check" / str(entity.pk))
        made = Check.objects.create(
            entity=entity,
            name=name,
            on=on,
            found=found,
            proof=str(path.relative_to(settings.MEDIA_ROOT)),
            digest=digest,
            at=timezone.now(),
            by=actor,
        )
        latest = Check.objects.filter(entity=entity, name=name).first()
        if latest == made:
            value = "是" if found else "否"
            correct(actor, entity, name, 0, value, f"{on} 核查", own_source(Source.Kind.CHECKED))
        record(actor, "register.checked", entity, {"fact": name, "on": on.isoformat(), "sha256": digest})
    return made
