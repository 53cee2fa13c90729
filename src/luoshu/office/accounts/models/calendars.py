"""Which days are worked, by year: as the State Council announces them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

FIRST_YEAR, LAST_YEAR = 1990, 2200


class Calendar(models.Model):
    """A year whose days off are known, and the notice they come from."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    source = models.CharField(max_length=120)

    class Meta:
        ordering = ("-year",)
        constraints: ClassVar = [
            models.CheckConstraint(
                name="accounts_calendar_year", condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR)
            )
        ]

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """A day that is not as its weekday would have it: a holiday, or a weekend's day that is worked."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="days")
    day = models.DateField(unique=True)
    worked = models.BooleanField()
    name = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day} {'班' if self.worked else '休'} {self.name}".strip()
