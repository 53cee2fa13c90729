"""Somebody does another's work during leave."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from luoshu.office.accounts.models import Membership, Role, StandIn, User
from luoshu.office.audit.recording import record
from luoshu.office.shell.language import here


@transaction.atomic
def stand_in(actor: User, membership: Membership, user: User, since: date, until: date) -> StandIn:
    """
    Raises:
        ValidationError: the role is not handed on, it would be to oneself, or the term cannot be.
    """
    role = Role(membership.role)
    if not role.stood_in_for:
        raise ValidationError(
            here(f"“{role.text.zh}”不能由他人代理", f"Nobody stands in for this role: {role.text.en}")
        )
    if user.pk == membership.user_id:
        raise ValidationError({"user": here("代理人不能是本人", "This is the person who is away")})
    if not user.is_active:
        raise ValidationError({"user": here("代理人的账号已停用", "Their account is closed")})
    if until < since or until < timezone.localdate():
        raise ValidationError(
            {"until": here("结束日期应晚于开始日期和今天", "It must end after it begins, and after today")}
        )
    if StandIn.objects.filter(
        membership=membership, user=user, since__lte=until, until__gte=since, ended_at=None
    ).exists():
        raise ValidationError(here("这段时间已有此代理", "They stand in on some of these days already"))
    made = StandIn.objects.create(membership=membership, user=user, since=since, until=until)
    told = {"membership": membership.pk, "user": user.pk, "since": str(since), "until": str(until)}
    record(actor, "accounts.stand-in-entered", made, told)
    return made


@transaction.atomic
def end_stand_in(actor: User, held: StandIn) -> None:
    """At once."""
    if not held.over:
        held.ended_at = timezone.now()
        held.save(update_fields=["ended_at"])
        record(actor, "accounts.stand-in-ended", held)
