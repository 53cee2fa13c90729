"""By what an agency, or one person, acts for an enterprise."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from luoshu.office.accounts.models.organisations import Organisation
from luoshu.office.accounts.models.people import User
from luoshu.office.accounts.models.terms import ends_after_it_begins, in_force, last_day_of
from luoshu.problems import Text


class Scope(models.TextChoices):
    """How far it goes; each holds those before it."""

    READ = "read"
    FILL = "fill"
    SUBMIT = "submit"

    @property
    def text(self) -> Text:
        return _SCOPES[self]

    def covers(self, other: Scope) -> bool:
        order = list(Scope)
        return order.index(self) >= order.index(other)


_SCOPES = {
    Scope.READ: Text("查看数据和结果", "See data and results"),
    Scope.FILL: Text("查看并填报", "See and fill in"),
    Scope.SUBMIT: Text("查看、填报并提交", "See, fill in and submit"),
}


class Authorisations(models.QuerySet["Authorisation"]):
    def in_force(self) -> Authorisations:
        return self.filter(in_force(), enterprise__closed_on__isnull=True)


class Authorisation(models.Model):
    """An enterprise lets an agency or a person act for it, so far and so long. It is revoked, never deleted."""

    enterprise = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="authorisations_given")
    agency = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="authorisations_received"
    )
    person = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="authorisations_received"
    )
    scope = models.CharField(max_length=10, choices=Scope.choices)
    since = models.DateField(default=timezone.localdate)
    until = models.DateField()
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="authorisations_given")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = Authorisations.as_manager()

    class Meta:
        ordering = ("-since", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(name="accounts_authorisation_scope", condition=Q(scope__in=Scope.values)),
            ends_after_it_begins("accounts_authorisation_term"),
            models.CheckConstraint(
                name="accounts_authorisation_one_receiver",
                condition=Q(agency__isnull=True, person__isnull=False) | Q(agency__isnull=False, person__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} → {self.receiver}"

    @property
    def receiver(self) -> Organisation | User:
        receiver = self.agency or self.person
        assert receiver is not None  # a constraint of the database
        return receiver

    @property
    def scope_text(self) -> Text:
        return Scope(self.scope).text

    @property
    def holds(self) -> bool:
        return self.ended_at is None and self.since <= timezone.localdate() <= self.until

    @property
    def last_day(self) -> date | None:
        return last_day_of(self.until, self.ended_at)
