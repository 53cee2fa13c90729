"""Somebody with an account becomes a member of an organisation; a membership ends."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from luoshu.office.accounts.actions.last_administrator import not_the_last_administrator
from luoshu.office.accounts.actions.stand_in import colleagues_of, end_stand_in
from luoshu.office.accounts.models import Kind, Membership, Organisation, Role, StandIn, User
from luoshu.office.accounts.models.memberships import ROLES_OF
from luoshu.office.audit.recording import record
from luoshu.office.shell.language import here


def fits(organisation: Organisation, role: Role) -> None:
    """
    Raises:
        ValidationError: an organisation of this kind has nobody in that role.
    """
    kind = Kind(organisation.kind)
    if role not in ROLES_OF[kind]:
        raise ValidationError(
            {
                "role": here(
                    f"{kind.text.zh}没有“{role.text.zh}”这个角色", f"{kind.text.en}: nobody there is {role.text.en}"
                )
            }
        )


@transaction.atomic
def enrol(
    actor: User | None,
    user: User,
    organisation: Organisation,
    role: Role,
    since: date | None = None,
    until: date | None = None,
) -> Membership:
    """
    Raises:
        ValidationError: the role does not fit, or not beside another that they have; the term ends before it begins,
            or they have the role already.
    """
    fits(organisation, role)
    first = since or timezone.localdate()
    if until is not None and until < first:
        raise ValidationError({"until": here("结束日期早于开始日期", "It ends before it begins")})
    same = Membership.objects.in_force(first).filter(user=user, organisation=organisation, role=role)
    if same.exists():
        raise ValidationError(here("此人在该单位已有这个角色", "They have this role there already"))
    _refuse_auditing_oneself(user, organisation, role, first, until)
    made = Membership.objects.create(user=user, organisation=organisation, role=role, since=first, until=until)
    told = {"user": user.pk, "organisation": organisation.pk, "role": role.value, "since": str(first)}
    record(actor, "accounts.enrolled", made, told | {"until": until and str(until)})
    return made


def _refuse_auditing_oneself(
    user: User, organisation: Organisation, role: Role, since: date, until: date | None
) -> None:
    """Who audits the house does none of its work."""
    if organisation.kind != Kind.BUREAU:
        return
    others = Membership.objects.filter(user=user, organisation__kind=Kind.BUREAU, ended_at__isnull=True)
    others = others.filter(Q(until__isnull=True) | Q(until__gte=since))
    if until is not None:
        others = others.filter(since__lte=until)
    apart = others.exclude(role=Role.AUDITOR) if role == Role.AUDITOR else others.filter(role=Role.AUDITOR)
    if (other := apart.first()) is not None:
        text = Role(other.role).text
        raise ValidationError(
            {
                "role": here(
                    f"此人已是“{text.zh}”：监督与办理须由不同的人担任",
                    f"They are {text.en} already: who audits does none of what is audited",
                )
            }
        )


@transaction.atomic
def end_membership(actor: User, membership: Membership, reason: str) -> None:
    """At once, whatever its term was.

    Raises:
        ValidationError: it has ended already, or nobody would be left to administer the house.
    """
    held = Membership.objects.select_for_update().get(pk=membership.pk)
    if held.over:
        raise ValidationError(here("这个角色已经结束", "This role has ended already"))
    if held.role == Role.ADMINISTRATOR:
        not_the_last_administrator(held.user)
    held.ended_at = timezone.now()
    held.save(update_fields=["ended_at"])
    record(actor, "accounts.membership-ended", held, {"user": held.user_id, "role": held.role, "reason": reason})
    _stand_in_no_longer(actor, held)


def _stand_in_no_longer(actor: User, left: Membership) -> None:
    """Whoever has left stands in for nobody there any more."""
    there = colleagues_of(left)
    if Membership.objects.in_force().filter(there, user=left.user).exists():
        return
    for each in StandIn.objects.filter(user=left.user, ended_at=None, membership__in=Membership.objects.filter(there)):
        end_stand_in(actor, each)
