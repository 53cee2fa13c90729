"""What an administrator decides for the whole installation."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

LEAST_MONTHS = 6  # Cybersecurity Law, article 21 (3) of 2016: network logs for six months at least


class HouseRules(models.Model):
    """One row. Without it the defaults hold."""

    only = models.BooleanField(primary_key=True, default=True)
    log_months = models.PositiveSmallIntegerField(default=12, validators=[MinValueValidator(LEAST_MONTHS)])
    second_factor = models.BooleanField(default=False)  # the zone's own people sign in with one, or set one up first
    trial_before_approval = models.BooleanField(default=False)  # what a policy would cost is tried on real data first

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="accounts_houserules_one", condition=Q(only=True)),
            models.CheckConstraint(name="accounts_houserules_log_months", condition=Q(log_months__gte=LEAST_MONTHS)),
        ]

    def __str__(self) -> str:
        return f"{self.log_months}"

    @classmethod
    def now(cls) -> HouseRules:
        return cls.objects.first() or cls()
