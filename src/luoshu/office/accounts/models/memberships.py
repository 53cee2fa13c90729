"""Who belongs to which organisation, in which role and for how long; who stands in for whom."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from luoshu.office.accounts.models.organisations import Kind, Organisation
from luoshu.office.accounts.models.people import User
from luoshu.office.accounts.models.terms import ends_after_it_begins, in_force, last_day_of
from luoshu.problems import Text


class Role(models.TextChoices):
    """What somebody is in an organisation. An `agent` is no member: an enterprise has authorised them."""

    OFFICER = "officer"
    EDITOR = "editor"
    APPROVER = "approver"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    LEGAL_REPRESENTATIVE = "legal-representative"
    OPERATOR = "operator"
    STAFF = "staff"
    AGENT = "agent"

    @property
    def text(self) -> Text:
        return _ROLES[self]

    @property
    def stood_in_for(self) -> bool:
        """Whether another may do this during leave. Supervision and the keys of the house are not handed on."""
        return self in (Role.OFFICER, Role.EDITOR, Role.APPROVER, Role.OPERATOR)

    @property
    def of(self) -> tuple[Kind, ...]:
        """The kinds of organisations whose members have this role."""
        return tuple(kind for kind, roles in ROLES_OF.items() if self in roles)


_ROLES = {
    Role.OFFICER: Text("经办人员", "Officer"),
    Role.EDITOR: Text("政策编辑", "Policy editor"),
    Role.APPROVER: Text("审核人", "Approver"),
    Role.AUDITOR: Text("审计人员", "Auditor"),
    Role.ADMINISTRATOR: Text("管理员", "Administrator"),
    Role.LEGAL_REPRESENTATIVE: Text("法定代表人", "Legal representative"),
    Role.OPERATOR: Text("企业经办人", "Operator"),
    Role.STAFF: Text("工作人员", "Staff"),
    Role.AGENT: Text("受托代理人", "Authorised agent"),
}
ROLES_OF: dict[Kind, tuple[Role, ...]] = {
    Kind.BUREAU: (Role.OFFICER, Role.EDITOR, Role.APPROVER, Role.AUDITOR, Role.ADMINISTRATOR),
    Kind.ENTERPRISE: (Role.LEGAL_REPRESENTATIVE, Role.OPERATOR),
    Kind.AGENCY: (Role.STAFF,),
    Kind.INSTITUTION: (Role.LEGAL_REPRESENTATIVE, Role.OPERATOR),
}
OF_THE_HOUSE = ROLES_OF[Kind.BUREAU]
_MEMBERS = [role.value for role in Role if role is not Role.AGENT]


class Memberships(models.QuerySet["Membership"]):
    def in_force(self, on: date | None = None) -> Memberships:
        day = on or timezone.localdate()
        open_then = Q(organisation__closed_on__isnull=True) | Q(organisation__closed_on__gt=day)
        return self.filter(in_force(day), open_then)


class Membership(models.Model):
    """A person in an organisation, in one role, for a term. It is ended, never deleted."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=24, choices=Role.choices)
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # before its term: somebody left

    objects = Memberships.as_manager()

    class Meta:
        ordering = ("organisation__name", "role", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(name="accounts_membership_role", condition=Q(role__in=_MEMBERS)),
            ends_after_it_begins("accounts_membership_term"),
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(until__isnull=True, ended_at__isnull=True),
                name="accounts_membership_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation} · {self.role_text.zh}"

    @property
    def role_text(self) -> Text:
        return Role(self.role).text

    @property
    def over(self) -> bool:
        return self.ended_at is not None or (self.until is not None and self.until < timezone.localdate())

    @property
    def to_come(self) -> bool:
        return not self.over and self.since > timezone.localdate()

    @property
    def last_day(self) -> date | None:
        return last_day_of(self.until, self.ended_at)


class StandIn(models.Model):
    """While a member is on leave, another person has their role. It counts only for roles that may be handed on."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="stand_ins")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="standing_in")
    since = models.DateField()
    until = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-since", "pk")
        constraints: ClassVar = [
            ends_after_it_begins("accounts_standin_term"),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.membership}"

    @property
    def over(self) -> bool:
        return self.ended_at is not None or self.until < timezone.localdate()

    @property
    def last_day(self) -> date | None:
        return last_day_of(self.until, self.ended_at)
