"""The same is registered once: who holds the facts by which an entry is the same, and who is told so."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q

from luoshu.office.filing.models import Application
from luoshu.office.filing.registers import Kept
from luoshu.office.register.models import Entity
from luoshu.office.register.models.facts import NO_YEAR
from luoshu.office.register.queries import current_facts
from luoshu.office.shell.language import here


def digest_of(kept: Kept, stated: Mapping[str, str]) -> str:
    """Of the facts by which it is the same; empty where the register names none, or one of them is not known."""
    values = [stated.get(name, "") for name in kept.identifying]
    if not values or not all(values):
        return ""
    plain = ["".join(unicodedata.normalize("NFKC", value).casefold().split()) for value in values]
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode()).hexdigest()


def save_holding(application: Application, kept: Kept) -> None:
    """Saves an application that from now on holds what it states, so that nobody else can ask for the same.

    Raises:
        ValidationError: another application holds it, or it is registered.
    """
    stated = application.stated | {kept.register.owner: application.organisation.identifier or ""}
    application.same = digest_of(kept, stated)
    application.holds = bool(application.same) and application.kind != Application.Kind.CANCEL
    if application.holds:
        _let_go(application)
        others = Application.objects.filter(register=kept.name, same=application.same, holds=True)
        other = others.exclude(pk=application.pk).select_related("entry").first()
        if other is not None and application.entry_id is not None and other.entry_id == application.entry_id:
            application.holds = False  # what made the entry, or changed it last, holds it already
        elif other is not None:
            raise ValidationError(_taken(application, other))
        elif (known := _registered(application, kept, stated)) is not None:
            raise ValidationError(_registered_already(application, kept, known))
    try:
        with transaction.atomic():
            application.save()
    except IntegrityError:  # another was a moment faster
        raise ValidationError(_filed_already("")) from None


def _let_go(application: Application) -> None:
    """Of entries that are no longer there (cancelled, merged) nothing is held."""
    gone = Application.objects.filter(register=application.register, same=application.same, holds=True)
    gone.filter(state=Application.State.REGISTERED).exclude(entry__state=Entity.State.ACTIVE).update(holds=False)


def _registered(application: Application, kept: Kept, stated: Mapping[str, str]) -> Entity | None:
    """What is in the register and the same, whether or not anybody ever applied for it."""
    alike = Entity.objects.filter(kind=kept.name, state=Entity.State.ACTIVE)
    if application.entry_id is not None:
        alike = alike.exclude(pk=application.entry_id)
    for name in kept.identifying:
        known = current_facts().filter(entity=OuterRef("pk"), name=name, year=NO_YEAR, value=stated[name])
        alike = alike.filter(Q(Exists(known)))
    return alike.first()


def _taken(application: Application, other: Application) -> str:
    """Of one's own one learns which it is; of another's only that it is there."""
    if other.organisation_id != application.organisation_id:
        return _filed_already("")
    if other.state == Application.State.REGISTERED and other.entry is not None:
        return here(
            f"已经登记过了，登记编号 {other.entry.identifier}。", f"It is registered, as {other.entry.identifier}."
        )
    return _filed_already(other.reference)


def _filed_already(reference: str) -> str:
    which = f"（{reference}）" if reference else ""
    return here(
        f"同样的内容已有申请或登记{which}，不能重复登记；如有疑问请联系登记机构。",
        f"The same was filed or registered already{f' ({reference})' if reference else ''} and is registered only "
        "once; ask the office where you doubt it.",
    )


def _registered_already(application: Application, kept: Kept, known: Entity) -> str:
    owner = application.organisation.identifier or ""
    own = current_facts().filter(entity=known, name=kept.register.owner, value=owner)
    if not own.exists():
        return _filed_already("")
    return here(f"已经登记过了，登记编号 {known.identifier}。", f"It is registered, as {known.identifier}.")
