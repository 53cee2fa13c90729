"""One-time links: into an organisation, or to a new password."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from luoshu.office.accounts.models.memberships import Role
from luoshu.office.accounts.models.organisations import Organisation
from luoshu.office.accounts.models.people import User
from luoshu.problems import Text


class Purpose(models.TextChoices):
    JOIN = "join"
    PASSWORD = "password"


class Invitation(models.Model):
    """Of the link only a digest is kept: who reads the database cannot use it."""

    digest = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    name = models.CharField(max_length=80)  # who is invited, as the inviter calls them
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=24, choices=Role.choices, blank=True)
    until = models.DateField(null=True, blank=True)  # of the membership
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="invitations")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invited")
    at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="accounts_invitation_purpose",
                condition=Q(purpose="join", organisation__isnull=False) & ~Q(role="")
                | Q(purpose="password", user__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.name}"

    @property
    def open(self) -> bool:
        return self.used_at is None and self.withdrawn_at is None and timezone.now() < self.expires_at

    @property
    def role_text(self) -> Text | None:
        return Role(self.role).text if self.role else None
