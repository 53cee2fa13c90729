"""Somebody does another's work during leave."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from luoshu.office.accounts.models import Kind, Membership, Role, StandIn, User
from luoshu.office.audit.recording import record
from luoshu.office.shell.language import here

LONGEST = timedelta(days=366)  # leave ends; what somebody does for good is a role of their own


@transaction.atomic
def stand_in(actor: User, membership: Membership, user: User, since: date, until: date) -> StandIn:
    """
    Raises:
        ValidationError: the role is not handed on, or not to this person: themselves, somebody from elsewhere, an
            auditor; or the term cannot be.
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
    if max(until - since, since - timezone.localdate()) > LONGEST:
        raise ValidationError(
            {
                "until": here(
                    "代理最长一年，最多提前一年登记；长期由此人办理的，请为其登记角色",
                    "For a year at most, and a year ahead; who is to do it for good gets a role of their own",
                )
            }
        )
    _refuse_outsiders(membership, user, since, until)
    if StandIn.objects.filter(
        membership=membership, user=user, since__lte=until, until__gte=since, ended_at=None
    ).exists():
        raise ValidationError(here("这段时间已有此代理", "They stand in on some of these days already"))
    made = StandIn.objects.create(membership=membership, user=user, since=since, until=until)
    told = {"membership": membership.pk, "user": user.pk, "since": str(since), "until": str(until)}
    record(actor, "accounts.stand-in-entered", made, told)
    return made


def _refuse_outsiders(membership: Membership, user: User, since: date, until: date) -> None:
    """Whoever stands in belongs to the house, or to the same enterprise, as long as they do; and who audits what is
    done does none of it."""
    own = Membership.objects.filter(colleagues_of(membership), user=user)
    if not all(own.in_force(day).exists() for day in (since, until)):
        raise ValidationError(
            {
                "user": here(
                    "代理人在整段时间里须是园区管理机构的人员",
                    "The stand-in must be of the zone office, all the time",
                )
                if membership.organisation.kind == Kind.BUREAU
                else here(
                    f"代理人在整段时间里须是{membership.organisation}的人员",
                    f"The stand-in must be of {membership.organisation}, all the time",
                )
            }
        )
    if any(own.in_force(day).filter(role=Role.AUDITOR).exists() for day in (since, until)):
        raise ValidationError(
            {
                "user": here(
                    "审计人员不能代理：监督与办理须分开", "Auditors stand in for nobody: they look at what is done"
                )
            }
        )


def colleagues_of(membership: Membership) -> Q:
    """The condition that a membership is of the same house: any bureau is; an enterprise has its own people alone."""
    organisation = membership.organisation
    return Q(organisation__kind=Kind.BUREAU) if organisation.kind == Kind.BUREAU else Q(organisation=organisation)


@transaction.atomic
def end_stand_in(actor: User, held: StandIn) -> None:
    """At once."""
    if not held.over:
        held.ended_at = timezone.now()
        held.save(update_fields=["ended_at"])
        record(actor, "accounts.stand-in-ended", held)
