"""An organisation is entered, or what is known of it changes."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from luoshu.office.accounts.models import Organisation, User
from luoshu.office.audit.recording import record
from luoshu.office.shell.language import here


@transaction.atomic
def enter_organisation(actor: User | None, kind: str, name: str, identifier: str | None = None) -> Organisation:
    """
    Raises:
        ValidationError: a name or an identifier that cannot be, or an identifier that another has.
    """
    entered = Organisation(kind=kind, name=name.strip(), identifier=(identifier or "").strip() or None)
    other = Organisation.objects.filter(identifier=entered.identifier).first() if entered.identifier else None
    if other is not None:
        has_it = here(f"“{other}”已经登记了这个代码", f"{other} is entered with this code already")
        raise ValidationError({"identifier": has_it})
    entered.full_clean()
    entered.save()
    record(actor, "accounts.organisation-entered", entered, {"kind": kind, "identifier": entered.identifier})
    return entered


@transaction.atomic
def change_organisation(actor: User, organisation: Organisation, name: str, closed_on: date | None) -> None:
    """Its name, and the day from which nobody acts for it."""
    before = {"name": organisation.name, "closed_on": organisation.closed_on and str(organisation.closed_on)}
    organisation.name, organisation.closed_on = name.strip(), closed_on
    organisation.full_clean()
    organisation.save()
    after = {"name": organisation.name, "closed_on": closed_on and str(closed_on)}
    record(actor, "accounts.organisation-changed", organisation, {"before": before, "after": after})
