"""Where sources say different things of the same fact: it follows from the facts, kept so that it can be listed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from luoshu.office.register.models.entities import Entity
from luoshu.office.register.models.facts import NO_YEAR, Fact, Source


class Deviation(models.Model):
    """What a source said last of a fact is not what counts now. Written whenever facts are recorded, and never else."""

    entity = models.ForeignKey(Entity, models.PROTECT, related_name="deviations", db_index=False)
    name = models.CharField(max_length=80)  # of the fact
    year = models.PositiveSmallIntegerField(default=NO_YEAR)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
    said = models.ForeignKey(Fact, models.PROTECT, related_name="+", db_index=False)
    counting = models.ForeignKey(Source, models.PROTECT, related_name="+", db_index=False)  # whose value counts
    size = models.DecimalField(max_digits=14, decimal_places=6)  # as a share of what counts; 0 where it is no number

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "name", "year", "source"], name="one_deviation_a_source"),
            models.CheckConstraint(condition=models.Q(size__gte=0), name="deviation_has_a_size"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-size", "id"], name="deviations_by_size"),
            models.Index(fields=["name", "year", "-size", "id"], name="deviations_of_a_fact"),
        ]

    def __str__(self) -> str:
        return f"{self.name}{f'@{self.year}' if self.year else ''}: {self.source_id}"
