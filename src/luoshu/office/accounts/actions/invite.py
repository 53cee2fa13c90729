"""One-time links: into an organisation, or to a new password. The link itself is given back once and kept nowhere."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from luoshu.office.accounts.actions.enrol import fits
from luoshu.office.accounts.digests import digest_of
from luoshu.office.accounts.models import Invitation, Organisation, Purpose, Role, User
from luoshu.office.audit.recording import record
from luoshu.office.shell.language import here

TO_JOIN, TO_SET_PASSWORD = timedelta(days=7), timedelta(days=1)


@transaction.atomic
def invite(
    actor: User, name: str, organisation: Organisation, role: Role, until: date | None = None
) -> tuple[Invitation, str]:
    """The invitation, and the token of its link.

    Raises:
        ValidationError: the role does not fit the organisation, or the term is over.
    """
    fits(organisation, role)
    if until is not None and until < timezone.localdate():
        raise ValidationError({"until": here("结束日期已经过去", "This day has passed")})
    token = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        digest=digest_of(token),
        purpose=Purpose.JOIN,
        name=name.strip(),
        organisation=organisation,
        role=role,
        until=until,
        by=actor,
        expires_at=timezone.now() + TO_JOIN,
    )
    record(actor, "accounts.invited", made, {"organisation": organisation.pk, "role": role.value})
    return made, token


@transaction.atomic
def offer_new_password(actor: User, user: User, reason: str) -> tuple[Invitation, str]:
    """A link with which a person who has forgotten their password sets another. Earlier ones end."""
    if not user.is_active:
        raise ValidationError(here("账号已停用", "The account is closed"))
    earlier = Invitation.objects.filter(user=user, used_at__isnull=True, withdrawn_at__isnull=True)
    earlier.update(withdrawn_at=timezone.now())
    token = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        digest=digest_of(token),
        purpose=Purpose.PASSWORD,
        name=str(user)[:80],
        user=user,
        by=actor,
        expires_at=timezone.now() + TO_SET_PASSWORD,
    )
    record(actor, "accounts.password-offered", user, {"reason": reason})
    return made, token


@transaction.atomic
def withdraw(actor: User, invitation: Invitation) -> None:
    held = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if held.open:
        held.withdrawn_at = timezone.now()
        held.save(update_fields=["withdrawn_at"])
        record(actor, "accounts.invitation-withdrawn", held)
