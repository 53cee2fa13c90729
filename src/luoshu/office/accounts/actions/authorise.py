"""An enterprise lets an agency or a person act for it, and takes that back."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from luoshu.office.accounts.models import Authorisation, Kind, Organisation, Scope, User
from luoshu.office.audit.recording import record
from luoshu.office.shell.language import here

LONGEST = timedelta(days=3 * 366)


def receiver_named(name: str) -> Organisation | User:
    """The agency with exactly this name or credit code, or else the person who signs in with exactly this name.

    Raises:
        ValidationError: there is none, or more than one.
    """
    agencies = Organisation.objects.filter(Q(name=name) | Q(identifier=name.upper()), kind=Kind.AGENCY)[:2]
    people = User.objects.filter(username__iexact=name, is_active=True)[:1]
    found: list[Organisation | User] = [*agencies] or [*people]
    if len(found) != 1:
        raise ValidationError(
            here(
                "没有找到唯一的服务机构或个人，请核对全称、统一社会信用代码或登录名",
                "No single agency or person is found: check the full name, the credit code or the name to sign in with",
            )
        )
    return found[0]


@transaction.atomic
def authorise(
    actor: User, enterprise: Organisation, receiver: Organisation | User, scope: Scope, since: date, until: date
) -> Authorisation:
    """
    Raises:
        ValidationError: the term ends before it begins, is over, or is longer than three years.
    """
    if until < since or until < timezone.localdate():
        raise ValidationError(
            {"until": here("结束日期应晚于开始日期和今天", "It must end after it begins, and after today")}
        )
    if until - since > LONGEST:
        raise ValidationError({"until": here("一次授权最长三年", "An authorisation is for three years at most")})
    to = {"agency": receiver} if isinstance(receiver, Organisation) else {"person": receiver}
    made = Authorisation.objects.create(
        enterprise=enterprise, scope=scope, since=since, until=until, given_by=actor, **to
    )
    told = {"enterprise": enterprise.pk, "scope": scope.value, "since": str(since), "until": str(until)}
    record(actor, "accounts.authorised", made, told | {key: each.pk for key, each in to.items()})
    return made


@transaction.atomic
def revoke(actor: User, authorisation: Authorisation) -> None:
    held = Authorisation.objects.select_for_update().get(pk=authorisation.pk)
    if held.ended_at is None:
        held.ended_at = timezone.now()
        held.save(update_fields=["ended_at"])
        record(actor, "accounts.authorisation-revoked", held, {"enterprise": held.enterprise_id})
