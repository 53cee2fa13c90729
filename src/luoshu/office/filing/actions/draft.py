"""An owner begins an application, and fills it in; nothing reaches the office yet."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from luoshu.office.accounts.models import Organisation, User
from luoshu.office.audit.recording import record
from luoshu.office.filing.actions.steps import kept_of, locked, title_of
from luoshu.office.filing.models import Application
from luoshu.office.filing.registers import Kept
from luoshu.office.register.models import Entity
from luoshu.office.register.values import entered
from luoshu.office.shell.language import here


def draft(
    actor: User,
    organisation: Organisation,
    kept: Kept,
    stated: Mapping[str, str],
    *,
    kind: Application.Kind = Application.Kind.NEW,
    entry: Entity | None = None,
    reason: str = "",
) -> Application:
    """Keeps what was entered by fact.

    Raises:
        ValidationError: another application about the entry is open.
        EntryError: something is no value of its fact.
    """
    made = Application(
        register=kept.name,
        kind=kind,
        organisation=organisation,
        entry=entry,
        reason=reason,
        made_by=actor,
        made_at=timezone.now(),
    )
    _state(made, kept, stated)
    try:
        with transaction.atomic():
            made.save()
            record(actor, "filing.drafted", made, {"register": kept.name, "kind": kind})
    except IntegrityError:
        raise ValidationError(
            here(
                "这一条已有未办结的申请，请先办完或撤回。",
                "Another application about this entry is open: finish or withdraw it first.",
            )
        ) from None
    return made


def redraft(actor: User, key: int, stated: Mapping[str, str], reason: str = "") -> Application:
    """Fills in a draft, or what is to be supplemented. Raises as `draft` does."""
    with transaction.atomic():
        found = locked(key, Application.State.DRAFT, Application.State.OWED)
        found.reason = reason
        _state(found, kept_of(found), stated)
        found.save()
        record(actor, "filing.filled-in", found, {"facts": sorted(stated)})
    return found


def _state(application: Application, kept: Kept, stated: Mapping[str, str]) -> None:
    facts = {word.name: word for word in kept.asked}
    application.stated = {
        name: entered(facts[name], text) for name, text in stated.items() if name in facts and text.strip()
    }
    if application.is_draft:  # of a supplement the lists, which the office reads too, tell once it is given
        application.title = title_of(application, kept)
